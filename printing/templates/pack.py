"""THE PAPER: a pack of templates: a folder with a manifest of names, versions and hashes. It is read whole, or refused in words."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING, Final

from printing.templates.reading import read
from printing.templates.refusals import PackMissing, PackNotSigned, PackRefused, PackTooNew
from printing.templates.strict import Strict
from printing.templates.template import Template

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePublicKey

    from printing.signing_key import SigningKey

MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "signature"
SIGNED_AS: Final = "guanjia-pack"
FORMAT: Final = 1
LARGEST: Final = 262_144
"""Bytes of the largest file that is looked at."""
_FILE_NAME: Final = re.compile(r"[a-z0-9][a-z0-9.-]{0,80}\.toml")
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Listed:
    """A file as the manifest knows it."""

    file: str
    id: str
    version: str
    sha256: str


@dataclass(frozen=True)
class Pack:
    """Templates in the order in which they are offered. `signed`: a key was given, and the signature is by it."""

    name: str
    version: str
    templates: tuple[Template, ...]
    signed: bool = False

    def offered(self, day: date) -> tuple[Template, ...]:
        """Those in force on that day: at most one version of each."""
        return tuple(template for template in self.templates if template.in_force(day))

    def template(self, template_id: str, day: date) -> Template:
        """The version in force on that day. Raises KeyError."""
        for template in self.offered(day):
            if template.id == template_id:
                return template
        raise KeyError(template_id)


def load(folder: Path, key: EllipticCurvePublicKey | None = None) -> Pack:
    """The pack in a folder, every file checked against its hash. With a `key` its signature must be there and be by that key.

    Raises PackMissing, PackRefused, PackNotSigned, PackTooNew, TemplateRefused; nothing of a pack that is not whole is used.
    """
    octets = _octets(folder / MANIFEST)
    if key is not None:
        _check_signature(folder, octets, key)
    name, version, listed = _manifest(octets)
    strangers = {path.name for path in folder.glob("*.toml")} - {row.file for row in listed}
    if strangers:
        raise PackRefused(f"{sorted(strangers)[0]}: 清单里没有这个文件 / the manifest does not know this file")
    templates = tuple(_template(folder, row) for row in listed)
    _refuse_overlaps(templates)
    return Pack(name, version, templates, signed=key is not None)


def write_manifest(folder: Path, name: str, version: str) -> bytes:
    """Write the manifest of every template in the folder, those it knew already in their old order, and return its bytes.

    Raises TemplateRefused for a file that cannot be in a pack, PackRefused where two versions are in force at once.
    """
    order = {row: place for place, row in enumerate(_known_order(folder))}
    files = sorted(folder.glob("*.toml"), key=lambda path: (order.get(path.name, len(order)), path.name))
    templates = [(path.name, octets, read(octets, path.name)) for path in files for octets in [path.read_bytes()]]
    _refuse_overlaps(tuple(template for _, _, template in templates))
    rows = [
        {"file": file, "id": template.id, "version": template.version, "sha256": hashlib.sha256(octets).hexdigest()}
        for file, octets, template in templates
    ]
    said = {"format": FORMAT, "name": name, "version": version, "templates": rows}
    manifest = json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
    # Last of all, and whole: a folder without a manifest, or with one that does not fit, is a pack half written.
    (folder / f"{MANIFEST}.new").write_bytes(manifest)
    (folder / f"{MANIFEST}.new").replace(folder / MANIFEST)
    return manifest


def sign(manifest: bytes, key: SigningKey) -> bytes:
    """What stands in the file `signature`: COSE_Sign1 (RFC 9052) over the manifest."""
    from printing.token import cose

    return cose.sign(manifest, key, SIGNED_AS)


def _check_signature(folder: Path, manifest: bytes, key: EllipticCurvePublicKey) -> None:
    from printing.token import cose

    try:
        signed = cose.read((folder / SIGNATURE).read_bytes()[: LARGEST + 1], SIGNED_AS)
    except (OSError, cose.NotOurs):
        raise PackNotSigned("没有签名，或签名读不出来 / it has no signature that can be read") from None
    if signed.payload != manifest or not signed.is_signed_by(key):
        raise PackNotSigned("签名对不上 / the signature does not belong to this manifest and key")


def _manifest(octets: bytes) -> tuple[str, str, tuple[Listed, ...]]:
    try:
        written = json.loads(octets)
    except (ValueError, RecursionError):
        raise PackRefused(f"{MANIFEST}: 读不出来 / it cannot be read as JSON") from None
    if isinstance(written, dict) and isinstance(written.get("format"), int) and written["format"] > FORMAT:
        raise PackTooNew(f"{MANIFEST}: 格式比本程序新 / its format is newer than this program: {written['format']}")
    wrong: list[str] = []
    top = Strict(written, "", wrong)
    top.whole("format", least=FORMAT, most=FORMAT)
    name, version = top.name("name"), top.text("version", most=30)
    listed = tuple(_listed(row, wrong) for row in top.tables("templates"))
    top.close()
    if len({row.file for row in listed}) != len(listed):
        wrong.append("templates: 文件重复 / a file is listed twice")
    if wrong:
        raise PackRefused("\n".join(f"{MANIFEST}: {problem}" for problem in wrong))
    return name, version, listed


def _listed(row: Strict, wrong: list[str]) -> Listed:
    listed = Listed(row.text("file"), row.name("id"), row.text("version", most=20), row.text("sha256"))
    row.close()
    if not _FILE_NAME.fullmatch(listed.file) or not _SHA256.fullmatch(listed.sha256):
        wrong.append(f"templates: 文件名或指纹的写法不对 / no proper file name or hash: {listed.file[:80]!r}")
    return listed


def _template(folder: Path, row: Listed) -> Template:
    octets = _octets(folder / row.file)
    if hashlib.sha256(octets).hexdigest() != row.sha256:
        raise PackRefused(f"{row.file}: 内容和清单对不上，可能损坏或没有写完 / it is damaged or half written")
    template = read(octets, row.file)
    if (template.id, template.version) != (row.id, row.version):
        raise PackRefused(f"{row.file}: 名字或版本和清单对不上 / the manifest knows it by another name or version")
    return template


def _octets(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            octets = file.read(LARGEST + 1)
    except OSError:
        raise PackMissing(f"{path.name}: 没有，或读不出来 / it is missing or cannot be read") from None
    if len(octets) > LARGEST:
        raise PackRefused(f"{path.name}: 太大 / larger than {LARGEST} bytes")
    return octets


def _refuse_overlaps(templates: tuple[Template, ...]) -> None:
    """One version of a paper at a time, city-wide."""
    for one, other in combinations(templates, 2):
        if one.id == other.id and _at_once(one, other):
            raise PackRefused(
                f"{one.id}: 两个版本同时有效 / two versions are in force at once: {one.version}, {other.version}"
            )


def _at_once(one: Template, other: Template) -> bool:
    first, later = sorted((one, other), key=lambda template: template.effective_from)
    return first.effective_to is None or later.effective_from <= first.effective_to


def _known_order(folder: Path) -> Iterator[str]:
    try:
        _, _, listed = _manifest(_octets(folder / MANIFEST))
    except PackRefused:
        return
    yield from (row.file for row in listed)
