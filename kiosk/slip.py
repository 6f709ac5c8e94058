"""Every slip has the same parts in the same order: number, how it stands, who holds it, whose it is (masked), what comes next and
by when, a code to scan, a telephone. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from kiosk.words.dates import full_moment_words, in_english
from printing.document import Code, Document, Facts, Number, Paragraph, Rule, Steps

if TYPE_CHECKING:
    from app.config import TerminalConfig
    from app.visit import Holder

Say = Callable[..., str]
Row = tuple[str, str]


@dataclass(frozen=True)
class Slip:
    """What one slip says, in the visitor's language. A code holds nothing personal: it is a number, or digits of chance.

    `held_by`: who has the matter in hand now. `comes_next`: when, and what; the last row says what to do when nothing comes.
    """

    title: str
    numbers: tuple[Row, ...]
    held_by: str
    facts: tuple[Row, ...]
    comes_next: tuple[Row, ...]
    code: str
    code_says: str
    note: str = ""


def slip_of(slip: Slip, holder: Holder | None, config: TerminalConfig, at: datetime, say: Say) -> Document:
    """Masked identity only (K12): a slip left lying gives nobody away. Without a holder nobody's card was asked for."""
    known = ((say("经办人"), _on_one_line(f"{holder.masked_name} {holder.masked_number}")),) if holder else ()
    when = (say("时间"), full_moment_words(at, say))
    terminal = (say("终端"), say("自助终端 %1", config.short_name))
    note = (Paragraph(slip.note, small=True, align="centre"),) if slip.note else ()
    return Document(
        title=slip.title,
        subtitle=config.site,
        blocks=(
            *(Number(label, number) for label, number in slip.numbers),
            Facts((*slip.facts, (say("谁在管"), slip.held_by), *known, when, terminal)),
            Rule(),
            Steps(slip.comes_next),
            Code(slip.code, slip.code_says),
            Paragraph(say("咨询 %1", config.staff.phone), align="centre"),
            *note,
        ),
        language="en" if in_english(say) else "zh-CN",
    )


def _on_one_line(text: str) -> str:
    """A name with a line's end in it would write a line of its own; it is shown for what it is."""
    return text.replace("\n", "[U+000A]")
