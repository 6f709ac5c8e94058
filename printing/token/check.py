"""What can be said of a paper without a wire: what was checked, as of when, and what was not. Never more than that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from printing.token.claims import Claims
from printing.token.paper_token import PaperToken
from printing.token.status_list import PaperStatus, StatusList
from printing.token.trust import TrustBundle

FRESH: Final = timedelta(hours=24)
"""A status list older than this proves nothing about today."""
AHEAD: Final = timedelta(minutes=10)
"""What clocks may differ. Something dated further ahead means that this terminal's clock has stopped, and then nothing is fresh."""


class Standing(StrEnum):
    """The answers, in the words of the centre's own page (有效, 已被更新, 已撤销, 不存在, 内容不符) where they mean the same.

    `signed-only`: the signature is good, and whether it was revoked is not known here and now: never called 有效.
    """

    VALID = "valid"
    SIGNED_ONLY = "signed-only"
    SUPERSEDED = "superseded"
    REVOKED = "revoked"
    VOID = "void"
    EXPIRED = "expired"
    FORGED = "forged"
    UNKNOWN_ISSUER = "unknown-issuer"
    CANNOT_SAY = "cannot-say"


@dataclass(frozen=True)
class Answer:
    """`claims` only where the signature is good. `status_as_of` is None where no list said anything about this paper."""

    standing: Standing
    claims: Claims | None = None
    status_as_of: datetime | None = None
    trust_as_of: datetime | None = None


def check(token: PaperToken, bundle: TrustBundle | None, statuses: StatusList | None, now: datetime) -> Answer:
    """Judge a token by what this terminal holds. `now` is aware."""
    if bundle is None or bundle.next_update < now:
        return Answer(Standing.CANNOT_SAY, trust_as_of=bundle.issued_at if bundle else None)
    issuer = bundle.keys.get(token.signed.key_id)
    if issuer is None:
        return Answer(Standing.UNKNOWN_ISSUER, trust_as_of=bundle.issued_at)
    if not token.signed.is_signed_by(issuer.key) or not issuer.may_sign_at(token.claims.issued_at):
        return Answer(Standing.FORGED, trust_as_of=bundle.issued_at)
    standing, as_of = _standing(token.claims, statuses, now)
    return Answer(standing, token.claims, as_of, bundle.issued_at)


_BY_STATUS = {
    PaperStatus.REVOKED: Standing.REVOKED,
    PaperStatus.SUPERSEDED: Standing.SUPERSEDED,
    PaperStatus.VOID: Standing.VOID,
}


def _standing(claims: Claims, statuses: StatusList | None, now: datetime) -> tuple[Standing, datetime | None]:
    """A paper once revoked stays revoked, however old the list is that says so; that it stands, only a fresh list can say."""
    status = statuses.status(claims.status_index) if statuses else None
    as_of = statuses.issued_at if statuses and status is not None else None
    if status is not None and status in _BY_STATUS:
        return _BY_STATUS[status], as_of
    if claims.expires_at < now:
        return Standing.EXPIRED, as_of
    if status is None or statuses is None or not _is_fresh(statuses, claims, now):
        return Standing.SIGNED_ONLY, as_of
    return Standing.VALID, as_of


def _is_fresh(statuses: StatusList, claims: Claims, now: datetime) -> bool:
    clock_runs = max(statuses.issued_at, claims.issued_at) <= now + AHEAD
    return clock_runs and now - statuses.issued_at <= FRESH and now <= statuses.expires_at
