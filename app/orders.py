"""What the centre orders this terminal to do: lock, unlock, wipe, rotate-key.

orders.json   whether this terminal is locked, and which orders it has carried out; 0600

An order comes again with every greeting until it was reported, so each is remembered before it is reported. A locked terminal keeps
what it owes and goes on delivering it; it only takes in nothing new. A wipe locks first: what is wiped is out of service.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, ValidationError

from app.central import Accepted, Refused, Unreachable
from app.contract.orders import Noted, OrderOutcome, OrderReport
from app.contract.wire import OrderKind, TerminalOrder
from app.private_files import write_private

FILE: Final = "orders.json"
REMEMBERED: Final = 100
"""Orders that were carried out; older ones have long been reported."""


class OrderRoad(Protocol):
    def report_order(self, order_id: str, report: OrderReport) -> Accepted[Noted] | Refused | Unreachable: ...


@dataclass(frozen=True)
class Acts:
    """How orders take effect. Called on the road's thread.

    `wipe(even_unsent)` deletes what was filed; False where something is unsent and was not to be touched. `rotate_key` says whether
    the centre took the new key. `note(action, result)` writes into the diary.
    """

    wipe: Callable[[bool], bool]
    rotate_key: Callable[[], bool]
    note: Callable[[str, str], None]


class Orders:
    """One thread carries out, any thread may ask whether this terminal is locked."""

    def __init__(self, home: Path, road: OrderRoad, acts: Acts) -> None:
        self._path = home / FILE
        self._road, self._acts = road, acts
        self._kept = _read(self._path)
        self._on_locked: Callable[[bool], None] = lambda _: None
        self._turn = Lock()

    @property
    def locked(self) -> bool:
        return self._kept.locked

    def listen(self, on_locked: Callable[[bool], None]) -> None:
        """Who hears, on the road's thread, when this terminal is locked or unlocked. To be called before the road is walked."""
        self._on_locked = on_locked

    def hear(self, orders: Sequence[TerminalOrder], *, may_wipe: bool) -> None:
        """Carry out what is new, report what is done. One that cannot be done now stands in the way of those behind it, until it
        comes again. `may_wipe` after a round of deliveries: what could be delivered shall be."""
        with self._turn:
            for order in orders:
                if order.kind is OrderKind.WIPE and not may_wipe:
                    return
                outcome = self._kept.carried_out.get(order.id) or self._carry_out(order)
                if outcome is None:
                    return
                self._road.report_order(order.id, OrderReport(outcome=outcome))

    def _carry_out(self, order: TerminalOrder) -> OrderOutcome | None:
        outcome = self._do(order)
        if outcome is not None:
            self._remember(order.id, outcome)
            self._acts.note(f"order-{order.kind}", outcome)
        return outcome

    def _do(self, order: TerminalOrder) -> OrderOutcome | None:
        match order.kind:
            case OrderKind.LOCK:
                self._lock(True)
            case OrderKind.UNLOCK:
                self._lock(False)
            case OrderKind.ROTATE_KEY:
                return OrderOutcome.DONE if self._acts.rotate_key() else None
            case OrderKind.WIPE:
                return self._wipe(even_unsent=order.even_unsent)
        return OrderOutcome.DONE

    def _wipe(self, *, even_unsent: bool) -> OrderOutcome:
        self._lock(True)
        return OrderOutcome.DONE if self._acts.wipe(even_unsent) else OrderOutcome.UNSENT_JOBS

    def _lock(self, locked: bool) -> None:
        if locked != self._kept.locked:
            self._keep(locked, self._kept.carried_out)
            self._on_locked(locked)

    def _remember(self, order_id: str, outcome: OrderOutcome) -> None:
        known = self._kept.carried_out | {order_id: outcome}
        self._keep(self._kept.locked, dict(list(known.items())[-REMEMBERED:]))

    def _keep(self, locked: bool, carried_out: dict[str, OrderOutcome]) -> None:
        kept = _Kept(locked=locked, carried_out=carried_out)
        write_private(self._path, kept.model_dump_json(indent=1).encode())
        self._kept = kept


def is_locked(home: Path) -> bool:
    """Whether the terminal at `home` is locked by the centre's order, also while it runs."""
    return _read(home / FILE).locked


class _Kept(BaseModel):
    """orders.json as it stands on disk."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    locked: bool = False
    carried_out: dict[str, OrderOutcome] = {}


def _read(path: Path) -> _Kept:
    """A file that cannot be read locks: whoever spoils it shall not unlock a terminal by it. The centre's next order mends it."""
    try:
        return _Kept.model_validate(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return _Kept()
    except (OSError, ValueError, ValidationError, RecursionError):
        return _Kept(locked=True)
