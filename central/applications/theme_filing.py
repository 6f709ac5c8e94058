"""One thing (一件事) comes in: a parent case and a case for each step of the situation, all of them or none."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.contract.cases import Particulars
from app.contract.service_forms import wrong_answers
from app.contract.service_items import ProjectType, ServiceItem, materials
from app.contract.service_materials import Material
from app.contract.service_situations import AnswersRefused
from app.contract.service_themes import (
    Items,
    Theme,
    ThemeStep,
    days_needed,
    joint_form,
    joint_materials,
    situation_of,
    taken_steps,
)
from app.contract.theme_application import ThemeFiled
from central.applications.filing import (
    free_query_mark,
    item_begun,
    refuse_materials,
    said_by,
    unit_of,
    wait_for_attachments,
)
from central.applications.tables import FiledApplication
from central.cases.acting import Actor
from central.cases.opening import THEME, Application, ItemBegun, open_theme
from central.cases.procedure import Role
from central.centre import Centre
from central.clock import day_of
from central.effects import EffectRefused, Receipt
from central.organisations.units import WHOLE_CITY, find_by_name
from central.service_items.themes import theme_in_version
from central.service_items.versions import city_items


@dataclass(frozen=True)
class Joined:
    """A theme in one visitor's situation: the steps that are taken, and the items that they are."""

    theme: Theme
    items: Items = field(repr=False)
    steps: tuple[ThemeStep, ...]
    filed: ThemeFiled = field(repr=False)


def take_theme(session: Session, centre: Centre, filed: ThemeFiled, terminal_id: str, now: datetime) -> Receipt:
    """Raises EffectRefused (`app.contract.theme_application`), EffectDeferred while something that was handed in is on its way."""
    query_mark = free_query_mark(session, centre, filed.query_code)
    joined = _joined(session, filed, day_of(min(filed.terminal_submitted_at, now)))
    _refuse_what_does_not_fit(joined)
    wait_for_attachments(session, centre, {sha256 for one in filed.materials for sha256 in one.blobs})
    branches = tuple((_branch(session, centre, joined, step), step.mandatory) for step in joined.steps)
    parent, _ = open_theme(session, centre, _whole(session, centre, joined), branches)
    session.add(
        FiledApplication(
            project_no=parent.project_no, query_mark=query_mark, terminal_id=terminal_id, local_no=filed.local_no
        )
    )
    return Receipt(parent.project_no, "已收件")


def _joined(session: Session, filed: ThemeFiled, day: date) -> Joined:
    """By the version that the visitor saw. Raises EffectRefused."""
    theme = theme_in_version(session, filed.theme_code, filed.theme_version, day)
    if theme is None:
        raise EffectRefused("theme-unknown")
    try:
        steps = taken_steps(theme, filed.situation)
    except AnswersRefused as refused:
        raise EffectRefused(refused.code) from None
    if not steps:  # a situation in which nothing has to be done is no matter
        raise EffectRefused(AnswersRefused.code)
    items = city_items(session, [step.catalog_code for step in theme.steps], day)
    if {step.catalog_code for step in theme.steps} - set(items):
        raise EffectRefused("theme-not-in-force")
    return Joined(theme, items, steps, filed)


def _refuse_what_does_not_fit(joined: Joined) -> None:
    """What is said and handed in is held against the joint form and list of this situation. Raises EffectRefused."""
    filed = joined.filed
    try:
        listed = joint_materials(joined.theme, joined.items, filed.situation)
    except AnswersRefused as refused:
        raise EffectRefused(refused.code) from None
    refuse_materials(filed.materials, {one.material.id for one in listed})
    if wrong_answers(joint_form(joined.theme, joined.items, filed.situation), filed.answers):
        raise EffectRefused("form-answers-refused")


def _whole(session: Session, centre: Centre, joined: Joined) -> Application:
    theme, filed = joined.theme, joined.filed
    lead = find_by_name(session, theme.lead_dept, centre.today())
    begun = ItemBegun(
        task_code=theme.code,
        task_version=str(theme.version),
        task_name=theme.name,
        catalog_code=theme.code,
        project_type=ProjectType.PROMISED.value,
        org_code="",
        org_name=theme.lead_dept,
        promise_days=days_needed(theme, joined.items, filed.situation),
        procedure=THEME,
    )
    unit = lead.id if lead else WHOLE_CITY
    return _application(centre, filed, begun, unit, said_by(filed), (), dict(filed.situation))


def _branch(session: Session, centre: Centre, joined: Joined, step: ThemeStep) -> Application:
    """A department is told what its own form asks, and gets what its own list names; nothing else."""
    item, filed = joined.items[step.catalog_code], joined.filed
    situation = situation_of(item, filed.situation)
    listed = materials(item, situation)
    said = said_by(filed).model_copy(update=_own_part(item, filed))
    unit = unit_of(session, item, centre.today())
    handed_in = _handed_in(listed, filed)
    return _application(centre, filed, item_begun(item, listed), unit, said, handed_in, situation)


def _own_part(item: ServiceItem, filed: ThemeFiled) -> dict[str, object]:
    asked = (item.form or {}).get("properties")
    names = set(asked) if isinstance(asked, dict) else set()
    return {
        "answers": {name: value for name, value in filed.answers.items() if name in names},
        "prefilled": tuple(one for one in filed.prefilled if one.path.split("/")[0] in names),
    }


def _handed_in(listed: tuple[Material, ...], filed: ThemeFiled) -> tuple[tuple[str, str], ...]:
    names = {material.id: material.material_name for material in listed}
    return tuple(
        (names[one.material], sha256) for one in filed.materials if one.material in names for sha256 in one.blobs
    )


def _application(
    centre: Centre,
    filed: ThemeFiled,
    begun: ItemBegun,
    unit_id: str,
    said: Particulars,
    handed_in: tuple[tuple[str, str], ...],
    situation: dict[str, str],
) -> Application:
    applicant = centre.marks.holder(filed.applicant.number)
    return Application(
        item=begun,
        particulars=said,
        applicant_id=applicant,
        unit_id=unit_id,
        channel="终端",
        actor=Actor(applicant, "", frozenset({Role.APPLICANT.value})),
        terminal_submitted_at=filed.terminal_submitted_at,
        handed_in=handed_in,
        situation=situation,
    )
