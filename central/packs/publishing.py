"""Publishing a pack, and taking it back: each a further version, signed, that terminals fetch by themselves (app.contract.packs)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pydantic import ValidationError
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.contract.packs import MOST_FILE_BYTES, PackFile, PackManifest, sign_manifest
from central.db.counters import next_number
from central.db.database import insert_unless_there
from central.home import write_private
from central.packs.tables import PackFileHeld, PackVersion

FOLDER = "packs"
MANIFEST = "manifest.json"
_COUNTER = "pack-change"
_MOST_PARAMETERS = 1_000


class PackRefused(ValueError):
    """This cannot be published. The words say why."""


@dataclass(frozen=True)
class Publisher:
    """`home` is the centre's, `key` the one that terminals know it by."""

    home: Path
    key: Ed25519PrivateKey

    def publish(self, session: Session, name: str, source: Path, now: datetime) -> PackManifest:
        """The folder's content as the pack's next version; the version there is where nothing has changed. Raises PackRefused."""
        return self.put(session, name, self.prepare(_contents(source)), now)

    def prepare(self, contents: Mapping[str, bytes]) -> tuple[PackFile, ...]:
        """Path → content, on the disk under their hashes. Needs no transaction: what is then never published harms nobody, and the
        database is not kept waiting for the disk. Raises PackRefused."""
        (self.home / FOLDER).mkdir(mode=0o700, exist_ok=True)
        return tuple(self._prepared(path, content) for path, content in sorted(contents.items()))

    def put(self, session: Session, name: str, files: tuple[PackFile, ...], now: datetime) -> PackManifest:
        """What was prepared as the pack's next version; the version there is where nothing has changed. Raises PackRefused."""
        _hold(session, files)
        before = latest(session, name)
        if before is not None and not before.withdrawn and before.files == files:
            return before
        return self._add(session, name, files, now)

    def withdraw(self, session: Session, name: str, now: datetime, *, back_to: int | None = None) -> PackManifest:
        """The pack's next version: empty, or with the files of an earlier one. Raises PackRefused."""
        if latest(session, name) is None:
            raise PackRefused(f"no pack {name} was ever published")
        if back_to is None:
            return self._add(session, name, (), now, withdrawn=True)
        earlier = session.get(PackVersion, (name, back_to))
        if earlier is None:
            raise PackRefused(f"pack {name} has no version {back_to}")
        manifest = _opened(earlier)
        return self._add(session, name, manifest.files, now, withdrawn=manifest.withdrawn)

    def file(self, sha256: str) -> Path:
        return self.home / FOLDER / sha256

    def _add(
        self, session: Session, name: str, files: tuple[PackFile, ...], now: datetime, *, withdrawn: bool = False
    ) -> PackManifest:
        change = next_number(session, _COUNTER)
        try:
            manifest = PackManifest(
                name=name, version=_next_version(session, name), made_at=now, withdrawn=withdrawn, files=files
            )
        except ValidationError as wrong:
            raise PackRefused(_first_problem(wrong)) from None
        signed = sign_manifest(self.key, manifest)
        session.add(
            PackVersion(
                name=name,
                version=manifest.version,
                change=change,
                manifest=signed.manifest,
                signature=signed.signature,
                made_at=now,
            )
        )
        session.flush()
        return manifest

    def _prepared(self, path: str, content: bytes) -> PackFile:
        if path == MANIFEST:
            raise PackRefused(
                f"{path}: terminals keep the pack's own manifest under that name; put the file into a folder"
            )
        sha256 = hashlib.sha256(content).hexdigest()
        try:
            file = PackFile(path=path, sha256=sha256, size=len(content))
        except ValidationError as wrong:
            raise PackRefused(f"{path}: {_first_problem(wrong)}") from None
        if not self.file(sha256).exists():
            write_private(self.file(sha256), content)
        return file


def _contents(source: Path) -> dict[str, bytes]:
    """Every file under `source`, by its path. Raises PackRefused."""
    found = {}
    for path in sorted(each for each in source.rglob("*") if not each.is_dir()):
        if path.is_symlink() or path.stat().st_size > MOST_FILE_BYTES:
            raise PackRefused(f"{path}: a plain file of at most {MOST_FILE_BYTES} bytes is wanted")
        found[path.relative_to(source).as_posix()] = path.read_bytes()
    return found


def _hold(session: Session, files: tuple[PackFile, ...]) -> None:
    """Those that no version has named before."""
    sizes = {file.sha256: file.size for file in files}
    wanted = sorted(sizes)
    for first in range(0, len(wanted), _MOST_PARAMETERS):
        some = wanted[first : first + _MOST_PARAMETERS]
        there = set(session.scalars(select(PackFileHeld.sha256).where(PackFileHeld.sha256.in_(some))))
        for sha256 in some:
            if sha256 not in there:
                insert_unless_there(session, PackFileHeld, sha256=sha256, size=sizes[sha256])


def latest(session: Session, name: str) -> PackManifest | None:
    newest = select(PackVersion).where(PackVersion.name == name).order_by(PackVersion.version.desc()).limit(1)
    row = session.scalars(newest).one_or_none()
    return _opened(row) if row else None


def _next_version(session: Session, name: str) -> int:
    return (session.scalar(select(func.max(PackVersion.version)).where(PackVersion.name == name)) or 0) + 1


def _opened(row: PackVersion) -> PackManifest:
    return PackManifest.model_validate_json(row.manifest)


def _first_problem(wrong: ValidationError) -> str:
    first = wrong.errors(include_input=False, include_url=False)[0]
    return ": ".join([*(str(part) for part in first["loc"]), first["msg"]])
