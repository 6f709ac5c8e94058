"""What is said of an application once it is on the disk: on its page, where it is heard as well, and on its slip. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kiosk.services.declared.generic.deciding import due_words, term_words
from kiosk.slip import Row

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.contract.calendar import Due
    from app.contract.service_items import ServiceItem
    from app.outbox import FiledJob, JobStanding

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
