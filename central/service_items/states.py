"""How a change of an item goes (models 2.3), and how it is refused."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ChangeState(StrEnum):
    """Published is what has come to EFFECTIVE: from then on a version is as it is. It counts from its planned day on."""

    PROPOSED = "拟调整"
    REVIEW = "审核"
    NOTICE = "公示"
    EFFECTIVE = "生效"
    SYNCED = "各级同步"
    CONSISTENT = "一致性校验"
    WITHDRAWN = "撤回"


OPEN = (ChangeState.PROPOSED, ChangeState.REVIEW, ChangeState.NOTICE)
NEXT = {
    ChangeState.PROPOSED: {ChangeState.PROPOSED, ChangeState.REVIEW, ChangeState.WITHDRAWN},
    ChangeState.REVIEW: {ChangeState.NOTICE, ChangeState.PROPOSED, ChangeState.WITHDRAWN},
    ChangeState.NOTICE: {ChangeState.EFFECTIVE, ChangeState.PROPOSED, ChangeState.WITHDRAWN},
    ChangeState.EFFECTIVE: {ChangeState.SYNCED, ChangeState.WITHDRAWN},
    ChangeState.SYNCED: {ChangeState.CONSISTENT, ChangeState.SYNCED, ChangeState.WITHDRAWN},
    ChangeState.CONSISTENT: {ChangeState.SYNCED, ChangeState.WITHDRAWN},
    ChangeState.WITHDRAWN: set[ChangeState](),
}
"""What may follow. An open change may be sent back; a copy found to differ later loses its CONSISTENT and is as SYNCED again."""


@dataclass(frozen=True)
class Broken:
    """One rule that one item breaks. `about` is its task code (in a file: its place), `code` stable, `words` for who wrote the item."""

    about: str
    code: str
    words: str

    def __str__(self) -> str:
        return f"{self.about} {self.code}: {self.words}"


class ItemsRefused(ValueError):
    """Nothing was done: every reason is here."""

    def __init__(self, broken: Iterable[Broken]) -> None:
        self.broken = tuple(broken)
        super().__init__(f"{len(self.broken)} reasons")


class TextDamaged(Exception):
    """What a version says is not what it said when it was written down: somebody changed the table."""

    code = "service-item-text-damaged"
