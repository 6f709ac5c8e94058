"""What can happen between terminal and centre. A fault is given the call and answers in its place."""

from collections.abc import Callable
from typing import Any

from app.central import Accepted, Cause, Unreachable

Answer = Any
"""What a call returns: Accepted, Refused or Unreachable. A fault may make any of them into any other."""

Fault = Callable[[Callable[[], Answer]], Answer]


def lost_reply(call: Callable[[], Answer]) -> Answer:
    """The centre does what it was asked; the terminal never hears of it."""
    call()
    return Unreachable(Cause.NO_CONNECTION)


def unanswered(cause: Cause) -> Fault:
    """The request never arrives."""
    return lambda _: Unreachable(cause)


def altered(change: Callable[[Any], Any]) -> Fault:
    """The centre's word arrives changed."""

    def fault(call: Callable[[], Answer]) -> Answer:
        answer = call()
        return Accepted(change(answer.value)) if isinstance(answer, Accepted) else answer

    return fault
