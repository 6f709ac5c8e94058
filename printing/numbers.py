"""THE PAPER: how a number to keep is written."""

import re

REPORT_NO = re.compile(r"([A-Z]{4})(\d{8})([A-Z]?\d{4,5})(\d{5})(\d{2})")
"""A report's own number has groups that mean something: what, the day, the terminal, the sequence, the check digits."""
APPEAL_NO = re.compile(r"(QG)(\d{8})(\d{6})")
"""So has an appeal's: what, the day, the sequence."""
SHORT = 8


def grouped(number: str) -> str:
    """In groups, as one reads a number aloud: its own ones, else fours. What has groups already, or is short, stays."""
    if parts := REPORT_NO.fullmatch(number) or APPEAL_NO.fullmatch(number):
        return " ".join(parts.groups())
    if not number.isalnum() or len(number) < SHORT:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
