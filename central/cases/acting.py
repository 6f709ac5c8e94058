"""Who acts on a case, what they want, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from central.cases.procedure import Role


@dataclass(frozen=True)
class Actor:
    """Somebody who has been recognised; `roles` are those of their posts in force now. An applicant's `person_id` is their mark."""

    person_id: str
    unit_id: str
    roles: frozenset[str]

    def acts_as(self, allowed: tuple[str, ...]) -> str:
        """The role in which they may; empty where in none."""
        return next((role for role in allowed if role in self.roles), "")


THE_CENTRE = Actor("system", "", frozenset({Role.SYSTEM.value}))
"""The clock's own deeds. No sign-in gives anybody this role."""


@dataclass(frozen=True)
class Wanted:
    """A transition, as somebody asks for it. `sent_at`: when it was handed in at a terminal, where it was."""

    transition: str
    reason: str = ""
    evidence: tuple[str, ...] = ()
    materials: tuple[str, ...] = ()
    special_procedure: str = ""
    sent_at: datetime | None = None
    handed_in: tuple[tuple[str, str], ...] = ()
    """Each file, by its material's name and its SHA-256."""


@dataclass(frozen=True)
class Occurred:
    """An event before it has its number, its time and its mark."""

    event_name: str
    from_state: str
    to_state: str
    actor: Actor
    role: str
    explain: str = ""
    content: dict[str, Any] = field(default_factory=dict)
    sent_at: datetime | None = None


@dataclass(frozen=True)
class Change:
    """What a deed changes of a case, and how it is told."""

    values: dict[str, Any]
    event: Occurred
