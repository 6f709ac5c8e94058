"""THE CENTRE, DECLARATIONS: the format of one file, resources/services/declared/S203.json. Read `docs/declared-services.md` first.

A field is written once, on the page on which it is asked; the form (JSON Schema 2020-12) is put together from the pages.
"""

from typing import Annotated, Any, Self

from pydantic import Field, JsonValue, model_validator

from app.contract.declared_services import Commitment, FormPage, Identity, Offline, Output, PlanNumber, Words
from app.contract.entries import UnitId
from app.contract.prefill import AgreedPurpose
from app.contract.service_forms import DIALECT
from app.contract.service_items import Days, ProjectType, ServerType, SpecialProcedure
from app.contract.service_materials import Material
from app.contract.service_situations import Id, Line, Prose, Questions, When
from app.contract.wire import Message

Pair = tuple[
    Annotated[str, Field(min_length=1, max_length=4_000)], Annotated[str, Field(min_length=1, max_length=4_000)]
]
"""Chinese, English."""
SharedField = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Schema = dict[str, JsonValue]


class PagePart(Message):
    """`fields`: name → its schema, or the name of a shared field (shared_fields.json). All must be answered but the `optional` ones."""

    id: Id
    title: Pair
    hint: Pair | None = None
    fields: Annotated[dict[FieldName, SharedField | Schema], Field(min_length=1, max_length=6)]
    optional: tuple[FieldName, ...] = ()
    when: When = ()

    @model_validator(mode="after")
    def _leaves_open_only_what_it_asks(self) -> Self:
        if set(self.optional) - set(self.fields):
            raise ValueError("optional names a field that does not stand on this page")
        return self

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(name for name in self.fields if name not in self.optional)


class ItemPart(Message):
    """What the item (事项) says. `kind`: one of flow_kinds.json, which says the steps; `days`: promised, legal at most (工作日)."""

    name: Pair
    kind: Id
    by_law: Prose = Field(min_length=1)
    accept_condition: Prose = Field(min_length=1)
    promise_days: Days
    legal_days: Days
    days_explained: Prose = ""
    project_type: ProjectType = ProjectType.PROMISED
    applicants: Annotated[tuple[ServerType, ...], Field(min_length=1, max_length=3)]
    result: Line = ""
    visits: int = Field(default=0, ge=0, le=20)
    visits_explained: Prose = ""
    reform_marks: tuple[Line, ...] = ()
    forbidden_materials: tuple[Line, ...] = ()
    special: tuple[SpecialProcedure, ...] = ()
    other_departments: tuple[Line, ...] = ()
    questions: Questions = ()
    materials: tuple[Material, ...] = ()


class ConsentPart(Message):
    id: Id
    words: Pair
    purposes: tuple[AgreedPurpose, ...] = ()
    required: bool = False


class ClausePart(Message):
    id: Id
    words: Pair


class CommitmentPart(Message):
    """See `app.contract.declared_services.Commitment`."""

    id: Id
    version: int = Field(ge=1)
    title: Pair
    consequence: Pair
    clauses: Annotated[tuple[ClausePart, ...], Field(min_length=1, max_length=30)]
    not_for: When = ()
    signed: bool = False

    def said(self) -> Commitment:
        clauses = [{"id": one.id, "words": words(one.words)} for one in self.clauses]
        return Commitment.model_validate(
            {
                "id": self.id,
                "version": self.version,
                "title": words(self.title),
                "consequence": words(self.consequence),
                "clauses": clauses,
                "not_for": self.not_for,
                "signed": self.signed,
            }
        )


class Declaration(Message):
    """One file. `rules` (if/then of JSON Schema) hold over the whole form. `verified`: whether its owner has confirmed it."""

    id: PlanNumber
    title: Pair
    hint: Pair
    identity: Identity
    offline: Offline
    outputs: Annotated[tuple[Output, ...], Field(min_length=1)]
    owner_unit: UnitId
    next_step: Pair
    phone: Line = ""
    paper: str = ""
    rated: bool = True
    verified: bool = False
    item: ItemPart
    pages: Annotated[tuple[PagePart, ...], Field(min_length=1, max_length=40)]
    rules: Annotated[tuple[Schema, ...], Field(max_length=20)] = ()
    consents: tuple[ConsentPart, ...] = ()
    commitment: CommitmentPart | None = None

    @model_validator(mode="after")
    def _asks_each_field_once(self) -> Self:
        names = [name for page in self.pages for name in page.fields]
        if len(set(names)) != len(names):
            raise ValueError("a field stands on two pages")
        return self

    def shared(self) -> set[str]:
        return {one for page in self.pages for one in page.fields.values() if isinstance(one, str)}

    def form(self, shared: dict[str, Schema]) -> dict[str, Any]:
        """As the item has it. What stands on a page that some situations do not see is required by that page, not by the form."""
        properties: dict[str, Any] = {
            name: shared[field] if isinstance(field, str) else field
            for page in self.pages
            for name, field in page.fields.items()
        }
        form: dict[str, Any] = {
            "$schema": DIALECT,
            "type": "object",
            "additionalProperties": False,
            "required": [name for page in self.pages if not page.when for name in page.required],
            "properties": properties,
        }
        return form | ({"allOf": list(self.rules)} if self.rules else {})

    def form_pages(self) -> tuple[FormPage, ...]:
        return tuple(
            FormPage(
                id=page.id,
                title=words(page.title),
                hint=words(page.hint) if page.hint else None,
                fields=tuple(page.fields),
                required=page.required if page.when else (),
                when=page.when,
            )
            for page in self.pages
        )


def words(pair: Pair) -> Words:
    return Words(zh=pair[0], en=pair[1])
