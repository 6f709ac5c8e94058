"""Synthetic records: penalties of the three classes, repairs, enforcement, lists, judgments."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from central.seeding.named import DIRTY_USCC, NAMED, REPAIRED_USCC
from central.zones.credit.rules import Severity
from central.zones.credit.tables import Enforcement, Judgment, Penalty, Repair, SeriousListing

Row = tuple[type, dict[str, Any]]
"""A table and one row for it."""


@dataclass(frozen=True)
class Offence:
    """A kind of breach, as its authority writes it up."""

    domain: str
    organ: str
    abbreviation: str
    act_type: str
    facts: str
    basis: str
    kind: str
    severity: Severity
    fines: tuple[int, int]


PRICE_TAGS = Offence(
    "market-regulation", "东莞市市场监督管理局", "东市监", "未按规定明码标价", "经营场所部分商品未标明价格。",
    "《中华人民共和国价格法》第四十二条", "罚款", Severity.GENERAL, (2_000, 5_000),
)  # fmt: skip
FIRE_EXIT = Offence(
    "fire", "东莞市消防救援支队", "东消", "占用、堵塞安全出口", "厂房二层安全出口被货物占用。",
    "《中华人民共和国消防法》第六十条", "罚款", Severity.SERIOUS, (10_000, 50_000),
)  # fmt: skip
EMISSIONS = Offence(
    "environment", "东莞市生态环境局", "东环", "超标排放水污染物", "废水排放口化学需氧量超过排放标准。",
    "《中华人民共和国水污染防治法》第八十三条", "罚款", Severity.GENERAL, (100_000, 200_000),
)  # fmt: skip
OFFENCES = (
    PRICE_TAGS,
    FIRE_EXIT,
    EMISSIONS,
    Offence(
        "labour", "东莞市人力资源和社会保障局", "东人社", "克扣工资", "未足额支付三名劳动者当月工资。",
        "《广东省工资支付条例》第五十五条", "罚款", Severity.GENERAL, (5_000, 20_000),
    ),
    Offence(
        "emergency", "东莞市应急管理局", "东应急", "未对从业人员进行安全教育", "新录用人员未经安全教育上岗。",
        "《中华人民共和国安全生产法》第九十七条", "罚款", Severity.SERIOUS, (20_000, 100_000),
    ),
    Offence(
        "taxation", "国家税务总局东莞市税务局", "东税", "未按期办理纳税申报", "一个属期的增值税未按期申报。",
        "《中华人民共和国税收征收管理法》第六十二条", "罚款（简易程序）", Severity.MINOR, (50, 500),
    ),
    Offence(
        "transport", "东莞市交通运输局", "东交", "未按规定检测车辆", "一辆货车逾期未做综合性能检测。",
        "《道路货物运输及站场管理规定》", "警告", Severity.MINOR, (0, 0),
    ),
)  # fmt: skip


def named_records(first_id: int, today: date) -> Iterator[Row]:
    """What the samples need: one enterprise with two open records, one whose record is repaired."""
    yield _penalty(first_id, DIRTY_USCC, PRICE_TAGS, today - timedelta(days=100), Decimal("3000.00"))
    yield _penalty(first_id + 1, DIRTY_USCC, FIRE_EXIT, today - timedelta(days=240), Decimal("15000.00"))
    yield _penalty(first_id + 2, REPAIRED_USCC, EMISSIONS, today - timedelta(days=200), Decimal("100000.00"))
    yield _repair(first_id + 2, EMISSIONS, today - timedelta(days=40))


def random_records(index: int, first_id: int, uscc: str, today: date) -> Iterator[Row]:
    """What one of the many enterprises has on record: most have nothing. Uses up to nine ids from `first_id`."""
    if index < len(NAMED):
        return
    chance = Random(f"records:{index}")  # noqa: S311 - synthetic data, wanted the same every time
    if chance.random() > 0.14:
        return
    for place in range(chance.choice((1, 1, 1, 2, 3))):
        yield from _random_penalty(chance, first_id + place, uscc, today)
    if chance.random() < 0.06:
        yield _enforcement(first_id, uscc, today - timedelta(days=chance.randint(10, 1_500)))
    if chance.random() < 0.05:
        yield _listing(chance, first_id, uscc, today - timedelta(days=chance.randint(10, 1_500)), today)
    if chance.random() < 0.02:
        yield _judgment(first_id, uscc, today - timedelta(days=chance.randint(10, 1_500)))


def _random_penalty(chance: Random, penalty_id: int, uscc: str, today: date) -> Iterator[Row]:
    offence = chance.choice(OFFENCES)
    decided_on = today - timedelta(days=chance.randint(5, 2_400))
    yield _penalty(penalty_id, uscc, offence, decided_on, Decimal(chance.randint(*offence.fines)))
    repaired_on = decided_on + timedelta(days=chance.randint(95, 400))
    if chance.random() < 0.3 and offence.severity is not Severity.MINOR and repaired_on <= today:
        yield _repair(penalty_id, offence, repaired_on)


def _penalty(penalty_id: int, uscc: str, offence: Offence, decided_on: date, fine: Decimal) -> Row:
    return Penalty, {
        "id": penalty_id,
        "uscc": uscc,
        "domain": offence.domain,
        "doc_no": f"{offence.abbreviation}罚〔{decided_on.year}〕{penalty_id:05d}号(合成)",
        "act_type": offence.act_type,
        "facts": offence.facts,
        "basis": offence.basis,
        "kind": offence.kind,
        "content": offence.kind,
        "amount": fine if fine else None,
        "decided_on": decided_on,
        "authority": offence.organ,
        "severity": offence.severity,
        "performed": "已履行",
    }


def _repair(penalty_id: int, offence: Offence, repaired_on: date) -> Row:
    return Repair, {
        "penalty_id": penalty_id,
        "applied_on": repaired_on - timedelta(days=10),
        "repaired_on": repaired_on,
        "decided_by": offence.organ,
    }


def _enforcement(row_id: int, uscc: str, decided_on: date) -> Row:
    return Enforcement, {
        "id": row_id,
        "uscc": uscc,
        "domain": "emergency",
        "doc_no": f"东应急强措〔{decided_on.year}〕{row_id:05d}号(合成)",
        "measure": "查封不符合安全条件的设备",
        "basis": "《中华人民共和国安全生产法》第六十五条",
        "decided_on": decided_on,
        "authority": "东莞市应急管理局",
    }


def _listing(chance: Random, row_id: int, uscc: str, listed_on: date, today: date) -> Row:
    removed_on = listed_on + timedelta(days=chance.randint(200, 1_095))
    removed = chance.random() < 0.4 and removed_on <= today
    return SeriousListing, {
        "id": row_id,
        "uscc": uscc,
        "domain": "market-regulation",
        "list_name": "市场监督管理严重违法失信名单",
        "authority": "东莞市市场监督管理局",
        "doc_no": f"东市监列严〔{listed_on.year}〕{row_id:05d}号(合成)",
        "listed_on": listed_on,
        "basis": "《市场监督管理严重违法失信名单管理办法》",
        "removed_on": removed_on if removed else None,
        "removed_how": "信用修复" if removed else "",
    }


def _judgment(row_id: int, uscc: str, judged_on: date) -> Row:
    return Judgment, {
        "id": row_id,
        "uscc": uscc,
        "domain": "court-enforcement",
        "case_no": f"（{judged_on.year}）粤1900刑初{row_id}号(合成)",
        "court": "东莞市人民法院(合成)",
        "content": "单位犯污染环境罪，判处罚金。（合成）",
        "judged_on": judged_on,
    }
