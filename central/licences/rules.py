"""The electronic business licence: when a code and a card together are enough (app.contract.licence)."""

import re
from datetime import date, datetime, timedelta

from app.contract.licence import HolderRole
from app.contract.numbers import USCC_ALPHABET, is_uscc
from central.enterprises import Enterprise, RegistrationStatus
from central.licences.tables import FULL_AUTHORITY, LicenceCode, LicenceHolder
from central.refusals import Refused

CODE_LIVES = timedelta(seconds=300)
SKEW_TOLERATED = timedelta(seconds=30)

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|^www\.", re.IGNORECASE)
# It stands alone: eighteen letters out of the middle of a dynamic code pass the check character now and then.
_BARE_USCC = re.compile(rf"(?<![A-Z0-9_-])[{USCC_ALPHABET}]{{18}}(?![A-Z0-9_-])")


def is_permanent(code: str) -> bool:
    """A 企业码 printed on paper: an address, or text with a bare USCC in it. It identifies, it proves nothing."""
    if _ADDRESS.search(code):
        return True
    return any(is_uscc(found) for found in _BARE_USCC.findall(code.upper()))


def check_code(code: LicenceCode, now: datetime) -> None:
    """Raises Refused for a code that was shown before, is too old, or was issued in a future no clock skew explains."""
    if code.used_at is not None:
        raise Refused(403, "licence-code-used")
    age = now - code.issued_at
    if not -SKEW_TOLERATED <= age <= CODE_LIVES + SKEW_TOLERATED:
        raise Refused(403, "licence-code-expired")


def check_enterprise(enterprise: Enterprise) -> None:
    """Only an enterprise in business acts through its licence. Raises Refused."""
    if enterprise.reg_status != RegistrationStatus.ACTIVE:
        raise Refused(403, "enterprise-not-active", enterprise.reg_status)


def check_authority(holder: LicenceHolder, service: str, today: date) -> None:
    """An agent's authority has a term and may name its services; the others' has neither. Raises Refused."""
    if holder.holder_role != HolderRole.AGENT:
        return
    if holder.auth_valid_to is None or holder.auth_valid_to < today:
        raise Refused(403, "licence-authorisation-expired")
    if holder.auth_type != FULL_AUTHORITY and service not in holder.auth_items.split(","):
        raise Refused(403, "licence-scope")
