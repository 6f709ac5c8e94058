"""Sealed jobs as a file, for a terminal whose disk is all that is left: written at the terminal, read at the centre.

    {"format":"guanjia-jobs-1","terminal_id":…,"incarnation":…,"exported_at":…,"jobs":n}    one line
    a BatchItem, n lines
    {"alg":"Ed25519","signature":base64}                                                    over all that stands before this line

The signature is by the terminal's own key, over the bytes with `PURPOSE` before them: no request is a bundle, no bundle a request.
Whoever carries the file can read no job: each is sealed to the centre.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final, Literal

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Field, ValidationError

from app.contract.jobs import BatchItem
from app.contract.wire import Message

FORMAT: Final = "guanjia-jobs-1"
PURPOSE = b"guanjia jobs bundle 1\n"


class BundleBroken(Exception):
    """This file is not what that terminal wrote: cut, changed, or by another key. Says nothing of the content."""

    code = "bundle-broken"


class BundleHead(Message):
    """Whose jobs these are, and how many."""

    format: Literal["guanjia-jobs-1"] = FORMAT
    terminal_id: str
    incarnation: str
    exported_at: datetime
    jobs: int = Field(ge=0)


class _Signed(Message):
    alg: Literal["Ed25519"] = "Ed25519"
    signature: str


def write_bundle(head: BundleHead, items: Sequence[BatchItem], key: Ed25519PrivateKey) -> bytes:
    """The file's bytes. Raises ValueError where `head` names another number of jobs (a defect)."""
    if head.jobs != len(items):
        raise ValueError("a bundle's head names the number of its jobs")
    content = b"".join(message.model_dump_json().encode() + b"\n" for message in (head, *items))
    signature = base64.b64encode(key.sign(PURPOSE + content)).decode("ascii")
    return content + _Signed(signature=signature).model_dump_json().encode() + b"\n"


def claimed_head(content: bytes) -> BundleHead:
    """Whose bundle this says it is: which public key to read it with. Not yet believed. Raises BundleBroken."""
    try:
        return BundleHead.model_validate_json(content.partition(b"\n")[0])
    except ValidationError:
        raise BundleBroken("this is no bundle of jobs") from None


def read_bundle(content: bytes, public_key: Ed25519PublicKey) -> tuple[BundleHead, tuple[BatchItem, ...]]:
    """What the terminal with this key wrote. Raises BundleBroken for anything else than its untouched bytes."""
    if not content.endswith(b"\n"):
        raise BundleBroken("the bundle is cut")
    *lines, last = content[:-1].split(b"\n")
    signed = b"".join(line + b"\n" for line in lines)
    try:
        signature = base64.b64decode(_Signed.model_validate_json(last).signature, validate=True)
        public_key.verify(signature, PURPOSE + signed)
        items = tuple(BatchItem.model_validate_json(line) for line in lines[1:])
    except (ValidationError, ValueError, InvalidSignature, json.JSONDecodeError):
        raise BundleBroken("the bundle was changed, or is another terminal's") from None
    head = claimed_head(signed)
    if head.jobs != len(items):
        raise BundleBroken("the bundle does not hold as many jobs as it says")
    return head, items
