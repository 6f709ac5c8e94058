"""Synthetic items, the same on every machine: as many as asked for, each as the city, one town and one village handle it.

The first ones bear the names of the services of the plan (resources/services/catalogue.json). No law, office or number here is real.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cache, lru_cache
from random import Random
from typing import Any, Final

from app.contract.service_items import (
    DayUnit,
    FlowStep,
    HandleType,
    Opening,
    ProjectType,
    Responsible,
    ServerType,
    ServiceItem,
    SpecialProcedure,
    StandardAnswer,
    UseLevel,
)
from app.contract.service_themes import Theme, ThemeStep
from central.enterprises import TOWNS
from central.service_items.sample_parts import (
    DEPARTMENTS,
    KINDS,
    SPECIAL,
    form_of,
    materials_of,
    names_beyond,
    questions_of,
)
from resources import path

ITEMS: Final = 1_200
THEMES: Final = 100
FROM: Final = date(2026, 1, 1)
BATCH: Final = "synthetic-1"
_WRITTEN: Final = datetime(2025, 12, 1, tzinfo=UTC)
_VILLAGES: Final = ("合成一村", "合成二村", "合成三村", "合成社区")
_STAFF_ONLY: Final = "staff"


def sample_items(people: Sequence[str], count: int = ITEMS) -> Iterator[ServiceItem]:
    """`count` items at three levels. `people`: ids of those who answer for them, in turn."""
    for number in range(count):
        for level in UseLevel:
            yield sample_item(number, level, people)


def sample_item(number: int, level: UseLevel, people: Sequence[str]) -> ServiceItem:
    """One copy of one item: the same as among the others."""
    return ServiceItem.model_validate(_said(number) | place_of(number, level, people))


def sample_themes(count: int = THEMES, items: int = ITEMS) -> Iterator[Theme]:
    """Each joins three items of three departments: one first, the other two side by side behind it."""
    for number in range(count):
        codes = [_catalog_code((number * 3 + part * 7) % items) for part in range(3)]
        departments = [DEPARTMENTS[(number * 3 + part * 7) % items % len(DEPARTMENTS)] for part in range(3)]
        first, *others = (f"s{part}" for part in range(3))
        yield Theme(
            code=f"YJS-DG-{number + 1:03d}",
            version=1,
            name=f"我要办{_name((number * 3) % items)}一件事（合成）",
            lead_dept=departments[0],
            joined_depts=tuple(dict.fromkeys(departments[1:])),
            steps=tuple(
                ThemeStep(id=step, catalog_code=code, dept=dept, after=() if step == first else (first,))
                for step, code, dept in zip((first, *others), codes, departments, strict=True)
            ),
            promise_day=5 + number % 6,
            limit_scene_num=number % 2,
            plan_effective_date=FROM,
        )


@lru_cache(maxsize=4)
def _said(number: int) -> dict[str, Any]:
    """What all copies of one item say."""
    dice = Random(f"service-item {number}")  # noqa: S311 - the same on every machine, no secret
    kind = KINDS[number % len(KINDS)]
    at_once = kind.at_once
    legal = dice.choice((5, 10, 15, 20, 30))
    promised = 1 if at_once else max(1, legal // dice.choice((2, 3, 5)))
    visits = dice.choice((0, 0, 0, 1))
    department = DEPARTMENTS[number % len(DEPARTMENTS)]
    name = _name(number)
    return {
        "task_name": name,
        "english": _named(number).get("english", ""),
        "catalog_code": _catalog_code(number),
        "task_type": kind.task_type,
        "task_version": 1,
        "by_law": f"《合成条例》第{number % 90 + 1}条（演示，不是真实法规）",
        "power_source": "法定本级行使",
        "dept_type": "法定机关",
        "anticipate_day": legal,
        "anticipate_type": DayUnit.WORKING,
        "promise_day": promised,
        "promise_type": DayUnit.WORKING,
        "certificate_day": 0 if at_once else 2,
        "accept_condition": f"一、在东莞市登记或者常住；二、办理{name}所需情况属实；三、材料齐全，符合规定形式。",
        "handle_flow": "→".join(kind.steps),
        "offline_flow": f"带齐材料，到窗口或自助终端提交{name}；当场告知是否收件；按短信或回执领取结果。",
        "online_flow": f"登录网上办事大厅，搜索“{name}”，填表、上传材料、提交，在“我的办件”看进度。",
        "flow": tuple(FlowStep(id=f"f{place}", name=step) for place, step in enumerate(kind.steps, start=1)),
        "flow_kind": kind.id,
        "special_procedure": (SpecialProcedure(**SPECIAL),) if kind.inspected else (),
        "server_type": (ServerType.ENTERPRISE, ServerType.OTHER_BODY) if number % 4 else (ServerType.PERSON,),
        "project_type": ProjectType.AT_ONCE if at_once else ProjectType.PROMISED,
        "handle_type": (
            HandleType.WINDOW,
            HandleType.ONLINE,
            *((HandleType.TERMINAL,) if _on_terminals(number) else ()),
        ),
        "limit_scene_num": visits,
        "limit_scene_explain": "领取结果时核对原件" if visits else "",
        "is_service_terminals": _on_terminals(number),
        "is_handle": True,
        "handle_area": "全市通办",
        "result_type": kind.result,
        "result_name": f"{name}{kind.result}",
        "link_way": "0769-00000000（合成）",
        "supervise_way": "12345",
        "corp_topic_type": (kind.topic,),
        "online_handle_depth": "全程网办" if not visits else "网上申请、现场领取",
        "right_enjoy_by_law": "有权陈述、申辩，有权申请行政复议或者提起行政诉讼。",
        "duty_perform_by_law": "如实提交材料，对材料的真实性负责。",
        "administrative_review_dept": "市行政复议机构（合成）",
        "administrative_litigation_dept": "人民法院（合成）",
        "other_dept": (DEPARTMENTS[(number + 1) % len(DEPARTMENTS)],) if number % 10 == 0 else (),
        "plan_effective_date": FROM,
        "cd_operation": "I",
        "cd_time": _WRITTEN,
        "cd_batch": BATCH,
        "data_source": "合成",
        "materials": materials_of(number, kind, dice),
        "reform_marks": kind.reform_marks,
        "questions": questions_of(kind),
        "form": form_of(kind),
        "answers": _answers(name, promised, visits),
        "opening_hours": tuple(Opening(weekday=day, opens=time(9), closes=time(17)) for day in range(1, 6)),
    } | {"dept_name": department}


def _answers(name: str, promised: int, visits: int) -> tuple[StandardAnswer, ...]:
    said = {
        "days": (f"{name}多久能办好？", f"材料齐全，受理之后 {promised} 个工作日内办结。"),
        "visits": (f"办{name}要跑几趟？", f"最多到现场 {visits} 次。" if visits else "不用到现场。"),
        "fee": (f"办{name}收费吗？", "不收费。"),
    }
    return tuple(StandardAnswer(id=id, question=asked, answer=answer) for id, (asked, answer) in said.items())


def place_of(number: int, level: UseLevel, people: Sequence[str]) -> dict[str, Any]:
    """What is one copy's own: its codes, where it stands, who answers for it."""
    rank = tuple(UseLevel).index(level)
    town = number % len(TOWNS)
    village = _VILLAGES[number % len(_VILLAGES)]
    place = "" if rank == 0 else TOWNS[town]
    own: dict[str, Any] = {
        "row_guid": f"{number:08d}-0000-4000-8000-{rank:012d}",
        "task_code": f"11441900MB2C0{number % 10}{rank}0{town:02d}{_catalog_code(number)}{rank}",
        "use_level": level,
        "dept_name": f"{place}{village if rank == 2 else ''}{DEPARTMENTS[number % len(DEPARTMENTS)]}",
        "dept_code": f"4419{town:02d}{rank}{number % len(DEPARTMENTS):02d}",
        "transact_addr": f"{place or '东莞市'}{village if rank == 2 else ''}政务服务中心（合成）",
        "transact_time": "周一至周五 9:00—17:00",
        "responsibles": (
            Responsible(
                owner_id=people[number % len(people)],
                deputy_id=people[(number + 1) % len(people)] if len(people) > 1 else None,
                valid_from=FROM,
            ),
        ),
    }
    if rank >= 1:
        own |= {"town_name": TOWNS[town], "town_code": f"4419{town + 1:05d}"}
    if rank == 2:
        own |= {"village_name": village, "village_code": f"4419{town + 1:05d}{number % 4 + 1:03d}"}
    return own


def _catalog_code(number: int) -> str:
    return f"4419{number:08d}"


def _on_terminals(number: int) -> bool:
    named = _named(number)
    return named.get("where") != _STAFF_ONLY if named else number % 3 == 0


def _name(number: int) -> str:
    return _named(number).get("title") or names_beyond(number - len(_plan()))


def _named(number: int) -> dict[str, str]:
    return _plan()[number] if number < len(_plan()) else {}


@cache
def _plan() -> list[dict[str, str]]:
    """The services of the plan: title, English title, where else each can be done."""
    said = json.loads(path("services", "catalogue.json").read_text("utf-8"))
    return [
        {"title": one["title"], "english": one["english"]["title"], "where": one["where"], "id": one["id"]}
        for one in said["services"]
    ]
