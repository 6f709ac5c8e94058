"""What a device page says while it waits: for a card, for a code, for the centre."""

from collections.abc import Callable
from enum import StrEnum

from PySide6.QtCore import QObject

from kiosk.qt import Property, QmlElement, QmlUncreatable, Signal
from kiosk.words import Language, ProblemWords, problem, say

QML_IMPORT_NAME = "kiosk.shell"
QML_IMPORT_MAJOR_VERSION = 1


class PromptState(StrEnum):
    WAITING = "waiting"
    READING = "reading"
    CHECKING = "checking"
    PROBLEM = "problem"


SEEN = frozenset({PromptState.READING, PromptState.CHECKING})


@QmlElement
@QmlUncreatable("the shell hands it in")
class Prompt(QObject):
    """One line of status, and beneath it, when something did not work, what happened and what to do about it.

    It keeps codes and source words, and speaks them in the language of the moment.
    """

    changed = Signal()
    taken = Signal()
    refused = Signal()

    def __init__(self, language: Callable[[], Language], parent: QObject) -> None:
        super().__init__(parent)
        self._language = language
        self._state = PromptState.WAITING
        self._status = self._code = ""

    def say(self, state: PromptState, status: str) -> None:
        """`taken` follows when what was waited for has just been seen."""
        is_seen = state in SEEN and self._state not in SEEN
        self._state, self._status, self._code = state, status, ""
        self.changed.emit()
        if is_seen:
            self.taken.emit()

    def complain(self, code: str) -> None:
        """Something did not work; the wait goes on, and these words stay until the next thing is seen."""
        self._state, self._code = PromptState.PROBLEM, code
        self.changed.emit()
        self.refused.emit()

    @property
    def complaint(self) -> str:
        """The code of what did not work; empty while all is well."""
        return self._code

    def _words(self) -> ProblemWords:
        return problem(self._language(), self._code)

    @Property(str, notify=changed)
    def state(self) -> str:
        """waiting | reading | checking | problem"""
        return self._state

    @Property(str, notify=changed)
    def status(self) -> str:
        return self._words().title if self._code else say(self._language(), self._status)

    @Property(str, notify=changed)
    def code(self) -> str:
        """The stable code of the problem, or empty. Tests find it without words."""
        return self._code

    @Property(str, notify=changed)
    def problem(self) -> str:
        return self._words().what if self._code else ""

    @Property(str, notify=changed)
    def act(self) -> str:
        """What the visitor can do now."""
        return self._words().act if self._code else ""
