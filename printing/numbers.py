"""THE PAPER: how a number to keep is written."""

import re

REPORT_NO = re.compile(r"([A-Z]{4})(\d{8})([A-Z]?\d{4,5})(\d{5})(\d{2})")
"""A report's own number has groups that mean something: what, the day, the terminal, the sequence, the check digits."""
SHORT = 8


def grouped(number: str) -> str:
    """In groups, as one reads a number aloud: a report's own ones, else fours. What has groups already, or is short, stays."""
    if parts := REPORT_NO.fullmatch(number):
        return " ".join(parts.groups())
    if not number.isalnum() or len(number) < SHORT:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
