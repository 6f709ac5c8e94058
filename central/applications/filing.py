"""An application comes in: the item's version that the visitor saw is looked up, what they said is held against it, a case is opened."""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.application import ATTACHMENT_MISSING, ApplicantKind, ApplicationFiled, HandedIn
from app.contract.cases import Particulars
from app.contract.service_forms import wrong_answers
from app.contract.service_items import DayUnit, ServiceItem, materials
from app.contract.service_materials import Material
from app.contract.service_situations import AnswersRefused
from app.contract.theme_application import ThemeFiled
from central.applications.tables import FiledApplication
from central.blobs.store import BlobStore
from central.blobs.tables import Blob
from central.cases.acting import Actor
from central.cases.opening import GENERIC, Application, ItemBegun, open_case
from central.cases.procedure import Role, Unit
from central.cases.procedures import shipped
from central.cases.tables import Case
from central.centre import Centre
from central.clock import day_of
from central.effects import EffectDeferred, EffectRefused, Receipt
from central.organisations.units import WHOLE_CITY, find_by_code, find_by_name
from central.service_items.tables import ServiceItemVersion
from central.service_items.versions import item_in_version, published_at


def take_application(
    session: Session, centre: Centre, filed: ApplicationFiled, terminal_id: str, now: datetime
) -> Receipt:
    """Raises EffectRefused for what can be no application to this item (`app.contract.application`), EffectDeferred while something
    that was handed in is still on its way."""
    query_mark = free_query_mark(session, centre, filed.query_code)
    item = _item(session, filed, day_of(min(filed.terminal_submitted_at, now)))
    listed = _listed(item, filed)
    _refuse_answers(item, filed)
    wait_for_attachments(session, centre, {sha256 for handed_in in filed.materials for sha256 in handed_in.blobs})
    case = open_case(session, centre, _application(session, centre, item, filed, listed))
    session.add(
        FiledApplication(
            project_no=case.project_no, query_mark=query_mark, terminal_id=terminal_id, local_no=filed.local_no
        )
    )
    return Receipt(case.project_no, "已收件")


def query_code_mark(centre: Centre, query_code: str) -> str:
    return centre.home.keyed_hash.mark("application-query-code", query_code)


def free_query_mark(session: Session, centre: Centre, query_code: str) -> str:
    """What stands for a code that no application has yet. Raises EffectRefused."""
    query_mark = query_code_mark(centre, query_code)
    if session.scalars(select(FiledApplication).where(FiledApplication.query_mark == query_mark)).first() is not None:
        raise EffectRefused("query-code-taken")
    return query_mark


def _item(session: Session, filed: ApplicationFiled, day: date) -> ServiceItem:
    """The version that was seen, though a later one may have taken its place since: who applied in good faith is not sent away.

    What was not in force yet, or was withdrawn before somebody applied for it, is refused. Raises EffectRefused.
    """
    row = session.get(ServiceItemVersion, (filed.task_code, filed.task_version))
    item = item_in_version(session, filed.task_code, filed.task_version)
    if row is None or item is None:
        raise EffectRefused("service-item-unknown")
    begun = row.effective_from is not None and row.effective_from <= day
    if not begun or published_at(session, filed.task_code, day) is None:
        raise EffectRefused("service-item-not-in-force")
    return item


def _listed(item: ServiceItem, filed: ApplicationFiled) -> tuple[Material, ...]:
    """What this situation asks for. Nothing else is taken (A3.3), and nothing twice. Raises EffectRefused."""
    try:
        listed = materials(item, filed.situation)
    except AnswersRefused as refused:
        raise EffectRefused(refused.code) from None
    refuse_materials(filed.materials, {material.id for material in listed})
    return listed


def refuse_materials(handed_in: Sequence[HandedIn], listed: Collection[str]) -> None:
    """Nothing beside the list is taken (A3.3), and nothing twice. Raises EffectRefused."""
    brought = [one.material for one in handed_in]
    if set(brought) - set(listed):
        raise EffectRefused("material-not-listed")
    if len(set(brought)) != len(brought):
        raise EffectRefused("material-twice")


def _refuse_answers(item: ServiceItem, filed: ApplicationFiled) -> None:
    """Raises EffectRefused. An item without a form asks nothing."""
    wrong = wrong_answers(item.form, filed.answers) if item.form is not None else filed.answers
    if wrong:
        raise EffectRefused("form-answers-refused")


def wait_for_attachments(session: Session, centre: Centre, named: set[str]) -> None:
    """What is said to be handed in and is nowhere is not handed in. Raises EffectDeferred."""
    here = set(session.scalars(select(Blob.sha256).where(Blob.sha256.in_(named)))) if named else set()
    store = BlobStore(centre.home.path)
    if named - here or not all(map(store.has, named)):
        raise EffectDeferred(ATTACHMENT_MISSING)


def _application(
    session: Session, centre: Centre, item: ServiceItem, filed: ApplicationFiled, listed: Sequence[Material]
) -> Application:
    applicant = centre.marks.holder(filed.applicant.number)
    names = {material.id: material.material_name for material in listed}
    return Application(
        item=item_begun(item, listed),
        particulars=said_by(filed),
        applicant_id=applicant,
        unit_id=unit_of(session, item, centre.today()),
        channel="终端",
        actor=Actor(applicant, "", frozenset({Role.APPLICANT.value})),
        terminal_submitted_at=filed.terminal_submitted_at,
        handed_in=tuple((names[one.material], sha256) for one in filed.materials for sha256 in one.blobs),
        situation=filed.situation,
    )


def item_begun(item: ServiceItem, listed: Sequence[Material]) -> ItemBegun:
    return ItemBegun(
        task_code=item.task_code,
        task_version=str(item.task_version),
        task_name=item.task_name,
        catalog_code=item.catalog_code,
        project_type=item.project_type.value,
        org_code=item.dept_code,
        org_name=item.dept_name,
        promise_days=item.promise_day,
        promise_unit=Unit.WORKING if item.promise_type is DayUnit.WORKING else Unit.CALENDAR,
        materials=tuple(material.material_name for material in listed),
        special_procedures={one.name: one.most_days for one in item.special_procedure},
        procedure=item.flow_kind if item.flow_kind in shipped() else GENERIC,
    )


def unit_of(session: Session, item: ServiceItem, today: date) -> str:
    """Whose item it is, by code or by name; the town where no such body is known; the city at last, which sees it and hands it on."""
    found = (
        find_by_code(session, item.dept_code, today)
        or find_by_name(session, item.dept_name, today)
        or find_by_name(session, item.town_name, today)
    )
    return found.id if found else WHOLE_CITY


def said_by(filed: ApplicationFiled | ThemeFiled) -> Particulars:
    """Who applies and what they said, as a case keeps it sealed."""
    person = filed.applicant.kind is ApplicantKind.PERSON
    nobody = person and filed.holder is None  # a service that asks for no card: the number stands for nobody's
    return Particulars(
        applyer_name=filed.applicant.name,
        applyer_type=filed.applicant.kind.value,
        applyer_page_type="" if nobody else "居民身份证" if person else "统一社会信用代码",
        applyer_page_code="" if nobody else filed.applicant.number,
        contact_name=filed.holder.name if filed.holder else "",
        contact_type="居民身份证" if filed.holder else "",
        contact_code=filed.holder.number if filed.holder else "",
        contact_mobile=filed.phone,
        answers=filed.answers,
        prefilled=filed.prefilled,
        consents=filed.consents,
        commitment=filed.commitment if isinstance(filed, ApplicationFiled) else None,
        evidence=None if person else filed.evidence,
    )


def case_of(session: Session, query_mark: str) -> Case | None:
    """The case that this code on a slip opens."""
    named = select(Case).join(FiledApplication, FiledApplication.project_no == Case.project_no)
    return session.scalars(named.where(FiledApplication.query_mark == query_mark)).one_or_none()
