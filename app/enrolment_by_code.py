"""Enrolling by the one-time code that `guanjia central invite` prints: over the wire, in one call (app.contract.enrolment)."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from app.central import Cause
from app.contract.enrolment import (
    ENROLMENTS,
    EnrolmentAsked,
    EnrolmentGranted,
    is_same,
    prove_asking,
    prove_grant,
    read_code,
)
from app.contract.signing import Outgoing
from app.contract.wire import API, Refusal
from app.enrolment import Enrolment, enrol, make_terminal_key
from app.http_central import JSON, PROBLEM, cause_of, plain_address
from app.http_exchange import Exchange, HTTPException, Incoming, TooLong

SECONDS = 20.0


class NotLetIn(Exception):
    """This terminal was not enrolled. `code` is one of `app.contract.enrolment`, `invitation-answer-wrong` for an answer that does
    not come from who gave out the code, or `centre-` and a Cause."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def enrol_by_code(home: Path, url: str, code: str, *, ca_file: str = "") -> tuple[Enrolment, str]:
    """Make this terminal's key, have it let in, write down what the centre gives in return. The enrolment, and the site's name.

    The code is typed by a person and never sent. It works once; with the same key it may be used again, should an answer be lost.
    Raises NotLetIn, BadCode, EnrolmentBroken, OSError.
    """
    invitation, secret = read_code(code)
    public_key = make_terminal_key(home).public_key().public_bytes_raw()
    proof = prove_asking(secret, invitation, public_key)
    asked = EnrolmentAsked.model_construct(invitation=invitation, public_key=public_key, proof=proof)
    granted = _granted(_ask(url, ca_file, asked))
    if not is_same(granted.proof, prove_grant(secret, proof, granted)):
        raise NotLetIn("invitation-answer-wrong")
    return _write_down(home, granted), granted.site


def _ask(url: str, ca_file: str, asked: EnrolmentAsked) -> Incoming:
    address = plain_address(url) + API
    headers = {"Content-Type": JSON, "Accept": JSON, "Accept-Encoding": "identity"}
    asking = Outgoing("POST", address + ENROLMENTS, headers, asked.model_dump_json().encode())
    try:
        return Exchange(address, timeout_seconds=SECONDS, ca_file=ca_file).send(asking)
    except (TooLong, OSError, HTTPException, ValueError) as wrong:
        raise NotLetIn(f"centre-{cause_of(wrong)}") from None


def _granted(answer: Incoming) -> EnrolmentGranted:
    try:
        if answer.status == 200 and answer.media_type == JSON:
            return EnrolmentGranted.model_validate_json(answer.body, strict=True)
        if 400 <= answer.status < 500 and answer.media_type == PROBLEM:
            raise NotLetIn(Refusal.model_validate_json(answer.body, strict=True).code)
    except ValidationError:
        pass
    raise NotLetIn(f"centre-{Cause.SERVER_ERROR if answer.status >= 500 else Cause.NOT_OUR_CENTRE}")


def _write_down(home: Path, granted: EnrolmentGranted) -> Enrolment:
    return enrol(
        home,
        terminal_id=granted.terminal_id,
        centre=granted.centre,
        root_pem=granted.root_pem.encode(),
        sealing_public_key=granted.sealing_public_key,
        signing_public_key=granted.signing_public_key,
        incarnation=granted.incarnation,
    )
