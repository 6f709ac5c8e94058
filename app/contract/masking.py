"""What may be shown of a name or a number: the one place where anything is crossed out, for screen, slip and centre alike (K21)."""

import re


def masked_name(name: str) -> str:
    """`张××`: the family name, the rest crossed out."""
    return name[:1] + "×" * max(1, len(name) - 1)


def masked_number(number: str) -> str:
    """An identity number: first three and last four characters. One too short to keep anything back shows nothing."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 10 else "*" * len(number)


def masked_phone(phone: str) -> str:
    """First three and last four digits, spaces and hyphens left out; a short number shows nothing."""
    digits = re.sub(r"\D", "", phone)
    return f"{digits[:3]}****{digits[-4:]}" if len(digits) >= 11 else "****"
