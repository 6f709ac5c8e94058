"""The file that a witness keeps: one line for each head, signed by the centre, so that nobody can make one up against it.

{"format": …, "made_at": …, "epoch": …}      which life of the centre, and when
["case", "BJ20261123000001", 6, MARK]        chain, about, number, mark
{"signature": …}                             Ed25519, by the key that terminals know, over the SHA-256 of all before it
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from central.db.whole_files import sync
from central.witness.heads import CHAINS, Head

FORMAT = "guanjia-chain-heads/1"
_SIGNED = b"guanjia-chain-heads\n"


class NotAWitness(ValueError):
    """Not such a file, not whole, or not signed by this centre. The words say which."""


@dataclass(frozen=True)
class Witnessed:
    made_at: datetime
    epoch: str


def write_heads(path: Path, key: Ed25519PrivateKey, said: Witnessed, heads: Iterable[Head]) -> int:
    """How many heads. The file is there when it is whole and on the disk. Raises OSError."""
    new, sha256, lines = path.with_name(f".{path.name}.new"), hashlib.sha256(), 0
    with new.open("wb") as file:
        for line in _lines(said, heads):
            sha256.update(line)
            file.write(line)
            lines += 1
        signature = key.sign(_SIGNED + sha256.digest())
        file.write(_line({"signature": base64.b64encode(signature).decode()}))
    sync(new)
    new.replace(path)
    sync(path.parent)
    return lines - 1


def read_heads(path: Path, key: Ed25519PublicKey) -> tuple[Witnessed, Iterator[Head]]:
    """Nothing of it is believed before its signature held. Raises NotAWitness, OSError."""
    _check_signature(path, key)
    with path.open("rb") as file:
        try:
            said = json.loads(file.readline())
            if said["format"] != FORMAT:
                raise NotAWitness("another version of the program wrote it")
            witnessed = Witnessed(datetime.fromisoformat(said["made_at"]), said["epoch"])
        except (KeyError, TypeError):
            raise NotAWitness("its first line says neither when nor of whom it is") from None
    return witnessed, _heads(path)


def _lines(said: Witnessed, heads: Iterable[Head]) -> Iterator[bytes]:
    yield _line({"format": FORMAT, "made_at": said.made_at.isoformat(), "epoch": said.epoch})
    for head in heads:
        yield _line([head.chain, head.about, head.number, head.mark])


def _heads(path: Path) -> Iterator[Head]:
    with path.open("rb") as file:
        for line in file:
            said = json.loads(line)
            if isinstance(said, list):
                head = Head(*said)
                if head.chain not in CHAINS:
                    raise NotAWitness(f"it tells of a record that this program does not keep: {head.chain}")
                yield head


def _check_signature(path: Path, key: Ed25519PublicKey) -> None:
    sha256, last = hashlib.sha256(), b""
    with path.open("rb") as file:
        for line in file:
            sha256.update(last)
            last = line
    try:
        signature = base64.b64decode(json.loads(last)["signature"], validate=True)
        key.verify(signature, _SIGNED + sha256.digest())
    except (ValueError, KeyError, TypeError):
        raise NotAWitness("it is not whole, or no such file at all") from None
    except InvalidSignature:
        raise NotAWitness("it was changed, or another centre wrote it") from None


def _line(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False).encode() + b"\n"
