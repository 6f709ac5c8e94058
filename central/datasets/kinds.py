"""THE CENTRE, DATASETS: what one line of each file says (models 2.4, 2.6 to 2.9). A room that comes to keep a kind takes its model."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Final, Self

from pydantic import AfterValidator, Field, model_validator

from app.contract.numbers import is_uscc
from app.contract.wire import IsoDate, Message


def _checked(code: str) -> str:
    if not is_uscc(code):
        raise ValueError("a credit code with its check character")
    return code


Uscc = Annotated[str, AfterValidator(_checked)]
Words = Annotated[str, Field(min_length=1, max_length=300)]
Money = Annotated[str, Field(pattern=r"^(0|[1-9][0-9]{0,13})\.[0-9]{2}$")]
"""元, as decimal text."""
Percent = Annotated[str, Field(pattern=r"^(100|[1-9]?[0-9])\.[0-9]{2}$")]


class Row(Message):
    """One line of a file. `NAME` is the file's; `KEY` names the fields that no two lines share."""

    NAME: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]] = ("id",)


class EdgeKind(StrEnum):
    INVESTS = "投资"
    BRANCH = "分支"


class FamilyEdge(Row):
    """企业族谱: `owner` holds `share` of `owned`, or `owned` is its branch. Shares in one enterprise come to 100 at most."""

    NAME: ClassVar[str] = "family-edges"

    id: Words
    kind: EdgeKind
    owner: Uscc
    owned: Uscc
    share: Percent | None = None
    amount: Money | None = None
    since: IsoDate

    @model_validator(mode="after")
    def _holds_a_share(self) -> Self:
        if (self.kind is EdgeKind.INVESTS) is (self.share is None):
            raise ValueError("an investment has a share, a branch has none")
        return self


class LicenceItem(Row):
    """证照一网通办: one licence that may be applied for together with others."""

    NAME: ClassVar[str] = "licence-items"

    id: Words
    name: Words
    department: Words
    on_promise: bool
    valid_years: int | None = Field(default=None, ge=1, le=30)
    days: int = Field(ge=0, le=60)
    materials: tuple[Words, ...] = Field(min_length=1, max_length=20)
    forbidden: tuple[Words, ...] = ()
    bundles: tuple[Words, ...] = ()
    verified: bool = False


class TaxChannel(StrEnum):
    ONLINE = "网上"
    TERMINAL = "自助"
    VIDEO = "V-Tax"
    WINDOW = "窗口"


class TaxItem(Row):
    """办税事项. `channels` in the order in which they are offered."""

    NAME: ClassVar[str] = "tax-items"

    id: int = Field(ge=1, le=1_000)
    name: Words
    topic: Words
    channels: tuple[TaxChannel, ...] = Field(min_length=1, max_length=4)
    at_once: bool
    all_day: bool
    materials: tuple[Words, ...] = ()
    version: int = Field(ge=1)
    verified: bool = False


class LoanProduct(Row):
    """融资产品. `rate`: a year, simple interest, percent; `fee`: what a guarantee costs a year."""

    NAME: ClassVar[str] = "loan-products"

    id: Words
    name: Words
    lender: Words
    platform: Words
    for_whom: Words
    least: Money
    most: Money
    months: int = Field(ge=1, le=360)
    rate: Percent
    repayment: Words
    security: Words
    fee: Percent | None = None
    first_loan_only: bool = False
    any_time: bool = False
    renewed_without_repaying: bool = False
    tags: tuple[Words, ...] = ()
    facts_needed: tuple[Words, ...] = Field(min_length=1)
    valid_to: IsoDate

    @model_validator(mode="after")
    def _is_in_order(self) -> Self:
        if float(self.least) > float(self.most):
            raise ValueError("the least is no more than the most")
        return self


class JobFair(Row):
    """招聘会 (云聘会 where it is `online`)."""

    NAME: ClassVar[str] = "job-fairs"

    id: Words
    name: Words
    town: Words
    place: Words
    online: bool
    on: IsoDate
    employers: tuple[Uscc, ...] = Field(min_length=1, max_length=200)
    posts: int = Field(ge=1)
    wanted: int = Field(ge=1)


class IncentiveScene(Row):
    """信易+."""

    NAME: ClassVar[str] = "incentive-scenes"

    id: Words
    name: Words
    condition: Words
    incentive: Words
    unit: Words
    used: int = Field(ge=0)
    verified: bool = False


class CampaignEvent(Row):
    """One figure of the operation in one town in one week, from which weekly reports are drawn. Nobody is in it."""

    NAME: ClassVar[str] = "campaign-events"

    id: Words
    at: datetime
    week: int = Field(ge=1, le=27)
    town: Words
    zone: str = Field(pattern=r"^A[1-9]$")
    kind: Words
    terminal: str = Field(pattern=r"^S\d{4}$")
    seconds: int = Field(ge=1, le=3_600)
    ended: Words


KINDS: Final[tuple[type[Row], ...]] = (
    FamilyEdge,
    LicenceItem,
    TaxItem,
    LoanProduct,
    JobFair,
    IncentiveScene,
    CampaignEvent,
)
