"""What keeps an item from being published. Every rule that is broken is named, not the first one only (A3.1-A3.6, A4.9, A5.8)."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from app.contract.service_forms import FORM_INVALID, fields, wrong_form
from app.contract.service_items import HandleType, ProjectType, Responsible, ServiceItem, TaskState
from app.contract.service_materials import MaterialType, Necessity
from app.contract.service_situations import can_come_about, wrong_questions
from central.service_items.forbidden import ForbiddenLists, asked_though_forbidden
from central.service_items.states import Broken

InPost = Callable[[str, date], bool]
"""Whether a person holds a post on a day: the organisations room answers."""

Flow = tuple[str, ...]
Found = Iterator[tuple[str, str]]
"""Code and words of each rule broken."""


@dataclass(frozen=True)
class Sisters:
    """How the items that go the same way go: by catalog code, and by kind of flow. With whose code it is."""

    by_catalog_code: dict[str, dict[Flow, str]] = field(default_factory=dict)
    by_kind: dict[str, dict[Flow, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, items: Iterable[ServiceItem]) -> "Sisters":
        sisters = cls()
        for item in items:
            way = way_of(item)
            sisters.by_catalog_code.setdefault(item.catalog_code, {}).setdefault(way, item.task_code)
            if item.flow_kind:
                sisters.by_kind.setdefault(item.flow_kind, {}).setdefault(way, item.task_code)
        return sisters


@dataclass(frozen=True)
class Ground:
    """What an item is judged by, as of `today`. `sisters` holds all that will be in force beside it, those of the same batch among them."""

    today: date
    in_post: InPost
    forbidden: ForbiddenLists
    sisters: Sisters


def way_of(item: ServiceItem) -> Flow:
    """The steps it takes, in order."""
    return tuple(step.name for step in item.flow)


def broken_rules(item: ServiceItem, ground: Ground) -> list[Broken]:
    """Everything that is wrong with it; empty where it may be published."""
    found = [one for rule in _RULES for one in rule(item, ground)]
    return [Broken(item.task_code, code, words) for code, words in found]


def _times(item: ServiceItem, _ground: Ground) -> Found:
    if item.promise_type is not item.anticipate_type:
        yield "day-units-mixed", f"法定时限用{item.anticipate_type}，承诺时限用{item.promise_type}，不能比较"
    elif item.promise_day > item.anticipate_day:
        yield "promise-over-law", f"承诺 {item.promise_day} {item.promise_type}，超过法定 {item.anticipate_day}"
    for procedure in item.special_procedure:
        if procedure.unit is not item.promise_type:
            yield "day-units-mixed", f"特别程序“{procedure.name}”用{procedure.unit}，承诺时限用{item.promise_type}"
    if item.certificate_day and item.certificate_type is not item.promise_type:
        yield "day-units-mixed", f"制证时限用{item.certificate_type}，承诺时限用{item.promise_type}"
    if item.project_type is ProjectType.AT_ONCE and item.promise_day > 1:
        yield "at-once-takes-days", f"即办件承诺 {item.promise_day} {item.promise_type}"


def _flow(item: ServiceItem, ground: Ground) -> Found:
    way = way_of(item)
    kinds = {"同一事项": ground.sisters.by_catalog_code.get(item.catalog_code, {})}
    kinds["同类事项"] = ground.sisters.by_kind.get(item.flow_kind, {}) if item.flow_kind else {}
    for which, ways in kinds.items():
        for other, code in sorted(ways.items()):
            if other != way:
                yield "flow-differs", f"{which} {code} 的环节是 {'→'.join(other)}，这里是 {'→'.join(way)}"
    ids = [step.id for step in item.flow]
    if len(set(ids)) != len(ids):
        yield "flow-step-twice", "两个办理环节编号相同"


def _responsible(item: ServiceItem, ground: Ground) -> Found:
    """Somebody answers for it on every day from the first one on, and is in post."""
    begins = max(item.plan_effective_date, ground.today)
    current = next((one for one in item.responsibles if one.on(begins)), None)
    if current is None:
        yield "no-responsible-person", f"{begins} 没有责任人"
        return
    if not ground.in_post(current.owner_id, begins):
        yield "responsible-not-in-post", f"责任人 {current.owner_id} 在 {begins} 没有任职"
    if current.deputy_id == current.owner_id:
        yield "deputy-is-owner", "责任人不能是自己的代理人"
    elif current.deputy_id is not None and not ground.in_post(current.deputy_id, begins):
        yield "responsible-not-in-post", f"代理责任人 {current.deputy_id} 在 {begins} 没有任职"
    yield from _handovers(item, begins)


def _handovers(item: ServiceItem, begins: date) -> Found:
    """No day is nobody's, and none is two people's."""
    terms = sorted((one for one in item.responsibles if _reaches(one, begins)), key=lambda one: one.valid_from)
    for one, other in pairwise(terms):
        if one.valid_to is None or one.valid_to >= other.valid_from:
            yield "responsible-twice", f"{other.valid_from} 有两位责任人"
        elif other.valid_from - one.valid_to > timedelta(days=1):
            yield "no-responsible-person", f"{one.valid_to + timedelta(days=1)} 起没有责任人"


def _reaches(term: Responsible, day: date) -> bool:
    return term.valid_to is None or term.valid_to >= day


def _materials(item: ServiceItem, ground: Ground) -> Found:
    for asked, word in asked_though_forbidden(item, ground.forbidden):
        yield "forbidden-material", f"不得要求“{asked}”（禁止清单：{word}）"
    ids = [material.id for material in item.materials]
    if len(set(ids)) != len(ids):
        yield "material-twice", "两份材料编号相同"
    for material in item.materials:
        if not can_come_about(item.questions, material.when):
            yield "situation-unreachable", f"材料“{material.material_name}”在任何情形下都用不到"
        if material.necessity is Necessity.NOT_NECESSARY and not material.handle_case:
            yield "material-case-missing", f"材料“{material.material_name}”非必要，却没有写明什么情形才要"
        if material.copiesnum + material.originalnum == 0 and material.material_type is not MaterialType.ELECTRONIC:
            yield "material-count-missing", f"材料“{material.material_name}”没有写明份数"


def _situations(item: ServiceItem, _ground: Ground) -> Found:
    for words in wrong_questions(item.questions):
        yield "situation-unreachable", words


def _form(item: ServiceItem, _ground: Ground) -> Found:
    if item.form is None:
        return
    wrong = list(wrong_form(item.form))
    yield from wrong
    if any(code == FORM_INVALID for code, _ in wrong):
        return
    listed = {material.id for material in item.materials}
    for one in fields(item.form):
        if one.material and one.material not in listed:
            yield "material-unlisted", f"字段 {one.path} 要交的材料 {one.material} 不在材料清单里"


def _said(item: ServiceItem, _ground: Ground) -> Found:
    if item.limit_scene_num and not item.limit_scene_explain:
        yield "visit-unexplained", f"要到现场 {item.limit_scene_num} 次，没有写明原因"
    if item.is_fee and not item.fee_basis:
        yield "fee-unfounded", "收费没有依据"
    if item.is_schedule and not item.schedule_rule:
        yield "schedule-unexplained", "可以预约，没有写明规则"
    if item.is_service_terminals and HandleType.TERMINAL not in item.handle_type:
        yield "channel-missing", "支持自助终端办理，办理形式里却没有"
    for name, listed in (("问题", item.answers), ("特别程序", item.special_procedure)):
        ids = [one.id for one in listed]
        if len(set(ids)) != len(ids):
            yield "entry-twice", f"两个{name}编号相同"


def _days(item: ServiceItem, ground: Ground) -> Found:
    if item.plan_cancel_date is not None and item.plan_cancel_date <= ground.today:
        yield "cancelled-already", f"计划取消日期 {item.plan_cancel_date} 已经过了"
    if item.task_state is TaskState.SUSPENDED and item.is_service_terminals:
        yield "suspended-on-terminals", "暂停的事项不能在自助终端办理"
    if item.cd_operation == "D":
        yield "sync-deletes", "同步来的是删除：请用撤回，不要发布"


_RULES: tuple[Callable[[ServiceItem, Ground], Found], ...] = (
    _times,
    _flow,
    _responsible,
    _materials,
    _situations,
    _form,
    _said,
    _days,
)
