"""What one visitor has said so far to one declared service, and what is still missing. Lives in the visit, in memory. No Qt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from app.contract.declared_services import Commitment, Consent, DeclaredService, FormPage
from app.contract.service_forms import Schema, faults
from app.contract.service_items import ServiceItem, materials
from app.contract.service_materials import Material
from app.contract.service_situations import AnswersRefused, Question, holds
from kiosk.services.declared.generic.fields import Field, fields_of, whole


@dataclass(frozen=True)
class Missing:
    """What keeps it from being filed: the stage that asks for it, and the field where it is one. `code`: missing | wrong."""

    stage: str
    code: str
    field: Field | None = None


@dataclass
class Filling:
    """`values` by the fields' paths, as the form has them; what is not asked in this situation may stand there and is not sent."""

    declared: DeclaredService
    item: ServiceItem
    chosen: dict[str, str] = field(default_factory=dict, repr=False)
    agreed: set[str] = field(default_factory=set)
    promised: set[str] = field(default_factory=set)
    values: dict[str, Any] = field(default_factory=dict, repr=False)
    refuses_commitment: bool = False

    @cached_property
    def schema(self) -> Schema:
        return self.item.form or {}

    @cached_property
    def fields(self) -> dict[str, tuple[Field, ...]]:
        """By page."""
        return {
            page.id: tuple(one for path in page.fields for one in fields_of(self.schema, path))
            for page in self.declared.pages
        }

    # ---- situations ----

    def is_asked(self, question: Question) -> bool:
        return holds(question.when, self._situation_before(question))

    @property
    def situation(self) -> dict[str, str]:
        """The answers to what is asked in it; those to what is no longer asked are left out."""
        told: dict[str, str] = {}
        for question in self.item.questions:
            answer = self.chosen.get(question.id)
            if answer is not None and holds(question.when, told):
                told[question.id] = answer
        return told

    def _situation_before(self, question: Question) -> dict[str, str]:
        earlier = [one.id for one in self.item.questions[: self.item.questions.index(question)]]
        return {name: answer for name, answer in self.situation.items() if name in earlier}

    # ---- the form ----

    def shows(self, page: FormPage) -> bool:
        return holds(page.when, self.situation)

    def asks(self, one: Field) -> bool:
        """Whether this field is asked: its page is shown, and no rule makes it depend on an answer that was not given."""
        page = self._page_of(one)
        return self.shows(page) and (one.path not in self._conditional or one.path in self._called_for)

    def must(self, one: Field) -> bool:
        """Whether it must be answered."""
        page = self._page_of(one)
        top = any(one.path == path or one.path.startswith(f"{path}/") for path in page.required)
        return one.required or top or one.path in self._called_for

    def answers(self) -> dict[str, Any]:
        """As the form has them: what is asked and was answered."""
        return _nested({one.path: self.values[one.path] for one in self._answered()})

    def _answered(self) -> Iterator[Field]:
        for page in self.declared.pages:
            yield from (one for one in self.fields[page.id] if self.has(one) and self.asks(one))

    def has(self, one: Field) -> bool:
        return self.values.get(one.path) not in (None, "", [])

    @cached_property
    def _pages_by_path(self) -> dict[str, FormPage]:
        return {one.path: page for page in self.declared.pages for one in self.fields[page.id]}

    def _page_of(self, one: Field) -> FormPage:
        return self._pages_by_path[one.path]

    @cached_property
    def _conditional(self) -> frozenset[str]:
        """What only a rule calls for."""
        ruled = set(_ruled(self.schema))
        return frozenset(
            one.path
            for page in self.declared.pages
            for one in self.fields[page.id]
            if one.path in ruled and not one.required and one.path not in page.required
        )

    @property
    def _called_for(self) -> set[str]:
        """What the rules call for, by what has been answered: those of them that were answered may call for more."""
        called: set[str] = set()
        if not self._conditional:
            return called
        while True:
            shown = [one for page in self.declared.pages if self.shows(page) for one in self.fields[page.id]]
            given = {
                one.path: self.values[one.path]
                for one in shown
                if self.has(one) and (one.path not in self._conditional or one.path in called)
            }
            more = {path for path, word in faults(self.schema, _nested(given)) if word == "required"}
            more = (more & self._conditional) - called
            if not more:
                return called
            called |= more

    # ---- consents, commitment, materials ----

    def refused(self) -> tuple[Consent, ...]:
        """Without these it cannot be done."""
        return tuple(one for one in self.declared.consents if one.required and one.id not in self.agreed)

    def commitment(self, licensed: bool) -> Commitment | None:
        """What may be committed to here and now: not in situations that it is not for; signed only by who holds the licence."""
        offered = self.declared.commitment
        if offered is None or (offered.not_for and holds(offered.not_for, self.situation)):
            return None
        return offered if licensed or not offered.signed else None

    def promises(self, licensed: bool) -> bool:
        """Whether the commitment takes the place of the material route."""
        offered = self.commitment(licensed)
        return (
            offered is not None and not self.refuses_commitment and self.promised >= {one.id for one in offered.clauses}
        )

    def listed(self) -> tuple[Material, ...]:
        """What this situation asks for, and nothing else. Empty while the situation is not known."""
        try:
            return materials(self.item, self.situation)
        except AnswersRefused:
            return ()

    # ---- what is missing ----

    def missing(self) -> list[Missing]:
        """In the order in which the pages ask."""
        asked = (q for q in self.item.questions if self.is_asked(q) and q.id not in self.situation)
        found = [Missing(f"ask.{question.id}", "missing") for question in asked]
        wrong = self._wrong()
        for page in self.declared.pages:
            for one in self.fields[page.id]:
                if not self.asks(one):
                    continue
                if self.must(one) and not self.has(one):
                    found.append(Missing(f"field.{one.path}", "missing", one))
                elif self.has(one) and (one.path in wrong or not whole(one, self.values[one.path])):
                    found.append(Missing(f"field.{one.path}", "wrong", one))
        return found

    def takes(self, one: Field, value: Any) -> bool:
        """Whether this value fits its field, beside what else was answered."""
        if value in (None, "", []):
            return not self.must(one)
        return whole(one, value) and not _fits(self.schema, one, value)

    def _wrong(self) -> set[str]:
        known = [one.path for fields in self.fields.values() for one in fields]
        broken = {path for path, word in faults(self.schema, self.answers()) if word != "required"}
        return {path for path in known for at in broken if at == path or at.startswith(f"{path}/")}


def _fits(schema: Schema, one: Field, value: Any) -> list[tuple[str, str]]:
    alone = {"type": "object", "properties": {"it": dict(one.schema)}, "$defs": schema.get("$defs", {})}
    return faults(alone, {"it": value})


def _nested(flat: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, value in flat.items():
        *around, name = path.split("/")
        inside = made
        for part in around:
            inside = inside.setdefault(part, {})
        inside[name] = value
    return made


def _ruled(schema: Schema, at: str = "") -> Iterator[str]:
    """What is required by a condition, as it stands in the form."""
    for rule in (*schema.get("allOf", ()), schema):
        for word in ("then", "else"):
            yield from (f"{at}{name}" for name in rule.get(word, {}).get("required", ()))
        for wanted in rule.get("dependentRequired", {}).values():
            yield from (f"{at}{name}" for name in wanted)
    for name, inside in schema.get("properties", {}).items():
        yield from _ruled(inside, f"{at}{name}/")
