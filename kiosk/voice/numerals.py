"""Numbers as they are said, in Chinese and in English. Pure."""

from typing import Final

ZH_DIGITS: Final = "零一二三四五六七八九"
_ZH_PLACES: Final = ("", "十", "百", "千")
_ZH_MYRIADS: Final = ("", "万", "亿", "万亿")
_EN_SMALL: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_EN_TENS: Final = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_THOUSANDS: Final = ("", " thousand", " million", " billion", " trillion")
_EN_ORDINALS: Final = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}
MOST: Final = 10**15
"""Whole numbers are said below this; what is longer is spelt."""


def chinese_number(number: int) -> str:
    """10 → 十, 205 → 二百零五, 20000 → 二万. For 0 ≤ number < MOST."""
    if number == 0:
        return ZH_DIGITS[0]
    said = ""
    for place in reversed(range((len(str(number)) + 3) // 4)):
        four = number // 10_000**place % 10_000
        gap = said and four < 1000 and not said.endswith(ZH_DIGITS[0])
        said += (ZH_DIGITS[0] if gap else "") + (_zh_four(four) + _ZH_MYRIADS[place] if four else "")
    said = said.rstrip(ZH_DIGITS[0])
    return said.removeprefix("一") if said.startswith("一十") else said


def _zh_four(number: int) -> str:
    """One group of four places: 1004 → 一千零四."""
    said = ""
    for place in reversed(range(len(str(number)))):
        digit = number // 10**place % 10
        if digit:
            said += ZH_DIGITS[digit] + _ZH_PLACES[place]
        elif said and not said.endswith(ZH_DIGITS[0]):
            said += ZH_DIGITS[0]
    return said.rstrip(ZH_DIGITS[0])


def chinese_digits(digits: str) -> str:
    """2026 → 二零二六: one after the other."""
    return "".join(ZH_DIGITS[int(digit)] for digit in digits)


def english_number(number: int) -> str:
    """205 → two hundred and five. For 0 ≤ number < MOST."""
    if number < 1000:
        return _en_three(number)
    parts = []
    for place in reversed(range((len(str(number)) + 2) // 3)):
        three = number // 1000**place % 1000
        if three:
            parts.append(_en_three(three) + _EN_THOUSANDS[place])
    small = number % 1000
    return " ".join(parts) if not 0 < small < 100 else " ".join(parts[:-1]) + " and " + parts[-1]


def _en_three(number: int) -> str:
    if number < 20:
        return _EN_SMALL[number]
    if number < 100:
        return _EN_TENS[number // 10] + ("-" + _EN_SMALL[number % 10] if number % 10 else "")
    rest = f" and {_en_three(number % 100)}" if number % 100 else ""
    return f"{_EN_SMALL[number // 100]} hundred{rest}"


def english_ordinal(number: int) -> str:
    """21 → twenty-first."""
    head, dash, last = english_number(number).rpartition("-")
    ordinal = _EN_ORDINALS.get(last) or (last[:-1] + "ieth" if last.endswith("y") else last + "th")
    return head + dash + ordinal


def english_year(year: int) -> str:
    """2025 → twenty twenty-five, 2005 → two thousand and five, 1905 → nineteen oh five."""
    century, rest = divmod(year, 100)
    if century % 10 == 0 and rest < 10:
        return english_number(year)
    return english_number(century) + (
        f" oh {_en_three(rest)}" if 0 < rest < 10 else f" {_en_three(rest)}" if rest else " hundred"
    )
