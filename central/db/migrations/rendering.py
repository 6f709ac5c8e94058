"""How a step that is drawn from the tables writes our own types: as what they are in the database."""

from typing import Any, Literal

from central.db.base import Moment, Yuan


def render_type(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    if kind != "type":
        return False
    match item:
        case Moment():
            return "sa.DateTime(timezone=True)"
        case Yuan():
            return "sa.BigInteger()"
    return False
