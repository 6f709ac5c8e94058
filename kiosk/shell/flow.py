"""A service on its way through its stages. Each service's `flow.py` adds what its own pages show and answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject

from kiosk.journey import Journey, Stage
from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal, Slot
from kiosk.shell import SHELL_PAGES

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from kiosk.hands import Hands
    from kiosk.shell.shell import Shell

T = TypeVar("T")

CHECK, WHICH = "check", "which"
"""The page of answers, and in 长辈版 the page that asks which of them is wrong. A service that checks has stages of these names."""

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1


@QmlElement
@QmlUncreatable("the shell opens flows")
class Flow(QObject):
    """Lives from the opening of a service to its end. All methods run on the GUI thread.

    A subclass has a signal of its own, of another name, and connects `changed` to it: PySide6 6.8.3 loses a property that
    tells by an inherited signal, or dies. It may act when a stage is entered (`entered`) or its page is
    confirmed (`confirmed`).
    """

    changed = Signal()

    def __init__(self, shell: Shell, hands: Hands, stages: tuple[Stage, ...]) -> None:
        """`stages`: the service's table, in order. A page is named by its file, next to `flow.py` or among the shell's pages."""
        super().__init__(shell)
        self.shell = shell
        self.hands = hands
        self._journey = Journey(stages)
        self._waiting = False
        self._lasting = False
        self._turns = 0
        self._changing = ""
        self._return_to = ""

    # ---- what a service writes ----

    def step_names(self) -> tuple[str, ...]:
        """The stepper's words."""
        return ()

    def entered(self, stage: Stage) -> None:
        """A stage's page is up: start what it waits for."""

    def confirmed(self, _stage: Stage) -> None:
        """The page's primary action was taken; the default goes on."""
        self.advance()

    def job_settled(self, standing: JobStanding) -> None:
        """The centre has answered for a job of this terminal; a service that shows it says so."""

    def leaving(self) -> None:
        """The service ends, whatever the reason: forget what was kept."""

    # ---- walking ----

    def begin(self) -> None:
        self._enter(self._journey.begin())

    def advance(self) -> None:
        """The next stage; after 修改, back to the page of answers, by way of what the changed answer makes necessary."""
        stage = self._journey.advance()
        if self._return_to and stage.detail_of != self._changing:
            stage = self._journey.go_to(self._return_to)
            self._changing = self._return_to = ""
        self._enter(stage)

    def go_to(self, name: str) -> None:
        self._enter(self._journey.go_to(name))

    @property
    def is_waiting(self) -> bool:
        return self._waiting

    def resume(self) -> None:
        """Show the stage's page again, as it was. What waited for a device waits for it anew; what is under way goes on."""
        if self._waiting:
            self.shell.turn_to(self._page_of(self.stage), self)
        else:
            self._enter(self.stage)

    @property
    def stage(self) -> Stage:
        return self._journey.here

    @property
    def can_go_home(self) -> bool:
        """Whether the service may be left without having been ended."""
        return self.stage.can_go_back and not self._lasting

    def wait(self, *, lasting: bool = False) -> None:
        """From here to `go_on` a second confirm is refused: a double tap is one act. `lasting`: what is under way will stand
        whatever the visitor does, so there is no way home either."""
        self._waiting, self._lasting = True, lasting
        self.changed.emit()

    def go_on(self) -> None:
        self._waiting = self._lasting = False
        self.changed.emit()

    def come_back(self) -> None:
        """What this stage's own page waited for is here: that page is shown, also where the wait has had a page meanwhile."""
        self.go_on()
        if self.shell.end_busy():
            self.shell.turn_to(self._page_of(self.stage), self)

    def awaited(self, then: Callable[[T], None]) -> Callable[[T], None]:
        """`then`, as long as the stage that asked is the one that stands: an answer that comes home later is dropped."""
        asked = self._turns
        return lambda answer: then(answer) if self._turns == asked else None

    def leave(self) -> None:
        """The shell lets go of this service. Nothing that comes home from now on is heard."""
        self._turns += 1
        self.leaving()

    def step_back(self) -> bool:
        """返回: False where the service begins."""
        if self._waiting or not self.stage.can_go_back:
            return True
        stage = self._journey.retreat()
        if stage is None:
            return False
        self._enter(stage)
        return True

    def say(self, text: str, *values: object) -> str:
        return self.shell.say(text, *values)

    def _enter(self, stage: Stage) -> None:
        """The page that comes up is made now and asks for everything: nothing of it has to be told that it has changed."""
        self._waiting = self._lasting = False
        self._turns += 1
        self.shell.turn_to(self._page_of(stage), self)
        self.entered(stage)

    def _page_of(self, stage: Stage) -> Path:
        module = __import__(type(self).__module__, fromlist=["flow"])
        own = Path(str(module.__file__)).parent / f"{stage.page}.qml"
        return own if own.exists() else SHELL_PAGES / f"{stage.page}.qml"

    # ---- what every page sees ----

    @Property(str, notify=changed)
    def stageName(self) -> str:  # QML's spelling
        return self.stage.name

    @Property("QVariantList", notify=changed)
    def steps(self) -> list[str]:
        return [self.say(name) for name in self.step_names()]

    @Property(int, notify=changed)
    def step(self) -> int:
        return self.stage.step

    @Property(bool, notify=changed)
    def waiting(self) -> bool:
        """Something was asked and has not come back: the primary action shows it and cannot be taken again."""
        return self._waiting

    @Slot()
    def confirm(self) -> None:
        if not self._waiting:
            self.confirmed(self.stage)

    @Slot(str)
    def change(self, stage_name: str) -> None:
        """修改: back to the page that asked; its confirm leads back here."""
        if not self._waiting:
            self._changing = stage_name
            self._return_to = CHECK if self.stage.name == WHICH else self.stage.name
            self.go_to(stage_name)

    @Slot()
    def askWhatToChange(self) -> None:  # QML's spelling
        """不对，我要改."""
        if not self._waiting:
            self.go_to(WHICH)
