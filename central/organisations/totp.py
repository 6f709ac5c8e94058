"""A code that changes every thirty seconds (TOTP, RFC 6238; HOTP, RFC 4226), as every authenticator app makes it."""

import base64
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

STEP_SECONDS = 30
DIGITS = 6
STEPS_OFF = 1
"""A telephone's clock may be half a minute off, and its owner slow (RFC 6238 §5.2)."""
SECRET_BYTES = 20


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    """RFC 4226 §5.3."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    place = digest[-1] & 0x0F
    number = int.from_bytes(digest[place : place + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**digits:0{digits}d}"


def step_at(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_SECONDS


def step_of(secret: bytes, code: str, moment: datetime, *, after: int) -> int | None:
    """The step whose code this is, near `moment` and later than `after`, the last one taken; None for no such code."""
    here = step_at(moment)
    found = None
    for step in range(here - STEPS_OFF, here + STEPS_OFF + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), code.encode()) and step > after:
            found = step
    return found


def address(secret: bytes, badge: str, issuer: str) -> str:
    """`otpauth://…`, to be shown once as a square code or typed in."""
    return f"otpauth://totp/{quote(issuer)}:{quote(badge)}?secret={base32(secret)}&issuer={quote(issuer)}"


def base32(secret: bytes) -> str:
    return base64.b32encode(secret).decode().rstrip("=")
