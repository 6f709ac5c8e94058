"""Who stands here: the card, then the licence code. Each is a command with an end, so nothing shown later reaches anything."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from app.central import Accepted, Refused, Unreachable
from app.contract.licence import CardHolder, LicenceGrant, LicenceVerification
from app.visit import Holder
from devices.errors import Cancelled, DeviceError, WaitExpired
from kiosk.shell.prompt import PromptState

if TYPE_CHECKING:
    from devices.card_reader import IdCard
    from devices.code_scanner import Scan
    from kiosk.shell.shell import Shell

T = TypeVar("T")

LOOK_SECONDS = 2.0
"""One look at a device; between looks the page may have been left."""


class Identify:
    """Drives the prompt line of the card and licence pages for one flow."""

    def __init__(self, shell: Shell, on_trouble: Callable[[str], None]) -> None:
        self._shell = shell
        self._on_trouble = on_trouble
        self._asked = 0

    def stop(self) -> None:
        """Nobody waits for a card or a code any more; the devices are called off by the page turn itself."""
        self._asked += 1

    def card(self, then: Callable[[Holder], None]) -> None:
        """Wait for a card; `then` gets its holder. A card that will not do is named on the prompt line, and the wait goes on."""
        wanted = self._ask("正在等您的身份证")
        reader = self._shell.hands.reader
        self._shell.hands.workers.reader.do(
            lambda: _until(wanted, lambda: reader.read_card(LOOK_SECONDS)),
            lambda card: self._card_read(card, wanted, then),
            lambda error: self._device_said_no(error, wanted, lambda: self.card(then)),
        )

    def licence(self, service: str, holder: Holder, then: Callable[[LicenceGrant], None]) -> None:
        """Wait for a licence code and ask the centre whose it is; `then` gets the grant."""
        wanted = self._ask("正在等您的执照码")
        scanner = self._shell.hands.scanner
        self._shell.hands.workers.scanner.do(
            lambda: _until(wanted, lambda: scanner.scan(LOOK_SECONDS)),
            lambda scan: self._code_seen(scan, service, holder, wanted, then),
            lambda error: self._device_said_no(error, wanted, lambda: self.licence(service, holder, then)),
        )

    def _ask(self, status: str) -> Callable[[], bool]:
        """A new question makes every older one unwanted."""
        self._asked += 1
        mine, visit = self._asked, self._shell.visit
        if not self._shell.line.complaint:
            self._shell.line.say(PromptState.WAITING, status)
        return lambda: self._asked == mine and self._shell.still(visit)

    def _card_read(self, card: IdCard | None, wanted: Callable[[], bool], then: Callable[[Holder], None]) -> None:
        if card is None or not wanted():
            return
        if card.expired_on(self._shell.hands.today()):
            self._ask_again("card-expired", lambda: self.card(then))
            return
        self._shell.line.say(PromptState.READING, "读到了")
        then(Holder(name=card.name, number=card.number, card_expires=card.valid_to))

    def _code_seen(
        self,
        scan: Scan | None,
        service: str,
        holder: Holder,
        wanted: Callable[[], bool],
        then: Callable[[LicenceGrant], None],
    ) -> None:
        if scan is None or not wanted():
            return
        hands = self._shell.hands
        self._shell.line.say(PromptState.CHECKING, "看到了，正在核对")
        asked = LicenceVerification(
            code=scan.text, service=service, holder=CardHolder(name=holder.name, number=holder.number)
        )
        hands.workers.centre.do(
            lambda: hands.central.verify_licence(asked),
            lambda answer: self._licence_answered(answer, wanted, then, lambda: self.licence(service, holder, then)),
        )

    def _licence_answered(
        self,
        answer: Accepted[LicenceGrant] | Refused | Unreachable,
        wanted: Callable[[], bool],
        then: Callable[[LicenceGrant], None],
        again: Callable[[], None],
    ) -> None:
        if not wanted():
            return
        if isinstance(answer, Accepted):
            then(answer.value)
        elif isinstance(answer, Refused):
            self._ask_again(answer.code, again)
        else:
            self._on_trouble(f"centre-{answer.cause}")

    def _device_said_no(self, error: Exception, wanted: Callable[[], bool], again: Callable[[], None]) -> None:
        if isinstance(error, Cancelled) or not wanted():
            return
        if not isinstance(error, DeviceError):
            raise error
        if error.who == "visitor" or error.code in {"line-noise", "suspect-card", "card-unreadable"}:
            self._ask_again(error.code, again)
        else:
            self._on_trouble(error.code)

    def _ask_again(self, code: str, again: Callable[[], None]) -> None:
        """Say what was wrong, and go on waiting: the words stay until the next card or code is seen."""
        self._shell.line.complain(code)
        again()


def _until(wanted: Callable[[], bool], look: Callable[[], T]) -> T | None:
    """Look again and again while somebody wants to know; None when nobody does."""
    while wanted():
        try:
            return look()
        except WaitExpired:
            continue
    return None
