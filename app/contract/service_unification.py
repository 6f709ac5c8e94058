"""The five unifications (五统一, A3.15): one item's copies in city, towns and villages, held side by side field by field (models 2.3)."""

from datetime import date
from enum import StrEnum

from app.contract.service_items import UseLevel
from app.contract.wire import Message


class Element(StrEnum):
    """What a difference lies in."""

    CONDITION = "受理条件"
    MATERIALS = "申请材料"
    FLOW = "办理流程"
    RESULT = "办理结果"
    TIME = "办结时限"
    ANSWERS = "答复口径"
    GUIDE = "操作指引"


class Unification(StrEnum):
    ACCEPTANCE = "受理标准统一"
    FLOW = "审批流程统一"
    TIME = "审批时限统一"
    ANSWERS = "答复口径统一"
    GUIDE = "操作指引统一"


PROVEN_BY = {
    Unification.ACCEPTANCE: (Element.CONDITION, Element.MATERIALS),
    Unification.FLOW: (Element.FLOW, Element.RESULT),
    Unification.TIME: (Element.TIME,),
    Unification.ANSWERS: (Element.ANSWERS,),
    Unification.GUIDE: (Element.GUIDE,),
}


class Difference(Message):
    """One field of one copy (`right`) that is not as in the copy all are held against (`left`: the city's where there is one).

    `field` is the national id; of a list, with the id of the entry: `materials/id-card/copiesnum`. What is absent is empty.
    """

    catalog_code: str
    level_a: UseLevel
    level_b: UseLevel
    task_code_a: str
    task_code_b: str
    element: Element
    field: str
    left: str
    right: str


class FiveUnified(Message):
    """`failed`: which of the five do not hold; `differences` are the evidence, without any it is unified."""

    catalog_code: str
    task_name: str
    copies: dict[UseLevel, int]
    failed: tuple[Unification, ...]
    differences: tuple[Difference, ...]

    @property
    def unified(self) -> bool:
        return not self.failed


class UnificationPage(Message):
    """`next` is what `after` takes for the page behind this one; empty where there is none."""

    day: date
    items: tuple[FiveUnified, ...]
    next: str


class Rate(Message):
    """`unified` of `registered`; None where nothing is registered: no share of nothing is claimed."""

    registered: int
    unified: int

    @property
    def share(self) -> float | None:
        return self.unified / self.registered if self.registered else None
