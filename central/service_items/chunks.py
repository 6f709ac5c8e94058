"""Long lists in pieces that a database takes as parameters of one statement."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

MOST_PARAMETERS = 1_000

One = TypeVar("One")


def chunks(listed: Sequence[One]) -> Iterator[Sequence[One]]:
    for first in range(0, len(listed), MOST_PARAMETERS):
        yield listed[first : first + MOST_PARAMETERS]
