"""Who stands here, at which identity level, with whose help; what is wiped and when."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING

from app.contract.masking import masked_name, masked_number

if TYPE_CHECKING:
    from datetime import date, datetime

    from app.contract.licence import LicenceGrant
    from app.prefill import FormAtHand


class IdentityLevel(IntEnum):
    """How well we know who stands here (models 2.0.1)."""

    N0_NOBODY = 0
    N1_ID_CARD = 1
    N2_LICENCE = 2
    N3_CARD_AND_LICENCE = 3
    N4_STAFF = 4


class Ending(StrEnum):
    DONE = "done"
    CANCELLED = "cancelled"
    TIMEOUT = "timeout"
    FAILED = "failed"


@dataclass(frozen=True)
class Holder:
    """The person whose card was read. Hidden in repr; lives as long as the visit."""

    name: str = field(repr=False)
    number: str = field(repr=False)
    card_expires: date | None = field(default=None, repr=False)

    @property
    def masked_name(self) -> str:
        """`张××`: the family name, the rest crossed out."""
        return masked_name(self.name)

    @property
    def masked_number(self) -> str:
        """First three and last four characters, as K21 allows on a screen."""
        return masked_number(self.number)


@dataclass
class Visit:
    """One person's stay at the terminal, in memory only."""

    started_at: datetime
    language: str = "zh"
    mode: str = "self"
    id: str = field(default_factory=lambda: os.urandom(8).hex())
    service: str = ""
    holder: Holder | None = None
    grant: LicenceGrant | None = None
    form: FormAtHand | None = field(default=None, repr=False)
    """The form that is being filled in, with what was known already."""

    @property
    def level(self) -> IdentityLevel:
        if self.holder and self.grant:
            return IdentityLevel.N3_CARD_AND_LICENCE
        if self.grant:
            return IdentityLevel.N2_LICENCE
        return IdentityLevel.N1_ID_CARD if self.holder else IdentityLevel.N0_NOBODY

    def wipe(self) -> None:
        """Forget the person. The visit's own random id stays: it is nobody's."""
        self.holder = None
        self.grant = None
        self.form = None
