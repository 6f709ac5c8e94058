"""The feeds beyond violations, the versions of the report, and the catalogue's classes in its three editions: dated, with their source."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.contract.credit import ReportVariant


@dataclass(frozen=True)
class FeedSeed:
    """`days_behind`: how old its data are on the day of seeding; None where the source is not connected."""

    id: str
    name: str
    source_org: str
    days_behind: int | None = 1
    fresh_days: int = 31
    verified: bool = False


MARKET_REGULATION = "东莞市市场监督管理局"
CREDIT_PLATFORM = "东莞市公共信用信息管理平台"

FEEDS = (
    FeedSeed("registration", "登记注册", MARKET_REGULATION),
    FeedSeed("permits", "行政许可", "东莞市政务服务和数据管理局"),
    FeedSeed("inspections", "行政监督检查", MARKET_REGULATION, 95),
    FeedSeed("other-decisions", "行政确认、征收、给付、裁决、补偿、奖励", "各行政机关", None),
    FeedSeed("anomalies", "经营异常名录", MARKET_REGULATION),
    FeedSeed("contracts", "公共合同履行", "东莞市公共资源交易中心", 6),
    FeedSeed("promises", "信用承诺及履行", CREDIT_PLATFORM, 2),
    FeedSeed("court-cases", "法院执行", "东莞市中级人民法院", 3),
    FeedSeed("tax-grades", "纳税信用评价", "国家税务总局东莞市税务局", 60, fresh_days=400),
    FeedSeed("insured-staff", "社会保险参保人数", "东莞市人力资源和社会保障局", 40, fresh_days=120),
    FeedSeed("financing", "融资与担保", "东莞市中小企业融资平台", 4),
    FeedSeed("honours", "诚实守信荣誉", CREDIT_PLATFORM, 12),
    FeedSeed("intellectual-rights", "专利与商标", MARKET_REGULATION, 15),
    FeedSeed("qualifications", "职称和职业资格", "东莞市人力资源和社会保障局", None),
    FeedSeed("volunteered", "市场主体自愿提供", "市场主体本身", None),
    FeedSeed("compliance", "遵守法律法规情况", "各行政机关", None),
)

FIRST_DAY = date(2022, 4, 20)
"""The city's plan (东府〔2022〕工作方案): the versions exist from then on."""
_PLAN = "优化营商环境方案（2022）第九章；版式待业主单位确认"

VARIANTS = (
    # id, from, until, source, confirmed
    (ReportVariant.NO_VIOLATIONS.value, FIRST_DAY, None, "粤办函〔2023〕306号；" + _PLAN, False),
    (ReportVariant.DONGGUAN.value, FIRST_DAY, None, _PLAN, False),
    (ReportVariant.STANDARD.value, FIRST_DAY, None, "公共信用信息报告标准（2021、2022 年版）", False),
)
VARIANT_COLUMNS = ("id", "offered_from", "offered_until", "source", "verified")

_FIRST_CLASSES = (
    ("registration", "登记注册基本信息"),
    ("judicial", "司法裁判及执行信息"),
    ("administrative", "行政许可、处罚、强制、确认、征收、给付、裁决、补偿、奖励、监督检查信息"),
    ("qualifications", "职称和职业资格信息"),
    ("anomalies", "经营（活动）异常名录（状态）信息"),
    ("serious-lists", "严重失信主体名单信息"),
    ("contracts", "有关合同履行信息"),
    ("promises", "信用承诺及其履行情况信息"),
    ("evaluations", "信用评价结果信息"),
    ("honours", "诚实守信相关荣誉信息"),
    ("volunteered", "市场主体自愿提供的信用信息"),
)
_COMPLIANCE = ("compliance", "遵守法律法规情况信息")
_INTELLECTUAL = ("intellectual-rights", "知识产权信息")
_UNSURE = "；施行日期和排列顺序待确认"

EDITIONS = (
    # in force from, edition, classes, source
    (date(2021, 12, 16), "2021年版", _FIRST_CLASSES, "全国公共信用信息基础目录（2021年版）" + _UNSURE),
    (date(2022, 12, 27), "2022年版", (*_FIRST_CLASSES, _COMPLIANCE), "全国公共信用信息基础目录（2022年版）" + _UNSURE),
    (
        date(2024, 2, 9),
        "2024年版",
        (*_FIRST_CLASSES, _COMPLIANCE, _INTELLECTUAL),
        "全国公共信用信息基础目录（2024年版）" + _UNSURE,
    ),
)


def class_rows() -> list[dict[str, Any]]:
    """One row for each class of each edition."""
    return [
        {
            "effective_from": effective_from,
            "id": class_id,
            "position": place,
            "edition": edition,
            "name": name,
            "source": source,
            "verified": False,
        }
        for effective_from, edition, classes, source in EDITIONS
        for place, (class_id, name) in enumerate(classes)
    ]


def variant_rows() -> list[dict[str, Any]]:
    return [{"position": place} | dict(zip(VARIANT_COLUMNS, row, strict=True)) for place, row in enumerate(VARIANTS)]
