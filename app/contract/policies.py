"""Policies for enterprises (惠企政策, models 2.2): what is given, to whom, how it is asked for, until when, and who answers for it.

Money is written as decimal text in 元, never as a binary number. Conditions are dated data: `field op value`, in words for people, with
the source of the fact that decides.
"""

from enum import StrEnum
from typing import Annotated, ClassVar, Self

from pydantic import Field, model_validator

from app.contract.entries import Entry, UnitId
from app.contract.service_items import Code, Day, Days, DayUnit, PersonId
from app.contract.service_situations import Id, Line, Prose
from app.contract.wire import Message

Money = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,13})(\.[0-9]{2})?$")]
Value = (
    bool | int | Annotated[str, Field(max_length=200)] | Annotated[tuple[str, ...], Field(min_length=1, max_length=200)]
)


class PolicyLevel(StrEnum):
    NATION = "国"
    PROVINCE = "省"
    CITY = "市"
    TOWN = "镇"


class PolicyMode(StrEnum):
    WITHOUT_ASKING = "免申即享"
    FAST = "快申快享"
    USUAL = "常规申报"


class Support(StrEnum):
    AWARD = "奖补"
    INTEREST = "贴息"
    RELIEF = "减免"
    RECOGNITION = "认定"
    SERVICE = "服务"


class PolicyState(StrEnum):
    """Drafts and policies under review are not published, so they have no word here."""

    ONLINE = "上线"
    SUSPENDED = "暂停"


class Operator(StrEnum):
    IS = "="
    IS_NOT = "!="
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="
    HAS = "has"
    ONE_OF = "in"


class Criterion(Message):
    """One condition, from one day to another where it is dated by itself."""

    field: str = Field(pattern=r"^[a-z][a-z0-9_.]{0,79}$")
    op: Operator
    value: Value
    effective_from: Day | None = None
    effective_to: Day | None = None
    words: Line = Field(min_length=1)
    source: Line = ""

    @model_validator(mode="after")
    def _can_be_decided(self) -> Self:
        if (self.op is Operator.ONE_OF) != isinstance(self.value, tuple):
            raise ValueError("a list stands with `in`, and with nothing else")
        if self.effective_from and self.effective_to and self.effective_to < self.effective_from:
            raise ValueError("effective_to lies before effective_from")
        return self


class Policy(Entry):
    """`id` is the policy's number (政策编号), `valid_from`–`valid_to` 施行–失效; `apply_from`–`apply_to` when it can be applied for.

    `list_no`: its place on the one list (一张清单). `most_amount`: the cap (封顶). `exclusive_group`: of these an enterprise gets one.
    """

    PACK: ClassVar[str] = "policies"
    BUCKETS: ClassVar[int] = 256

    title: Line = Field(min_length=1)
    english: Line = ""
    doc_no: Line = Field(min_length=1)
    issuer: Line = Field(min_length=1)
    level: PolicyLevel
    town_code: Code = ""
    published_on: Day
    original_url: str = Field(default="", pattern=r"^(https?://[!-~]{1,500})?$")
    full_text: Prose = ""
    reading: Prose = ""
    fund: bool
    list_no: Code = ""
    type: Line = Field(min_length=1)
    criteria: Annotated[tuple[Criterion, ...], Field(max_length=60)] = ()
    support: Annotated[tuple[Support, ...], Field(min_length=1, max_length=5)]
    standard: Prose = ""
    most_amount: Money | None = None
    mode: PolicyMode
    apply_from: Day | None = None
    apply_to: Day | None = None
    pay_within: Days | None = None
    pay_within_unit: DayUnit = DayUnit.WORKING
    accept_address: Line = ""
    lead_unit: UnitId
    lead_section: Line = ""
    phone: Line = ""
    owner_id: PersonId | None = None
    facts_needed: Annotated[tuple[Id, ...], Field(max_length=60)] = ()
    materials: Annotated[tuple[Line, ...], Field(max_length=60)] = ()
    exclusive_group: Code = ""
    state: PolicyState = PolicyState.ONLINE
    verified: bool = False

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if self.apply_from and self.apply_to and self.apply_to < self.apply_from:
            raise ValueError("apply_to lies before apply_from")
        if (self.level is PolicyLevel.TOWN) != bool(self.town_code):
            raise ValueError("a town's policy names its town, and no other does")
        return self
