"""The papers of a test print. They say so in large letters, and hold nothing about anybody."""

from __future__ import annotations

from datetime import datetime

from printing.document import Document, Facts, Heading, Paragraph, Rule

SAID = "这张纸只用来看打印机好不好，没有任何人的信息，看过可以扔掉。\nThis paper only shows how the printer works. Throw it away."


def _facts(terminal: str, site: str, at: datetime) -> Facts:
    return Facts(
        (
            ("终端", f"自助终端 {terminal}"),
            ("地点", site),
            ("时间", at.strftime("%Y-%m-%d %H:%M")),
        )
    )


def test_page(terminal: str, site: str, at: datetime) -> Document:
    """One A4 sheet: large and small characters, bold and plain, a line across. `at` is Dongguan's time."""
    return Document(
        title="测试页\nTest page",
        blocks=(
            Paragraph(SAID, strong=True),
            _facts(terminal, site, at),
            Rule(),
            Heading("看四样"),
            Paragraph("一，字清楚，没有白道。二，黑的够黑。三，四边没有脏。四，纸没有歪。"),
            Heading("大字和小字", level=2),
            Paragraph("东莞 莞家自助 0123456789 ABCDEFGHJKLMNPQRTUWXY"),
            Paragraph("东莞 莞家自助 0123456789 ABCDEFGHJKLMNPQRTUWXY", small=True),
            Paragraph("东莞 莞家自助 0123456789 ABCDEFGHJKLMNPQRTUWXY", strong=True),
        ),
        running=("测试页",),
        letterhead="莞家自助",
    )


def test_slip(terminal: str, site: str, at: datetime) -> Document:
    """A short slip, cut at its end. `at` is Dongguan's time."""
    return Document(
        title="测试小票\nTest slip",
        blocks=(
            Paragraph("没有任何人的信息，看过可以扔掉。"),
            _facts(terminal, site, at),
            Paragraph("东莞 莞家自助 0123456789"),
            Paragraph("字清楚，切得齐，就是好的。", strong=True),
        ),
        letterhead="莞家自助",
    )
