"""THE CENTRE, PREFILL: which systems know what, as its operator says in `data-brain.json` in the centre's home."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from app.contract.wire import Message
from central.plan_file import read_plan_file

PLAN_FILE: Final = "data-brain.json"
Source = Literal["licence", "register", "earlier-case"]
"""Those words of `service_forms.SOURCES` that other systems answer to. The identity card is read at the terminal, an address is chosen
there from its list, and what only the visitor knows nobody is asked for."""


class SystemPlan(Message):
    """One system. `kind`: it speaks our HTTP (`central.prefill.http_system`), or it is the centre's own table of enterprises, for
    demonstrations. `unit_id`: the unit that keeps what it says, to which a contested value goes. `title` stands on the visitor's page.

    `at_once`: so many are asked at one moment, and who comes then is told that it is late: one slow system never holds up the others.
    """

    name: str = Field(pattern=r"^[a-z][a-z0-9-]{1,40}$")
    title: str = Field(min_length=1, max_length=100)
    kind: Literal["http", "enterprises"]
    url: str = Field(default="", pattern=r"^(https?://[^\s]{1,400})?$")
    token_file: Path | None = None
    unit_id: str = Field(min_length=1, max_length=64)
    serves: tuple[Source, ...] = Field(min_length=1)
    at_once: int = Field(default=8, ge=1, le=32)

    @model_validator(mode="after")
    def _can_be_reached(self) -> Self:
        if (self.kind == "http") is not bool(self.url):
            raise ValueError("a system that speaks HTTP has an address, and no other has")
        return self


class Plan(Message):
    """`most_seconds`: nobody waits longer for all of them together."""

    systems: Annotated[tuple[SystemPlan, ...], Field(max_length=20)] = ()
    most_seconds: float = Field(default=3.0, gt=0, le=30)

    @model_validator(mode="after")
    def _one_for_each_source(self) -> Self:
        served = [source for system in self.systems for source in system.serves]
        if len(served) != len(set(served)) or len({one.name for one in self.systems}) != len(self.systems):
            raise ValueError("one system for each source, each under its own name")
        return self


def read_plan(home: Path) -> Plan:
    """Nobody is asked where there is no file. Raises PlanUnusable."""
    return read_plan_file(home / PLAN_FILE, Plan)


DEMONSTRATION: Final = Plan(
    systems=(
        SystemPlan(
            name="register",
            title="东莞市政务数据大脑（演示，合成数据）",
            kind="enterprises",
            unit_id="DG-SJJ",
            serves=("licence", "register"),
        ),
    )
)
"""What seeding leaves where there is no plan: the synthetic enterprises, as the register would know them."""


def leave_demonstration(home: Path) -> None:
    """A plan that is there is never written over."""
    path = home / PLAN_FILE
    if not path.exists():
        path.write_text(DEMONSTRATION.model_dump_json(indent=1, exclude_defaults=True) + "\n", "utf-8")
