"""The slip that goes with a printed report: what was printed, how it is checked, whom to call."""

from collections.abc import Callable
from datetime import datetime

from app.contract.credit import SealedReport
from app.visit import Holder
from kiosk.words.dates import full_moment_words
from printing.document import Code, Document, Facts, Number, Paragraph, Rule, Steps

Say = Callable[..., str]


def receipt_of(
    report: SealedReport, holder: Holder, place: str, phone: str, pages_printed: int, at: datetime, say: Say
) -> Document:
    """Masked identity only (K12): a slip left lying gives nobody away."""
    return Document(
        title=say("信用报告打印回执"),
        subtitle=place,
        blocks=(
            Number(say("报告编号"), report.report_no),
            Facts(
                (
                    (say("核验码"), report.verify_code),
                    (say("打印"), say("%1 页，共 %2 页", pages_printed, report.pages)),
                    (say("经办人"), f"{holder.masked_name} {holder.masked_number}"),
                    (say("时间"), full_moment_words(at, say)),
                )
            ),
            Rule(),
            Steps(
                (
                    (say("现在"), say("请数一数，%1 页上都有编号，最后一页有印章", report.pages)),
                    (say("用的时候"), say("对方扫报告上的码，或输入编号和核验码，就能核对真假")),
                    (say("有异议"), say("打 %1，报上报告编号", phone)),
                )
            ),
            Code(f"GJR:{report.report_no}:{report.verify_code}", say("报告编号和核验码")),
            Paragraph(say("办完后，本机自动清除您的证件信息。"), small=True, align="centre"),
        ),
        language="zh-CN" if say("语言") == "语言" else "en",
    )
