"""The two helpers of this process: one that spells, one that reads handwriting. Pages make typists by themselves, so that what they
share stands here."""

from __future__ import annotations

import atexit
from functools import cache

from shiboken6 import isValid

from kiosk.typing.helper import Helper


@cache
def speller() -> Helper:
    """librime, for pinyin and the five strokes."""
    return _ended_with_us(Helper("kiosk.typing.rime_program"))


@cache
def reader() -> Helper:
    """The matcher of handwriting."""
    return _ended_with_us(Helper("kiosk.typing.ink_program"))


def _ended_with_us(helper: Helper) -> Helper:
    atexit.register(rest)
    return helper


def warm() -> None:
    """Somebody is about to write."""
    speller().warm()
    reader().warm()


def forget(asker: object) -> None:
    """This asker waits for no answer any more."""
    for helper in _made():
        helper.forget(asker)


def rest() -> None:
    """The visit is over: whatever was typed goes with the processes that heard it."""
    for helper in _made():
        helper.rest()


def _made() -> list[Helper]:
    """Those that there are; Qt may have taken them down already when the program ends."""
    helpers = [one() for one in (speller, reader) if one.cache_info().currsize]
    return [helper for helper in helpers if isValid(helper)]
