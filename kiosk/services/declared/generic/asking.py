"""The one thing that is being asked just now: what is keyed in of it so far, the row of a list that is being made, and what others
had said before. No Qt."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.contract.prefill import AgreedPurpose
from app.contract.service_forms import faults
from kiosk.services.declared.generic.fields import MOST_ROWS, Field, Kind, whole

if TYPE_CHECKING:
    from app.contract.licence import LicenceGrant
    from app.prefill import ContestDraft, FormAtHand, FormLine
    from kiosk.services.declared.generic.filling import Filling

CARD = "id-card"
OF_A_LICENCE = re.compile(r"(entity|enterprise|corp|company)?_?name")
"""What a form calls the enterprise's name where it comes from the register or the licence."""


@dataclass
class Asking:
    """`text` is as keyed in; what it means lies in the filling, or in the row."""

    filling: Filling = field(repr=False)
    form: FormAtHand | None = field(default=None, repr=False)
    at: Field | None = None
    text: str = field(default="", repr=False)
    row: dict[str, Any] | None = field(default=None, repr=False)
    listed: Field | None = None
    """The list that the row is for."""
    contested: set[str] = field(default_factory=set)

    # ---- a stage comes up ----

    def begin(self, stage: str) -> None:
        kind, _, path = stage.partition(".")
        self.at = self._column(path) if kind == "row" else self._field(path) if kind == "field" else None
        self.text = self.at.text_of(self.value) if self.at and not _is_list(self.at) else ""

    @property
    def value(self) -> Any:
        if self.at is None:
            return None
        return self.row.get(self.at.name) if self.row is not None else self.filling.values.get(self.at.path)

    def _field(self, path: str) -> Field | None:
        self.row = None
        return next((one for fields in self.filling.fields.values() for one in fields if one.path == path), None)

    def _column(self, path: str) -> Field | None:
        return next((one for one in self.listed.columns if one.path == path), None) if self.listed else None

    # ---- answering ----

    def write(self, text: str) -> None:
        if self.at is not None:
            self.text = text
            self._keep(self.at.value_of(text))

    def choose(self, choice: str) -> None:
        """One of its options; of several the one is ticked or not, and what need not be answered may be left again."""
        one = self.at
        if one is None:
            return
        if one.kind is Kind.SEVERAL:
            ticked = set(map(str, self.value or ())) ^ {choice}
            self._keep([value for value in one.every_value if str(value) in ticked])
        else:
            self.write("" if choice == self.text and not self.filling.must(one) else choice)

    def _keep(self, value: Any) -> None:
        if self.at is None:
            return
        held, name = (self.row, self.at.name) if self.row is not None else (self.filling.values, self.at.path)
        if value in (None, "", []):
            held.pop(name, None)
        else:
            held[name] = value

    @property
    def must(self) -> bool:
        if self.at is None:
            return True
        return self.at.required if self.row is not None else self.filling.must(self.at)

    def is_answered(self) -> bool:
        """Whether what stands there may be gone on with."""
        one, value = self.at, self.value
        if one is None:
            return True
        if value in (None, "", []):
            return not self.must and not self.text
        return (
            self.filling.takes(one, value) if self.row is None else whole(one, value) and not self._misfits(one, value)
        )

    def _misfits(self, one: Field, value: Any) -> bool:
        return bool(faults({"type": "object", "properties": {"it": dict(one.schema)}}, {"it": value}))

    # ---- lists ----

    @property
    def rows(self) -> list[Any]:
        return list(self.value or ()) if self.row is None else []

    @property
    def most(self) -> int:
        return min(int(self.at.schema.get("maxItems", MOST_ROWS)), MOST_ROWS) if self.at else 0

    def begin_row(self) -> str:
        """The stage that asks for its first column; empty where the list is full."""
        if self.at is None or self.at.kind is not Kind.ROWS or len(self.rows) >= self.most:
            return ""
        self.listed, self.row = self.at, {}
        return f"row.{self.listed.columns[0].path}"

    def next_of_row(self, stage: str) -> str:
        """The stage after this column: the next one, or the list with one row more."""
        columns = [f"row.{one.path}" for one in self.listed.columns] if self.listed else []
        after = columns.index(stage) + 1
        if after < len(columns):
            return columns[after]
        made, listed = self.row or {}, self.listed
        back = self.drop_row()
        if listed is not None and made:
            row = made if "properties" in _inside(listed) else made.get("item")
            self.filling.values.setdefault(listed.path, []).append(row)
        return back

    def drop_row(self) -> str:
        """The stage of the list."""
        self.row = None
        return f"field.{self.listed.path}" if self.listed else ""

    def remove_row(self, place: int) -> None:
        rows = self.rows
        if self.at is not None and 0 <= place < len(rows):
            self._keep([*rows[:place], *rows[place + 1 :]])

    # ---- what others know ----

    def purposes(self) -> frozenset[AgreedPurpose]:
        """For what the visitor has agreed that others are asked."""
        given = (one for one in self.filling.declared.consents if one.id in self.filling.agreed)
        return frozenset(purpose for consent in given for purpose in consent.purposes)

    def take(self, form: FormAtHand, grant: LicenceGrant | None, uscc: str) -> None:
        """What is known stands in the form, where nobody has written anything yet."""
        self.form = form
        for fields in self.filling.fields.values():
            for one in fields:
                line = self.line(one.path)
                value = line.prefilled if line else None
                if value is None:
                    value = _of_the_licence(one, grant, uscc)
                if value is not None and one.path not in self.filling.values and self.filling.takes(one, value):
                    self.filling.values[one.path] = value

    def forget_what_others_said(self) -> None:
        """What was agreed to has changed: what came of it leaves the form, save where the visitor has written something else."""
        for one in self.form.lines if self.form else ():
            foreign = one.prefilled is not None and one.source != CARD
            if foreign and self.filling.values.get(one.path) == one.prefilled:
                del self.filling.values[one.path]
        self.form = None
        self.contested.clear()

    def line(self, path: str) -> FormLine | None:
        return next((one for one in self.form.lines if one.path == path), None) if self.form else None

    @property
    def can_contest(self) -> bool:
        """Whether somebody keeps what was prefilled, who can be told that it is wrong. What the card says is the card's."""
        line = self.line(self.at.path) if self.at and self.row is None else None
        return line is not None and line.prefilled is not None and line.source != CARD

    def toggle_contest(self) -> None:
        if self.at is not None and self.can_contest:
            self.contested ^= {self.at.path}

    def settled(self, now: datetime) -> tuple[FormAtHand | None, list[ContestDraft]]:
        """The form as it goes with the application, and what its sources are told: only where another value took the place."""
        form, drafts = self.form, []
        for path in sorted(self.contested):
            own, line = self.filling.values.get(path), self.line(path)
            if form is not None and line is not None and own not in (None, line.prefilled):
                form, draft = form.contested(path, str(own), "", now)
                drafts.append(draft)
        return form, drafts


def _of_the_licence(one: Field, grant: LicenceGrant | None, uscc: str) -> Any:
    """The enterprise's own number and name, where nobody else could say them."""
    known = one.schema.get("x-prefill", {})
    if known.get("source") not in ("register", "licence"):
        return None
    if one.kind is Kind.USCC:
        return grant.uscc if grant else uscc or None
    named = OF_A_LICENCE.fullmatch(str(known.get("field", "")))
    return grant.entity_name if named and grant else None


def _is_list(one: Field) -> bool:
    return one.kind in (Kind.ROWS, Kind.SEVERAL)


def _inside(one: Field) -> dict[str, Any]:
    inside = one.schema.get("items", {})
    return inside if isinstance(inside, dict) else {}
