"""Numbers that carry their own check: enterprises (USCC), people (citizen id) and our own report numbers.

Only length, alphabet, calendar and check digit are looked at. Area codes and registration departments are not: real numbers
of older people and of village collectives fail every table that exists.
"""

import re
from datetime import date

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""GB 32100-2015: 31 characters, without I O S V Z."""

_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_USCC_SHAPE = re.compile(rf"[{USCC_ALPHABET}]{{18}}")
_ID_SHAPE = re.compile(r"[1-9][0-9]{16}[0-9X]")
_MOD97_SHAPE = re.compile(r"[0-9A-Z]+(?:-[0-9A-Z]+)*")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_LANDLINE = re.compile(r"0[0-9]{9,11}")


def is_phone(digits: str) -> bool:
    """A mainland mobile number, or a landline with its area code."""
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def is_uscc(text: str) -> bool:
    """True for 18 characters of the alphabet whose last one is the check of the first seventeen (GB 32100-2015)."""
    return bool(_USCC_SHAPE.fullmatch(text)) and uscc_check_character(text[:17]) == text[17]


def uscc_check_character(first_17: str) -> str:
    """The 18th character (GB 32100-2015, MOD 31). Raises ValueError unless given 17 characters of the alphabet."""
    if len(first_17) != 17 or not set(first_17) <= set(USCC_ALPHABET):
        raise ValueError("a unified social credit code starts with 17 characters of its alphabet")
    weighted = sum(
        USCC_ALPHABET.index(character) * weight for character, weight in zip(first_17, _USCC_WEIGHTS, strict=True)
    )
    return USCC_ALPHABET[-weighted % 31]


def is_id_number(text: str) -> bool:
    """True for 18 characters with a real birth date and a true check (GB 11643-1999); a lower-case x is not accepted."""
    return bool(_ID_SHAPE.fullmatch(text)) and _is_real_date(text[6:14]) and id_check_character(text[:17]) == text[17]


def id_check_character(first_17: str) -> str:
    """The 18th character (GB 11643-1999, MOD 11-2). Raises ValueError unless given 17 digits."""
    if not re.fullmatch(r"[0-9]{17}", first_17):
        raise ValueError("an identity number starts with 17 digits")
    weighted = sum(int(digit) * weight for digit, weight in zip(first_17, _ID_WEIGHTS, strict=True))
    return _ID_CHECKS[weighted % 11]


def mod97_check(text: str) -> str:
    """Two check digits for a number of ours (ISO/IEC 7064 MOD 97-10); hyphens between groups do not count.

    Raises ValueError when `text` is not groups of digits and capitals A–Z joined by single hyphens.
    """
    return f"{98 - _as_integer(text) * 100 % 97:02d}"


def has_mod97(text: str) -> bool:
    """True when the last two characters are the check of what stands before them, with or without a hyphen between."""
    if not _MOD97_SHAPE.fullmatch(text) or len(text) < 3:
        return False
    body, check = text[:-2].removesuffix("-"), text[-2:]
    return bool(_MOD97_SHAPE.fullmatch(body)) and mod97_check(body) == check


def _as_integer(text: str) -> int:
    if not _MOD97_SHAPE.fullmatch(text):
        raise ValueError("a checked number is groups of digits and capitals A to Z")
    return int("".join(str(int(character, 36)) for character in text if character != "-"))


def _is_real_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
