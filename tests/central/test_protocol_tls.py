"""From an invitation to a delivered job as an operator and a technician would do it: a real process, our own authority, https."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from central_world import START
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from protocol_world import SITE, Rating

from app import config, enrolment
from app.audit import AuditLog
from app.central import Accepted, Cause, Unreachable
from app.config import CentralServer
from app.errands import errands_of
from app.http_central import HttpCentral
from app.outbox import JobState, Outbox
from app.sync import Sync
from central.seed import seed
from kiosk.command_line import main

DAY = timedelta(days=1)


def make_authority(folder: Path) -> None:
    """ca.pem, and server.pem with server.key for 127.0.0.1 under it."""
    now = datetime.now(UTC)
    root, own = generate_private_key(SECP256R1()), generate_private_key(SECP256R1())
    ca, centre = (x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)]) for name in ("合成根", "合成中心"))
    top = x509.CertificateBuilder(ca, ca, root.public_key(), 1, now - DAY, now + DAY)
    top = top.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    leaf = x509.CertificateBuilder(ca, centre, own.public_key(), 2, now - DAY, now + DAY)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    leaf = leaf.add_extension(here, critical=False)
    (folder / "ca.pem").write_bytes(top.sign(root, SHA256()).public_bytes(Encoding.PEM))
    (folder / "server.pem").write_bytes(leaf.sign(root, SHA256()).public_bytes(Encoding.PEM))
    (folder / "server.key").write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


@contextmanager
def serving(home: Path, folder: Path) -> Iterator[str]:
    words = ["central", "serve", "--home", str(home), "--port", "0"]
    tls = ["--tls-certificate", str(folder / "server.pem"), "--tls-key", str(folder / "server.key")]
    command = [
        "/usr/bin/setpriv",
        "--pdeathsig",
        "TERM",
        "--",
        sys.executable,
        "-m",
        "kiosk.command_line",
        *words,
        *tls,
    ]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield f"https://127.0.0.1:{json.loads(child.stdout.readline())['port']}"
    finally:
        os.kill(child.pid, signal.SIGTERM)
        child.communicate(timeout=20)


def test_invited_enrolled_and_delivering_over_tls(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home, terminal = tmp_path / "central", tmp_path / "terminal"
    seed(home, enterprises=20, clock=lambda: START, say=lambda _: None)
    make_authority(tmp_path)
    with serving(home, tmp_path) as url:
        capfd.readouterr()
        assert main(["central", "invite", "--home", str(home), "--terminal", "T0007", "--site", SITE]) == 0
        code = capfd.readouterr().out.strip()
        ca_file = ["--ca-file", str(tmp_path / "ca.pem")]

        assert main(["enrol", "--home", str(terminal), "--url", url, "--code", code, *ca_file]) == 0

        place = enrolment.load(terminal)
        central = HttpCentral(config.load(terminal / config.FILE).central, place)
        assert isinstance(central.greet(), Accepted)
        with Outbox(
            terminal,
            sealing_public_key=place.sealing_public_key,
            short_name="07",
            incarnation=place.incarnation,
        ) as outbox:
            outbox.file([Rating("visit:1", central.clock())], central.clock())
            diary = AuditLog(terminal / "audit.jsonl")
            errands = errands_of(terminal, place, central, outbox, diary)
            Sync(outbox, central, now=central.clock, errands=errands)._make_a_round()
            diary.close()
            assert outbox.counts()[JobState.DONE] == 1
        unpinned = HttpCentral(CentralServer(url=url), place)
        assert unpinned.greet() == Unreachable(Cause.NOT_OUR_CENTRE)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--tls-key", "server.key"], "go together"),
        (["--tls-certificate", "ca.pem", "--tls-key", "server.key"], "cannot be served with"),
        (["--tls-certificate", "none.pem", "--tls-key", "server.key"], "cannot be served with"),
    ],
)
def test_a_certificate_that_makes_no_server_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    make_authority(tmp_path)
    monkeypatch.chdir(tmp_path)

    assert main(["central", "serve", "--home", str(tmp_path), "--port", "0", *words]) == 1
    assert said in capfd.readouterr().err
