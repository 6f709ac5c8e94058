"""Who else may say who somebody is: one identity provider (OpenID Connect Core 1.0, authorisation code with PKCE, RFC 7636).

identity-provider.json in the home, for its owner's eyes: where it is, what we are called there, and the secret between us.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator

from app.contract.wire import Message
from central.home import write_private

FILE = "identity-provider.json"
_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


class ProviderUnreachable(Exception):
    """The identity provider does not answer, or not as one does."""


class NotVouchedFor(Exception):
    """What came back proves nobody's identity. `why` is a word for the log."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True)
class Subject:
    """Whom a provider vouches for. `factors` is 2 where it says that it asked for two."""

    issuer: str
    subject: str
    factors: int

    def __repr__(self) -> str:
        return f"Subject({self.issuer}, {self.factors} factors)"


class IdentityProvider(Protocol):
    """Whoever can send a person away and tell who came back."""

    def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where the person's browser goes. Raises ProviderUnreachable."""

    def subject(self, code: str, nonce: str, verifier: str, now: int) -> Subject:
        """Who came back with `code`; `now` in seconds since 1970. Raises ProviderUnreachable, NotVouchedFor."""


class Agreement(Message):
    """What was agreed with the provider. `two_factors`: words in `amr` (RFC 8176) or `acr` that say it asked for two."""

    issuer: str = Field(max_length=300)
    client_id: str = Field(min_length=1, max_length=200)
    client_secret: str = Field(min_length=1, max_length=300, repr=False)
    return_to: str = Field(max_length=300)
    two_factors: tuple[str, ...] = ("mfa",)

    @field_validator("issuer", "return_to")
    @classmethod
    def _secret_on_its_way(cls, address: str) -> str:
        return safe_address(address)


def safe_address(address: str) -> str:
    """Raises ValueError unless nobody on the way can read along: https, or this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
        return address
    raise ValueError("https, or this machine")


def agreement(home: Path) -> Agreement | None:
    """None where there is none; a file that cannot be read is none either, and `trust-provider` writes it anew."""
    try:
        return Agreement.model_validate_json((home / FILE).read_bytes())
    except (OSError, ValidationError):
        return None


def agree(home: Path, agreed: Agreement) -> None:
    """Raises OSError."""
    write_private(home / FILE, agreed.model_dump_json(indent=1).encode())
