"""THE PAPER: the seal: a real signature (PAdES-B-B), and its verdict."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from printing.page import Laid

Code = Literal["valid", "no-seal", "digest-mismatch", "untrusted", "changed-after-sealing", "not-a-pdf"]


class Sealer(Protocol):
    """Who holds the key: a file (`FileSealer`), later an HSM."""

    def seal(self, laid: Laid, *, reason: str) -> bytes:
        """The sealed PDF. `reason` holds nothing personal."""
        ...


@dataclass(frozen=True)
class Verdict:
    """`valid` only when the signature is whole, its chain ends at our root and it covers every byte of the file."""

    valid: bool
    code: Code
    signer: str = ""
    signed_at: datetime | None = None
    whole_file: bool = False


class FileSealer:
    def __init__(self, key_pem: bytes, chain_pem: bytes) -> None:
        raise NotImplementedError

    def seal(self, laid: Laid, *, reason: str) -> bytes:
        raise NotImplementedError


def verify(pdf: bytes, root_pem: bytes, *, at: datetime | None = None) -> Verdict:
    """Never raises for bad input, never touches the network."""
    raise NotImplementedError
