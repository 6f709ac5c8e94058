"""THE CENTRE, DECLARATIONS: how a declaration becomes an item (事项), as the city, one town or one village handles it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, Final

from app.contract.service_items import DayUnit, FlowStep, HandleType, ProjectType, ServiceItem, StandardAnswer, UseLevel
from central.declarations.entries import FROM
from central.declarations.plan import catalog_codes
from central.declarations.reading import Declared
from central.seeding.organisations import DEPARTMENTS
from central.service_items.samples import place_of

BATCH: Final = "declared-services"
_WRITTEN: Final = datetime(2025, 12, 1, tzinfo=UTC)


def item_of(
    declared: Declared, service_id: str, level: UseLevel, people: Sequence[str], version: int = 1
) -> ServiceItem:
    """`people`: ids of those who answer for items, in turn. Copies at all levels say the same but for where they stand."""
    number = int(catalog_codes()[service_id][4:])
    place = place_of(number, level, people)
    return ServiceItem.model_validate(
        _said(declared, service_id) | place | _department(declared, service_id, place) | {"task_version": version}
    )


def _said(declared: Declared, service_id: str) -> dict[str, Any]:
    one = declared.services[service_id]
    item, kind = one.item, declared.kinds[one.item.kind]
    name, english = item.name
    result = item.result or kind.result
    return {
        "task_name": name,
        "english": english,
        "catalog_code": catalog_codes()[service_id],
        "task_type": kind.task_type,
        "by_law": item.by_law,
        "anticipate_day": item.legal_days,
        "anticipate_type": DayUnit.WORKING,
        "promise_day": item.promise_days,
        "promise_type": DayUnit.WORKING,
        "promise_explain": item.days_explained,
        "accept_condition": item.accept_condition,
        "handle_flow": "→".join(kind.steps),
        "offline_flow": f"带齐材料，到窗口或自助终端办“{name}”；当场给回执，按回执上的号码查进度。",
        "online_flow": f"登录网上办事大厅，搜索“{name}”，填表、提交，在“我的办件”看进度。",
        "flow": tuple(FlowStep(id=f"f{place}", name=step) for place, step in enumerate(kind.steps, start=1)),
        "flow_kind": item.kind,
        "special_procedure": item.special,
        "server_type": item.applicants,
        "project_type": item.project_type,
        "handle_type": (HandleType.WINDOW, HandleType.ONLINE, HandleType.TERMINAL),
        "limit_scene_num": item.visits,
        "limit_scene_explain": item.visits_explained,
        "is_service_terminals": True,
        "is_handle": True,
        "handle_area": "全市通办",
        "result_type": kind.result,
        "result_name": result,
        "link_way": one.phone or "12345",
        "supervise_way": "12345",
        "right_enjoy_by_law": "有权陈述、申辩，有权申请行政复议或者提起行政诉讼。",
        "duty_perform_by_law": "如实提交材料，对材料的真实性负责。",
        "other_dept": item.other_departments,
        "plan_effective_date": FROM,
        "cd_time": _WRITTEN,
        "cd_batch": BATCH,
        "data_source": "合成" if not one.verified else "申报服务",
        "materials": item.materials,
        "forbidden_materials": item.forbidden_materials,
        "reform_marks": item.reform_marks,
        "questions": item.questions,
        "form": declared.form(service_id),
        "answers": _answers(name, item.promise_days, item.visits, item.project_type),
    }


def _answers(name: str, days: int, visits: int, project: ProjectType) -> tuple[StandardAnswer, ...]:
    by_when = "当场办结。" if project is ProjectType.AT_ONCE else f"材料齐全，受理之后 {days} 个工作日内办结。"
    said = {
        "days": (f"{name}多久能办好？", by_when),
        "visits": (f"办{name}要跑几趟？", f"最多到现场 {visits} 次。" if visits else "不用到现场。"),
        "fee": (f"办{name}收费吗？", "不收费。"),
    }
    return tuple(StandardAnswer(id=id, question=asked, answer=answer) for id, (asked, answer) in said.items())


def _department(declared: Declared, service_id: str, place: dict[str, Any]) -> dict[str, Any]:
    """The body that answers for it in the city; a town's or village's copy is handled in its name there."""
    unit = declared.services[service_id].owner_unit
    name = DEPARTMENTS.get(unit.removeprefix("DG-"), unit)
    where = f"{place.get('town_name', '')}{place.get('village_name', '')}"
    return {"dept_name": f"{where}{name}", "dept_code": ""}
