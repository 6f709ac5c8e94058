"""THE PAPER: its measures and inks. Points throughout (1/72 inch), unless a name says millimetres."""

from dataclasses import dataclass

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 20 * MM
MEASURE = PAGE_WIDTH - 2 * MARGIN
"""Width of the text."""
BODY_TOP, BODY_BOTTOM = 24 * MM, 20 * MM
"""From the page's upper and lower edge."""
BODY_HEIGHT = PAGE_HEIGHT - BODY_TOP - BODY_BOTTOM
HEAD_BASELINE, HEAD_RULE = 14.2 * MM, 17 * MM
"""From the page's upper edge."""
FOOT_RULE, FOOT_BASELINE = 15.2 * MM, 11.2 * MM
"""From the page's lower edge."""

INK = "#1A1D1C"
INK_SOFT = "#4A4F4C"
ACCENT = "#0B5260"
HAIR = "#CFC8B8"
TINT = "#EDF3F2"
WATERMARK = "#F2EFE8"
SEAL_RED = "#BF3127"

HAIRLINE, FINE, FIRM = 0.4, 0.6, 1.1

GUTTER = 14.0
"""Between what stands side by side."""
SEAL_SIDE = 40 * MM

TITLE, SUBTITLE, SECTION, SUBSECTION, BIG = 20.0, 12.0, 12.5, 10.5, 21.0
BODY, SMALL, LABEL, FOOT, GLOSS = 10.0, 8.6, 9.2, 8.0, 6.6


@dataclass(frozen=True)
class Spacing:
    """How much air a page has. The same document is laid out more closely only where that saves a page."""

    leading: float
    """Of running text, as a multiple of its size."""
    cell: float
    """Size of a table's text."""
    row_padding: float
    """Above and below a table's row."""
    fact_padding: float
    section_gap: float
    block_gap: float
    title_gap: float
    facts_side_by_side: bool


AIRY = Spacing(1.72, 9.4, 4.4, 5.2, 22.0, 11.0, 26.0, facts_side_by_side=False)
CALM = Spacing(1.62, 9.3, 3.0, 4.0, 17.0, 8.5, 18.0, facts_side_by_side=True)
CLOSE = Spacing(1.54, 9.1, 1.9, 2.9, 13.0, 6.5, 14.0, facts_side_by_side=True)
TIGHT = Spacing(1.44, 8.8, 1.1, 2.0, 9.5, 5.0, 10.0, facts_side_by_side=True)
