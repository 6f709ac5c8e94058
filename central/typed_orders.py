"""THE CENTRE: what all orders typed as `guanjia central …` share: the centre they are about, and how they answer whoever typed them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from central.centre import Centre
    from central.settings import Settings

Order = Callable[[argparse.Namespace], int]
"""0 done, 1 it cannot be done; the reason is on stderr."""
AddCommon = Callable[[argparse.ArgumentParser], None]


def opened(arguments: argparse.Namespace) -> AbstractContextManager[Centre]:
    """Closed again when the block ends. Raises HomeMissing, DatabaseUnusable."""
    from central import opening

    return opening.opened(settings_of(arguments))


def settings_of(arguments: argparse.Namespace) -> Settings:
    from central.settings import Settings

    return Settings(home=arguments.home, database_url=arguments.database)


def a_count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError("a number, at least 1")
    return int(text)


def say(words: str) -> None:
    """To stderr: stdout is for what other programs read."""
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - to whoever typed the order


def fail(words: str) -> int:
    say(f"guanjia central: {words}")
    return 1
