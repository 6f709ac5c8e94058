"""The slip of an application: its number, who holds it, what happens next and by when, and never more than is true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.contract.masking import masked_phone
from kiosk.services.declared.generic.deciding import due_words, term_words
from kiosk.slip import Row, Slip, slip_of
from kiosk.words.dates import in_fours

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.contract.calendar import Due
    from app.contract.service_items import ServiceItem
    from app.outbox import FiledJob, JobStanding
    from app.visit import Holder
    from printing.document import Document

Say = Callable[..., str]


@dataclass(frozen=True)
class Told:
    """What is known of the application once it is on the disk. `bring`: what is still to be brought to the window."""

    title: str
    next_step: str
    phone: str
    item: ServiceItem = field(repr=False)
    filed: FiledJob = field(repr=False)
    standing: JobStanding | None
    due: Due
    query_code: str = field(repr=False)
    own_phone: str = field(repr=False)
    bring: tuple[str, ...] = ()

    @property
    def accepted(self) -> str:
        """The centre's own number; empty while it has none."""
        return self.standing.receipt if self.standing else ""

    @property
    def waits_for_staff(self) -> bool:
        return self.standing is not None and self.standing.set_aside


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


def deadline(told: Told, say: Say) -> str:
    """Counted from the day it is taken up: from today where the centre has it, from its arrival where it has not."""
    if told.accepted:
        return say("受理后%1；今天受理的话，最晚 %2", term_words(told.item, say), due_words(told.due, say))
    return say("送到市里的系统、受理后%1；现在还没有开始算", term_words(told.item, say))


def comes_next(told: Told, config: TerminalConfig, say: Say) -> tuple[Row, ...]:
    phone = told.phone or config.staff.phone
    if told.accepted:
        return (
            (say("现在"), say("市里的系统收到了")),
            (say("接下来"), told.next_step),
            (say("没有回音"), say("打 %1，报申请编号", phone)),
        )
    if told.waits_for_staff:
        return (
            (say("现在"), say("市里的系统没有收下，要工作人员处理")),
            (say("接下来"), say("打 %1，报暂存号", config.staff.phone)),
        )
    return (
        (say("现在"), say("存在%1的自助终端 %2 里，加了密", config.site, config.short_name)),
        (say("网络恢复后"), say("自动送出，您不用再来；送到后才开始算办理时限")),
        (say("没有回音"), say("打 %1，报暂存号", config.staff.phone)),
    )
