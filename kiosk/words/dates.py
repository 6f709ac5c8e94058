"""Days and numbers as people say them."""

from collections.abc import Callable
from datetime import date, datetime

from kiosk.hands import SHANGHAI

Say = Callable[..., str]


def day_words(day: date, say: Say) -> str:
    """2026年9月14日; in English 2026-09-14, which nobody misreads."""
    return say("%1年%2月%3日", day.year, day.month, day.day) if say("语言") == "语言" else day.isoformat()


def span_words(start: date, end: date, say: Say) -> str:
    return say("%1 到 %2", day_words(start, say), day_words(end, say))


def in_fours(code: str) -> str:
    """A code in groups of four, as it is read out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def moment_words(at: datetime, say: Say) -> str:
    """9月14日 09:41, on Dongguan's clock."""
    local = at.astimezone(SHANGHAI)
    return say("%1月%2日 %3", local.month, local.day, local.strftime("%H:%M"))
