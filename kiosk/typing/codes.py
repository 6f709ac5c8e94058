"""Which characters a code can still have at the place that comes next, and what is wrong with it, while it is keyed in. No Qt.

Only what no true code breaks is held against it: its alphabet, its province, its date of birth, its check character. The last
place offers every check character there can be, although only one fits: to offer that one alone would hide a slip of the hand.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.contract.numbers import USCC_ALPHABET, is_id_number, is_uscc

LENGTH = 18
DIGITS = "0123456789"
OFFICES = "123456789ANY"
"""GB 32100-2015, place 1: who registered it. Later editions of the list added A and N."""
PROVINCES = frozenset(
    str(code)
    for codes in (
        range(11, 16),
        range(21, 24),
        range(31, 38),
        range(41, 47),
        range(50, 55),
        range(61, 66),
        (71, 81, 82, 83),
    )
    for code in codes
)
"""GB/T 2260, and 83 of the residence permits for Taiwan's residents."""
CENTRAL = "10"
"""Registered by the state itself: 100000."""
FOREIGNER = "9"
"""A permanent resident's card begins with 9 and a province since 2023."""
OLDEST = 1890


@dataclass(frozen=True)
class Code:
    """One kind of code. `possible(given)`: characters the next place can have. `complaint(given)`: a code of problems.json, or
    nothing. `is_whole(given)`: finished, and its check fits."""

    possible: Callable[[str], str]
    complaint: Callable[[str], str]
    is_whole: Callable[[str], bool]


# ---- unified social credit code, GB 32100-2015 ----


def uscc_possible(given: str) -> str:
    place = len(given)
    if place >= LENGTH:
        return ""
    if place == 0:
        return OFFICES
    if 2 <= place <= 7:
        return _region_possible(given[2:], frozenset({*PROVINCES, CENTRAL}))
    return USCC_ALPHABET


def uscc_complaint(given: str) -> str:
    """The first thing that is wrong, from left to right."""
    if set(given) - set(USCC_ALPHABET):
        return "uscc-alphabet"
    if given and given[0] not in OFFICES:
        return "uscc-office"
    region = given[2:8]
    if set(region) - set(DIGITS) or (len(region) >= 2 and region[:2] not in {*PROVINCES, CENTRAL}):
        return "uscc-region"
    return "uscc-wrong" if len(given) == LENGTH and not is_uscc(given) else ""


# ---- citizen identity number, GB 11643-1999 ----


def id_possible(given: str, today: date) -> str:
    place = len(given)
    if place >= LENGTH:
        return ""
    if place < 6:
        return _id_region_possible(given)
    if place < 14:
        return "".join(digit for digit in DIGITS if _can_be_born(given[6:] + digit, today))
    return DIGITS if place < LENGTH - 1 else DIGITS + "X"


def id_complaint(given: str, today: date) -> str:
    if set(given[:17]) - set(DIGITS) or set(given[17:]) - {*DIGITS, "X"}:
        return "id-alphabet"
    if len(given) >= 2 and given[0] != FOREIGNER and given[:2] not in PROVINCES:
        return "id-region"
    if len(given) > 6 and not _can_be_born(given[6:14], today):
        return "id-birth"
    return "id-wrong" if len(given) == LENGTH and not is_id_number(given) else ""


def _id_region_possible(given: str) -> str:
    if given.startswith(FOREIGNER):
        return DIGITS
    first = {FOREIGNER} if not given else set()
    return "".join(sorted({*_region_possible(given, PROVINCES), *first}))


def _region_possible(given: str, provinces: frozenset[str]) -> str:
    if len(given) >= 2:
        return DIGITS
    return "".join(digit for digit in DIGITS if any(province.startswith(given + digit) for province in provinces))


def _can_be_born(digits: str, today: date) -> bool:
    """Whether some day from OLDEST to today begins with these digits of YYYYMMDD."""
    low, high = int(digits.ljust(8, "0")), int(digits.ljust(8, "9"))
    if high < OLDEST * 10_000 or low > int(f"{today:%Y%m%d}"):
        return False
    return len(digits) < 5 or any(_is_day(digits, day, today) for day in _days_beginning_with(digits))


def _days_beginning_with(digits: str) -> list[tuple[int, int]]:
    months = [month for month in range(1, 13) if f"{month:02d}".startswith(digits[4:6])]
    return [(month, day) for month in months for day in range(1, 32) if f"{day:02d}".startswith(digits[6:8])]


def _is_day(digits: str, month_and_day: tuple[int, int], today: date) -> bool:
    try:
        return date(int(digits[:4]), *month_and_day) <= today
    except ValueError:
        return False


def code_of(purpose: str, today: date) -> Code:
    """The rules of `uscc` or `id-number`. Raises KeyError for any other purpose."""
    return {
        "uscc": Code(uscc_possible, uscc_complaint, is_uscc),
        "id-number": Code(
            lambda given: id_possible(given, today), lambda given: id_complaint(given, today), is_id_number
        ),
    }[purpose]
