"""The table of stages of a declared service, made from what is declared. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, Protocol

from app.contract.declared_services import DeclaredService, FormPage, Identity, Offline
from app.contract.service_items import ServiceItem
from app.contract.service_situations import Question
from kiosk.declared_rows import BY_LICENCE
from kiosk.journey import Stage
from kiosk.services.declared.generic.fields import Field, Kind
from kiosk.services.declared.generic.filling import Filling

READ, KNOW, FILL, CHECKED, SLIP = range(1, 6)
STEPS: Final = ("看说明", "核实身份", "填写", "核对", "回执")

Applies = Callable[[], bool]


class Here(Protocol):
    """What stages are passed over by, beside what was answered."""

    @property
    def online(self) -> bool: ...

    @property
    def has_card(self) -> bool: ...

    @property
    def has_licence(self) -> bool: ...

    @property
    def wants_prefill(self) -> bool:
        """Others may know something of the form, and have not been asked yet."""
        ...

    def is_prefilled(self, path: str) -> bool: ...


def stages_of(declared: DeclaredService, item: ServiceItem, filling: Filling, here: Here) -> tuple[Stage, ...]:
    return (
        Stage("opening", "Opening", READ),
        Stage("consents", "Consents", READ, lambda: bool(declared.consents)),
        *_identity(declared, here),
        *(_question(question, filling) for question in item.questions),
        Stage("prefill", "LookingUp", FILL, lambda: here.wants_prefill),
        *(stage for page in declared.pages for stage in _page(page, filling, here)),
        Stage("phone", "KeypadField", FILL, lambda: phone_field(filling) is None),
        Stage("commitment", "CommitmentPage", FILL, lambda: filling.commitment(here.has_licence) is not None),
        Stage("materials", "Materials", FILL, lambda: bool(filling.listed())),
        Stage("check", "Check", CHECKED),
        Stage("which", "WhichAnswer", CHECKED, _never),
        Stage("renew", "LicenceCode", CHECKED, _never),
        Stage("filed", "Filed", SLIP, can_go_back=False),
    )


def _identity(declared: DeclaredService, here: Here) -> tuple[Stage, ...]:
    """Where the enterprise may be keyed in (O2), the licence is asked for only while the centre can say whose it is."""
    if declared.identity is Identity.N0:
        return ()
    card = Stage("card", "IdCard", KNOW, lambda: not here.has_card)
    if declared.identity not in BY_LICENCE:
        return (card,)
    if declared.offline is Offline.O3:
        return (card, Stage("licence", "LicenceCode", KNOW, lambda: not here.has_licence))
    return (
        card,
        Stage("licence", "LicenceCode", KNOW, lambda: here.online and not here.has_licence),
        Stage("enterprise", "EnterpriseCode", KNOW, lambda: not here.has_licence),
    )


def _question(question: Question, filling: Filling) -> Stage:
    return Stage(f"ask.{question.id}", "ChoiceField", FILL, lambda: filling.is_asked(question))


def _page(page: FormPage, filling: Filling, here: Here) -> tuple[Stage, ...]:
    """What is known already on one page, each of the others on a page of its own; the columns of a list only while a row is made."""
    fields = filling.fields[page.id]
    known = Stage(f"known.{page.id}", "Known", FILL, lambda: bool(known_of(page, filling, here)))
    asked = (stage for one in fields for stage in _field(one, filling, here))
    return (known, *asked)


def _field(one: Field, filling: Filling, here: Here) -> tuple[Stage, ...]:
    stage = Stage(f"field.{one.path}", one.kind.page, FILL, _asked(one, filling, here))
    columns = (Stage(f"row.{column.path}", column.kind.page, FILL, _never) for column in one.columns)
    return (stage, *columns)


def _asked(one: Field, filling: Filling, here: Here) -> Applies:
    return lambda: filling.asks(one) and not (here.is_prefilled(one.path) and filling.has(one))


def known_of(page: FormPage, filling: Filling, here: Here) -> tuple[Field, ...]:
    """What stands on this page already, said by others."""
    fields = filling.fields[page.id]
    return tuple(one for one in fields if filling.asks(one) and here.is_prefilled(one.path) and filling.has(one))


def phone_field(filling: Filling) -> Field | None:
    """The form's own telephone: where it has one, no other is asked for."""
    every = (one for fields in filling.fields.values() for one in fields)
    phones = (one for one in every if one.kind is Kind.PHONE and filling.asks(one))
    return next(phones, None)


def _never() -> bool:
    return False
