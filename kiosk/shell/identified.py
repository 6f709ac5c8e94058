"""A flow that begins with knowing who stands here: the card, and where the service wants it the licence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.journey import Stage
from kiosk.shell.flow import Flow
from kiosk.shell.identify import Identify
from kiosk.shell.shell import Shell, Way

if TYPE_CHECKING:
    from app.contract.licence import LicenceGrant
    from app.visit import Holder
    from kiosk.hands import Hands


class IdentifiedFlow(Flow):
    """Stages named `card` and `licence` are its own; what they find lies in the visit, and goes with it."""

    service_id = ""

    def __init__(self, shell: Shell, hands: Hands, stages: tuple[Stage, ...]) -> None:
        self._identify = Identify(shell, self.device_trouble)
        super().__init__(shell, hands, stages)

    def entered(self, stage: Stage) -> None:
        if stage.name == "card":
            self._identify.card(self._card_read)
        elif stage.name == "licence":
            self._identify.licence(self.licensed_service, self.holder, self._licence_granted)
        else:
            self._identify.stop()

    def leaving(self) -> None:
        self._identify.stop()

    def licence_granted(self, grant: LicenceGrant) -> None:
        """The centre has said whose licence it is; the visit knows it already."""

    @property
    def licensed_service(self) -> str:
        """What the licence must allow; a service that comes in kinds says which of them was chosen."""
        return self.service_id

    @property
    def holder(self) -> Holder:
        """Raises RuntimeError when a stage asks before the card was read: a defect of the table of stages."""
        holder = self.shell.visit.holder
        if holder is None:
            raise RuntimeError("a stage after the card was entered without a card")
        return holder

    @property
    def grant(self) -> LicenceGrant | None:
        return self.shell.visit.grant

    def ways_out_of_trouble(self) -> tuple[Way, ...]:
        """What a visitor may do when a device or the centre fails on this stage."""
        return (Way("again", "再试一次", self.resume), self.shell.way_to_end())

    def device_trouble(self, code: str) -> None:
        self.shell.trouble(code, *self.ways_out_of_trouble())

    def _card_read(self, holder: Holder) -> None:
        self.shell.visit.holder = holder
        self.shell.card_lock.watch(holder)
        self.advance()

    def _licence_granted(self, grant: LicenceGrant) -> None:
        self.shell.visit.grant = grant
        self.licence_granted(grant)
        self.advance()
