"""How content is refused: every reason, with who can mend it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Who(StrEnum):
    """Who acts on a fault."""

    AUTHOR = "编写单位"
    ORGANISATIONS = "组织人员管理员"
    ITEMS = "事项管理员"
    OPERATOR = "中心操作员"


@dataclass(frozen=True)
class Fault:
    """`about` is the entry's id (in a file: its place), `code` stable, `words` for who wrote it, `who` acts."""

    about: str
    code: str
    words: str
    who: Who = Who.AUTHOR

    def __str__(self) -> str:
        return f"{self.about} {self.code}: {self.words}（由{self.who}处理）"


class ContentRefused(ValueError):
    """Nothing was published: every reason is here."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} reasons")
