"""THE CENTRE: letting a terminal in: it gives its public key, we give what it must know of us."""

import base64
import binascii
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from sqlalchemy.orm import Session

from app.contract.enrolment import EnrolmentGranted
from central.centre import Centre
from central.known_keys import remember_key
from central.opening import opened
from central.reply_key import reply_key
from central.settings import CENTRE_NAME, Settings
from central.terminal_keys import forget_coming_key
from central.terminals import Terminal, enrol


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
    with opened(settings) as centre:
        with centre.database.writing() as session:
            terminal = let_in(session, terminal_id, site, public_key, centre.now())
        granted = granted_to(centre, terminal)
    kept: dict[str, str] = granted.model_dump(mode="json", exclude={"site", "proof"})
    return kept


def let_in(session: Session, terminal_id: str, site: str, public_key: bytes, now: datetime) -> Terminal:
    """Enrol, and forget a key that was on its way to take the former one's place. Raises BadTerminalId."""
    forget_coming_key(session, terminal_id)
    terminal = enrol(session, terminal_id, site, public_key, now)
    session.flush()
    remember_key(session, terminal_id, terminal.incarnation, public_key, now)
    return terminal


def granted_to(centre: Centre, terminal: Terminal) -> EnrolmentGranted:
    """What a terminal must know of us, its proof still to be added."""
    return EnrolmentGranted.model_construct(
        terminal_id=terminal.terminal_id,
        site=terminal.site,
        centre=CENTRE_NAME,
        root_pem=centre.home.root_pem.decode("ascii"),
        sealing_public_key=centre.home.sealing_public_key,
        signing_public_key=reply_key(centre.home.path).public_key().public_bytes_raw(),
        incarnation=terminal.incarnation,
        proof=b"",
    )


def _from_pem(content: bytes) -> bytes:
    try:
        key = load_pem_public_key(content)
    except (ValueError, UnsupportedAlgorithm):
        raise BadPublicKey("the PEM file holds no public key") from None
    if not isinstance(key, Ed25519PublicKey):
        raise BadPublicKey("the PEM file holds a key of another kind than Ed25519")
    return key.public_bytes_raw()
