"""THE PAPER: how a number to keep is written."""


def grouped(number: str) -> str:
    """In fours, as one reads a number aloud; a number that already has its groups, or is short, stays as it is."""
    if not number.isalnum() or len(number) < 8:
        return number
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4))
