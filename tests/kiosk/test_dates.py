"""Days and numbers read like speech, in both languages; nothing can be read as another day."""

from datetime import UTC, date, datetime

import pytest

from kiosk.words import Language, say
from kiosk.words.dates import (
    Say,
    day_words,
    full_moment_words,
    moment_words,
    month_day_words,
    phone_words,
    span_words,
    weekday_words,
)

DAY = date(2026, 9, 14)
MOMENT = datetime(2026, 9, 14, 1, 41, tzinfo=UTC)


def speaker(language: Language) -> Say:
    return lambda text, *values: say(language, text, *values)


def test_days_in_chinese() -> None:
    speak = speaker("zh")

    assert month_day_words(DAY, speak) == "9月14日"
    assert day_words(DAY, speak) == "2026年9月14日"
    assert weekday_words(DAY, speak) == "9月14日 星期一"
    assert span_words(date(2023, 9, 15), DAY, speak) == "2023年9月15日 到 2026年9月14日"


def test_days_in_english_spell_the_month() -> None:
    speak = speaker("en")

    assert month_day_words(DAY, speak) == "14 Sep"
    assert day_words(DAY, speak) == "14 Sep 2026"
    assert weekday_words(DAY, speak) == "Monday 14 Sep"
    assert span_words(date(2023, 9, 15), DAY, speak) == "15 Sep 2023 to 14 Sep 2026"


def test_moments_are_on_dongguans_clock() -> None:
    assert moment_words(MOMENT, speaker("zh")) == "9月14日 09:41"
    assert moment_words(MOMENT, speaker("en")) == "14 Sep, 09:41"
    assert full_moment_words(MOMENT, speaker("zh")) == "2026年9月14日 09:41"
    assert full_moment_words(MOMENT, speaker("en")) == "14 Sep 2026, 09:41"


@pytest.mark.parametrize(
    ("digits", "said"), [("13800000000", "138 0000 0000"), ("076912345678", "0769 1234 5678"), ("", ""), ("138", "138")]
)
def test_phone_numbers_are_read_in_groups(digits: str, said: str) -> None:
    assert phone_words(digits) == said
