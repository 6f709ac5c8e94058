"""Bodies, and people who look made up: who leads in each zone by the plan's 责任单位 lines, and what some bodies have been called since."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, NamedTuple

from central.enterprises import TOWNS
from central.organisations.people import DEPUTY, PRINCIPAL
from central.organisations.roles import Role
from central.organisations.tables import Person, Post, Responsible, Unit, UnitName, ZoneUnit
from central.organisations.units import WHOLE_CITY, Part, UnitKind
from central.seeding.enterprises import SURNAMES
from central.seeding.rules import UNITS

SINCE = date(2022, 1, 1)
PLAN = "东府办函〔2022〕220号"
SEED = "seed"
VILLAGES_PER_TOWN = 2

DEPARTMENTS = {
    "GXJ": "市工业和信息化局",
    "ZFB": "市政府办公室",
    "ZSJ": "市政务服务数据管理局",
    "FGJ": "市发展改革局",
    "KJJ": "市科技局",
    "CZJ": "市财政局",
    "STJ": "市生态环境局",
    "SWJ": "市商务局",
    "SJJ": "市市场监管局",
    "JRJ": "市金融工作局",
    "ZJJ": "市住房城乡建设局",
    "ZRJ": "市自然资源局",
    "SSJ": "东莞市税务局",
    "RHZ": "人民银行东莞市中心支行",
    "YBJ": "东莞银保监分局",
    "RSJ": "市人力资源社会保障局",
    "JYJ": "市教育局",
    "GAJ": "市公安局",
    "CGJ": "市城市管理综合执法局",
    "XTB": "市推进政府职能转变和“放管服”改革协调小组办公室",
}
GROUPS = {
    "G1": "市有关单位",
    "G2": "市各政务服务实施部门",
    "G3": "市各涉企审批主管部门",
    "G4": "各工程审批主管部门",
    "G5": "协同办税内部协调工作领导小组成员单位",
    "G6": "市社会信用体系建设统筹协调小组成员单位",
}
BANK = ("BANK1", "示例银行东莞分行（合成）")

ZONES = {
    # leads, members; every zone has all towns and parks as members too
    "A1": (("GXJ",), ("ZFB", "ZSJ", "G1")),
    "A2": (("GXJ",), ("FGJ", "KJJ", "CZJ", "STJ", "SWJ", "SJJ", "JRJ", "ZSJ")),
    "A3": (("ZSJ",), ("G2",)),
    "A4": (("SJJ",), ("ZSJ", "G3")),
    "A5": (("ZJJ", "ZRJ"), ("ZSJ", "G4")),
    "A6": (("SSJ",), ("G5",)),
    "A7": (("JRJ",), ("FGJ", "GXJ", "SJJ", "ZSJ", "RHZ", "YBJ")),
    "A8": (("RSJ",), ("FGJ", "JYJ", "GAJ", "SJJ", "CGJ", "SSJ")),
    "A9": (("FGJ",), ("G6",)),
    "ALL": (("XTB",), ()),
}

RENAMED = (
    # nobody has confirmed the days: they are to be found in each body's own notice
    ("YBJ", date(2023, 7, 20), "国家金融监督管理总局东莞监管分局", "金融监管总局派出机构统一挂牌；日期待确认"),
    ("RHZ", date(2023, 8, 18), "中国人民银行东莞市分行", "人民银行分支机构改革；日期待确认"),
    ("ZSJ", date(2024, 1, 1), "市政务服务和数据管理局", "2024 年机构改革；日期待确认"),
    ("JRJ", date(2024, 1, 1), "市委金融委员会办公室", "2024 年机构改革；日期待确认"),
)

Rows = Iterator[dict[str, Any]]


class _Place(NamedTuple):
    """One body, and what the people there do, the first of them answering for it."""

    unit: str
    roles: tuple[Role, ...]


def rows(now: datetime) -> dict[type, list[dict[str, Any]]]:
    """Everything there is at first, table by table in the order in which it can be inserted."""
    places = list(_places())
    return {
        Unit: list(_units()),
        UnitName: [_renamed(*row) for row in RENAMED],
        ZoneUnit: [row for zone in ZONES for row in _zone(zone)],
        Person: [row for place in places for row in _people(place, now)],
        Post: [row for place in places for row in _posts(place, now)],
        Responsible: [row for place in places for row in _responsible(place, now)],
    }


def town_id(town: str) -> str:
    """`DG-T15` for 寮步镇: the order is the one in which the city lists its towns."""
    return f"{WHOLE_CITY}-T{TOWNS.index(town) + 1:02d}"


def branch_names() -> tuple[str, ...]:
    """A town's branches, each once: some lead on two topics."""
    return tuple(dict.fromkeys(UNITS.values()))


def _units() -> Rows:
    yield _unit(WHOLE_CITY, "东莞市", UnitKind.CITY, None)
    for code, name in DEPARTMENTS.items():
        yield _unit(f"{WHOLE_CITY}-{code}", name, UnitKind.DEPARTMENT, WHOLE_CITY)
    for code, name in GROUPS.items():
        yield _unit(f"{WHOLE_CITY}-{code}", name, UnitKind.GROUP, WHOLE_CITY)
    yield _unit(f"{WHOLE_CITY}-{BANK[0]}", BANK[1], UnitKind.BANK, WHOLE_CITY)
    for town in TOWNS:
        yield _unit(town_id(town), town, UnitKind.TOWN, WHOLE_CITY)
    for town in TOWNS:
        for number, branch in enumerate(branch_names(), 1):
            yield _unit(f"{town_id(town)}-B{number:02d}", f"{town}{branch}", UnitKind.BRANCH, town_id(town))
        for number in range(1, VILLAGES_PER_TOWN + 1):
            name = f"{town}示例{'一二'[number - 1]}村（合成）"
            yield _unit(f"{town_id(town)}-V{number:02d}", name, UnitKind.VILLAGE, town_id(town))


def _unit(unit_id: str, name: str, kind: UnitKind, parent: str | None) -> dict[str, Any]:
    return {
        "id": unit_id,
        "code": unit_id.replace(WHOLE_CITY, "441900", 1),
        "name": name,
        "kind": kind,
        "parent_id": parent,
        "valid_from": SINCE,
        "valid_to": None,
    }


def _renamed(code: str, first_day: date, name: str, source: str) -> dict[str, Any]:
    unit = f"{WHOLE_CITY}-{code}"
    return {"unit_id": unit, "valid_from": first_day, "name": name, "source": source, "verified": False}


def _zone(zone: str) -> Rows:
    leads, members = ZONES[zone]
    for place, code in enumerate(leads):
        yield _part(zone, f"{WHOLE_CITY}-{code}", Part.LEAD, place)
    towns = () if zone == "ALL" else tuple(map(town_id, TOWNS))
    for place, unit in enumerate((*(f"{WHOLE_CITY}-{code}" for code in members), *towns)):
        yield _part(zone, unit, Part.MEMBER, place)


def _part(zone: str, unit: str, part: Part, place: int) -> dict[str, Any]:
    return {
        "zone": zone,
        "unit_id": unit,
        "valid_from": SINCE,
        "valid_to": None,
        "part": part,
        "place": place,
        "source": PLAN,
        "verified": True,
    }


def _places() -> Iterator[_Place]:
    yield _Place(WHOLE_CITY, (Role.ADMINISTRATOR, Role.OPERATOR))
    for code in DEPARTMENTS:
        oversees = (Role.COORDINATION_OFFICE, Role.COORDINATION_OFFICE)
        yield _Place(f"{WHOLE_CITY}-{code}", oversees if code == "XTB" else (Role.HANDLER, Role.APPROVER))
    yield _Place(f"{WHOLE_CITY}-{BANK[0]}", (Role.BANK,))
    for town in map(town_id, TOWNS):
        yield _Place(town, (Role.HANDLER, Role.APPROVER, Role.WINDOW_STAFF, Role.ADMINISTRATOR))
        for number in range(1, len(branch_names()) + 1):
            yield _Place(f"{town}-B{number:02d}", (Role.HANDLER, Role.APPROVER))
        for number in range(1, VILLAGES_PER_TOWN + 1):
            yield _Place(f"{town}-V{number:02d}", (Role.WINDOW_STAFF,))


def person_id(unit: str, number: int) -> str:
    return f"{unit}-P{number:02d}"


def _people(place: _Place, now: datetime) -> Rows:
    for number in range(1, len(place.roles) + 1):
        mine = person_id(place.unit, number)
        name = f"{SURNAMES[sum(mine.encode()) % len(SURNAMES)]}示例"
        yield {"id": mine, "badge": mine.removeprefix("DG-"), "name": name, "added_at": now, "added_by": SEED}


def _posts(place: _Place, now: datetime) -> Rows:
    for number, role in enumerate(place.roles, 1):
        yield {
            "id": f"{person_id(place.unit, number)}-1",
            "person_id": person_id(place.unit, number),
            "unit_id": place.unit,
            "role": role,
            "valid_from": SINCE,
            "valid_to": None,
            "set_at": now,
            "set_by": SEED,
            "ended_at": None,
            "ended_by": "",
        }


def _responsible(place: _Place, now: datetime) -> Rows:
    for rank in (PRINCIPAL, DEPUTY)[: len(place.roles)]:
        yield {
            "id": f"{person_id(place.unit, rank)}-R",
            "unit_id": place.unit,
            "rank": rank,
            "person_id": person_id(place.unit, rank),
            "valid_from": SINCE,
            "valid_to": None,
            "set_at": now,
            "set_by": SEED,
        }
