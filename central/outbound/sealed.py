"""THE CENTRE, OUTBOUND: content with somebody's name in it lies sealed to ourselves until the moment it is sent."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.contract.sealing import open_sealed, seal
from central.outbound.outcomes import Parcel

SEALED: Final = "sealed"


def sealed(sealing_key: bytes, delivery_id: str, content: dict[str, Any]) -> dict[str, str]:
    """What `Owed.content` is to be: readable with this centre's key only, and only as this delivery."""
    public = X25519PrivateKey.from_private_bytes(sealing_key).public_key().public_bytes_raw()
    plain = json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
    return {SEALED: base64.b64encode(seal(public, plain, delivery_id.encode())).decode("ascii")}


def opened(sealing_key: bytes, parcel: Parcel) -> Parcel:
    """The parcel as its receiver is to have it; the same bytes at every attempt. Raises SealedBroken."""
    content = json.loads(parcel.content)
    if set(content) != {SEALED}:
        return parcel
    key = X25519PrivateKey.from_private_bytes(sealing_key)
    plain = open_sealed(key, base64.b64decode(content[SEALED]), parcel.key.encode())
    return replace(parcel, content=plain.decode())
