"""What is said of an appeal or an application, here or at the centre. No Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from app.contract.jobs import JobKind
from kiosk.words.dates import in_english, moment_words, month_day_words
from kiosk.words.names import place_name, with_english_names
from printing.numbers import grouped

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from app.contract.appeal import AppealProgress, AppealStep
    from app.contract.application import ApplicationProgress
    from app.outbox import JobStanding

    Say = Callable[..., str]

Row = dict[str, object]

OUTCOMES: Final = {"granted": "准予", "refused": "没有准予", "withdrawn": "已撤回"}


def appeal_row(progress: AppealProgress, say: Say) -> Row:
    due = moment_words(progress.contact_due, say)
    promise = "%1 前有人联系您（时限暂定）" if progress.contact_due_provisional else "%1 前有人联系您"
    return {
        "accepted": True,
        "state": say(progress.state.value),
        "number": grouped(progress.appeal_no),
        "numberLabel": say("诉求编号"),
        "unit": place_name(progress.lead_unit, say),
        "contactDue": say(promise, due),
        "lead": say("由%1负责", place_name(progress.lead_unit, say)),
        "steps": [_step(step, say) for step in progress.steps],
    }


def waiting_row(standing: JobStanding, phone: str, say: Say) -> Row:
    """What this terminal knows by itself: it never says that anybody has accepted anything."""
    appeal = standing.kind == JobKind.APPEAL_FILED
    if standing.set_aside:
        act = {"when": say("接下来"), "text": say("打 %1，报暂存号", phone), "done": False}
        lead = say("市里的系统没有收下，要工作人员处理")
        return _here(say("已暂存，尚未受理"), standing.local_no, say("暂存号"), lead, [act], accepted=False)
    if standing.receipt:
        label = say("诉求编号") if appeal else say("办件编号")
        lead = say("现在问不到市里的系统，这是本机知道的情况")
        return _here(say("已收件"), standing.receipt, label, lead, [], accepted=True)
    goes = {"when": say("网络恢复后"), "text": say("自动送出，您不用再来"), "done": False}
    lead = say("还在这台机里等候送出")
    return _here(say("已暂存，尚未受理"), standing.local_no, say("暂存号"), lead, [goes], accepted=False)


def _here(state: str, number: str, label: str, lead: str, steps: list[Row], *, accepted: bool) -> Row:
    return {
        "accepted": accepted,
        "state": state,
        "number": grouped(number),
        "numberLabel": label,
        "unit": "",
        "contactDue": "",
        "lead": lead,
        "steps": steps,
    }


def case_row(progress: ApplicationProgress, hotline: str, say: Say) -> Row:
    """state, outcome (ok | wait | stop), lead, number, name, unit, days: [{label, value}], asked: [name], why, whyLabel, bring, phone,
    decided, ended, steps: [{when, text, done}]"""
    return {
        "state": _state(progress, say),
        "outcome": _tone(progress),
        "lead": _meaning(progress, say),
        "number": grouped(progress.project_no),
        "name": name_of(progress, say),
        "unit": place_name(progress.handled_by or progress.org_name, say),
        "days": _days(progress, say),
        "asked": list(progress.asked_for),
        "why": progress.asked_why or progress.outcome_why,
        "whyLabel": say("工作人员写的") if progress.asked_why else say("理由"),
        "bring": progress.bring_to or progress.org_name,
        "phone": progress.phone or hotline,
        "decided": progress.outcome == "granted",
        "ended": progress.ended_at is not None,
        "steps": [_step(step, say) for step in progress.steps],
    }


def list_row(progress: ApplicationProgress, say: Say) -> Row:
    """id, name, hint: number and day, tag: how it stands, tone"""
    day = month_day_words(progress.center_received_at.date(), say)
    return {
        "id": progress.project_no,
        "name": name_of(progress, say),
        "hint": say("%1 收件，编号 %2", day, grouped(progress.project_no)),
        "tag": say("要补材料") if progress.asked_for else _state(progress, say),
        "tone": _tone(progress),
    }


def name_of(progress: ApplicationProgress, say: Say) -> str:
    return progress.english if in_english(say) and progress.english else say(progress.task_name)


def _state(progress: ApplicationProgress, say: Say) -> str:
    return progress.words.en if in_english(say) and progress.words.en else progress.words.zh


def _tone(progress: ApplicationProgress) -> str:
    """Nothing is ok before somebody has accepted it."""
    if progress.outcome:
        return "ok" if progress.outcome == "granted" else "stop"
    return "ok" if progress.accepted_on and not progress.asked_for else "wait"


def _meaning(progress: ApplicationProgress, say: Say) -> str:
    """What it means for whoever asks, in one sentence that promises nothing."""
    if progress.asked_for:
        return say("还缺 %1 样材料，补齐了才能往下办", len(progress.asked_for))
    if progress.outcome == "granted":
        return say("已经办结，结果已经送达") if progress.ended_at else say("已经决定准予，结果还没有送到您手上")
    if progress.outcome:
        return say("这件事到此为止，%1", say(OUTCOMES[progress.outcome]))
    if progress.ended_at:
        return say("已经办结")
    return say("已经受理，正在办") if progress.accepted_on else say("已经收到，还没有受理")


def _days(progress: ApplicationProgress, say: Say) -> list[Row]:
    """By when: what was promised for the whole, and what this step may take. 暂定 stands beside the day that it is said of."""
    rows: list[Row] = []
    if progress.ended_at:
        return [{"label": say("办结"), "value": moment_words(progress.ended_at, say)}]
    if progress.due:
        label = say("最晚哪天补齐") if progress.asked_for else say("这一步最晚")
        rows.append({"label": label, "value": _day(progress.due, progress.provisional, say)})
    if progress.promise_date and not progress.outcome:
        rows.append({"label": say("全部办完最晚"), "value": _day(progress.promise_date, progress.provisional, say)})
    return rows


def _day(day: date, provisional: bool, say: Say) -> str:
    words = month_day_words(day, say)
    return say("%1（暂定，以国务院办公厅放假安排为准）", words) if provisional else words


def _step(step: AppealStep, say: Say) -> Row:
    text = with_english_names(step.english, say) if in_english(say) and step.english else step.text
    return {"when": moment_words(step.at, say), "text": text, "done": True}
