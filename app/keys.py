"""Changing the terminal's key: the new one is registered at the centre by the old one, and only then takes its place.

terminal.key.new is there from before the centre is asked until the new key is in use. Whatever is cut short is taken up where it
stood: the centre takes the same new key again, and either key until the new one has signed a request.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.central import Accepted, Refused, Unreachable
from app.contract.orders import NewKey, Noted, prove_new_key
from app.enrolment import KEY_FILE, load_key
from app.private_files import create_private, sync_folder

NEW_KEY_FILE = "terminal.key.new"


class KeyRoad(Protocol):
    """What rotation needs of the centre."""

    def register_key(self, new_key: NewKey) -> Accepted[Noted] | Refused | Unreachable: ...

    def sign_with(self, key: Ed25519PrivateKey) -> None: ...


def rotate_key(home: Path, terminal_id: str, road: KeyRoad) -> Accepted[Noted] | Refused | Unreachable:
    """Make, register and use a new key. Where the centre does not accept it, the old one stays in use, and the next call asks
    again with the same new one. Raises EnrolmentBroken, NotEnrolled."""
    old, new = load_key(home / KEY_FILE), _new_key(home)
    raw = new.public_key().public_bytes_raw()
    registration = NewKey.model_construct(public_key=raw, proof=prove_new_key(new, old.public_key(), terminal_id))
    answer = road.register_key(registration)
    if isinstance(answer, Accepted):
        os.replace(home / NEW_KEY_FILE, home / KEY_FILE)
        sync_folder(home)
        road.sign_with(new)
    return answer


def _new_key(home: Path) -> Ed25519PrivateKey:
    path = home / NEW_KEY_FILE
    if not path.exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        create_private(path, pem)
    return load_key(path)
