"""Letting a terminal in by a code that a person carries from the centre to it.

POST /v1/enrolments   EnrolmentAsked → EnrolmentGranted

The code is five groups of four characters: the first names the invitation, the others are its secret (80 bits). It never goes over the
wire. With it the terminal proves that it was invited and the centre proves that it is the one that invites; whoever sits between them
can change neither the terminal's key nor the centre's. 80 bits need no limit on guesses within the hour an invitation lives.

Refusal codes: invitation-unknown (403: no such invitation, or another secret), invitation-expired (403), invitation-used (403).
"""

import hashlib
import hmac
import json
import re
from typing import Final

from pydantic import Field

from app.contract.wire import Bytes32, Message

ENROLMENTS = "/enrolments"
_LETTERS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: no I, L, O and U, which people read as 1, 1, 0 and V."""
_READ_AS: Final = str.maketrans("ILOU", "110V")
_CODE = re.compile(f"[{_LETTERS}]{{20}}")
SECRET_BYTES = 10


class BadCode(ValueError):
    """Not an invitation's code: a character is missing or too many."""

    code = "invitation-malformed"


class EnrolmentAsked(Message):
    """`public_key` is raw Ed25519; `proof` shows that who sends it knows the secret."""

    invitation: str = Field(pattern=f"^[{_LETTERS}]{{4}}$")
    public_key: Bytes32
    proof: Bytes32 = Field(repr=False)


class EnrolmentGranted(Message):
    """What the terminal keeps as enrolment.json; `proof` shows that who says so knows the secret."""

    terminal_id: str
    site: str
    centre: str
    root_pem: str = Field(repr=False)
    sealing_public_key: Bytes32 = Field(repr=False)
    signing_public_key: Bytes32 = Field(repr=False)
    incarnation: str
    proof: Bytes32 = Field(repr=False)


def write_code(invitation: str, secret: bytes) -> str:
    """As it is printed: `7K2M-Q4XD-…`. `secret` has SECRET_BYTES bytes."""
    number = int.from_bytes(secret, "big")
    letters = "".join(_LETTERS[number >> shift & 31] for shift in range(75, -1, -5))
    text = invitation + letters
    return "-".join(text[at : at + 4] for at in range(0, 20, 4))


def read_code(text: str) -> tuple[str, bytes]:
    """The invitation's name and its secret, however the code was typed. Raises BadCode."""
    plain = re.sub(r"[\s-]", "", text).upper().translate(_READ_AS)
    if not _CODE.fullmatch(plain):
        raise BadCode("expected a code of five groups of four letters and digits")
    number = 0
    for letter in plain[4:]:
        number = number << 5 | _LETTERS.index(letter)
    return plain[:4], number.to_bytes(SECRET_BYTES, "big")


def invitation_name(number: int) -> str:
    """Four letters for a number below 2²⁰."""
    return "".join(_LETTERS[number >> shift & 31] for shift in range(15, -1, -5))


def prove_asking(secret: bytes, invitation: str, public_key: bytes) -> bytes:
    return hmac.digest(
        secret, b"guanjia enrolment 1 asked\n" + invitation.encode() + b"\n" + public_key, hashlib.sha256
    )


def prove_grant(secret: bytes, asked: bytes, granted: EnrolmentGranted) -> bytes:
    """`asked` is the proof in the question: the answer is to this one."""
    said = json.dumps(granted.model_dump(mode="json", exclude={"proof"}), sort_keys=True, separators=(",", ":"))
    return hmac.digest(secret, b"guanjia enrolment 1 granted\n" + asked + said.encode(), hashlib.sha256)


def is_same(one: bytes, other: bytes) -> bool:
    """Compared in a time that tells nothing."""
    return hmac.compare_digest(one, other)
