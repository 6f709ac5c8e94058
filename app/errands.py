"""What the road to the centre does besides delivering: it takes orders, brings attachments, has the diary witnessed, brings packs up
to date.

Called on the road's thread only. Nothing here may keep a job waiting: what goes wrong is told and left until the next time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from app.attachments import Attachments
from app.audit import AuditLog
from app.central import Accepted
from app.contract.audit_heads import AuditHead
from app.contract.jobs import BatchReceipt
from app.contract.wire import Greeting, TerminalOrder
from app.enrolment import Enrolment
from app.http_central import HttpCentral
from app.keys import rotate_key
from app.log import get_logger
from app.orders import Acts, Orders
from app.outbox import Outbox
from app.packs import PackShelf
from app.witness import DiaryWitness

PACK_SECONDS: Final = 600.0

log = get_logger("errands")


@dataclass
class Errands:
    """`orders` also says whether this terminal is locked."""

    orders: Orders
    witness: DiaryWitness
    packs: PackShelf
    central: HttpCentral
    attachments: Attachments | None = None
    _packs_due: float = 0.0
    _standing: tuple[TerminalOrder, ...] = ()

    def greeted(self, greeting: Greeting) -> None:
        """The centre was greeted: it may have orders."""
        self._standing = greeting.orders
        self._attempt(lambda: self.orders.hear(self._standing, may_wipe=False))
        self._attempt(lambda: self._bring_attachments(greeting))

    def diary_head(self) -> AuditHead | None:
        """What the next batch says of the diary; None where it cannot be read just now."""
        try:
            return self.witness.head()
        except Exception as wrong:  # a diary that somebody spoilt holds back no promise
            log.error("diary not read", defect=type(wrong).__name__)
            return None

    def received(self, receipt: BatchReceipt) -> None:
        """A batch was answered."""
        self._standing = receipt.orders
        self._attempt(lambda: self.witness.note(receipt.audit))
        self._attempt(lambda: self._forget_attachments(receipt))
        self._attempt(lambda: self.orders.hear(self._standing, may_wipe=False))

    def round_done(self) -> None:
        """What could be delivered has been, and the centre is there."""
        self._attempt(lambda: self.orders.hear(self._standing, may_wipe=True))
        if monotonic() >= self._packs_due:
            self._packs_due = monotonic() + PACK_SECONDS
            self._attempt(self._bring_packs)

    def _bring_attachments(self, greeting: Greeting) -> None:
        if self.attachments is not None:
            self.attachments.bring(self.central, greeting.server_epoch, greeting.server_time)

    def _forget_attachments(self, receipt: BatchReceipt) -> None:
        if self.attachments is not None and receipt.backed_up_until is not None:
            self.attachments.forget(receipt.backed_up_until)

    def _bring_packs(self) -> None:
        brought = self.packs.bring_up_to_date(self.central, self.central.clock())
        if isinstance(brought, Accepted) and brought.value:
            log.info("packs", count=len(brought.value))

    def _attempt(self, errand: Callable[[], None]) -> None:
        try:
            errand()
        except Exception as wrong:  # also a defect of ours: the road has jobs to deliver
            log.error("errand failed", defect=type(wrong).__name__)


def errands_of(home: Path, place: Enrolment, central: HttpCentral, outbox: Outbox, diary: AuditLog) -> Errands:
    """This terminal's errands."""

    def note(action: str, result: str) -> None:
        diary.append(actor="centre", action=action, result=result, at=central.clock())

    attachments = Attachments(home, place.sealing_public_key)

    def wipe(even_unsent: bool) -> bool:
        wiped = outbox.wipe(even_unsent=even_unsent) is not None
        if wiped:
            attachments.wipe()
        return wiped

    acts = Acts(
        wipe=wipe,
        rotate_key=lambda: isinstance(rotate_key(home, place.terminal_id, central), Accepted),
        note=note,
    )
    return Errands(
        orders=Orders(home, central, acts),
        witness=DiaryWitness(home, place, diary),
        packs=PackShelf(home, Ed25519PublicKey.from_public_bytes(place.signing_public_key)),
        central=central,
        attachments=attachments,
    )
