"""A visit's stages as a table. No Qt: where one stands, what comes next, what 返回 means."""

from collections.abc import Callable
from dataclasses import dataclass

Always = Callable[[], bool]


def _always() -> bool:
    return True


@dataclass(frozen=True)
class Stage:
    """One page of a service. `step` is its place in the stepper (1-based, 0: none).

    `applies` is asked when the stage is about to be entered: a stage that does not apply is passed over in both directions.
    `detail_of` names the stage whose answer made this one necessary: 修改 of that one leads through this one too.
    `can_go_back` is False after a promise was made: what was filed is not unfiled by a button.
    """

    name: str
    page: str
    step: int = 0
    applies: Always = _always
    can_go_back: bool = True
    detail_of: str = ""


class Journey:
    """Walks a table of stages. Raises KeyError for a stage that is not in the table."""

    def __init__(self, stages: tuple[Stage, ...]) -> None:
        self._stages = stages
        self._at = 0

    @property
    def here(self) -> Stage:
        return self._stages[self._at]

    def begin(self) -> Stage:
        """Stand at the first stage that applies."""
        self._at = -1
        return self.advance()

    def advance(self) -> Stage:
        """The next stage that applies; at the last one it stays."""
        ahead = range(self._at + 1, len(self._stages))
        self._at = next((place for place in ahead if self._stages[place].applies()), self._at)
        return self.here

    def go_to(self, name: str) -> Stage:
        self._at = self._place_of(name)
        return self.here

    def retreat(self) -> Stage | None:
        """The stage before that applies, or None where the service begins: then 返回 leaves the service."""
        behind = range(self._at - 1, -1, -1)
        place = next((place for place in behind if self._stages[place].applies()), None)
        if place is None:
            return None
        self._at = place
        return self.here

    def _place_of(self, name: str) -> int:
        for place, stage in enumerate(self._stages):
            if stage.name == name:
                return place
        raise KeyError(name)
