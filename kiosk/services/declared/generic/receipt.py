"""The slip of an application: its number, who holds it, what happens next and by when, and never more than is true."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.contract.masking import masked_phone
from kiosk.services.declared.generic.told import Told, comes_next, deadline
from kiosk.slip import Row, Slip, slip_of
from kiosk.words.dates import in_fours

if TYPE_CHECKING:
    from datetime import datetime

    from app.config import TerminalConfig
    from app.visit import Holder
    from kiosk.services.declared.generic.told import Say
    from printing.document import Document


def receipt_of(told: Told, holder: Holder | None, config: TerminalConfig, at: datetime, say: Say) -> Document:
    """已收件 only with the centre's own number; without it the slip says 已暂存，尚未受理."""
    accepted = told.accepted
    slip = Slip(
        title=say("申请回执") if accepted else say("已暂存，尚未受理"),
        numbers=(
            (say("申请编号"), accepted) if accepted else (say("暂存号"), told.filed.local_no),
            (say("查询码"), in_fours(told.query_code)),
        ),
        held_by=_held_by(told, say),
        facts=_facts(told, say),
        comes_next=comes_next(told, config, say),
        code=f"GJQ:{told.query_code}",
        code_says=say("在自助终端上扫这个码，查进度"),
        note=say("查询码请不要给别人看。"),
    )
    return slip_of(slip, holder, config, at, say)


def _held_by(told: Told, say: Say) -> str:
    if told.accepted:
        return say("市里的系统，分给负责的单位")
    return say("这台自助终端，等工作人员处理") if told.waits_for_staff else say("这台自助终端，还没有送出")


def _facts(told: Told, say: Say) -> tuple[Row, ...]:
    facts = [
        (say("办什么"), told.title),
        (say("状态"), say("已收件") if told.accepted else say("已暂存，尚未受理")),
        (say("办理时限"), deadline(told, say)),
    ]
    if told.bring:
        facts.append((say("还要带到窗口"), say("、").join(told.bring)))
    if told.own_phone:
        facts.append((say("电话"), masked_phone(told.own_phone)))
    return tuple(facts)
