"""What stands on the problem page: a code with its words, and at most three ways on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Way:
    """One way on from a problem page."""

    id: str
    text: str
    go: Callable[[], None]


@dataclass(frozen=True)
class Trouble:
    """What did not work, by its code; the page finds the words."""

    code: str
    ways: tuple[Way, ...]
