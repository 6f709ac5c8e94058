"""Letting a terminal in by a code: once, within the hour, and nobody in between can put a key of their own in."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
import requests
from central_world import World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from protocol_world import SITE, road_to

from app.central import Accepted, Refused
from app.contract.enrolment import (
    SECRET_BYTES,
    BadCode,
    EnrolmentAsked,
    EnrolmentGranted,
    invitation_name,
    prove_asking,
    read_code,
    write_code,
)
from app.enrolment import ENROLMENT_FILE, make_terminal_key
from app.enrolment_by_code import NotLetIn, enrol_by_code
from central.invitation_table import Invitation
from central.invitations import invite
from kiosk.command_line import main


@pytest.fixture
def code(shared_world: World) -> str:
    return invite(shared_world.centre, "T0007", SITE)


def refused(home: Path, url: str, code: str) -> str:
    with pytest.raises(NotLetIn) as refusal:
        enrol_by_code(home, url, code)
    return refusal.value.code


def test_a_code_lets_one_terminal_in(shared_world: World, tmp_path: Path) -> None:
    with road_to(shared_world, tmp_path / "terminal") as road:
        answer = road.central.credit_catalogue()

        assert isinstance(answer, Accepted)
        assert road.place.terminal_id == "T0007"


def test_a_code_works_once(shared_world: World, code: str, tmp_path: Path) -> None:
    enrol_by_code(tmp_path / "first", shared_world.url, code)

    assert refused(tmp_path / "second", shared_world.url, code) == "invitation-used"
    assert not (tmp_path / "second" / ENROLMENT_FILE).exists()


def test_an_answer_that_got_lost_is_asked_for_again_with_the_same_key(
    shared_world: World, code: str, tmp_path: Path
) -> None:
    first, _ = enrol_by_code(tmp_path, shared_world.url, code)
    (tmp_path / ENROLMENT_FILE).unlink()

    again, site = enrol_by_code(tmp_path, shared_world.url, code)

    assert (again.incarnation, site) == (first.incarnation, SITE)


def test_a_code_lasts_an_hour(world: World, tmp_path: Path) -> None:
    code = invite(world.centre, "T0007", SITE)
    world.clock.forward(minutes=61)

    assert refused(tmp_path, world.url, code) == "invitation-expired"


def test_a_code_nobody_gave_out_is_refused_whatever_it_is(shared_world: World, code: str, tmp_path: Path) -> None:
    name, secret = read_code(code)
    other_secret = write_code(name, bytes(byte ^ 1 for byte in secret))
    other_name = write_code(invitation_name(int.from_bytes(secret[:2], "big")), secret)

    assert refused(tmp_path, shared_world.url, other_secret) == "invitation-unknown"
    assert refused(tmp_path, shared_world.url, other_name) == "invitation-unknown"


def test_a_new_code_for_the_same_terminal_ends_the_installation_before(shared_world: World, tmp_path: Path) -> None:
    with road_to(shared_world, tmp_path / "before") as before, road_to(shared_world, tmp_path / "after") as after:
        assert before.central.credit_catalogue() == Refused("signature-wrong", status=401)
        assert isinstance(after.central.credit_catalogue(), Accepted)


def test_whoever_lacks_the_code_cannot_put_in_a_key_of_their_own(shared_world: World, code: str) -> None:
    name, secret = read_code(code)
    terminals = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    proof = prove_asking(secret, name, terminals)
    thiefs = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    stolen = EnrolmentAsked.model_construct(invitation=name, public_key=thiefs, proof=proof)

    answer = requests.post(
        f"{shared_world.url}/v1/enrolments",
        data=stolen.model_dump_json(),
        headers={"Content-Type": "application/json"},
        timeout=10,
    )

    assert (answer.status_code, answer.json()["code"]) == (403, "invitation-unknown")


def test_whoever_lacks_the_code_cannot_pose_as_the_centre(tmp_path: Path, shared_world: World, code: str) -> None:
    """A centre with keys of its own in between: it may pass the question on, and cannot change the answer."""
    name, secret = read_code(code)
    key = make_terminal_key(tmp_path).public_key().public_bytes_raw()
    asked = EnrolmentAsked.model_construct(invitation=name, public_key=key, proof=prove_asking(secret, name, key))
    headers = {"Content-Type": "application/json"}
    said = requests.post(f"{shared_world.url}/v1/enrolments", data=asked.model_dump_json(), headers=headers, timeout=10)
    true = EnrolmentGranted.model_validate_json(said.content)
    false = true.model_copy(update={"signing_public_key": Ed25519PrivateKey.generate().public_key().public_bytes_raw()})

    with answering(false.model_dump_json().encode()) as url:
        code_of_refusal = refused(tmp_path, url, code)

    assert code_of_refusal == "invitation-answer-wrong"
    assert not (tmp_path / ENROLMENT_FILE).exists()


def test_who_knocks_without_a_code_takes_no_turn_at_writing(world: World) -> None:
    """While somebody writes they are turned away all the same: no noise at the door keeps a terminal's jobs waiting."""
    nobody = EnrolmentAsked.model_construct(invitation="0000", public_key=bytes(32), proof=bytes(32))

    with world.centre.database.writing() as session:
        session.add(Invitation(name="ZZZZ", salt=b"", terminal_id="T0099", site="", expires_at=world.clock()))
        session.flush()
        answer = requests.post(
            f"{world.url}/v1/enrolments",
            data=nobody.model_dump_json(),
            headers={"Content-Type": "application/json"},
            timeout=8,
        )

    assert (answer.status_code, answer.json()["code"]) == (403, "invitation-unknown")


def test_the_database_alone_lets_nobody_in(shared_world: World, code: str) -> None:
    _, secret = read_code(code)

    with shared_world.centre.database.reading() as session:
        rows = [value for row in session.query(Invitation) for value in vars(row).values()]

    assert secret not in [value for value in rows if isinstance(value, bytes)]
    assert code not in rows


def test_the_verb_enrols_and_writes_a_configuration(
    shared_world: World, code: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "terminal"

    status = main(["enrol", "--home", str(home), "--url", shared_world.url, "--code", code.lower().replace("-", " ")])

    assert status == 0
    assert "T0007" in (home / "terminal.toml").read_text("utf-8")
    assert SITE in (home / "terminal.toml").read_text("utf-8")
    assert code not in capfd.readouterr().err


@pytest.mark.parametrize(("typed", "words"), [("7K2M-C7YR", "incomplete"), ("7K2M-C7YR-VZY1-ACBB-6743", "登记码不对")])
def test_the_verb_says_in_words_why_not(
    shared_world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str], typed: str, words: str
) -> None:
    status = main(["enrol", "--home", str(tmp_path), "--url", shared_world.url, "--code", typed])

    assert status == 1
    assert words in capfd.readouterr().err


def test_the_centres_verb_prints_a_code(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    status = main(["central", "invite", "--home", str(central_home), "--terminal", "T0007", "--site", SITE])

    name, secret = read_code(capfd.readouterr().out)
    assert (status, len(name), len(secret)) == (0, 4, SECRET_BYTES)


@given(st.integers(0, 2**20 - 1), st.binary(min_size=SECRET_BYTES, max_size=SECRET_BYTES))
def test_a_code_reads_back_however_it_was_typed(number: int, secret: bytes) -> None:
    name = invitation_name(number)
    code = write_code(name, secret)

    typed = code.lower().replace("-", "").replace("1", "l").replace("0", "o")

    assert read_code(code) == read_code(typed) == (name, secret)


@given(st.text(max_size=40))
def test_noise_is_no_code(text: str) -> None:
    try:
        name, secret = read_code(text)
    except BadCode:
        return
    assert (len(name), len(secret)) == (4, SECRET_BYTES)


@contextmanager
def answering(body: bytes) -> Iterator[str]:
    """A server that gives one and the same JSON to everybody."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
