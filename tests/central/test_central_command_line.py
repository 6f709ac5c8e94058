"""`guanjia central` as a technician runs it: real processes, clear words."""

from __future__ import annotations

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests
from central_world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.contract.wire import Greeting
from kiosk.command_line import main

PUBLIC_KEY = Ed25519PrivateKey.generate().public_key()
PUBLIC_KEYS = {
    "pem": PUBLIC_KEY.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
    "base64": base64.b64encode(PUBLIC_KEY.public_bytes_raw()) + b"\n",
    "raw": PUBLIC_KEY.public_bytes_raw(),
}


def test_seed_serve_greet_and_stop(tmp_path: Path) -> None:
    home = tmp_path / "central"
    seeded = _run("seed", "--home", str(home), "--enterprises", "20")

    with _serving(home) as port:
        answer = requests.get(f"http://127.0.0.1:{port}/v1/greeting", timeout=10)

    assert seeded.returncode == 0
    assert "企业 20 / 20" in seeded.stderr
    assert "（演示）" in Greeting.model_validate_json(answer.content).centre


def test_serving_without_a_home_says_which_command_makes_one(tmp_path: Path) -> None:
    served = _run("serve", "--home", str(tmp_path / "nowhere"), "--port", "0")

    assert served.returncode == 1
    assert f"guanjia central seed --home {tmp_path / 'nowhere'}" in served.stderr
    assert "Traceback" not in served.stderr


def test_taken_port_is_named(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])

        status = main(["central", "serve", "--home", str(central_home), "--port", port])

    assert status == 1
    assert f"port {port} on 127.0.0.1 is taken" in capfd.readouterr().err


@pytest.mark.parametrize("form", PUBLIC_KEYS)
def test_enrolment_gives_the_terminal_what_it_must_know(central_home: Path, tmp_path: Path, form: str) -> None:
    (tmp_path / "terminal.pub").write_bytes(PUBLIC_KEYS[form])

    status = _enrol(central_home, tmp_path)

    given = json.loads((tmp_path / "enrolment.json").read_text("utf-8"))
    assert status == 0
    keys = {"sealing_public_key", "signing_public_key"}
    assert set(given) == {"terminal_id", "centre", "root_pem", "incarnation"} | keys
    assert given["terminal_id"] == "T0003"
    assert given["root_pem"].startswith("-----BEGIN CERTIFICATE-----")
    assert len(base64.b64decode(given["sealing_public_key"])) == 32


def test_each_enrolment_is_another_incarnation(central_home: Path, tmp_path: Path) -> None:
    (tmp_path / "terminal.pub").write_bytes(PUBLIC_KEYS["pem"])
    found = set()
    for _ in range(2):
        _enrol(central_home, tmp_path)
        found.add(json.loads((tmp_path / "enrolment.json").read_text("utf-8"))["incarnation"])

    assert len(found) == 2


@pytest.mark.parametrize(
    ("key", "terminal", "words"),
    [
        (b"nonsense", "T0003", "holds no Ed25519 public key"),
        (b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "T0003", "holds no public key"),
        (PUBLIC_KEYS["pem"], "t3", "five capitals and digits"),
    ],
)
def test_enrolment_that_cannot_be_is_refused_in_words(
    central_home: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str], key: bytes, terminal: str, words: str
) -> None:
    (tmp_path / "terminal.pub").write_bytes(key)

    status = _enrol(central_home, tmp_path, terminal)

    assert status == 1
    assert words in capfd.readouterr().err
    assert not (tmp_path / "enrolment.json").exists()


def test_revoked_terminal_is_refused_from_its_next_request(world: World) -> None:
    before = world.terminal.get("/v1/credit/catalogue")
    home = str(world.centre.settings.home)

    status = main(["central", "revoke-terminal", "--home", home, "--terminal", "T0003"])

    after = world.terminal.get("/v1/credit/catalogue")
    assert (before.status, status) == (200, 0)
    assert (after.status, after.code) == (401, "terminal-unknown")


def test_terminal_nobody_enrolled_cannot_be_revoked(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["central", "revoke-terminal", "--home", str(central_home), "--terminal", "T0009"]) == 1
    assert "no terminal T0009 is enrolled" in capfd.readouterr().err


def test_report_nobody_issued_cannot_be_revoked(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    number = "DGXY20261123T00030000158"

    status = main(["central", "revoke-report", "--home", str(central_home), "--number", number, "--reason", "合成"])

    assert status == 1
    assert f"no report has the number {number}" in capfd.readouterr().err


def test_epoch_is_renewed_on_request(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = []
    for _ in range(2):
        assert main(["central", "renew-epoch", "--home", str(central_home)]) == 0
        said.append(capfd.readouterr().err)

    assert said[0] != said[1]


def _enrol(central_home: Path, folder: Path, terminal: str = "T0003") -> int:
    words = ["central", "enrol", "--home", str(central_home), "--terminal", terminal, "--site", "寮步镇政务服务中心"]
    return main([*words, "--public-key", str(folder / "terminal.pub"), "--out", str(folder / "enrolment.json")])


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "kiosk.command_line", "central", *words]


def _run(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(_command(*words), capture_output=True, text=True, timeout=60, check=False)


@contextmanager
def _serving(home: Path) -> Iterator[int]:
    child = subprocess.Popen(_command("serve", "--home", str(home), "--port", "0"), stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield json.loads(child.stdout.readline())["port"]
    finally:
        os.kill(child.pid, signal.SIGTERM)
        child.communicate(timeout=20)
    assert child.returncode in (0, -signal.SIGTERM)
