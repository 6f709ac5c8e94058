"""Days and numbers as people say them."""

from collections.abc import Callable
from datetime import date, datetime

from kiosk.dongguan_time import DONGGUAN

Say = Callable[..., str]

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def in_english(say: Say) -> bool:
    return say("语言") != "语言"


def month_day_words(day: date, say: Say) -> str:
    """9月14日; in English 14 Sep, a month in letters because 9/14 and 14/9 are read either way."""
    return f"{day.day} {MONTHS[day.month - 1]}" if in_english(say) else f"{day.month}月{day.day}日"


def day_words(day: date, say: Say) -> str:
    """2026年9月14日; in English 14 Sep 2026."""
    words = month_day_words(day, say)
    return f"{words} {day.year}" if in_english(say) else f"{day.year}年{words}"


def weekday_words(day: date, say: Say) -> str:
    """9月14日 星期一; in English Monday 14 Sep."""
    weekday, words = say(WEEKDAYS[day.weekday()]), month_day_words(day, say)
    return f"{weekday} {words}" if in_english(say) else f"{words} {weekday}"


def span_words(start: date, end: date, say: Say) -> str:
    return say("%1 到 %2", day_words(start, say), day_words(end, say))


def moment_words(at: datetime, say: Say) -> str:
    """9月14日 09:41, on Dongguan's clock."""
    local = at.astimezone(DONGGUAN)
    return _with_clock(month_day_words(local, say), local, say)


def full_moment_words(at: datetime, say: Say) -> str:
    """2026年9月14日 09:41: paper is kept longer than a year."""
    local = at.astimezone(DONGGUAN)
    return _with_clock(day_words(local, say), local, say)


def _with_clock(day: str, local: datetime, say: Say) -> str:
    return f"{day}, {local:%H:%M}" if in_english(say) else f"{day} {local:%H:%M}"


def in_fours(code: str) -> str:
    """A code in groups of four, as it is read out."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))


def phone_words(digits: str) -> str:
    """138 0000 0000; a landline in fours, its area code first."""
    return in_fours(digits) if digits.startswith("0") else " ".join(filter(None, (digits[:3], in_fours(digits[3:]))))
