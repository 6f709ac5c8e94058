"""Claims as the address in a QR code, and back. Upper-case letters and digits only: the densest alphabet a QR code has for text."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from printing.signing_key import SigningKey
from printing.token import claims, cose
from printing.token.claims import Claims

TYPE: Final = "guanjia-paper"
LONGEST_ADDRESS: Final = 2_000

_ADDRESS = re.compile(r"(?:HTTPS?://[A-Z0-9.:\[\]-]+)?/V/([A-Z2-7]{40,1600})", re.IGNORECASE)


class NotAToken(ValueError):
    """What was scanned is no paper token. It may be anything, so it is not kept."""


@dataclass(frozen=True)
class PaperToken:
    """What a scanned code claims. Nothing of it is true before its signature was checked (`check.check`)."""

    claims: Claims
    signed: cose.Signed


def address(said: Claims, key: SigningKey, public_url: str) -> str:
    """The address in upper case, e.g. `HTTPS://XY.EXAMPLE/V/2KCE…`: a browser opens it, and a terminal reads it without a wire.

    `public_url` is a scheme and a host: only these mean the same in upper case. Raises KeyUnusable.
    """
    message = cose.sign(said.encoded(), key, TYPE)
    return f"{public_url.upper().rstrip('/')}/V/{base64.b32encode(message).decode().rstrip('=')}"


def read(scanned: str) -> PaperToken:
    """The token in a scanned address, or in its last part alone. Raises NotAToken."""
    if len(scanned) > LONGEST_ADDRESS:
        raise NotAToken
    found = _ADDRESS.fullmatch(scanned.strip()) or _ADDRESS.fullmatch(f"/V/{scanned.strip()}")
    if not found:
        raise NotAToken
    try:
        signed = cose.read(_unpadded(found[1].upper()), TYPE)
        return PaperToken(claims.decode(signed.payload), signed)
    except (cose.NotOurs, binascii.Error):
        raise NotAToken from None


def _unpadded(text: str) -> bytes:
    return base64.b32decode(text + "=" * (-len(text) % 8))
