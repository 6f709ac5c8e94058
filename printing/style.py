"""THE PAPER: its measures and inks. Points throughout (1/72 inch), unless a name says millimetres."""

from dataclasses import dataclass

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 20 * MM
MEASURE = PAGE_WIDTH - 2 * MARGIN
"""Width of the text."""
BODY_TOP, BODY_BOTTOM = 22.5 * MM, 20 * MM
"""From the page's upper and lower edge."""
BODY_HEIGHT = PAGE_HEIGHT - BODY_TOP - BODY_BOTTOM
HEAD_BASELINE, HEAD_RULE = 14.2 * MM, 17 * MM
"""From the page's upper edge."""
FOOT_RULE, FOOT_BASELINE = 15.2 * MM, 11.2 * MM
"""From the page's lower edge."""

INK = "#1A1D1C"
WHITE = "#FFFFFF"
INK_SOFT = "#4A4F4C"
ACCENT = "#0B5260"
HAIR = "#CFC8B8"
TINT = "#EDF3F2"
WATERMARK = "#F2EFE8"
GUILLOCHE = "#D3E2E0"
SEAL_RED = "#BF3127"

HAIRLINE, FINE, FIRM = 0.4, 0.6, 1.1

GUTTER = 14.0
"""Between what stands side by side."""
SEAL_SIDE = 38 * MM

TITLE, SUBTITLE, BIG, NOTED = 20.0, 12.0, 20.0, 15.0
HEADINGS = (12.6, 10.6)
COMPACT_HEADINGS = (11.6, 10.2)
"""By level; deeper ones look like the last, which has no bar."""
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
    facts_per_row: int = 2
    """At most so many facts stand side by side."""
    compact: bool = False
    """Glosses beside their labels; a section that says one short thing says it beside its heading."""


AIRY = Spacing(1.72, 9.4, 4.4, 5.2, 22.0, 11.0, 26.0, facts_per_row=1)
CALM = Spacing(1.62, 9.3, 3.0, 4.0, 17.0, 8.5, 18.0)
CLOSE = Spacing(1.54, 9.1, 1.9, 2.9, 13.0, 6.5, 14.0)
SNUG = Spacing(1.5, 8.9, 1.5, 2.3, 11.0, 5.4, 11.0, compact=True)
TIGHT = Spacing(1.38, 8.6, 0.8, 1.4, 7.5, 3.8, 6.0, facts_per_row=3, compact=True)
