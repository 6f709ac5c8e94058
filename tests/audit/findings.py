"""The audit: what a check says when something is wrong, and what a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.page import Page


@dataclass(frozen=True)
class Finding:
    """One thing wrong on one page in one variant. `who`: the control or text, by its name; never anything personal."""

    check: str
    who: str
    what: str


@dataclass(frozen=True)
class Check:
    """One question asked of every page. `clause`: the rule it holds the page to; `hint`: what a developer does about it."""

    name: str
    number: str
    clause: str
    hint: str
    look: Callable[[Page], Iterator[tuple[str, str]]]

    def findings(self, page: Page) -> list[Finding]:
        return [Finding(self.name, who, what) for who, what in self.look(page)]


EVERY_CHECK: list[Check] = []

Look = Callable[["Page"], Iterator[tuple[str, str]]]


def check(name: str, number: str, clause: str, hint: str) -> Callable[[Look], Look]:
    """Enter a function page → (who, what) under the name by which its findings are reported."""

    def enter(look: Look) -> Look:
        EVERY_CHECK.append(Check(name, number, clause, hint, look))
        return look

    return enter
