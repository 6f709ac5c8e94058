"""A form as its visitor finds it: what is known already stands in it, with who says so and as of when; what is not, says why not.

Lives in the visit and is wiped with it: nothing of it is on a disk. Whatever becomes of the network, there is a form to fill in.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Final

from app.central import Accepted, Refused, Unreachable
from app.contract.jobs import JobKind
from app.contract.licence import LicenceGrant
from app.contract.prefill import (
    AgreedPurpose,
    PrefillAsked,
    PrefillContested,
    Prefilled,
    PrefilledAnswer,
    PrefilledField,
    Standing,
    Value,
)
from app.contract.service_forms import FormField, Schema, fields
from app.visit import Holder

CARD: Final = "id-card"
CENTRE_SILENT: Final = "centre-silent"
"""Why a field is empty where the centre itself could not be asked, or would not say."""
ONLY_VISITOR: Final = "only-visitor"
"""Nobody else knows it."""


@dataclass(frozen=True)
class FormLine:
    """One field. `value` is what stands in it now; `prefilled` what somebody else said. `why_empty` where nobody did: one of
    `Standing`, CENTRE_SILENT, ONLY_VISITOR. Contested: the visitor says that what was prefilled is wrong."""

    path: str
    title: str
    source: str
    value: Value | None = field(default=None, repr=False)
    prefilled: Value | None = field(default=None, repr=False)
    system: str = ""
    dataset: str = ""
    unit: str = ""
    as_of: date | None = None
    why_empty: str = ""
    contested: bool = False


class NothingToContest(ValueError):
    """Nobody said anything there that came by way of the centre: what is read off the card is the card's."""


def asking_for(grant: LicenceGrant, task_code: str, purposes: frozenset[AgreedPurpose], now: datetime) -> PrefillAsked:
    """What to ask the centre once the visitor has agreed to these purposes; asked again as it is, it is the same asking."""
    agreed = tuple(sorted(purposes))
    return PrefillAsked(
        asking=secrets.token_hex(16), grant=grant.grant, task_code=task_code, purposes=agreed, agreed_at=now
    )


@dataclass(frozen=True)
class ContestDraft:
    """A job to file: see `app.outbox.filing.Draft`."""

    payload: PrefillContested = field(repr=False)
    aggregate: str
    kind: JobKind = JobKind.PREFILL_CONTESTED


@dataclass(frozen=True)
class FormAtHand:
    """Immutable: each change gives another one. `asking` is empty where the centre has said nothing."""

    lines: tuple[FormLine, ...] = field(repr=False)
    asking: str = ""

    @property
    def filled_by_itself(self) -> tuple[int, int]:
        """自动填充率: how many fields were filled in by themselves, and how many there are."""
        return sum(line.prefilled is not None for line in self.lines), len(self.lines)

    def line(self, path: str) -> FormLine:
        """Raises KeyError."""
        return {one.path: one for one in self.lines}[path]

    def answered(self, path: str, value: Value | None) -> FormAtHand:
        """The visitor's own value; what was prefilled stays beside it. Raises KeyError."""
        return self._with(replace(self.line(path), value=value))

    def contested(self, path: str, own_value: str, reason: str, now: datetime) -> tuple[FormAtHand, ContestDraft]:
        """The visitor's own value in its place, and the job that tells the source's unit: to be filed with the application.

        Raises KeyError, NothingToContest.
        """
        line = self.line(path)
        if not self.asking or line.prefilled is None or line.source == CARD:
            raise NothingToContest(path)
        told = PrefillContested(asking=self.asking, path=path, own_value=own_value, reason=reason, contested_at=now)
        draft = ContestDraft(told, f"contest:{secrets.token_hex(8)}")
        return self._with(replace(line, value=own_value, contested=True)), draft

    def beside_the_answers(self) -> tuple[PrefilledAnswer, ...]:
        """What goes with the application: every value that came by way of the centre, beside what the visitor answers."""
        return tuple(
            PrefilledAnswer(
                path=line.path,
                prefilled=line.prefilled,
                asking=self.asking,
                system=line.system,
                dataset=line.dataset,
                as_of=line.as_of,
                contested=line.contested,
            )
            for line in self.lines
            if line.prefilled is not None and line.as_of is not None
        )

    def _with(self, changed: FormLine) -> FormAtHand:
        return replace(self, lines=tuple(changed if one.path == changed.path else one for one in self.lines))


def form_at_hand(
    schema: Schema, holder: Holder | None, heard: Accepted[Prefilled] | Refused | Unreachable | None
) -> FormAtHand:
    """The form with all that is known: off the card, and from the centre's answer. `heard` is None where nobody was asked."""
    told = heard.value if isinstance(heard, Accepted) else None
    by_path = {one.path: one for one in told.fields} if told else {}
    lines = tuple(_line(one, holder, by_path) for one in fields(schema))
    return FormAtHand(lines, told.asking if told else "")


def _line(one: FormField, holder: Holder | None, told: Mapping[str, PrefilledField]) -> FormLine:
    line = FormLine(one.path, one.title, one.source)
    if one.source == CARD:
        read = _off_the_card(holder, one.prefilled_from)
        return replace(line, value=read, prefilled=read, why_empty="" if read else Standing.NO_RECORD.value)
    if one.source in ("", "visitor", "address-list"):
        return replace(line, why_empty=ONLY_VISITOR)
    said = told.get(one.path)
    if said is None or said.standing is not Standing.FILLED:
        return replace(line, why_empty=said.standing.value if said else CENTRE_SILENT)
    return replace(
        line,
        value=said.value,
        prefilled=said.value,
        system=said.system,
        dataset=said.dataset,
        unit=said.unit,
        as_of=said.as_of,
    )


def _off_the_card(holder: Holder | None, name: str) -> str | None:
    if holder is None:
        return None
    return {"name": holder.name, "number": holder.number}.get(name)
