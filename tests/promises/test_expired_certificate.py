"""The centre's certificate runs out while nobody looks: filing goes on, nothing is lost, and one new certificate mends it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from bench_drafts import draft_of
from bench_world import wait_until, world
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from road_in_process import file, now, opened, walking

from app.central import Cause
from app.outbox import JobState

DAY = timedelta(days=1)


class Authority:
    """An authority of our own; `file` is what terminals are told."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._key = folder, generate_private_key(SECP256R1())
        self._name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "合成根")])
        self.file = folder / "ca.pem"
        root = self._certificate(self._name, self._key.public_key(), -40 * DAY, 40 * DAY)
        root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        self.file.write_bytes(root.sign(self._key, SHA256()).public_bytes(Encoding.PEM))

    def issue(self, begins: timedelta, ends: timedelta) -> tuple[Path, Path]:
        """Certificate and key for this machine."""
        own, place = generate_private_key(SECP256R1()), self._folder / f"server{ends.days}"
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "合成中心")])
        here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
        leaf = self._certificate(name, own.public_key(), begins, ends).add_extension(here, critical=False)
        certificate, key = place.with_suffix(".pem"), place.with_suffix(".key")
        certificate.write_bytes(leaf.sign(self._key, SHA256()).public_bytes(Encoding.PEM))
        key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, key

    def _certificate(self, name: x509.Name, key, begins: timedelta, ends: timedelta) -> x509.CertificateBuilder:
        number, at = x509.random_serial_number(), datetime.now(UTC)
        return x509.CertificateBuilder(self._name, name, key, number, at + begins, at + ends)


@pytest.mark.parametrize(
    ("begins", "ends", "cause"),
    [
        (-30 * DAY, -DAY, Cause.CERTIFICATE_EXPIRED),
        pytest.param(DAY, 30 * DAY, Cause.CERTIFICATE_NOT_YET_VALID, marks=pytest.mark.soak),
    ],
)
def test_jobs_wait_behind_a_certificate_that_is_out_of_date_and_go_by_themselves_when_it_is_renewed(
    tmp_path: Path, seeded: Path, begins: timedelta, ends: timedelta, cause: Cause
) -> None:
    authority = Authority(tmp_path)
    with world(tmp_path, seeded, tls=authority.issue(begins, ends)) as bench:
        terminal = bench.terminal("T0001", bench.centre.base, ca_file=str(authority.file))
        with opened(terminal.home) as outbox, walking(terminal.home, outbox, interval=0.05) as road:
            wait_until(lambda: road.link.cause is cause, 60, "the terminal says what is wrong")
            keys = file(outbox, [draft_of("T0001", number, now()) for number in range(30)])
            done_meanwhile = outbox.counts()[JobState.DONE]

            bench.centre.kill()
            bench.centre.tls = authority.issue(-DAY, 31 * DAY)
            bench.centre.start()

            wait_until(lambda: outbox.counts()[JobState.DONE] == len(keys), 60, "all went by themselves")
        bench.centre.kill()
        verdict = bench.verdict()

    assert done_meanwhile == 0
    assert (verdict.unexpected, verdict.doubled, verdict.gaps, verdict.stuck) == (30, 0, 0, 0)
