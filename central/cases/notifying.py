"""Notices (短信) to who applied: what became of their case, once each, in words that name nobody.

As with the exchange (`central.cases.exchanging`) the events are the truth, and whoever writes one need not know of this. What is older
than a few days is not told: a gateway that is connected years later wakes nobody.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.contract.masking import masked_phone
from app.contract.numbers import is_phone
from central.cases.exchange import particulars_of
from central.cases.opening import OPENED
from central.cases.tables import Case, CaseEvent
from central.centre import Centre
from central.clock import DONGGUAN
from central.outbound.owing import Owed, owe
from central.outbound.sealed import sealed

ROUTE: Final = "case.notice"
"""In the plan's `routes`: which system the gateway is."""
TOPIC: Final = "case.notice"
AT_ONCE: Final = 50
STALE: Final = timedelta(days=3)
AWAKE: Final = range(8, 20)
"""Hours of the day in Dongguan at which a telephone may ring."""
WORDS: Final[Mapping[str, str]] = {
    OPENED: "已收件，受理结果另行通知",
    "ask-correction": "需要补正材料，请于{state_due}前补齐",
    "accept": "已受理，预计{promise}前办结",
    "accept-by-silence": "已受理，预计{promise}前办结",
    "refuse-acceptance": "不予受理，请凭编号查看决定书和救济途径",
    "lapse": "逾期未补正，视为撤回",
    "begin-special": "已进入特别程序，期间不计入办理时限",
    "approve": "已准予",
    "reject": "不予许可，请凭编号查看决定书和救济途径",
    "deliver-certificate": "已办结",
    "deliver-decision": "已办结",
}
"""By the procedures' own names of steps. What staff do among themselves is theirs."""


def hand_over(session: Session, centre: Centre, routes: Mapping[str, str], now: datetime) -> int:
    """What is new of some cases becomes notices; of how many cases. Nothing where the plan names no gateway, and nothing at night.

    A case that somebody holds at this moment is left to the next look.
    """
    system = routes.get(ROUTE)
    if system is None or now.astimezone(DONGGUAN).hour not in AWAKE:
        return 0
    waiting = select(Case).where(Case.notified < Case.revision).order_by(Case.project_no).limit(AT_ONCE)
    cases = list(session.scalars(waiting.with_for_update(skip_locked=True)))
    for case in cases:
        _tell(session, centre, system, case, now)
    return len(cases)


def text_of(event: CaseEvent, masked: str) -> str:
    """The case's number and a masked telephone number; no name, and not what the case is about: others see a telephone too."""
    clocks = json.loads(event.content)["clocks"]
    said = WORDS[event.event_name].format(
        state_due=_day(clocks["state_due"], clocks["state_due_provisional"]),
        promise=_day(clocks["promise_date"], clocks["promise_provisional"]),
    )
    return f"【莞家自助】办件{event.project_no}{said}。接收号码{masked}。查询请到自助终端或者拨打12345。"


def _tell(session: Session, centre: Centre, system: str, case: Case, now: datetime) -> None:
    new = select(CaseEvent).where(CaseEvent.project_no == case.project_no, CaseEvent.number > case.notified)
    events = [
        event
        for event in session.scalars(new.order_by(CaseEvent.number))
        if event.event_name in WORDS and now - event.center_received_at <= STALE
    ]
    phone = particulars_of(centre, case).contact_mobile if events and case.parent_no is None else ""
    for event in events if is_phone(phone) else ():
        key = hashlib.sha256(f"{TOPIC} {case.project_no} {event.number}".encode()).hexdigest()[:40]
        notice = {"to": phone, "text": text_of(event, masked_phone(phone))}
        content = sealed(centre.home.sealing_key, key, notice)
        owe(session, Owed(key, system, TOPIC, case.project_no, content), now)
    # Beside the compare-and-set: nothing of the case itself is changed.
    known = update(Case).where(Case.project_no == case.project_no).values(notified=case.revision)
    session.execute(known, execution_options={"synchronize_session": False})


def _day(text: str | None, provisional: object) -> str:
    if not text:
        return "规定日期"
    day = date.fromisoformat(text)
    return f"{day.month}月{day.day}日" + ("（暂定）" if provisional else "")
