"""卡拿出来了: a visit whose card is pulled out is locked at once, and goes on when the same card is back within a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from app.visit import Ending
from devices.errors import Cancelled, DeviceError, WaitExpired
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal

if TYPE_CHECKING:
    from app.visit import Holder
    from devices.card_reader import IdCard
    from kiosk.hands import Hands
    from kiosk.shell.shell import Shell

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

LOOK_SECONDS = 0.5
WITHIN_SECONDS = 60
"""How long a locked visit waits for its card."""
AGAIN_MS = 200


@QmlElement
@QmlUncreatable("the shell has the one lock")
class CardLock(QObject):
    """Only with a reader that can tell that a card has gone: one that a card is put into. GUI thread only."""

    told = Signal()

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._turns = 0
        self._holder: Holder | None = None
        self._left = -1
        self._complaint = ""
        self._beat = QTimer(self)
        self._beat.setInterval(1_000)
        self._beat.timeout.connect(self._a_second_passed)

    # ---- the shell's part ----

    def watch(self, holder: Holder) -> None:
        """This person's card was read, and lies in the reader."""
        hands = self._shell.hands
        if not hands.reader.tells_removal:
            return
        self._turns += 1
        self._holder = holder
        self._wait_for_removal(hands, self._turns)

    def visit_is_over(self) -> None:
        self._turns += 1
        self._holder, self._left, self._complaint = None, -1, ""
        self._beat.stop()

    @property
    def is_locked(self) -> bool:
        return self._left >= 0

    # ---- the card goes ----

    def _wait_for_removal(self, hands: Hands, mine: int) -> None:
        hands.workers.reader.do(
            lambda: hands.reader.wait_for_removal(LOOK_SECONDS) if mine == self._turns else None,
            lambda _: self._card_is_out(hands, mine),
            lambda error: self._still_in(error, hands, mine),
        )

    def _still_in(self, error: Exception, hands: Hands, mine: int) -> None:
        """A reader that is gone has taken the card along."""
        if not isinstance(error, DeviceError):
            raise error
        if mine == self._turns:
            if isinstance(error, WaitExpired | Cancelled):
                QTimer.singleShot(
                    AGAIN_MS, lambda: self._wait_for_removal(hands, mine) if mine == self._turns else None
                )
            else:
                self._card_is_out(hands, mine)

    def _card_is_out(self, hands: Hands, mine: int) -> None:
        if mine == self._turns and self._holder is not None:
            self._left = WITHIN_SECONDS
            self._beat.start()
            hands.note("visit-locked")
            self._shell.lock_page()
            self._wait_for_card(hands, mine)
            self.told.emit()

    # ---- the card is back ----

    def _wait_for_card(self, hands: Hands, mine: int) -> None:
        hands.workers.reader.do(
            lambda: hands.reader.read_card(LOOK_SECONDS) if mine == self._turns else None,
            lambda card: self._card_came(card, hands, mine),
            lambda error: self._no_card(error, hands, mine),
        )

    def _no_card(self, error: Exception, hands: Hands, mine: int) -> None:
        if not isinstance(error, DeviceError):
            raise error
        if mine == self._turns:
            if not isinstance(error, WaitExpired | Cancelled):
                self._complain(error.code)
            QTimer.singleShot(AGAIN_MS, lambda: self._wait_for_card(hands, mine) if mine == self._turns else None)

    def _card_came(self, card: IdCard | None, hands: Hands, mine: int) -> None:
        holder = self._holder
        if card is None or mine != self._turns or holder is None:
            return
        if card.number != holder.number:
            self._complain("other-card")
            self._wait_for_card(hands, mine)
            return
        self._left, self._complaint = -1, ""
        self._beat.stop()
        hands.note("visit-unlocked")
        self._shell.unlock_page()
        self.watch(holder)

    def _complain(self, code: str) -> None:
        self._complaint = code
        self.told.emit()

    def _a_second_passed(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self._shell.end_visit(Ending.TIMEOUT)
        else:
            self.told.emit()

    # ---- what its page shows ----

    @Property(int, notify=told)
    def secondsLeft(self) -> int:  # QML's spelling
        return max(0, self._left)

    @Property("QVariantMap", notify=told)
    def problem(self) -> dict[str, str]:
        """title, act: what was wrong with the card that came; empty while none did"""
        from kiosk.words import problem

        if not self._complaint:
            return {"title": "", "act": ""}
        words = problem(self._shell.language_now, self._complaint)
        return {"title": words.title, "act": words.act}
