"""The slip of an answer: its number and version first, so that whoever is asked anywhere else can look at the very same text. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.words.dates import day_words, full_moment_words, in_english
from printing.document import Code, Document, Facts, Heading, Number, Paragraph, Rule

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.contract.knowledge import KnowledgeEntry

Say = Callable[..., str]


def slip_of(answer: KnowledgeEntry, config: TerminalConfig, at: datetime, say: Say) -> Document:
    """`at` is Dongguan's time. Nothing of who asked, nor of what they keyed in."""
    english = in_english(say)
    return Document(
        title=say("标准答案"),
        subtitle=config.site,
        blocks=(
            Number(say("答案编号"), answer.id),
            Heading(answer.english_question if english else answer.question, level=2),
            Paragraph(answer.english_answer if english else answer.answer),
            Rule(),
            Facts(
                (
                    (say("版本"), str(answer.version)),
                    (say("更新日期"), day_words(answer.updated_on, say)),
                    (say("时间"), full_moment_words(at, say)),
                    (say("终端"), say("自助终端 %1", config.short_name)),
                )
            ),
            Code(f"GJA:{answer.id}:{answer.version}", say("热线、窗口和终端用同一条答案，报编号就行")),
            Paragraph(say("咨询 %1", config.staff.phone), align="centre"),
        ),
        language="en" if english else "zh-CN",
    )
