"""A centre behind TLS: one authority of our own, and words for each way in which a certificate will not do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from loopback_centre import LoopbackCentre, enrolment, serving

from app.central import Accepted, Cause, Unreachable
from app.config import CentralServer
from app.enrolment import Enrolment
from app.errors import ConfigRefused
from app.fake_central import FakeCentral
from app.http_central import HttpCentral

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Authority:
    """A private root, and the server certificates it signs."""

    folder: Path
    name: str
    key: EllipticCurvePrivateKey

    @property
    def file(self) -> Path:
        path = self.folder / f"{self.name}.pem"
        if not path.exists():
            subject = _name(self.name)
            now = datetime.now(UTC)
            builder = x509.CertificateBuilder(subject, subject, self.key.public_key(), 1, now - 9 * DAY, now + 9 * DAY)
            limits = x509.BasicConstraints(ca=True, path_length=0)
            path.write_bytes(
                builder.add_extension(limits, critical=True).sign(self.key, SHA256()).public_bytes(Encoding.PEM)
            )
        return path

    def issue(self, host: str = "127.0.0.1", begins: timedelta = -DAY, ends: timedelta = DAY) -> tuple[Path, Path]:
        """Certificate and key for a host, as PEM files."""
        key, now = generate_private_key(SECP256R1()), datetime.now(UTC)
        builder = x509.CertificateBuilder(
            _name(self.name), _name("centre"), key.public_key(), x509.random_serial_number(), now + begins, now + ends
        )
        named = x509.IPAddress(ip_address(host)) if host[0].isdigit() else x509.DNSName(host)
        builder = builder.add_extension(x509.SubjectAlternativeName([named]), critical=False)
        certificate, private = self.folder / "server.pem", self.folder / "server.key"
        certificate.write_bytes(builder.sign(self.key, SHA256()).public_bytes(Encoding.PEM))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, private


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _authority(folder: Path, name: str) -> Authority:
    return Authority(folder, name, generate_private_key(SECP256R1()))


@pytest.fixture
def ours(tmp_path: Path) -> Authority:
    return _authority(tmp_path, "ours")


@pytest.fixture
def place() -> Enrolment:
    return enrolment()


@contextmanager
def centre_with(place: Enrolment, chain: tuple[Path, Path]) -> Iterator[tuple[LoopbackCentre, CentralServer]]:
    centre = LoopbackCentre(FakeCentral(), place.key.public_key())
    centre.speak_tls(*chain)
    with serving(centre) as server:
        yield centre, server


def greeted(place: Enrolment, chain: tuple[Path, Path], ca_file: Path | None) -> object:
    with centre_with(place, chain) as (_, server):
        pinned = CentralServer(url=server.url, timeout_seconds=5, ca_file=str(ca_file or ""))
        return HttpCentral(pinned, place).greet()


def test_a_centre_under_our_own_authority_is_ours(ours: Authority, place: Enrolment) -> None:
    assert isinstance(greeted(place, ours.issue(), ours.file), Accepted)


Chain = Callable[[Authority], tuple[Path, Path]]
WRONG: dict[str, tuple[Chain, Cause]] = {
    "expired": (lambda ours: ours.issue(begins=-3 * DAY, ends=-DAY), Cause.CERTIFICATE_EXPIRED),
    "not yet valid": (lambda ours: ours.issue(begins=DAY, ends=3 * DAY), Cause.CERTIFICATE_NOT_YET_VALID),
    "another address": (lambda ours: ours.issue("127.0.0.2"), Cause.CERTIFICATE_OTHER_NAME),
    "another name": (lambda ours: ours.issue("centre.example"), Cause.CERTIFICATE_OTHER_NAME),
    "another authority": (lambda ours: _authority(ours.folder, "theirs").issue(), Cause.NOT_OUR_CENTRE),
    "another authority of our name": (lambda ours: _authority(ours.folder, "ours").issue(), Cause.NOT_OUR_CENTRE),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_certificate_that_will_not_do_has_its_own_words(ours: Authority, place: Enrolment, name: str) -> None:
    pinned = ours.file
    chain, cause = WRONG[name]

    assert greeted(place, chain(ours), pinned) == Unreachable(cause)


def test_our_authority_is_none_of_the_systems(ours: Authority, place: Enrolment) -> None:
    assert greeted(place, ours.issue(), None) == Unreachable(Cause.NOT_OUR_CENTRE)


def test_a_certificate_alone_makes_no_centre(ours: Authority, place: Enrolment) -> None:
    """K26: a clock set back makes an old certificate good again; whoever stole its key still cannot sign as the centre does."""
    with centre_with(place, ours.issue()) as (centre, server):
        centre.reply_key = Ed25519PrivateKey.generate()
        pinned = CentralServer(url=server.url, timeout_seconds=5, ca_file=str(ours.file))

        assert HttpCentral(pinned, place).greet() == Unreachable(Cause.REPLY_NOT_BELIEVED)


def test_a_renewed_certificate_lets_the_same_terminal_go_on(ours: Authority, place: Enrolment) -> None:
    pinned = ours.file
    before = greeted(place, ours.issue(begins=-3 * DAY, ends=-DAY), pinned)

    after = greeted(place, ours.issue(), pinned)

    assert before == Unreachable(Cause.CERTIFICATE_EXPIRED)
    assert isinstance(after, Accepted)


@pytest.mark.parametrize("content", [None, b"", b"no certificate"])
def test_an_authoritys_file_that_cannot_be_used_is_refused_in_words(
    tmp_path: Path, place: Enrolment, content: bytes | None
) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(ConfigRefused, match=r"central\.ca_file"):
        HttpCentral(CentralServer(url="https://127.0.0.1:1", ca_file=str(path)), place)
