"""What a visit works with, handed down by bootstrap: the terminal's devices, its road to the centre, its store, its clock."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.dongguan_time import DONGGUAN
from kiosk.promises import Promises

if TYPE_CHECKING:
    from app.audit import AuditLog
    from app.central import Central
    from app.config import TerminalConfig
    from app.on_hand import OnHand
    from app.orders import Orders
    from app.outbox import Outbox
    from app.packs import PackShelf
    from app.sync import Sync
    from devices.code_scanner import CodeScanner
    from devices.page_printer import PagePrinter
    from devices.receipt_printer import ReceiptPrinter
    from devices.supervisor.supervisor import Supervisor
    from kiosk.background import Homecoming, Worker
    from kiosk.fittings import Fittings
    from kiosk.lent import LentCardReader
    from kiosk.paper_trust import PaperTrust
    from printing.spooler import Spooler


@dataclass(frozen=True)
class Workers:
    """One thread each, so that a slow printer never keeps a card waiting."""

    reader: Worker
    scanner: Worker
    pages: Worker
    receipts: Worker
    centre: Worker
    help: Worker
    store: Worker
    staff_card: Worker
    maintenance: Worker
    lamp: Worker
    cues: Worker
    guides: Worker

    @classmethod
    def begin(cls, home: Homecoming, on_defect: Callable[[BaseException], None]) -> Workers:
        from kiosk.background import Worker

        return cls(**{field.name: Worker(field.name, home, on_defect) for field in fields(cls)})

    def all(self) -> tuple[Worker, ...]:
        return tuple(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True)
class Hands:
    """`reader`, `scanner` and the printers are lent to visits (`kiosk.lent`); `fittings` are the devices themselves, for whoever
    holds a claim of `supervision`."""

    config: TerminalConfig
    central: Central
    outbox: Outbox
    audit: AuditLog
    sync: Sync
    spooler: Spooler
    reader: LentCardReader
    scanner: CodeScanner
    page_printer: PagePrinter
    receipt_printer: ReceiptPrinter
    fittings: Fittings
    supervision: Supervisor
    workers: Workers
    root_pem: bytes
    paper_trust: PaperTrust
    now: Callable[[], datetime]
    """Aware, UTC."""
    orders: Orders | None = None
    """The centre's: whether it has locked this terminal."""
    terminal_home: Path = field(default=Path())
    """Where the store lies: maintenance looks how much room is left there."""
    packs: PackShelf | None = None
    """What the centre has published for terminals; None where nothing is fetched."""

    @cached_property
    def on_hand(self) -> OnHand:
        """What is known without the network. Loaded when it is first asked for, off the GUI thread. Raises LookupError without packs."""
        from app.on_hand import OnHand
        from resources import path

        if self.packs is None:
            raise LookupError("this terminal has no shelf of packs")
        shipped = {each.name: each.read_bytes() for each in path("calendar").glob("*.json")}
        return OnHand(self.packs, self.now, shipped)

    @cached_property
    def promises(self) -> Promises:
        return Promises(self.outbox, self.workers.store, self.sync.wake, self.now)

    def local_now(self) -> datetime:
        """Dongguan's clock."""
        return self.local_time(self.now())

    def local_time(self, at: datetime) -> datetime:
        return at.astimezone(DONGGUAN)

    def today(self) -> date:
        return self.local_now().date()

    def note(self, action: str, *, actor: str = "terminal", object: str = "", result: str = "done") -> None:
        """Write what was done into the terminal's diary, on the store's thread: codes only, never a person."""
        at = self.now()
        self.workers.store.do(
            lambda: self.audit.append(actor=actor, action=action, object=object, result=result, at=at), lambda _: None
        )

    def close(self) -> None:
        """Let go of everything, in the order in which it stands on each other: the road, the threads, the devices, the store."""
        fitted = self.fittings
        for waiting in (fitted.card_reader, fitted.code_scanner, fitted.page_printer, fitted.smart_card):
            if waiting is not None:
                waiting.cancel()
        self.sync.stop()
        self.paper_trust.stop()
        self.supervision.stop()
        for worker in self.workers.all():
            worker.stop()
        for device in fitted.by_name().values():
            device.close()
        self.audit.close()
        self.outbox.close()
