"""The versions of the report in plain words: what each is for, what is looked up for it, what it turns out to be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.contract.credit import ReportVariant, VariantOffer

if TYPE_CHECKING:
    from app.contract.credit import CreditCatalogue

Say = Callable[..., str]


@dataclass(frozen=True)
class Version:
    """`letter` stands on its tile. `good_for` helps to choose; `looks_up` is consented to; `made` is said when it is there."""

    name: str
    letter: str
    good_for: str
    looks_up: str
    made: str


VERSIONS = {
    ReportVariant.NO_VIOLATIONS.value: Version(
        "无违法违规证明版",
        "证",
        "证明没有违法违规。招标、上市、贷款，大多要这一种",
        "这家企业的行政处罚、行政强制、严重失信名单和法院执行记录",
        "这是无违法违规证明版。",
    ),
    ReportVariant.DONGGUAN.value: Version(
        "东莞版",
        "莞",
        "企业的全面情况：合同、纳税、用工、融资、荣誉。给银行和合作伙伴看",
        "这家企业的登记、处罚、合同、法院执行、纳税级别、参保人数、融资和荣誉",
        "这是东莞版，按八个方面列出数据，不打分。",
    ),
    ReportVariant.STANDARD.value: Version(
        "标准版",
        "标",
        "按全国统一的目录，逐类列出信用记录。到外省办事用",
        "这家企业的登记、许可、处罚、合同、承诺、纳税级别和荣誉",
        "这是标准版，按全国统一的目录逐类列出。",
    ),
}


def offers(catalogue: CreditCatalogue) -> tuple[VariantOffer, ...]:
    """What may be ordered; a centre that lists no versions makes the one there has always been."""
    if catalogue.variants:
        return catalogue.variants
    name = VERSIONS[ReportVariant.NO_VIOLATIONS].name
    only = VariantOffer(id=ReportVariant.NO_VIOLATIONS, name=name, name_en=name, max_years=catalogue.max_years)
    return (only,)


def version_name(offer: VariantOffer, *, english: bool, say: Say) -> str:
    """A version that this terminal has no words for goes by the centre's."""
    known = VERSIONS.get(offer.id)
    return say(known.name) if known else offer.name_en if english else offer.name


def name_of(variant: str, say: Say) -> str:
    """For a slip, which knows the version but not the offer; empty for one that this terminal has no words for."""
    known = VERSIONS.get(variant)
    return say(known.name) if known else ""
