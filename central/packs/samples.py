"""Synthetic knowledge, policies, places and forms, the same on every machine. No office, number, place or policy here is real."""

from collections.abc import Iterator, Sequence
from datetime import date, time
from decimal import Decimal
from random import Random
from typing import Final

from pydantic import JsonValue

from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.places import Place, PlaceKind
from app.contract.policies import Criterion, Operator, Policy, PolicyLevel, PolicyMode, Support
from app.contract.service_forms import DIALECT
from app.contract.service_items import Opening
from app.contract.shared_forms import SharedForm
from central.enterprises import TOWNS

KNOWLEDGE: Final = 600
POLICIES: Final = 4_000
FROM: Final = date(2026, 1, 1)
DEPARTMENTS: Final = ("DG-GXJ", "DG-RSJ", "DG-FGJ", "DG-KJJ", "DG-SWJ", "DG-JRJ", "DG-ZRJ")

_TYPES: Final = (
    "一次性奖励", "设备补贴", "贷款贴息", "稳岗补贴", "税费减免", "研发补助",
    "资质认定", "租金减免", "人才补贴", "展会补助", "技改补助", "服务券",
)  # fmt: skip
_ASKED: Final = ("怎么办", "要带什么材料", "几天能办完", "收不收费", "在哪里办", "能不能代办")
_WEEK: Final = tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(1, 6))


def sample_knowledge(count: int = KNOWLEDGE, units: Sequence[str] = DEPARTMENTS) -> Iterator[KnowledgeEntry]:
    for number in range(count):
        asked = _ASKED[number % len(_ASKED)]
        subject = f"合成事项{number // len(_ASKED) + 1:03d}"
        yield KnowledgeEntry(
            id=f"ZS-{number + 1:05d}",
            version=1,
            valid_from=FROM,
            question=f"{subject}{asked}？",
            english_question=f"Synthetic matter {number // len(_ASKED) + 1}: question {number % len(_ASKED) + 1}?",
            similar=(f"{subject}{asked}呀", f"想问{subject}{asked}"),
            answer=f"{subject}：带身份证到窗口或自助终端，{number % 9 + 1} 个工作日内办结，不收费。（合成）",
            english_answer=f"Bring your ID card to a window or terminal; {number % 9 + 1} working days; free. (synthetic)",
            category=asked,
            channels=tuple(Channel),
            owner_unit=units[number % len(units)],
            updated_on=FROM,
        )


def sample_policies(count: int = POLICIES, units: Sequence[str] = DEPARTMENTS) -> Iterator[Policy]:
    """Of twelve types, by departments and towns; ten without asking (免申即享)."""
    for number in range(count):
        yield _policy(number, units[number % len(units)])


def _policy(number: int, unit: str) -> Policy:
    dice = Random(f"policy {number}")  # noqa: S311 - the same on every machine, no secret
    kind = _TYPES[number % len(_TYPES)]
    unasked = number % 400 == 0
    capital = dice.randrange(1, 50) * 100_000
    return Policy(
        id=f"HC-DG-2026-{number + 1:04d}",
        version=1,
        valid_from=FROM,
        valid_to=date(2026 + dice.randrange(1, 4), 12, 31),
        title=f"{kind}第{number + 1}号（合成）",
        doc_no=f"东合成〔2026〕{number + 1}号",
        issuer="合成主管部门",
        level=PolicyLevel.CITY,
        published_on=FROM,
        fund=True,
        list_no=f"L{number + 1:04d}",
        type=kind,
        criteria=(
            Criterion(field="reg_addr_city", op=Operator.IS, value="441900", words="在东莞市登记", source="市场监管"),
            Criterion(field="reg_capital", op=Operator.AT_LEAST, value=capital, words=f"注册资本不少于 {capital} 元"),
            Criterion(field="credit.serious_dishonest", op=Operator.IS, value=False, words="不是严重失信主体"),
        ),
        support=(Support.AWARD,),
        standard=f"每家最多 {dice.randrange(1, 100)} 万元，以核定为准。",
        most_amount=f"{dice.randrange(1, 100) * 10_000}.00",
        mode=PolicyMode.WITHOUT_ASKING if unasked else PolicyMode.USUAL,
        apply_from=FROM,
        apply_to=date(2026, 12, 31),
        pay_within=60,
        accept_address="合成路 1 号政务服务中心",
        lead_unit=unit,
        lead_section="合成科",
        phone="0769-00000000",
        facts_needed=("reg_addr_city", "reg_capital"),
        materials=("营业执照",),
    )


def sample_places(job_points: int = 97, terminals: int = 400, unit: str = "DG") -> Iterator[Place]:
    """One hall for each town, job points, terminals. Coordinates are a made-up grid and no place's own."""
    for number, town in enumerate(TOWNS):
        yield _place(f"DT-{number + 1:03d}", PlaceKind.HALL, f"{town}政务服务中心（合成）", number, unit)
    for number in range(job_points):
        name = f"{TOWNS[number % len(TOWNS)]}就莞用点{number + 1}（合成）"
        yield _place(f"JG-{number + 1:03d}", PlaceKind.JOB_POINT, name, number, unit)
    for number in range(terminals):
        name = f"{TOWNS[number % len(TOWNS)]}自助终端{number + 1}（合成）"
        yield _place(f"ZD-{number + 1:04d}", PlaceKind.TERMINAL, name, number, unit, f"S{number + 1:04d}")


def _place(place_id: str, kind: PlaceKind, name: str, number: int, unit: str, terminal: str = "") -> Place:
    return Place(
        id=place_id,
        version=1,
        valid_from=FROM,
        kind=kind,
        name=name,
        town_name=TOWNS[number % len(TOWNS)],
        address=f"{TOWNS[number % len(TOWNS)]}样例大道 {number + 1} 号",
        latitude=Decimal("22.900000") + Decimal(number % 20) / 1_000,
        longitude=Decimal("113.700000") + Decimal(number // 20) / 1_000,
        opening_hours=() if terminal else _WEEK,
        all_day=bool(terminal),
        phone="0769-00000000",
        terminal=terminal,
        owner_unit=unit,
    )


_FORM: Final[dict[str, JsonValue]] = {
    "$schema": DIALECT,
    "type": "object",
    "additionalProperties": False,
    "required": ["entity_name", "phone"],
    "properties": {
        "entity_name": {
            "type": "string",
            "title": "企业名称",
            "maxLength": 100,
            "x-purpose": "identify",
            "x-prefill": {"source": "licence", "field": "entity_name"},
        },
        "phone": {
            "type": "string",
            "title": "联系电话",
            "pattern": r"^1\d{10}$",
            "x-purpose": "contact",
            "x-prefill": {"source": "visitor"},
        },
    },
}


def sample_forms(count: int = 20, unit: str = "DG-GXJ") -> Iterator[SharedForm]:
    for number in range(count):
        yield SharedForm(
            id=f"BD-{number + 1:03d}",
            version=1,
            valid_from=FROM,
            title=f"通用申请表{number + 1}（合成）",
            english=f"Shared form {number + 1} (synthetic)",
            form=_FORM,
            owner_unit=unit,
        )
