"""Looks after the devices and the road to the centre while nobody asks: what has failed closes its tiles, what is back opens them."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from devices.state import Condition
from kiosk.measuring import Measuring
from kiosk.service import Facility
from kiosk.torn_papers import TornPapers

if TYPE_CHECKING:
    from app.sync import Link
    from devices.supervisor import Change
    from kiosk.background import Homecoming
    from kiosk.hands import Hands
    from kiosk.shell.shell import Shell

ROUND_MS = 10_000
"""A promise that the disk did not take is offered again within this time."""

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,8}")
"""A reason that is one of ours. A printer on the network can say anything of itself, and the diary takes codes only."""

SHUT_OUT = "shut-out"
"""Stands beside the reasons of `app.outbox.NoRoom`: there is room, and the centre takes nothing of this terminal any more."""

WELL = frozenset({Condition.READY, Condition.BUSY, Condition.STARTING, Condition.NEEDS_VISITOR})


class Attendance(QObject):
    """Hears the supervisor and the road, and brings home to the GUI thread what is new. GUI thread only.

    `looked` follows every change, tile or no tile: the lamp and the maintenance page go by it.
    """

    looked = Signal()

    def __init__(self, shell: Shell, hands: Hands, home: Homecoming) -> None:
        super().__init__()
        self._shell = shell
        self._hands = hands
        self._home = home
        self._noted: dict[str, str] = {}
        self._torn_papers = TornPapers(hands.spooler, hands.workers.pages, hands.promises, hands.note, hands.now)
        self._attending = False
        self._no_room, self._shut_out = "", False
        self._beat = QTimer(self)
        self._beat.setInterval(ROUND_MS)
        self._beat.timeout.connect(hands.promises.offer_again)
        self._measuring = Measuring(hands, self._room_seen)
        self._beat.timeout.connect(self._measuring.look)

    def begin(self) -> None:
        self._attending = True
        self._hands.sync.listen(
            on_link=lambda link: self._home.call(lambda: self._link_changed(link)),
            on_settled=lambda standing: self._home.call(lambda: self._shell.job_settled(standing)),
        )
        self.heed_orders()
        self._hands.sync.start()
        self._hands.paper_trust.start()
        self._hands.note("switched-on")
        self._hands.supervision.listen(lambda change: self._home.call(lambda: self._device_changed(change)))
        self._hands.supervision.start()
        self._beat.start()
        self._measuring.begin()

    def heed_orders(self) -> None:
        """Whether the centre has locked this terminal, now and whenever it does. Before the road is walked."""
        orders = self._hands.orders
        if orders is not None:
            orders.listen(lambda locked: self._home.call(lambda: self._shell.lock(locked)))
            self._shell.lock(orders.locked)

    def end(self) -> None:
        self._attending = False
        self._beat.stop()
        self._measuring.end()

    def make_a_round(self) -> None:
        """Look at once, not at the next beat."""
        self._hands.promises.offer_again()
        self._measuring.look()
        self._hands.supervision.ask_now()

    def _device_changed(self, change: Change) -> None:
        if not self._attending:
            return
        around = self._shell.around
        self._shell.look_around(replace(around, devices={**around.devices, Facility(change.name): change.state}))
        self._note(change)
        if change.name == Facility.PAGE_PRINTER and change.state.condition in WELL:
            self._torn_papers.ask()
        self.looked.emit()

    def _note(self, change: Change) -> None:
        """A fault and its mending go into the diary, each once; that a device was used does not."""
        state = change.state
        if state.condition is Condition.UNKNOWN:
            return
        now = "well" if state.condition in WELL else next(filter(CODE.fullmatch, state.reasons), str(state.condition))
        before, self._noted[change.name] = self._noted.get(change.name, "well"), now
        if now != before:
            self._hands.note("device-changed", actor=change.name, object=str(state.condition), result=now)

    def _link_changed(self, link: Link) -> None:
        if not self._attending:
            return
        if link.online:
            self._shut_out = link.is_shut_out  # while the wire is cut nobody knows better than before
            self._hands.paper_trust.wake()
        self._shell.look_around(replace(self._shell.around, online=link.online))
        self._say_at_the_door()
        self.looked.emit()

    def _room_seen(self, no_room: str) -> None:
        self._no_room = no_room
        self._say_at_the_door()

    def _say_at_the_door(self) -> None:
        """Before anybody has typed anything; into the diary once for each change."""
        no_room = SHUT_OUT if self._shut_out else self._no_room
        if self._attending and no_room != self._shell.around.no_room:
            self._shell.look_around(replace(self._shell.around, no_room=no_room))
            self._hands.note("filing-closed" if no_room else "filing-opened", result=no_room or "done")
            self.looked.emit()
