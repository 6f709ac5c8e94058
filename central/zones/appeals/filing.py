"""An appeal comes in: it gets its number, its unit and its first deadline. None is ever thrown away."""

import json
import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.appeal import AppealFiled, AppealState, EnterpriseEvidence
from central.centre import Centre
from central.clock import day_of
from central.db.counters import next_number
from central.effects import EffectRefused, Receipt
from central.enterprises import Enterprise
from central.licences.grants import find_grant, masked
from central.terminals import Terminal
from central.zones.appeals.deadlines import ContactDue, contact_due
from central.zones.appeals.tables import Appeal, AppealEvent, LeadUnit

REPEAT_WITHIN = timedelta(hours=24)
UNROUTED_UNIT = "东莞市企业诉求协调办（待分派）"


def take_appeal(session: Session, centre: Centre, filed: AppealFiled, terminal_id: str, now: datetime) -> Receipt:
    """Raises EffectRefused when another appeal holds this query code already."""
    query_mark = query_code_mark(centre, filed.query_code)
    if session.scalars(select(Appeal).where(Appeal.query_mark == query_mark)).first() is not None:
        raise EffectRefused("query-code-taken")
    enterprise = session.get(Enterprise, filed.uscc)
    town = enterprise.town if enterprise else _town_of(session, terminal_id)
    due = contact_due(session, now)
    text_mark = centre.home.keyed_hash.mark("appeal-text", _text(filed))
    day = f"{day_of(now):%Y%m%d}"
    appeal = Appeal(
        appeal_no=f"QG{day}{next_number(session, f'appeal:{day}'):06d}",
        query_mark=query_mark,
        channel="终端",
        terminal_id=terminal_id,
        local_no=filed.local_no,
        uscc=filed.uscc,
        entity_name=enterprise.entity_name if enterprise else filed.entity_name,
        town=town,
        key_class=enterprise.key_class if enterprise else "无",
        evidence=filed.evidence,
        needs_check=enterprise is None or not _proven(session, centre, filed, terminal_id),
        holder_mark=centre.marks.holder(filed.holder.number),
        holder_masked=masked(filed.holder.name),
        phone_masked=masked_phone(filed.phone),
        topic=filed.topic,
        matters=json.dumps(filed.matters, ensure_ascii=False),
        headcount=filed.headcount,
        text_mark=text_mark,
        repeats=_earlier(session, filed.uscc, text_mark, now),
        lead_unit=_lead_unit(session, town, filed.topic),
        state=AppealState.RECEIVED,
        contact_due=due.at,
        contact_due_provisional=due.provisional,
        terminal_submitted_at=filed.terminal_submitted_at,
        received_at=now,
    )
    session.add(appeal)
    session.flush()
    session.add(AppealEvent(appeal_no=appeal.appeal_no, at=now, text=_first_words(appeal, due)))
    return Receipt(appeal.appeal_no, appeal.state)


def query_code_mark(centre: Centre, query_code: str) -> str:
    return centre.home.keyed_hash.mark("query-code", query_code)


def masked_phone(phone: str) -> str:
    """First three and last four digits; a short number shows nothing."""
    digits = re.sub(r"\D", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****"


def _text(filed: AppealFiled) -> str:
    """What makes two appeals the same: topic and matters, apart from spaces."""
    return json.dumps([filed.topic, sorted("".join(matter.split()) for matter in filed.matters)], ensure_ascii=False)


def _proven(session: Session, centre: Centre, filed: AppealFiled, terminal_id: str) -> bool:
    """Whether a grant of ours names this enterprise. It may have run out since: the appeal may have waited for the wire."""
    if filed.evidence is not EnterpriseEvidence.GRANT:
        return False
    grant = find_grant(session, centre.marks, filed.grant, terminal_id)
    return (
        grant is not None and grant.uscc == filed.uscc and grant.holder_mark == centre.marks.holder(filed.holder.number)
    )


def _town_of(session: Session, terminal_id: str) -> str:
    """Where the terminal stands, as far as its site's name tells."""
    site = session.get_one(Terminal, terminal_id).site
    towns = session.scalars(select(LeadUnit.town).distinct())
    return next((town for town in towns if town in site), "")


def _lead_unit(session: Session, town: str, topic: str) -> str:
    found = session.get(LeadUnit, (town, topic))
    return found.unit if found else UNROUTED_UNIT


def _earlier(session: Session, uscc: str, text_mark: str, now: datetime) -> str:
    same = (
        select(Appeal.appeal_no)
        .where(Appeal.uscc == uscc, Appeal.text_mark == text_mark, Appeal.received_at > now - REPEAT_WITHIN)
        .order_by(Appeal.received_at)
        .limit(1)
    )
    return session.scalars(same).first() or ""


def _first_words(appeal: Appeal, due: ContactDue) -> str:
    words = f"已收件，由{appeal.lead_unit}主办；{due.at:%Y-%m-%d %H:%M} 前与您联系"
    if due.provisional:
        words += "（时限暂定，以工作日历为准）"
    if appeal.needs_check:
        words += "；企业身份待核实"
    return words
