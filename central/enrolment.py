"""THE CENTRE: letting a terminal in: it gives its public key, we give what it must know of us."""

import base64
import binascii
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from central.centre import open_centre
from central.settings import CENTRE_NAME, Settings
from central.terminals import enrol


class BadPublicKey(ValueError):
    """Not an Ed25519 public key in PEM, base64 or raw."""


def read_public_key(path: Path) -> bytes:
    """The 32 raw bytes. Raises BadPublicKey, OSError."""
    content = path.read_bytes()
    if content.lstrip().startswith(b"-----BEGIN"):
        return _from_pem(content)
    if len(content) == 32:
        return content
    try:
        raw = base64.b64decode(content.strip(), validate=True)
    except binascii.Error:
        raw = b""
    if len(raw) != 32:
        raise BadPublicKey(f"{path} holds no Ed25519 public key (PEM, base64 of 32 bytes, or 32 bytes)")
    return raw


def enrol_terminal(settings: Settings, terminal_id: str, site: str, public_key: bytes) -> dict[str, str]:
    """What the terminal keeps as enrolment.json. An earlier installation under the same id ends here.

    Raises HomeMissing, DatabaseUnusable, BadTerminalId.
    """
    centre = open_centre(settings)
    with centre.database.writing() as session:
        incarnation = enrol(session, terminal_id, site, public_key, centre.now()).incarnation
    sealing_key = X25519PrivateKey.from_private_bytes(centre.home.sealing_key).public_key()
    return {
        "terminal_id": terminal_id,
        "centre": CENTRE_NAME,
        "root_pem": centre.home.root_pem.decode("ascii"),
        "sealing_public_key": base64.b64encode(sealing_key.public_bytes_raw()).decode("ascii"),
        "incarnation": incarnation,
    }


def _from_pem(content: bytes) -> bytes:
    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise BadPublicKey("the PEM file holds no public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadPublicKey("the PEM file holds a key of another kind than Ed25519")
    return key.public_bytes_raw()
