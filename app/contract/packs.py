"""Packs: what the centre publishes for terminals (items, calendars, templates …), as named sets of files with a version.

GET /v1/packs?since=CURSOR                              PackChanges, with an ETag; 304 to If-None-Match while nothing has changed
GET /v1/packs/files/{sha256}?offset=N                   the file's bytes from N on, at most FILE_PART_BYTES

A manifest is signed by itself, so that a pack on a disk can be checked at every start, without the centre. A version only grows:
withdrawing a pack is a further version, one that is empty (`withdrawn`) or one with the files of an earlier version.

Refusal codes: pack-file-unknown (404).
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from pydantic import Base64Bytes, Field, ValidationError, field_validator, model_validator

from app.contract.wire import Message

MOST_FILES = 5_000
MOST_FILE_BYTES = 64 * 1024 * 1024
FILE_PART_BYTES = 1024 * 1024
FILE_TYPE = "application/octet-stream"
NAME = r"^[a-z][a-z0-9-]{0,39}$"

_PART = re.compile(r"[^\x00-\x1f\x7f/\\:]{1,120}")
_MANIFEST = b"guanjia pack 1\n"


class ManifestBroken(Exception):
    """Not signed by this centre, or not a manifest."""

    code = "manifest-broken"


class PackFile(Message):
    """`path` stays inside its pack: relative, no dots, no tricks."""

    path: str = Field(max_length=300)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(ge=0, le=MOST_FILE_BYTES)

    @field_validator("path")
    @classmethod
    def _stays_inside(cls, path: str) -> str:
        parts = path.split("/")
        if not all(_PART.fullmatch(part) and not part.startswith(".") for part in parts):
            raise ValueError("a plain relative path")
        return str(PurePosixPath(path))


class PackManifest(Message):
    name: str = Field(pattern=NAME)
    version: int = Field(ge=1, le=2**31 - 1)
    made_at: datetime
    withdrawn: bool = False
    files: tuple[PackFile, ...] = Field(max_length=MOST_FILES)

    @model_validator(mode="after")
    def _names_each_file_once(self) -> Self:
        paths = {file.path.casefold() for file in self.files}
        if len(paths) != len(self.files) or any(parent in paths for path in paths for parent in _above(path)):
            raise ValueError("each path once, and none inside a file")
        if self.withdrawn and self.files:
            raise ValueError("a withdrawn pack has no files")
        return self


class SignedManifest(Message):
    """`manifest` is a PackManifest's JSON, byte for byte as it was signed."""

    manifest: Base64Bytes
    signature: Base64Bytes = Field(repr=False)


class PackChanges(Message):
    """The newest manifest of every pack that changed since the cursor. `whole`: of every pack there is; a pack not named is gone."""

    cursor: str = Field(pattern=r"^[0-9a-f]{16}-[0-9]{1,10}$")
    whole: bool
    manifests: tuple[SignedManifest, ...]


def sign_manifest(key: Ed25519PrivateKey, manifest: PackManifest) -> SignedManifest:
    content = manifest.model_dump_json().encode()
    return SignedManifest.model_construct(manifest=content, signature=key.sign(_MANIFEST + content))


def open_manifest(key: Ed25519PublicKey, signed: SignedManifest) -> PackManifest:
    """Raises ManifestBroken."""
    try:
        key.verify(signed.signature, _MANIFEST + signed.manifest)
        return PackManifest.model_validate_json(signed.manifest)
    except (InvalidSignature, ValidationError):
        raise ManifestBroken("not a manifest signed by this centre") from None


def _above(path: str) -> list[str]:
    return [str(parent) for parent in PurePosixPath(path).parents][:-1]
