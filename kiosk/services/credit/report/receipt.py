"""The slip that goes with a printed report: what was printed, how it is checked, whom to call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.services.credit.report.versions import name_of
from kiosk.slip import Slip, slip_of
from printing.document import Document

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.contract.credit import SealedReport
    from app.visit import Holder

Say = Callable[..., str]


def receipt_of(
    report: SealedReport, holder: Holder, config: TerminalConfig, pages_printed: int, at: datetime, say: Say
) -> Document:
    """For a report whose sheets are out."""
    version = name_of(report.variant, say)
    slip = Slip(
        title=say("信用报告打印回执"),
        numbers=((say("报告编号"), report.report_no),),
        held_by=say("报告在您手上；市里留一份底，供核对"),
        facts=(
            *(((say("报告版本"), version),) if version else ()),
            (say("核验码"), report.verify_code),
            (say("打印"), say("%1 页，共 %2 页", pages_printed, report.pages)),
        ),
        comes_next=(
            (say("现在"), say("请数一数，%1 页上都有编号，最后一页有印章", report.pages)),
            (say("用的时候"), say("对方扫报告上的码，或输入编号和核验码，就能核对真假")),
            (say("有异议"), say("打 %1，报上报告编号", config.staff.phone)),
        ),
        code=f"GJR:{report.report_no}:{report.verify_code}",
        code_says=say("报告编号和核验码"),
        note=say("办完后，本机自动清除您的证件信息。"),
    )
    return slip_of(slip, holder, config, at, say)
