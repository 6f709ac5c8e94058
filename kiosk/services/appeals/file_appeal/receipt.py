"""The slip of an appeal: its number, who holds it, what happens next, and never more than is true."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.words.dates import full_moment_words, in_fours
from printing.document import Code, Document, Facts, Number, Paragraph, Rule, Steps

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
    accepted = bool(standing and standing.receipt)
    number = standing.receipt if standing and accepted else filed.local_no
    return Document(
        title=say("诉求回执") if accepted else say("已暂存，尚未受理"),
        subtitle=config.site,
        blocks=(
            Number(say("诉求编号") if accepted else say("暂存号"), number),
            Number(say("查询码"), in_fours(query_code)),
            Facts(
                (
                    (say("状态"), say("已收件") if accepted else say("已暂存，尚未受理")),
                    (say("哪方面"), say(answers.topic.value) if answers.topic else ""),
                    (say("经办人"), f"{holder.masked_name} {holder.masked_number}"),
                    (say("电话"), f"{answers.phone[:3]}****{answers.phone[-4:]}"),
                    (say("时间"), full_moment_words(at, say)),
                )
            ),
            Rule(),
            Steps(_accepted_steps(say) if accepted else _stored_steps(config, say, standing)),
            Code(f"GJQ:{query_code}", say("在自助终端上扫这个码，查进度")),
            Paragraph(say("咨询 %1", config.staff.phone), align="centre"),
        ),
        language="zh-CN" if say("语言") == "语言" else "en",
    )


def _accepted_steps(say: Say) -> tuple[tuple[str, str], ...]:
    return (
        (say("现在"), say("市里的系统收到了")),
        (say("接下来"), say("有人打电话联系您")),
        (say("您确认解决了"), say("才算办结")),
    )


def _stored_steps(config: TerminalConfig, say: Say, standing: JobStanding | None) -> tuple[tuple[str, str], ...]:
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
