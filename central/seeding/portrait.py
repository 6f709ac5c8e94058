"""Synthetic portraits: permits, contracts, tax grades, insured staff and their like, the same on every machine."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from central.seeding.named import DIRTY_USCC, NAMED, REPAIRED_USCC
from central.seeding.records import Row
from central.zones.credit.portrait_tables import (
    Anomaly,
    Contract,
    CourtCase,
    Financing,
    Honour,
    Inspection,
    InsuredStaff,
    IntellectualRight,
    Permit,
    Promise,
    TaxGrade,
)

QUARTERS = 8
GRADES = "AABBBBM"
TEN_THOUSAND = 10_000
STAFF_REPORTED_AFTER = timedelta(days=40)
JUST_NOW = timedelta(days=10)
"""What happened since may not have been delivered yet."""

PERMITS = (
    ("排污许可证", "东莞市生态环境局", "东环许", 1_825),
    ("食品经营许可证", "东莞市市场监督管理局", "东市监许", 1_825),
    ("城镇污水排入排水管网许可证", "东莞市水务局", "东水许", 1_825),
    ("建设工程消防验收备案", "东莞市住房和城乡建设局", "东建消备", 0),
    ("道路货物运输经营许可证", "东莞市交通运输局", "东交许", 1_460),
)
INSPECTIONS = (
    ("双随机抽查：公示信息", "东莞市市场监督管理局"),
    ("双随机抽查：安全生产", "东莞市应急管理局"),
    ("双随机抽查：劳动用工", "东莞市人力资源和社会保障局"),
)
BUYERS = ("东莞市样例学校(合成)", "东莞市样例医院(合成)", "东莞市样例水务公司(合成)", "东莞市样例街道办(合成)")
GOODS = ("办公设备采购", "零部件加工", "设备维护服务", "后勤服务", "小型工程施工")
LENDERS = ("东莞样例银行(合成)", "样例农商银行(合成)", "东莞市样例融资担保公司(合成)")
LOANS = ("信用贷款", "抵押贷款", "担保贷款")
HONOURS = (
    ("守合同重信用企业", "市级", "东莞市市场监督管理局", 730),
    ("纳税信用A级纳税人", "市级", "国家税务总局东莞市税务局", 365),
    ("劳动关系和谐企业", "省级", "广东省人力资源和社会保障厅", 1_095),
)
RIGHTS = ("实用新型专利", "发明专利", "商标注册")
PROMISES = (
    ("证明事项告知承诺", "住所使用证明", "东莞市市场监督管理局"),
    ("审批替代型承诺", "公共场所卫生许可延续", "东莞市卫生健康局"),
    ("主动型承诺", "守法诚信经营", "东莞市公共信用信息管理平台"),
)
KEPT, NOT_KEPT = "已履行", "未按承诺履行"


@dataclass(frozen=True)
class Sitter:
    """Whose portrait it is. `trouble`: how much of what it promised it leaves undone, 0 to 1."""

    first_id: int
    uscc: str
    established_on: date
    trouble: float
    size: int

    def day(self, chance: Random, today: date, most: int, least: int = 20) -> date:
        """A day at most `most` days ago, and not before it was founded."""
        age = max((today - self.established_on).days, least)
        return today - timedelta(days=chance.randint(least, max(least, min(most, age))))


def portrait_rows(index: int, enterprise: dict[str, Any], today: date) -> Iterator[Row]:
    """Everything the feeds know about one enterprise. Uses up to ten ids a table from ten times its place in the list."""
    chance = Random(f"portrait:{index}")  # noqa: S311 - synthetic data, wanted the same every time
    sitter = _sitter(index, enterprise, chance)
    for rows in (_permits, _inspections, _contracts, _promises, _financings, _honours, _rights):
        yield from rows(sitter, chance, today)
    yield from _tax_grades(sitter, chance, today)
    yield from _insured_staff(sitter, chance, today)
    if chance.random() < sitter.trouble:
        yield _court_case(sitter, chance, today)
        yield _anomaly(sitter, chance, today)


def _sitter(index: int, enterprise: dict[str, Any], chance: Random) -> Sitter:
    """The named ones have enough of everything to be looked at; one of them is in trouble."""
    uscc = enterprise["uscc"]
    trouble = {DIRTY_USCC: 1.0, REPAIRED_USCC: 0.3}.get(uscc, 0.0 if index < len(NAMED) else 0.06)
    size = 4 if index < len(NAMED) else chance.choice((0, 0, 1, 1, 2))
    return Sitter(index * 10, uscc, enterprise["established_on"], trouble, size)


def _permits(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    chosen = chance.sample(PERMITS, min(sitter.size, 3))
    for place, (item, authority, abbreviation, days) in enumerate(chosen):
        granted_on = sitter.day(chance, today, 1_400)
        yield (
            Permit,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "doc_no": f"{abbreviation}〔{granted_on.year}〕{sitter.first_id + place:05d}号(合成)",
                "item": item,
                "granted_on": granted_on,
                "valid_to": granted_on + timedelta(days=days) if days else None,
                "authority": authority,
            },
        )


def _inspections(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    for place in range(min(sitter.size, 3)):
        item, authority = INSPECTIONS[place]
        yield (
            Inspection,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "item": item,
                "inspected_on": sitter.day(chance, today, 1_500, 100),
                "result": "发现问题，已责令改正" if chance.random() < sitter.trouble else "未发现问题",
                "authority": authority,
            },
        )


def _contracts(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    """The last one is under way; where there is trouble, the first one is overdue."""
    for place in range(sitter.size + sitter.size // 2):
        signed_on = sitter.day(chance, today, 1_700, 60)
        due_on = signed_on + timedelta(days=chance.randint(60, 360))
        kept_on = due_on - timedelta(days=chance.randint(0, 30))
        undone = kept_on > today - JUST_NOW or (place == 0 and chance.random() < sitter.trouble)
        yield (
            Contract,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "title": f"{chance.choice(GOODS)}合同(合成)",
                "buyer": chance.choice(BUYERS),
                "amount": Decimal(chance.randint(8, 300) * TEN_THOUSAND),
                "signed_on": signed_on,
                "due_on": due_on,
                "performed_on": None if undone else kept_on,
            },
        )


def _promises(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    for place in range(min(sitter.size, 3)):
        kind, matter, accepted_by = PROMISES[place]
        yield (
            Promise,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "kind": kind,
                "matter": matter,
                "made_on": sitter.day(chance, today, 1_200),
                "accepted_by": accepted_by,
                "outcome": NOT_KEPT if place == 0 and chance.random() < sitter.trouble else KEPT,
            },
        )


def _financings(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    for place in range(sitter.size):
        lent_on = sitter.day(chance, today, 1_600)
        due_on = lent_on + timedelta(days=365 * chance.randint(1, 3))
        late = place == 0 and chance.random() < sitter.trouble
        yield (
            Financing,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "kind": LOANS[place % len(LOANS)],
                "lender": LENDERS[place % len(LENDERS)],
                "amount": Decimal(chance.randint(3, 50) * 10 * TEN_THOUSAND),
                "lent_on": lent_on,
                "due_on": due_on,
                "settled_on": None
                if late or due_on > today - JUST_NOW
                else due_on - timedelta(days=chance.randint(0, 20)),
            },
        )


def _honours(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    if chance.random() < sitter.trouble:
        return
    for place, (title, level, authority, days) in enumerate(HONOURS[: max(sitter.size - 1, 0)]):
        granted_on = sitter.day(chance, today, 1_300)
        yield (
            Honour,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "title": title,
                "level": level,
                "granted_on": granted_on,
                "valid_to": granted_on + timedelta(days=days),
                "authority": authority,
            },
        )


def _rights(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    for place in range(sitter.size):
        kind = RIGHTS[place % len(RIGHTS)]
        yield (
            IntellectualRight,
            {
                "id": sitter.first_id + place,
                "uscc": sitter.uscc,
                "kind": kind,
                "number": f"SAMPLE{sitter.first_id + place:06d}(合成)",
                "title": "样例商标" if kind == "商标注册" else f"一种样例装置（{place + 1}）",
                "granted_on": sitter.day(chance, today, 2_500),
            },
        )


def _tax_grades(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    """Given each April for the year before; in its first year an enterprise has M."""
    best = chance.choice(GRADES)
    for year in range(today.year - 5, today.year):
        graded_on = date(year + 1, 4, 20)
        if year < sitter.established_on.year or graded_on > today:
            continue
        grade = "M" if year == sitter.established_on.year else chance.choice((best, best, best, "B"))
        late = year >= today.year - 2 and sitter.trouble == 1.0
        yield TaxGrade, {"uscc": sitter.uscc, "year": year, "grade": "C" if late else grade, "graded_on": graded_on}


def _insured_staff(sitter: Sitter, chance: Random, today: date) -> Iterator[Row]:
    people = chance.randint(3, 60) * (sitter.size + 1)
    for quarter_end in _quarter_ends(today - STAFF_REPORTED_AFTER):
        if quarter_end >= sitter.established_on:
            yield InsuredStaff, {"uscc": sitter.uscc, "quarter_end": quarter_end, "people": people}
            people = max(1, people + chance.randint(-people // 12 - 1, people // 8 + 1))


def _quarter_ends(last: date) -> Iterator[date]:
    """The last days of the eight quarters that are over on `last`, oldest first."""
    months = last.year * 12 + last.month - 1
    first_of_this = months - months % 3
    for quarter in range(QUARTERS, 0, -1):
        month_after = first_of_this - 3 * (quarter - 1)
        yield date(month_after // 12, month_after % 12 + 1, 1) - timedelta(days=1)


def _court_case(sitter: Sitter, chance: Random, today: date) -> Row:
    filed_on = sitter.day(chance, today, 500)
    closed = chance.random() < 0.4
    return CourtCase, {
        "id": sitter.first_id,
        "uscc": sitter.uscc,
        "case_no": f"（{filed_on.year}）粤1900执{sitter.first_id:05d}号(合成)",
        "court": "东莞市人民法院(合成)",
        "amount": Decimal(chance.randint(2, 80) * TEN_THOUSAND),
        "filed_on": filed_on,
        "closed_on": today - timedelta(days=5) if closed else None,
        "closed_how": "执行完毕" if closed else "",
    }


def _anomaly(sitter: Sitter, chance: Random, today: date) -> Row:
    listed_on = sitter.day(chance, today, 900, 200)
    return Anomaly, {
        "id": sitter.first_id,
        "uscc": sitter.uscc,
        "reason": "未按期公示年度报告",
        "listed_on": listed_on,
        "removed_on": listed_on + timedelta(days=60),
        "authority": "东莞市市场监督管理局",
    }
