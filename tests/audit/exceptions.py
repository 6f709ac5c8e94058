"""The audit: what is let be, each with its reason and the clause that lets it. Everything else that is found has to be mended."""

from __future__ import annotations

import re
from dataclasses import dataclass

from audit.findings import Finding


@dataclass(frozen=True)
class LetBe:
    """Findings of `checks` about what is called `who` (a pattern for the whole of it)."""

    checks: frozenset[str]
    who: str
    reason: str

    def covers(self, finding: Finding) -> bool:
        return finding.check in self.checks and re.fullmatch(self.who, finding.who) is not None


EXCEPTIONS = (
    LetBe(
        frozenset({"focus-order"}),
        "secondary",
        "The two actions stand side by side with the one that goes on under the right hand; by the keys and to the ear it comes first "
        "all the same, as it does where they stand one above the other. WCAG 2.4.3 asks for an order that keeps the meaning.",
    ),
    LetBe(
        frozenset({"role", "key-unreachable", "key-acts"}),
        "ink.pad",
        "Handwriting is made by a finger. Whatever can be written there can be written by keys as well: pinyin, strokes, letters, "
        "radicals (WCAG 2.1.1, path-dependent input).",
    ),
)


def is_let_be(finding: Finding) -> bool:
    return any(exception.covers(finding) for exception in EXCEPTIONS)
