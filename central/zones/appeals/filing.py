"""An appeal comes in: it gets its number, its unit and its first deadline. None is ever thrown away."""

import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.contract.appeal import AppealFiled, AppealState, EnterpriseEvidence
from app.contract.masking import masked_name, masked_phone
from central.centre import Centre
from central.clock import DONGGUAN, day_of
from central.db.counters import next_number
from central.effects import EffectRefused, Follows, Receipt
from central.enterprises import Enterprise
from central.licences.grants import find_grant
from central.natural_keys import hold
from central.terminals import Terminal
from central.zones.appeals.cases import SERVICE, open_for
from central.zones.appeals.deadlines import ContactDue, contact_due, mark_in_chinese, mark_in_english
from central.zones.appeals.tables import Appeal, AppealEvent, LeadUnit

HAND_OVER = "appeal.hand-over"
"""What follows from every appeal: its unit is told of it."""
REPEAT_WITHIN = timedelta(hours=24)
UNROUTED_UNIT = "东莞市企业诉求协调办（待分派）"


@dataclass(frozen=True)
class _Enterprise:
    """As the register knows it; as the visitor stated it where the register does not."""

    entity_name: str
    town: str
    key_class: str
    listed: bool


def take_appeal(session: Session, centre: Centre, filed: AppealFiled, terminal_id: str, now: datetime) -> Receipt:
    """Raises EffectRefused when another appeal holds this query code already."""
    query_mark = query_code_mark(centre, filed.query_code)
    if session.scalars(select(Appeal).where(Appeal.query_mark == query_mark)).first() is not None:
        raise EffectRefused("query-code-taken")
    repeats = _earlier(session, centre, filed, now)
    enterprise = _enterprise(session, filed, terminal_id)
    due = contact_due(session, centre.home.path, now)
    lead_unit = _lead_unit(session, enterprise.town, filed.topic)
    case = open_for(session, centre, filed, enterprise.entity_name, lead_unit)
    appeal = Appeal(
        **_as_filed(centre, filed),
        appeal_no=_next_appeal_no(session, now),
        query_mark=query_mark,
        terminal_id=terminal_id,
        entity_name=enterprise.entity_name,
        town=enterprise.town,
        key_class=enterprise.key_class,
        needs_check=not (enterprise.listed and _proven(session, centre, filed, terminal_id)),
        repeats=repeats,
        lead_unit=lead_unit,
        state=AppealState.RECEIVED,
        contact_due=due.at,
        contact_due_provisional=due.provisional,
        received_at=now,
        project_no=case.project_no,
    )
    session.add(appeal)
    session.flush()
    chinese, english = _first_words(appeal, due), _first_words_in_english(appeal, due)
    session.add(AppealEvent(appeal_no=appeal.appeal_no, at=now, text=chinese, english=english))
    return Receipt(appeal.appeal_no, appeal.state, follows=(Follows(HAND_OVER, appeal.appeal_no, appeal.lead_unit),))


def _as_filed(centre: Centre, filed: AppealFiled) -> dict[str, Any]:
    """What the visitor said, the person masked. The whole of it stays sealed in the inbox."""
    return {
        "channel": "终端",
        "local_no": filed.local_no,
        "uscc": filed.uscc,
        "evidence": filed.evidence,
        "holder_mark": centre.marks.holder(filed.holder.number),
        "holder_masked": masked_name(filed.holder.name),
        "phone_masked": masked_phone(filed.phone),
        "topic": filed.topic,
        "matters": json.dumps(filed.matters, ensure_ascii=False),
        "headcount": filed.headcount,
        "words": filed.words,
        "place": filed.place,
        "text_mark": _text_mark(centre, filed),
        "terminal_submitted_at": filed.terminal_submitted_at,
    }


def _enterprise(session: Session, filed: AppealFiled, terminal_id: str) -> _Enterprise:
    found = session.get(Enterprise, filed.uscc)
    if found is None:
        return _Enterprise(filed.entity_name, _town_of(session, terminal_id), "无", listed=False)
    return _Enterprise(found.entity_name, found.town, found.key_class, listed=True)


def _next_appeal_no(session: Session, now: datetime) -> str:
    day = f"{day_of(now):%Y%m%d}"
    return f"QG{day}{next_number(session, f'appeal:{day}'):06d}"


def query_code_mark(centre: Centre, query_code: str) -> str:
    return centre.home.keyed_hash.mark("query-code", query_code)


def _text_mark(centre: Centre, filed: AppealFiled) -> str:
    """What makes two appeals the same: topic, matters and the visitor's own words, apart from spaces and order."""
    matters = sorted("".join(matter.split()) for matter in filed.matters)
    own = ["".join(filed.words.split())] if filed.words else []
    return centre.home.keyed_hash.mark("appeal-text", json.dumps([filed.topic, matters, *own], ensure_ascii=False))


def _proven(session: Session, centre: Centre, filed: AppealFiled, terminal_id: str) -> bool:
    """Whether a grant of ours for this service names this enterprise. It may have run out since: an appeal may wait for the wire."""
    if filed.evidence is not EnterpriseEvidence.GRANT:
        return False
    grant = find_grant(session, centre.marks, filed.grant, terminal_id)
    return (
        grant is not None
        and grant.service == SERVICE
        and grant.uscc == filed.uscc
        and grant.holder_mark == centre.marks.holder(filed.holder.number)
    )


def _town_of(session: Session, terminal_id: str) -> str:
    """Where the terminal stands, as far as its site's name tells."""
    site = session.get_one(Terminal, terminal_id).site
    towns = session.scalars(select(LeadUnit.town).distinct())
    return next((town for town in towns if town in site), "")


def _lead_unit(session: Session, town: str, topic: str) -> str:
    found = session.get(LeadUnit, (town, topic))
    return found.unit if found else UNROUTED_UNIT


def _earlier(session: Session, centre: Centre, filed: AppealFiled, now: datetime) -> str:
    """The first appeal of the same enterprise with the same text that came in within a day, or that was filed on the same day at
    whichever terminal, however much later the wire let it come. Two that come in at once see each other: one after the other."""
    text_mark = _text_mark(centre, filed)
    hold(session, centre.home.keyed_hash.mark("appeal-natural-key", f"{filed.uscc}|{text_mark}"))
    began = datetime.combine(day_of(filed.terminal_submitted_at), time.min, DONGGUAN)
    same_day = and_(Appeal.terminal_submitted_at >= began, Appeal.terminal_submitted_at < began + timedelta(days=1))
    same = (
        select(Appeal.appeal_no)
        .where(Appeal.uscc == filed.uscc, Appeal.text_mark == text_mark)
        .where(or_(Appeal.received_at > now - REPEAT_WITHIN, same_day))
        .order_by(Appeal.received_at, Appeal.appeal_no)
        .limit(1)
    )
    return session.scalars(same).first() or ""


def _first_words(appeal: Appeal, due: ContactDue) -> str:
    at = due.at.astimezone(DONGGUAN)
    words = f"已收件，由{appeal.lead_unit}主办；{at.month}月{at.day}日 {at:%H:%M} 前与您联系{mark_in_chinese(due)}"
    if appeal.needs_check:
        words += "；企业身份待核实"
    return words


def _first_words_in_english(appeal: Appeal, due: ContactDue) -> str:
    at = due.at.astimezone(DONGGUAN)
    words = f"Received. {appeal.lead_unit} is in charge and will contact you by {at.day} {at:%b, %H:%M}{mark_in_english(due)}"
    if appeal.needs_check:
        words += ". The enterprise's identity is still to be checked"
    return words
