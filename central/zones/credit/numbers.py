"""Report numbers: DGXY + day + terminal(5) + sequence(5) + check(2). They exist only here: no terminal ever makes one."""

from datetime import date

from sqlalchemy.orm import Session

from app.contract.numbers import has_mod97, mod97_check
from central.db.counters import next_number
from central.refusals import Refused

PREFIX = "DGXY"
MOST_PER_DAY = 99_999
CHARACTERS = 24


def is_report_no(text: str) -> bool:
    """Whether this can be a number of ours at all: its length, its beginning, its check."""
    return len(text) == CHARACTERS and text.startswith(PREFIX) and has_mod97(text)


def next_report_no(session: Session, terminal_id: str, day: date) -> str:
    """The next number of this terminal's day, inside the caller's writing transaction. Raises Refused when the day is full."""
    seq = next_number(session, f"credit-report:{day:%Y%m%d}:{terminal_id}")
    if seq > MOST_PER_DAY:
        raise Refused(503, "numbers-exhausted")
    body = f"{PREFIX}{day:%Y%m%d}{terminal_id}{seq:05d}"
    return body + mod97_check(body)
