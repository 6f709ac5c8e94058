"""The terminal's key and its place at the centre."""

from __future__ import annotations

import json
import secrets
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from app.enrolment import Enrolment, enrol, load, make_terminal_key
from app.errors import EnrolmentBroken, HeartError, NotEnrolled

SEALING = X25519PrivateKey.generate().public_key().public_bytes_raw()
SIGNING = Ed25519PrivateKey.generate().public_key().public_bytes_raw()


def root_pem() -> bytes:
    key = Ed25519PrivateKey.generate()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "合成根证书")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
    return builder.sign(key, None).public_bytes(Encoding.PEM)


def enrolled(home: Path) -> Enrolment:
    return enrol(
        home,
        terminal_id="T0003",
        centre="demo",
        root_pem=root_pem(),
        sealing_public_key=SEALING,
        signing_public_key=SIGNING,
        incarnation=secrets.token_hex(16),
    )


def test_the_key_is_made_once_and_nobody_else_may_read_it(tmp_path: Path) -> None:
    first = make_terminal_key(tmp_path / "home")
    second = make_terminal_key(tmp_path / "home")

    assert first.private_bytes_raw() == second.private_bytes_raw()
    assert stat.S_IMODE((tmp_path / "home" / "terminal.key").stat().st_mode) == 0o600


def test_an_enrolment_reads_back_and_shows_no_secret(tmp_path: Path) -> None:
    written = enrolled(tmp_path)

    read = load(tmp_path)

    assert (read.terminal_id, read.centre, read.incarnation) == ("T0003", "demo", written.incarnation)
    assert read.sealing_public_key == SEALING
    assert x509.load_pem_x509_certificate(read.root_pem)
    assert "Ed25519" not in repr(read)


def test_enrolling_again_keeps_the_key_and_takes_the_new_incarnation(tmp_path: Path) -> None:
    first, second = enrolled(tmp_path), enrolled(tmp_path)

    assert first.key.private_bytes_raw() == second.key.private_bytes_raw()
    assert first.incarnation != second.incarnation


def test_a_terminal_without_key_or_enrolment_says_so(tmp_path: Path) -> None:
    with pytest.raises(NotEnrolled, match=r"enrolment\.json is missing"):
        load(tmp_path)

    enrolled(tmp_path)
    (tmp_path / "terminal.key").unlink()

    with pytest.raises(NotEnrolled, match=r"terminal\.key is missing"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("terminal_id", "../03"),
        ("terminal_id", None),
        ("root_pem", "no certificate"),
        ("root_pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"),
        ("sealing_public_key", "AAAA"),
        ("sealing_public_key", "???"),
        ("signing_public_key", "AAAA"),
        ("signing_public_key", None),
        ("incarnation", "one"),
        ("unknown", "x"),
    ],
)
def test_a_spoilt_enrolment_names_the_field(tmp_path: Path, field: str, value: str | None) -> None:
    enrolled(tmp_path)
    path = tmp_path / "enrolment.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {field: value}))

    with pytest.raises(EnrolmentBroken, match=field):
        load(tmp_path)


def test_an_enrolment_that_cannot_be_used_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(EnrolmentBroken, match="root_pem"):
        enrol(
            tmp_path,
            terminal_id="T0003",
            centre="x",
            root_pem=b"x",
            sealing_public_key=SEALING,
            signing_public_key=SIGNING,
            incarnation="a" * 32,
        )

    assert not (tmp_path / "enrolment.json").exists()


def test_a_torn_enrolment_is_broken_not_a_crash(tmp_path: Path) -> None:
    enrolled(tmp_path)
    path = tmp_path / "enrolment.json"
    whole = path.read_bytes()

    for length in range(0, len(whole) - 2, 7):
        path.write_bytes(whole[:length])
        with pytest.raises(HeartError, match=r"enrolment\.json"):
            load(tmp_path)


def test_a_key_of_another_kind_or_open_to_others_is_refused(tmp_path: Path) -> None:
    enrolled(tmp_path)
    path = tmp_path / "terminal.key"

    path.chmod(0o644)
    with pytest.raises(EnrolmentBroken, match="0600"):
        load(tmp_path)

    other = generate_private_key(65537, 1024)
    path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with pytest.raises(EnrolmentBroken, match="Ed25519"):
        load(tmp_path)

    path.write_bytes(b"-----BEGIN")
    with pytest.raises(EnrolmentBroken, match="PEM"):
        load(tmp_path)
