"""THE PAPER: Python's garbage collector rests while a paper is drawn: a long one is a hundred thousand small things, none of them waste.

It would go through all of them, and through the whole program besides, a dozen times: two fifths of the time a long paper takes.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_lock = Lock()
_papers = 0
_was_awake = False


@contextmanager
def resting() -> Iterator[None]:
    """No collection in this process until the last of those who wished it is done. What was off before stays off."""
    _lie_down()
    try:
        yield
    finally:
        _get_up()


def _lie_down() -> None:
    global _papers, _was_awake
    with _lock:
        if _papers == 0:
            _was_awake = gc.isenabled()
            gc.disable()
        _papers += 1


def _get_up() -> None:
    global _papers
    with _lock:
        _papers -= 1
        if _papers == 0 and _was_awake:
            gc.enable()
