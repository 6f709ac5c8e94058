"""THE CENTRE: what a failing database means to whoever asked: wait, try again at once, or a defect of ours."""

from enum import Enum


class Failure(Enum):
    AWAY = "away"
    """Out of reach, too busy, out of room: the same may be asked again later."""
    CROSSED = "crossed"
    """Another transaction was in the way and has had its turn: at once again."""
    DEFECT = "defect"


class DatabaseUnusable(Exception):
    """The database cannot be used as it is. The message says what to do and holds no password."""


class CopyFailed(Exception):
    """A backup could not be made, or not be put back. The message says why and holds no password."""


class DatabaseAway(Exception):
    """Nobody knows what became of the transaction that was under way: whoever asks again must be able to."""


class Crossed(DatabaseAway):
    """Another transaction was in the way; this one left nothing behind."""
