"""THE CENTRE, OUTBOUND: which systems there are, as its operator says in `outbound.json` in the centre's home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from app.contract.wire import Message
from central.plan_file import read_plan_file

PLAN_FILE = "outbound.json"
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")]
Seconds = Annotated[float, Field(gt=0, le=86_400)]


class SystemPlan(Message):
    """One receiver. `kind`: it keeps keys and takes each once (`idempotency-key`), or must be asked before anything is sent to it again
    (`query-first`). `speaks`: ours (`central.outbound.http_system`), or a message gateway's (`central.outbound.sms_gateway`).

    `settle_seconds`: so long after an attempt without an answer, what was on its way has arrived or never will.
    `most_unknown`: so many attempts without an answer, and a person looks. `at_once`: how many it is sent at one moment.
    `token_file`: what it knows us by, alone in a file.
    """

    name: Name
    url: str = Field(pattern=r"^https?://[^\s]+$", max_length=400)
    kind: Literal["idempotency-key", "query-first"] = "idempotency-key"
    speaks: Literal["json", "sms"] = "json"
    token_file: Path | None = None
    timeout_seconds: Seconds = 20.0
    settle_seconds: Seconds = 5.0
    backoff_seconds: Seconds = 2.0
    most_unknown: int = Field(default=6, ge=1, le=100)
    at_once: int = Field(default=8, ge=1, le=64)

    @property
    def longest_seconds(self) -> float:
        """One attempt: to ask and to send, each with its time to connect and its time to answer; then what is on its way settles."""
        return 4 * self.timeout_seconds + self.settle_seconds


class Paces(Message):
    """How often a worker looks, how long one may be silent before its work is taken from it, and when what was begun and is nowhere
    is begun anew."""

    look_seconds: Seconds = 0.5
    silent_seconds: Seconds = 30.0
    lost_seconds: Seconds = 60.0


class Plan(Message):
    """`routes` says which system carries out which topic of the follow-ups (central.follow_ups)."""

    systems: tuple[SystemPlan, ...] = ()
    routes: dict[str, Name] = Field(default_factory=dict)
    paces: Paces = Paces()

    def find(self, name: str) -> SystemPlan | None:
        return next((system for system in self.systems if system.name == name), None)


def read_plan(home: Path) -> Plan:
    """Nothing is sent to anybody where there is no file. Raises PlanUnusable."""
    return read_plan_file(home / PLAN_FILE, Plan)
