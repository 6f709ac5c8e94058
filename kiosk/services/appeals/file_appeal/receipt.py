"""The slip of an appeal: its number, who holds it, what happens next, and never more than is true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from app.contract.masking import masked_phone
from kiosk.slip import Row, Slip, slip_of
from kiosk.words.dates import in_fours
from printing.document import Document

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.outbox import FiledJob, JobStanding
    from app.visit import Holder
    from kiosk.services.appeals.file_appeal.decision import Answers

Say = Callable[..., str]


def receipt_of(
    filed: FiledJob,
    standing: JobStanding | None,
    query_code: str,
    answers: Answers,
    holder: Holder,
    config: TerminalConfig,
    at: datetime,
    say: Say,
) -> Document:
    """已收件 only with the centre's own number; without it the slip says 已暂存，尚未受理."""
    accepted = standing.receipt if standing else ""
    waits_for_staff = standing is not None and standing.set_aside
    slip = Slip(
        title=say("诉求回执") if accepted else say("已暂存，尚未受理"),
        numbers=(
            (say("诉求编号"), accepted) if accepted else (say("暂存号"), filed.local_no),
            (say("查询码"), in_fours(query_code)),
        ),
        held_by=say("市里的系统，分给负责的单位")
        if accepted
        else say("这台自助终端，等工作人员处理")
        if waits_for_staff
        else say("这台自助终端，还没有送出"),
        facts=(
            (say("状态"), say("已收件") if accepted else say("已暂存，尚未受理")),
            (say("哪方面"), say(answers.topic.value) if answers.topic else ""),
            (say("电话"), masked_phone(answers.phone)),
        ),
        comes_next=_accepted_steps(config, say) if accepted else _stored_steps(config, say, standing),
        code=f"GJQ:{query_code}",
        code_says=say("在自助终端上扫这个码，查进度"),
        note=say("查询码请不要给别人看。"),
    )
    return slip_of(slip, holder, config, at, say)


def _accepted_steps(config: TerminalConfig, say: Say) -> tuple[Row, ...]:
    """By when is the centre's to say, and it says so on the progress page."""
    return (
        (say("现在"), say("市里的系统收到了")),
        (say("接下来"), say("有人打电话联系您；最晚什么时候，扫下面的码就能看到")),
        (say("您确认解决了"), say("才算办结")),
        (say("没有回音"), say("打 %1，报诉求编号", config.staff.phone)),
    )


def _stored_steps(config: TerminalConfig, say: Say, standing: JobStanding | None) -> tuple[Row, ...]:
    if standing is not None and standing.set_aside:
        return (
            (say("现在"), say("市里的系统没有收下，要工作人员处理")),
            (say("接下来"), say("打 %1，报暂存号", config.staff.phone)),
        )
    return (
        (say("现在"), say("存在%1的自助终端 %2 里，加了密", config.site, config.short_name)),
        (say("网络恢复后"), say("自动送出，您不用再来；送到后才开始算办理时限")),
        (say("没有回音"), say("打 %1，报暂存号", config.staff.phone)),
    )
