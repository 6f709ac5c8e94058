"""求助: the visitor's call for a person, sent at once and followed until somebody comes; never more is said of it than is known."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot

if TYPE_CHECKING:
    from datetime import datetime

    from app.central import Accepted, Refused, Unreachable
    from app.contract.help import HelpAsked, HelpStanding, HelpWord
    from kiosk.hands import Hands
    from kiosk.shell.standing import Standing

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1

POLL_MS = 1_000
"""The centre is asked so often how the call stands: somebody who comes is told of within a second of the word of it."""
AGAIN_MS = 5_000
"""So often while it is out of reach."""
ANSWER_SECONDS = 60
"""Until the centre has said how long a call may stand unseen; a hall that is cut off has nobody to ask."""


class Phase(StrEnum):
    """How far a call has come, as far as this terminal knows."""

    NONE = "none"
    CALLING = "calling"
    WAITING = "waiting"
    COMING = "coming"
    UNSEEN = "unseen"
    UNREACHED = "unreached"
    ENDED = "ended"


STANDING_PHASES = frozenset({Phase.CALLING, Phase.WAITING, Phase.COMING, Phase.UNSEEN, Phase.UNREACHED})


@QmlElement
@QmlUncreatable("the shell has the one call")
class HelpCall(QObject):
    """One call at a time, however often it is pressed. GUI thread only; the centre is asked on a thread of its own.

    It goes past the outbox: a call for help that arrives tomorrow is of no use to anybody.
    """

    told = Signal()
    moved = Signal()
    """Another phase: the lamp and the idle guard go by it."""

    def __init__(self, shell: Standing) -> None:
        super().__init__(shell)
        self._shell = shell
        self._hands: Hands | None = None
        self._phase = Phase.NONE
        self._asked: HelpAsked | None = None
        self._standing: HelpStanding | None = None
        self._wanted: tuple[str, str] | None = None
        self._since: datetime | None = None
        self._turns = 0
        self._lost = False
        self._pressed_at = 0.0
        self._poll = _single_shot(self, self._ask)
        self._patience = _single_shot(self, self._nobody_has_seen_it)

    # ---- the shell's part ----

    def take(self, hands: Hands) -> None:
        """The terminal is complete: whoever pressed before that is heard now."""
        self._hands = hands
        if self._wanted is not None and self._phase is Phase.CALLING:
            self._begin(*self._wanted)

    @property
    def phase(self) -> Phase:
        return self._phase

    @property
    def stands(self) -> bool:
        """Whether somebody waits for a person."""
        return self._phase in STANDING_PHASES

    @property
    def id(self) -> str:
        """The standing call's; a call-back that follows names it."""
        return self._asked.id if self._asked is not None else ""

    @property
    def where(self) -> tuple[str, str]:
        """Page and service it was called from."""
        return self._wanted or ("Help", "")

    @property
    def answer_seconds(self) -> int:
        return self._standing.answer_seconds if self._standing is not None else ANSWER_SECONDS

    def call(self, page: str, service: str) -> None:
        """From this page of this service. Pressed twice it is one call."""
        if self.stands:
            return
        self._turns += 1
        self._asked, self._standing, self._lost = None, None, False
        self._wanted = (page, service)
        self._pressed_at = time.monotonic()
        self._patience.start(ANSWER_SECONDS * 1_000)
        self._go_to(Phase.CALLING)
        if self._hands is not None:
            self._begin(page, service)

    def end(self, word: HelpWord) -> None:
        """Nobody waits any more: the centre is told, if it can be."""
        asked, hands, closed = self._asked, self._hands, self._phase is Phase.ENDED
        self._forget()
        if asked is not None and hands is not None and not closed:
            hands.workers.help.do(lambda: hands.central.end_help(asked.id, word), lambda _: None)

    def visit_is_over(self) -> None:
        if self._phase is not Phase.NONE:
            from app.contract.help import HelpWord

            self.end(HelpWord.VISIT_ENDED)

    def staff_are_here(self) -> None:
        """A staff card has proved itself at this terminal: nobody has to come any more."""
        if self.stands:
            from app.contract.help import HelpWord

            self.end(HelpWord.STAFF_CAME)

    # ---- asking ----

    def _begin(self, page: str, service: str) -> None:
        from app.contract.help import HelpAsked

        hands = self._hands
        if hands is None:
            return
        self._since = hands.now()
        self._asked = HelpAsked(
            id=secrets.token_hex(16),
            page=page,
            service=service,
            language=self._shell.language_now,
            mode=self._shell.appearance.counted_as,
            asked_at=self._since,
        )
        hands.note("help-called", actor="visitor", object=page)
        self._ask()

    def _ask(self) -> None:
        """The call itself until the centre has it, then how it stands."""
        hands, asked, mine = self._hands, self._asked, self._turns
        if hands is None or asked is None:
            return
        central = hands.central
        known = self._standing is not None
        hands.workers.help.do(
            lambda: central.help_standing(asked.id) if known else central.ask_for_help(asked),
            lambda answer: self._heard(answer, mine),
        )

    def _heard(self, answer: Accepted[HelpStanding] | Refused | Unreachable, mine: int) -> None:
        from app.central import Accepted

        if mine != self._turns:
            return
        if isinstance(answer, Accepted):
            self._heard_of_it(answer.value)
        else:
            self._nothing_heard()

    def _heard_of_it(self, standing: HelpStanding) -> None:
        from app.contract.help import STAFF_WORDS, HelpState

        first, self._standing, self._lost = self._standing is None, standing, False
        if standing.state is HelpState.CLOSED:
            self._poll.stop()
            self._patience.stop()
            self._go_to(Phase.ENDED if standing.word in STAFF_WORDS else Phase.NONE)
            return
        if first:
            left = standing.answer_seconds - (time.monotonic() - self._pressed_at)
            self._patience.start(max(0, int(left * 1_000)))
        self._poll.start(POLL_MS)
        if standing.state is HelpState.ACKNOWLEDGED:
            self._patience.stop()
            self._go_to(Phase.COMING)
        elif self._phase is not Phase.UNSEEN:
            self._go_to(Phase.WAITING)
        else:
            self.told.emit()

    def _nothing_heard(self) -> None:
        """Before the centre has it, nobody is on the way; once it has, somebody may be."""
        self._poll.start(AGAIN_MS)
        if self._standing is None:
            self._go_to(Phase.UNREACHED)
        elif not self._lost:
            self._lost = True
            self.told.emit()

    def _nobody_has_seen_it(self) -> None:
        """The call stays: whoever sees it later comes later, and the page says so then."""
        if self._phase is Phase.WAITING:
            self._note("help-unseen")
            self._go_to(Phase.UNSEEN)

    def _go_to(self, phase: Phase) -> None:
        before, self._phase = self._phase, phase
        if phase is not before:
            if phase in {Phase.COMING, Phase.UNREACHED, Phase.ENDED}:
                self._note(f"help-{phase}")
            self.moved.emit()
        self.told.emit()

    def _note(self, action: str) -> None:
        if self._hands is not None:
            self._hands.note(action)

    def _forget(self) -> None:
        self._turns += 1
        self._poll.stop()
        self._patience.stop()
        self._asked = self._standing = self._since = self._wanted = None
        self._lost = False
        self._go_to(Phase.NONE)

    # ---- what every page sees ----

    @Property(str, notify=told)
    def state(self) -> str:
        """none | calling | waiting | coming | unseen | unreached | ended"""
        return str(self._phase)

    @Property(str, notify=told)
    def brief(self) -> str:
        """How it stands in a word, for the bar; empty while nobody was called."""
        words = {
            Phase.CALLING: "正在叫",
            Phase.WAITING: "已叫人",
            Phase.COMING: "正过来",
            Phase.UNSEEN: "没人看到",
            Phase.UNREACHED: "叫不到",
        }
        return self._shell.say(words[self._phase]) if self._phase in words else ""

    @Property(str, notify=told)
    def since(self) -> str:
        """When it was called, as the clock on the wall says it."""
        hands, since = self._hands, self._since
        return hands.local_time(since).strftime("%H:%M") if hands is not None and since is not None else ""

    @Property(str, notify=told)
    def badge(self) -> str:
        """The number on the badge of whoever comes."""
        return self._standing.badge if self._standing is not None else ""

    @Property(str, notify=told)
    def word(self) -> str:
        """What staff said when they ended it: solved | to-window | nobody-there | mistake"""
        standing = self._standing
        return str(standing.word) if standing is not None and standing.word is not None else ""

    @Property(bool, notify=told)
    def lost(self) -> bool:
        """The call is there, and since then nothing was heard: the wire has gone."""
        return self._lost

    @Property(bool, notify=told)
    def lampLit(self) -> bool:  # QML's spelling
        """Whether a lamp on this terminal shows from afar that somebody waits."""
        from kiosk.service import Facility

        return self.stands and self._hands is not None and self._shell.around.works(Facility.LAMP)

    @Slot()
    def again(self) -> None:
        """Call once more, after it has ended."""
        self.call("Help", self._wanted[1] if self._wanted else "")


def _single_shot(parent: QObject, then: Callable[[], None]) -> QTimer:
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.timeout.connect(then)
    return timer
