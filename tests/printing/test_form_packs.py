"""A pack is whole, or it is not used: every file is the one its manifest knows, and where a key is given the signature is by it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

import resources
from printing.signing_key import FileKey
from printing.templates import pack
from printing.templates.refusals import PackMissing, PackNotSigned, PackRefused, PackTooNew, TemplateRefused

HOUSE = resources.path("packs", "papers")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HOUSE, tmp_path / "papers"))


def signing_key() -> FileKey:
    key = ec.generate_private_key(ec.SECP256R1())
    return FileKey(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def relisted(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    manifest = json.loads((folder / pack.MANIFEST).read_text())
    change(manifest)
    (folder / pack.MANIFEST).write_text(json.dumps(manifest))


def test_pack_of_the_house_is_whole() -> None:
    whole = pack.load(HOUSE)

    assert (whole.name, whole.version, whole.signed) == ("papers", "2026.2", False)
    assert len(whole.offered(date(2026, 11, 23))) == len(whole.templates) == len(list(HOUSE.glob("*.toml")))
    assert whole.offered(date(2025, 12, 31)) == ()


def test_manifest_that_is_committed_is_the_one_that_would_be_written(folder: Path) -> None:
    assert pack.write_manifest(folder, "papers", "2026.2") == (HOUSE / pack.MANIFEST).read_bytes()


def test_one_byte_that_differs_anywhere_refuses_the_pack(folder: Path) -> None:
    for path in sorted(folder.glob("*.toml")):
        whole = path.read_bytes()
        for place in (0, len(whole) // 2, len(whole) - 1):
            path.write_bytes(whole[:place] + bytes((whole[place] ^ 1,)) + whole[place + 1 :])
            with pytest.raises(PackRefused, match=f"{path.name}.*damaged or half written"):
                pack.load(folder)
        path.write_bytes(whole)

    assert pack.load(folder).templates


@pytest.mark.parametrize("kept", [0, 1, 100])
def test_half_written_file_refuses_the_pack(folder: Path, kept: int) -> None:
    path = folder / "commitment.toml"
    path.write_bytes(path.read_bytes()[:kept])

    with pytest.raises(PackRefused, match="half written"):
        pack.load(folder)


def test_half_written_pack_is_refused(folder: Path) -> None:
    """Whatever file is still missing when the plug is pulled; the manifest comes last."""
    for path in sorted(folder.iterdir()):
        octets = path.read_bytes()
        path.unlink()
        with pytest.raises(PackMissing, match=path.name):
            pack.load(folder)
        path.write_bytes(octets)

    with pytest.raises(PackMissing, match=r"manifest\.json"):
        pack.load(folder / "nowhere")


@pytest.mark.parametrize("manifest", [b"", b"{", b"[]", b"null", b'{"format": 1}', b"[" * 5000, b"\xff"])
def test_what_is_no_manifest_is_refused(folder: Path, manifest: bytes) -> None:
    (folder / pack.MANIFEST).write_bytes(manifest)

    with pytest.raises(PackRefused, match=r"manifest\.json"):
        pack.load(folder)


@pytest.mark.parametrize(
    "file", ["../papers/commitment.toml", "/etc/passwd", "Commitment.toml", "commitment.toml/", ".toml", "a\u0000.toml"]
)
def test_manifest_leads_nowhere_else(folder: Path, file: str) -> None:
    relisted(folder, lambda manifest: manifest["templates"][0].update(file=file))  # type: ignore[index]  # as it was written

    with pytest.raises(PackRefused):
        pack.load(folder)


def test_unknown_key_of_a_manifest_is_answered_with_the_nearest(folder: Path) -> None:
    relisted(folder, lambda manifest: manifest.update(verson="2"))

    with pytest.raises(PackRefused, match=r"verson: .*did you mean version"):
        pack.load(folder)


def test_file_that_the_manifest_does_not_know_is_refused(folder: Path) -> None:
    (folder / "more.toml").write_text("id = 1")

    with pytest.raises(PackRefused, match=r"more\.toml: .*does not know"):
        pack.load(folder)


def test_manifest_that_calls_a_file_something_else_is_refused(folder: Path) -> None:
    relisted(folder, lambda manifest: manifest["templates"][0].update(version="9"))  # type: ignore[index]  # as above

    with pytest.raises(PackRefused, match="another name or version"):
        pack.load(folder)


def test_file_listed_twice_is_refused(folder: Path) -> None:
    relisted(folder, lambda manifest: manifest["templates"].append(manifest["templates"][0]))  # type: ignore[attr-defined,index]  # as above

    with pytest.raises(PackRefused, match="twice"):
        pack.load(folder)


def test_pack_of_a_newer_kind_says_so(folder: Path) -> None:
    relisted(folder, lambda manifest: manifest.update(format=2, more="something new"))

    with pytest.raises(PackTooNew, match="newer"):
        pack.load(folder)


def test_two_versions_follow_each_other_and_never_overlap(folder: Path) -> None:
    first = (folder / "commitment.toml").read_text()
    second = first.replace('version = "2026.1"', 'version = "2027.1"').replace("2026-01-01", "2027-01-01")
    (folder / "commitment-2027.toml").write_text(second)
    with pytest.raises(PackRefused, match=r"commitment: .*two versions are in force at once: 2026\.1, 2027\.1"):
        pack.write_manifest(folder, "papers", "2027.1")

    ended = first.replace("effective_from = 2026-01-01", "effective_from = 2026-01-01\neffective_to = 2026-12-31")
    (folder / "commitment.toml").write_text(ended)
    pack.write_manifest(folder, "papers", "2027.1")

    whole = pack.load(folder)
    assert whole.template("commitment", date(2026, 12, 31)).version == "2026.1"
    assert whole.template("commitment", date(2027, 1, 1)).version == "2027.1"
    with pytest.raises(KeyError):
        whole.template("commitment", date(2025, 1, 1))


def test_template_that_cannot_be_is_in_no_manifest(folder: Path) -> None:
    (folder / "bad.toml").write_text('id = "bad"')

    with pytest.raises(TemplateRefused, match=r"bad\.toml: .*missing"):
        pack.write_manifest(folder, "papers", "2026.2")

    assert (folder / pack.MANIFEST).read_bytes() == (HOUSE / pack.MANIFEST).read_bytes()


# ---- signatures ----


def test_signed_pack_is_believed_with_its_key_and_with_no_other(folder: Path) -> None:
    key, other = signing_key(), signing_key()
    (folder / pack.SIGNATURE).write_bytes(pack.sign((folder / pack.MANIFEST).read_bytes(), key))

    assert pack.load(folder, key.public_key).signed
    assert not pack.load(folder).signed
    with pytest.raises(PackNotSigned):
        pack.load(folder, other.public_key)


def test_pack_without_a_signature_is_not_believed_where_one_is_asked_for(folder: Path) -> None:
    with pytest.raises(PackNotSigned):
        pack.load(folder, signing_key().public_key)


@pytest.mark.parametrize("octets", [b"", b"\x00" * 64, b"\xd2\x84"])
def test_what_is_no_signature_is_none(folder: Path, octets: bytes) -> None:
    (folder / pack.SIGNATURE).write_bytes(octets)

    with pytest.raises(PackNotSigned):
        pack.load(folder, signing_key().public_key)


def test_signature_of_another_manifest_or_kind_is_none(folder: Path) -> None:
    from printing.token import cose

    key, manifest = signing_key(), (folder / pack.MANIFEST).read_bytes()
    for signature in (pack.sign(manifest + b"\n", key), cose.sign(manifest, key, "guanjia-trust")):
        (folder / pack.SIGNATURE).write_bytes(signature)
        with pytest.raises(PackNotSigned):
            pack.load(folder, key.public_key)
