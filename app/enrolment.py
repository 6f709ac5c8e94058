"""Which terminal this is, and which centre it belongs to.

terminal.key      the terminal's Ed25519 key, PKCS #8 PEM, 0600; made here, never leaves this machine
terminal.key.new  while the centre is asked to take a new key (see app/keys.py)
enrolment.json    what the centre gave in return: terminal_id, centre, root_pem, sealing_public_key, signing_public_key, incarnation
"""

import base64
import json
from dataclasses import dataclass, field
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from pydantic import Base64Bytes, BaseModel, ConfigDict, Field, ValidationError

from app.errors import EnrolmentBroken, NotEnrolled
from app.private_files import create_private, is_private, write_private

KEY_FILE = "terminal.key"
ENROLMENT_FILE = "enrolment.json"


@dataclass(frozen=True)
class Enrolment:
    """The terminal's place at its centre. `root_pem` is the root every seal on a report must lead to;
    `sealing_public_key` is raw X25519, `signing_public_key` raw Ed25519, 32 bytes each: what is sealed to the centre, and by
    which its answers are known; `incarnation` is the centre's name for this installation of the store, new with every enrolment."""

    terminal_id: str
    centre: str
    root_pem: bytes = field(repr=False)
    sealing_public_key: bytes = field(repr=False)
    signing_public_key: bytes = field(repr=False)
    incarnation: str
    key: Ed25519PrivateKey = field(repr=False)


def make_terminal_key(home: Path) -> Ed25519PrivateKey:
    """The terminal's key, made on the first call and the same on every later one. Raises EnrolmentBroken if it is spoilt."""
    home.mkdir(parents=True, exist_ok=True)
    if not (home / KEY_FILE).exists():
        pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        create_private(home / KEY_FILE, pem)
    return load_key(home / KEY_FILE)


def enrol(
    home: Path,
    *,
    terminal_id: str,
    centre: str,
    root_pem: bytes,
    sealing_public_key: bytes,
    signing_public_key: bytes,
    incarnation: str,
) -> Enrolment:
    """Write down what the centre gave for `make_terminal_key(home).public_key()`. Raises EnrolmentBroken when it cannot be used."""
    make_terminal_key(home)
    given = {
        "terminal_id": terminal_id,
        "centre": centre,
        "root_pem": root_pem.decode("ascii"),
        "sealing_public_key": base64.b64encode(sealing_public_key).decode("ascii"),
        "signing_public_key": base64.b64encode(signing_public_key).decode("ascii"),
        "incarnation": incarnation,
    }
    _parse(home / ENROLMENT_FILE, json.dumps(given))
    write_private(home / ENROLMENT_FILE, (json.dumps(given, indent=2, ensure_ascii=False) + "\n").encode())
    return load(home)


def load(home: Path) -> Enrolment:
    """This terminal's enrolment. Raises NotEnrolled when a file is missing, EnrolmentBroken when one cannot be used."""
    path = home / ENROLMENT_FILE
    try:
        written = _parse(path, path.read_bytes())
    except FileNotFoundError:
        raise NotEnrolled(f"{path} is missing: enrol this terminal at the centre first") from None
    return Enrolment(
        terminal_id=written.terminal_id,
        centre=written.centre,
        root_pem=written.root_pem.encode(),
        sealing_public_key=written.sealing_public_key,
        signing_public_key=written.signing_public_key,
        incarnation=written.incarnation,
        key=load_key(home / KEY_FILE),
    )


def is_enrolled(home: Path) -> bool:
    """Whether `load` would succeed."""
    try:
        load(home)
    except (NotEnrolled, EnrolmentBroken):
        return False
    return True


class _Written(BaseModel):
    """enrolment.json as it stands on disk."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    terminal_id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")
    centre: str = Field(min_length=1)
    root_pem: str
    sealing_public_key: Base64Bytes
    signing_public_key: Base64Bytes
    incarnation: str = Field(min_length=8, max_length=64)


def _parse(path: Path, content: str | bytes) -> _Written:
    try:
        written = _Written.model_validate_json(content)
    except ValidationError as wrong:
        raise EnrolmentBroken(f"{path}: {_first_problem(wrong)}") from None
    try:
        x509.load_pem_x509_certificate(written.root_pem.encode())
    except ValueError:
        raise EnrolmentBroken(f"{path}: root_pem: expected one X.509 certificate in PEM") from None
    try:
        X25519PublicKey.from_public_bytes(written.sealing_public_key)
    except ValueError:
        raise EnrolmentBroken(f"{path}: sealing_public_key: expected 32 bytes of X25519 in Base64") from None
    try:
        Ed25519PublicKey.from_public_bytes(written.signing_public_key)
    except ValueError:
        raise EnrolmentBroken(f"{path}: signing_public_key: expected 32 bytes of Ed25519 in Base64") from None
    return written


def load_key(path: Path) -> Ed25519PrivateKey:
    """A terminal's private key. Raises NotEnrolled when there is none, EnrolmentBroken when it cannot be used."""
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except FileNotFoundError:
        raise NotEnrolled(f"{path} is missing: make the terminal's key, then enrol it at the centre") from None
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise EnrolmentBroken(f"{path}: expected a PKCS #8 PEM private key") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise EnrolmentBroken(f"{path}: expected an Ed25519 key")
    if not is_private(path):
        raise EnrolmentBroken(f"{path}: others may read this key; set its mode to 0600")
    return key


def _first_problem(wrong: ValidationError) -> str:
    first = wrong.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"])
    return f"{place}: {first['msg']}" if place else first["msg"]
