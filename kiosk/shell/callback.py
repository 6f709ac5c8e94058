"""请回电话: where nobody comes, a telephone number is left. It travels as every promise does: sealed, kept, delivered once."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

if TYPE_CHECKING:
    from app.outbox import FiledJob, JobStanding
    from kiosk.hands import Hands
    from kiosk.service import JobDraft
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("the shell has the one call-back")
class Callback(QObject):
    """The number lives here until it is filed or the visit is over. GUI thread only."""

    told = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._turns = 0
        self._forget()

    def _forget(self) -> None:
        self._phone = ""
        self._filing = False
        self._filed: FiledJob | None = None
        self._standing: JobStanding | None = None

    def visit_is_over(self) -> None:
        self._turns += 1
        self._forget()
        self.told.emit()

    def job_settled(self, standing: JobStanding) -> None:
        if self._filed is not None and standing.key == self._filed.key:
            self._standing = standing
            self.told.emit()

    # ---- what its page shows ----

    @Property(str, notify=told)
    def phone(self) -> str:
        return self._phone

    @Property(bool, notify=told)
    def complete(self) -> bool:
        from app.contract.numbers import is_phone

        return is_phone(self._phone)

    @Property(str, notify=told)
    def problem(self) -> str:
        """Words once the number is long enough and cannot be one."""
        from kiosk.words import problem

        wrong = len(self._phone) >= 11 and not self.complete
        return problem(self._shell.language_now, "phone-wrong").what if wrong else ""

    @Property(bool, notify=told)
    def filing(self) -> bool:
        return self._filing

    @Property("QVariantMap", notify=told)
    def filed(self) -> dict[str, object]:
        """number, label, received: what the visitor notes down; empty before it is filed"""
        from printing.numbers import grouped

        job, standing, say = self._filed, self._standing, self._shell.say
        if job is None:
            return {}
        received = bool(standing and standing.receipt)
        number = standing.receipt if standing and received else job.local_no
        return {
            "number": grouped(number),
            "label": say("回电号") if received else say("暂存号"),
            "received": received,
        }

    # ---- what it may be asked ----

    @Slot(str)
    def setPhone(self, digits: str) -> None:  # QML's spelling
        if self._filed is None and not self._filing:
            self._phone = digits
            self.told.emit()

    @Slot()
    def agree(self) -> None:
        """The number may be kept for one call. One number is one call-back, however often it is pressed."""
        from app.contract.numbers import is_phone

        if self._filing or self._filed is not None or not is_phone(self._phone):
            return
        self._filing = True
        hands, draft, mine = self._shell.hands, self._draft(), self._turns
        hands.workers.store.do(
            lambda: hands.outbox.file([draft], hands.now())[0],
            lambda filed: self._on_disk(filed, hands, mine),
            lambda error: self._not_on_disk(error, mine),
        )
        self.told.emit()

    def _draft(self) -> JobDraft:
        from app.contract.help import CallbackAsked
        from app.contract.jobs import JobKind
        from kiosk.service import JobDraft

        call = self._shell.help_call
        page, service = call.where
        asked = CallbackAsked(
            local_no="",
            phone=self._phone,
            call=call.id,
            page=page,
            service=service,
            language=self._shell.language_now,
            agreed_at=self._shell.hands.now(),
        )
        return JobDraft(JobKind.CALLBACK_ASKED, f"callback:{secrets.token_hex(8)}", asked)

    def _on_disk(self, filed: FiledJob, hands: Hands, mine: int) -> None:
        hands.note("filed", actor="visitor", object=filed.kind)
        hands.sync.wake()
        if mine == self._turns:
            self._filing, self._filed, self._phone = False, filed, ""
            self._shell.turn_to_own("Help")
            self.told.emit()

    def _not_on_disk(self, error: Exception, mine: int) -> None:
        from app.errors import StoreError
        from kiosk.shell.trouble import Way

        if not isinstance(error, StoreError):
            raise error
        if mine == self._turns:
            self._filing = False
            back = Way("again", "再试一次", lambda: self._shell.turn_to_own("Callback"))
            self._shell.trouble("store-failed", back, self._shell.way_to_end())
            self.told.emit()
