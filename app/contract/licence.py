"""The electronic business licence: an opaque code, shown to the centre together with the card's holder.

POST /v1/licences/verify   LicenceVerification → LicenceGrant | Refusal

Refusal codes: licence-code-unknown, licence-code-expired (older than 300 s, 30 s of skew tolerated), licence-code-used,
licence-code-permanent (a 企业码 printed on paper identifies, it proves nothing), licence-holder-not-listed (the card's
holder is not among the licence's holders), licence-scope (the authorisation does not cover the service), licence-authorisation-expired,
enterprise-not-active (吊销/注销).
"""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from app.contract.wire import Message


class HolderRole(StrEnum):
    LEGAL_REPRESENTATIVE = "法定代表人"
    MANAGER = "证照管理员"
    AGENT = "办事人"


class CardHolder(Message):
    """Who laid a card on the reader. Travels only inside a request body or a sealed job."""

    name: str = Field(repr=False)
    number: str = Field(repr=False)


class LicenceVerification(Message):
    code: str = Field(repr=False, min_length=1, max_length=2_048)
    service: str
    holder: CardHolder = Field(repr=False)


class LicenceGrant(Message):
    """The centre's word that this person may act for this enterprise in this service, until `expires_at`."""

    grant: str = Field(repr=False)
    uscc: str
    entity_name: str
    town: str
    holder_role: HolderRole
    expires_at: datetime
