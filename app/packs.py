"""Signed packs on this terminal's disk, and how newer ones come to take their place (app.contract.packs).

packs/NAME/VERSION/…               one version: its files, and manifest.json as the centre signed it
packs/NAME/current                 a link to the version in use, replaced in one step
packs/.coming/NAME-VERSION/…       a version on its way; what is there is not fetched again
packs/cursor                       how far the centre's changes have been taken in
packs/pulled-at                    when the centre last said that this is all there is

The new version is put together beside the old one, every hash is compared, everything is synced, and only then the link turns. A
power cut at any point leaves the old version or the new one. The version before is kept for whoever is still reading it.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from pydantic import ValidationError

from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.packs import (
    ManifestBroken,
    PackChanges,
    PackFile,
    PackManifest,
    SignedManifest,
    open_manifest,
)
from app.private_files import sync_folder, write_private

FOLDER: Final = "packs"
MANIFEST: Final = "manifest.json"
CURRENT: Final = "current"
COMING: Final = ".coming"
CURSOR: Final = "cursor"
PULLED_AT: Final = "pulled-at"
HOLDS: Final = timedelta(days=7)
"""For how long what was pulled is gone by without a word from the centre: what was withdrawn since is not known here."""
_CLOCK_SWAY: Final = timedelta(days=1)
"""A clock that shows a time this long before the last pull does not know what time it is."""
_CHUNK: Final = 1024 * 1024


class PackRoad(Protocol):
    def pack_changes(self, since: str) -> Accepted[PackChanges | None] | Refused | Unreachable: ...

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes] | Refused | Unreachable: ...


class PackDamaged(Exception):
    """A pack on the disk is not what the centre signed."""

    code = "pack-damaged"


class PacksTooOld(Exception):
    """The centre has not been heard for longer than packs hold: what depends on them is closed until it is. `pulled_at`: when it last
    was; None where it never was, or nobody can tell."""

    code = "packs-too-old"

    def __init__(self, pulled_at: datetime | None) -> None:
        super().__init__(f"last pulled: {pulled_at.isoformat() if pulled_at else 'never'}")
        self.pulled_at = pulled_at


class _NotFetched(Exception):
    """A file of a coming version cannot be had now."""

    def __init__(self, answer: Refused | Unreachable) -> None:
        super().__init__()
        self.answer = answer


@dataclass(frozen=True)
class Pack:
    """One version, its files found as signed when it was opened."""

    name: str
    version: int
    folder: Path = field(repr=False)
    files: tuple[str, ...]

    def read(self, path: str) -> bytes:
        """Raises KeyError for a path that the pack does not name."""
        if path not in self.files:
            raise KeyError(path)
        return (self.folder / path).read_bytes()


class PackShelf:
    """The packs of one terminal. One thread brings them up to date, any may open them."""

    def __init__(self, home: Path, centre_key: Ed25519PublicKey) -> None:
        self._shelf = home / FOLDER
        self._key = centre_key
        self._looked_through = False

    def find(self, name: str) -> Pack | None:
        """The version in use; None where there is none or it was withdrawn. Raises PackDamaged."""
        folder = self._current(name)
        if folder is None:
            return None
        manifest = self._checked(folder, name)
        if manifest.withdrawn:
            return None
        return Pack(name, manifest.version, folder, tuple(file.path for file in manifest.files))

    def version_in_use(self, name: str) -> int:
        """0 where there is none. Looks at the link alone: cheap enough to ask before every question."""
        return self._version(name)

    def pulled_at(self) -> datetime | None:
        """When the centre last said what there is, by its own clock; None where it never did, or that is not known."""
        try:
            return datetime.fromisoformat((self._shelf / PULLED_AT).read_text("ascii"))
        except (OSError, ValueError):
            return None

    def check_age(self, now: datetime) -> None:
        """Raises PacksTooOld."""
        pulled_at = self.pulled_at()
        if pulled_at is None or not pulled_at - _CLOCK_SWAY <= now <= pulled_at + HOLDS:
            raise PacksTooOld(pulled_at)

    def names(self) -> tuple[str, ...]:
        """Every pack that was ever here."""
        if not self._shelf.exists():
            return ()
        return tuple(sorted(each.name for each in self._shelf.iterdir() if (each / CURRENT).is_symlink()))

    def damaged(self) -> tuple[str, ...]:
        """Packs on the disk that are not as signed: they are fetched again when the centre is next asked."""
        return tuple(name for name in self.names() if not self._holds(name))

    def bring_up_to_date(
        self, road: PackRoad, now: datetime | None = None
    ) -> Accepted[tuple[str, ...]] | Refused | Unreachable:
        """Ask the centre what has changed, take it in; which packs did. What could not be fetched comes with the next call.

        `now` is the centre's time, aware: from then on what is here holds for a week.
        """
        brought = self._brought(road)
        if isinstance(brought, Accepted) and now is not None:
            self._shelf.mkdir(exist_ok=True, mode=0o700)
            write_private(self._shelf / PULLED_AT, now.isoformat().encode())
        return brought

    def _brought(self, road: PackRoad) -> Accepted[tuple[str, ...]] | Refused | Unreachable:
        since = self._cursor()
        if not self._looked_through and self.damaged():
            since = ""
        answer = road.pack_changes(since)
        if not isinstance(answer, Accepted):
            return answer
        self._looked_through = True
        return Accepted(()) if answer.value is None else self._take_in(answer.value, road)

    def _take_in(self, changes: PackChanges, road: PackRoad) -> Accepted[tuple[str, ...]] | Refused | Unreachable:
        try:
            coming = [(signed, open_manifest(self._key, signed)) for signed in changes.manifests]
            turned = tuple(manifest.name for signed, manifest in coming if self._install(signed, manifest, road))
        except ManifestBroken:
            return Unreachable(Cause.REPLY_NOT_BELIEVED)
        except _NotFetched as missing:
            return missing.answer
        if changes.whole:
            self._clear_away({manifest.name for _, manifest in coming})
        shutil.rmtree(self._shelf / COMING, ignore_errors=True)
        self._shelf.mkdir(exist_ok=True, mode=0o700)
        write_private(self._shelf / CURSOR, changes.cursor.encode())
        return Accepted(turned)

    def _install(self, signed: SignedManifest, manifest: PackManifest, road: PackRoad) -> bool:
        """False where this version or a newer one is in use already: a version never becomes lower."""
        if self._holds(manifest.name) and manifest.version <= self._version(manifest.name):
            return False
        place = self._shelf / manifest.name / str(manifest.version)
        if not self._is_whole(place, manifest.name):
            coming = self._put_together(signed, manifest, road)
            self._put_in_place(coming, place)
        self._turn(place)
        self._keep_two(place)
        return True

    def _put_together(self, signed: SignedManifest, manifest: PackManifest, road: PackRoad) -> Path:
        """The whole version in a folder of its own, on the disk to the last byte. Raises _NotFetched."""
        coming = self._shelf / COMING / f"{manifest.name}-{manifest.version}"
        held = self._held(manifest.name)
        for file in manifest.files:
            target = coming / file.path
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not _is_as_signed(target, file):
                _fetch_or_copy(target, file, held.get(file.sha256), road)
        coming.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(coming / MANIFEST, signed.model_dump_json().encode())
        for folder, _, _ in os.walk(coming):
            sync_folder(Path(folder))
        self._checked(coming, manifest.name)
        return coming

    def _put_in_place(self, coming: Path, place: Path) -> None:
        shutil.rmtree(place, ignore_errors=True)
        place.parent.mkdir(exist_ok=True, mode=0o700)
        os.rename(coming, place)
        sync_folder(place.parent)
        sync_folder(self._shelf)

    def _turn(self, place: Path) -> None:
        """From one version to the other in one step."""
        new = place.parent / f".{CURRENT}.new"
        new.unlink(missing_ok=True)
        os.symlink(place.name, new)
        os.rename(new, place.parent / CURRENT)
        sync_folder(place.parent)

    def _keep_two(self, place: Path) -> None:
        versions = sorted(
            (each for each in place.parent.iterdir() if each.name.isdecimal()), key=lambda at: int(at.name)
        )
        for old in versions[:-2]:
            if old != place:
                shutil.rmtree(old, ignore_errors=True)

    def _clear_away(self, known: set[str]) -> None:
        """The centre has named all its packs; what it does not name is no longer in use."""
        for name in set(self.names()) - known:
            (self._shelf / name / CURRENT).unlink()
            sync_folder(self._shelf / name)
            shutil.rmtree(self._shelf / name, ignore_errors=True)

    def _current(self, name: str) -> Path | None:
        link = self._shelf / name / CURRENT
        return link.parent / os.readlink(link) if link.is_symlink() else None

    def _version(self, name: str) -> int:
        folder = self._current(name)
        return int(folder.name) if folder else 0

    def _holds(self, name: str) -> bool:
        try:
            self.find(name)
        except PackDamaged:
            return False
        return True

    def _is_whole(self, folder: Path, name: str) -> bool:
        try:
            return bool(self._checked(folder, name))
        except PackDamaged:
            return False

    def _checked(self, folder: Path, name: str) -> PackManifest:
        """The manifest of a version that is, byte for byte, as signed. Raises PackDamaged."""
        try:
            signed = SignedManifest.model_validate_json((folder / MANIFEST).read_bytes())
            manifest = open_manifest(self._key, signed)
        except (OSError, ValidationError, ManifestBroken):
            raise PackDamaged(f"{folder}: no manifest signed by the centre") from None
        in_its_place = manifest.name == name and folder.name in (str(manifest.version), f"{name}-{manifest.version}")
        if not in_its_place:
            raise PackDamaged(f"{folder}: the manifest belongs elsewhere")
        for file in manifest.files:
            if not _is_as_signed(folder / file.path, file):
                raise PackDamaged(f"{folder}: {file.path} is not as signed")
        return manifest

    def _held(self, name: str) -> dict[str, Path]:
        """Files of the version in use by their hash: what has not changed is not fetched."""
        folder = self._current(name)
        if folder is None or not self._is_whole(folder, name):
            return {}
        return {file.sha256: folder / file.path for file in self._checked(folder, name).files}

    def _cursor(self) -> str:
        try:
            return (self._shelf / CURSOR).read_text("ascii")
        except (OSError, UnicodeError):
            return ""


def _fetch_or_copy(target: Path, file: PackFile, held: Path | None, road: PackRoad) -> None:
    part = target.with_name(f".{target.name}.part")
    if held is not None:
        shutil.copyfile(held, part)
    else:
        for piece in _pieces(file, road, part.stat().st_size if part.exists() else 0):
            with part.open("ab") as growing:
                growing.write(piece)
    if not _is_as_signed(part, file):
        part.unlink(missing_ok=True)
        raise _NotFetched(Unreachable(Cause.NOT_OUR_CENTRE))
    _sync(part)
    os.rename(part, target)


def _pieces(file: PackFile, road: PackRoad, offset: int) -> Iterator[bytes]:
    """The file from `offset` on. Raises _NotFetched. A part left over that is too long is taken as it is, and then found wrong."""
    while offset < file.size:
        answer = road.pack_file_part(file.sha256, offset)
        if not isinstance(answer, Accepted):
            raise _NotFetched(answer)
        if not answer.value or offset + len(answer.value) > file.size:
            raise _NotFetched(Unreachable(Cause.NOT_OUR_CENTRE))
        offset += len(answer.value)
        yield answer.value
    if file.size == 0:
        yield b""


def _is_as_signed(path: Path, file: PackFile) -> bool:
    try:
        if path.is_symlink() or path.stat().st_size != file.size:
            return False
        with path.open("rb") as content:
            return hashlib.file_digest(content, "sha256").hexdigest() == file.sha256
    except OSError:
        return False


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
