"""Prefilled forms (少填快报, A2.8): what other systems know already, who says so, as of when; and what its owner says to that.

POST /v1/terminals/{terminal_id}/prefill     PrefillAsked → Prefilled
GET  /v1/staff/prefill/shares?after=&limit=  FormShares: 自动填充率, form by form

A field whose source is late, out of reach or without a record stays empty and says so: 200 all the same, and within seconds. Only
fields of the item's own form are asked for, each for the purpose that stands there, and only for purposes that the visitor agreed
to. The same `asking` again is the same asking.

Whoever contests a value files a job (kind `prefill.contest`, payload `PrefillContested`), which reaches the unit that keeps the
value; their own value goes with their application beside the one that was filled in (`PrefilledAnswer`).

Refusal codes: terminal-other, grant-unknown, grant-expired, grant-other-service (403: a grant is for the item's own code),
service-item-unknown (404), prefill-other (409: the same `asking`, other words), prefill-field-unknown (422).
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StrictBool, StrictFloat, StrictInt, model_validator

from app.contract.plain_text import PlainText
from app.contract.wire import IsoDate, IsoMoment, Message

ASKING = r"^[0-9a-f]{32}$"
MOST_FIELDS = 200
LONGEST_VALUE = 2_000
LONGEST_PATH = 200

TaskCode = Annotated[str, Field(pattern=r"^[0-9A-Z]{20,36}$")]
"""As in `app.contract.service_items`, which a terminal loads when it shows items, and not before its first page."""
Asking = Annotated[str, Field(pattern=ASKING)]
Path = Annotated[str, Field(min_length=1, max_length=LONGEST_PATH, pattern=r"^[^\u0000-\u001f]+$")]
Value = Annotated[str, Field(max_length=LONGEST_VALUE)] | StrictBool | StrictInt | StrictFloat


class AgreedPurpose(StrEnum):
    """The keys of `service_forms.PURPOSES`."""

    IDENTIFY = "identify"
    CONTACT = "contact"
    DECIDE = "decide"
    ISSUE = "issue"
    DELIVER = "deliver"
    CHARGE = "charge"


class Standing(StrEnum):
    """What became of one field. All but the first leave it empty."""

    FILLED = "filled"
    NOT_AGREED = "not-agreed"
    """The visitor has not agreed to its purpose: nobody was asked."""
    NOT_CONNECTED = "not-connected"
    """No system serves this source here."""
    UNREACHABLE = "source-unreachable"
    LATE = "source-late"
    NO_RECORD = "no-record"
    UNFIT = "value-unfit"
    """The source has something there that the form does not take."""


class PrefillAsked(Message):
    """`fields`: paths in the item's form; none named, every one that some other system may know."""

    asking: Asking
    grant: str = Field(repr=False, max_length=200)
    task_code: TaskCode
    purposes: Annotated[tuple[AgreedPurpose, ...], Field(max_length=len(AgreedPurpose))]
    fields: Annotated[tuple[Path, ...], Field(max_length=MOST_FIELDS)] = ()
    agreed_at: IsoMoment


class PrefilledField(Message):
    """`source` is the form's word for where it may come from, `system` and `dataset` where it did come from, `unit` who keeps it."""

    path: Path
    standing: Standing
    source: str
    value: Value | None = Field(default=None, repr=False)
    system: str = ""
    dataset: str = ""
    unit: str = ""
    as_of: date | None = None

    @model_validator(mode="after")
    def _says_who_says_so(self) -> Self:
        filled = self.standing is Standing.FILLED
        told = (self.value is not None, bool(self.system), bool(self.dataset), bool(self.unit), self.as_of is not None)
        if filled != all(told) or (not filled and self.value is not None):
            raise ValueError("a value comes with who says so, and as of when; an empty field with no value")
        return self


class Prefilled(Message):
    """`fields` in the form's own order. `fields_due`: how many the whole form asks."""

    asking: Asking
    task_code: str
    task_version: int
    answered_at: datetime
    fields_due: int
    fields: tuple[PrefilledField, ...]


class PrefillContested(Message):
    """The visitor says that a prefilled value is not right. `own_value` is theirs, as text."""

    asking: Asking
    path: Path
    own_value: Annotated[PlainText, Field(max_length=LONGEST_VALUE, repr=False)]
    reason: Annotated[PlainText, Field(max_length=200)] = ""
    contested_at: IsoMoment


class PrefilledAnswer(Message):
    """What was prefilled for one field, as it goes with an application beside the answer. `contested`: the answer is the visitor's own,
    and they say that this one is wrong; where it is not, they may have put another in its place all the same."""

    path: Path
    prefilled: Value = Field(repr=False)
    asking: Asking
    system: str = Field(min_length=1, max_length=100)
    dataset: str = Field(min_length=1, max_length=100)
    as_of: IsoDate
    contested: bool = False


class FormShare(Message):
    """自动填充率 of one form: what was filled in by itself among all that it asks, over every asking.

    `fields`: how many it asks; `with_source`: how many of these somebody else may know; `from_card`: what the terminal reads off the
    identity card, which is filled each time; `filled`: by other systems, over all askings. `share` is (filled + from_card × askings) ÷
    (fields × askings), four decimals.
    """

    task_code: str
    task_version: int
    fields: int
    with_source: int
    from_card: int
    askings: int
    filled: int
    contested: int
    share: str = Field(pattern=r"^[01]\.\d{4}$")


class FormShares(Message):
    """`next` is what `after` takes for the page behind this one; empty where there is none."""

    shares: tuple[FormShare, ...]
    next: str
