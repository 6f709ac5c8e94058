"""THE CENTRE: what any of its databases can hold. PostgreSQL refuses what SQLite would swallow; we refuse it for both."""

import math
from collections.abc import Iterable, Mapping
from datetime import datetime

from app.contract.wire import Message

MOST_INTEGER = 2**31 - 1
_YEARS = range(2, 9_999)
"""The first and the last year that there are: a moment in them may be in none by another offset."""


def storable(message: Message) -> bool:
    """Whether every moment is aware, every number finite and of ordinary size, and no text holds a NUL."""
    return all(_storable(getattr(message, name)) for name in type(message).model_fields)


def _storable(value: object) -> bool:
    match value:
        case Message():
            return storable(value)
        case datetime():
            return value.tzinfo is not None and value.year in _YEARS
        case int():
            return abs(value) <= MOST_INTEGER
        case float():
            return math.isfinite(value)
        case str():
            return "\0" not in value
        case bytes():
            return True
        case Mapping():
            return all(_storable(name) and _storable(one) for name, one in value.items())
        case Iterable():
            return all(_storable(one) for one in value)
        case _:
            return True
