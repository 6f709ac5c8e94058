"""Packs on the disk: the old version or the new one at every moment, whatever stops the terminal, and never one that nobody signed."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.packs import (
    ManifestBroken,
    PackChanges,
    PackFile,
    PackManifest,
    SignedManifest,
    open_manifest,
    sign_manifest,
)
from app.packs import CURRENT, MANIFEST, PackDamaged, PackShelf

KEY = Ed25519PrivateKey.generate()
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PART = 1_000

OLD = {"items/a.json": b"a1" * 700, "items/b.json": b"b1", "readme.txt": "旧".encode()}
NEW = {"items/a.json": OLD["items/a.json"], "items/b.json": b"b2" * 1_500, "items/deep/c.json": b"", "new.txt": b"n"}


def manifest_of(version: int, files: Mapping[str, bytes], name: str = "calendar", **more: bool) -> PackManifest:
    listed = tuple(
        PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
        for path, content in sorted(files.items())
    )
    return PackManifest(name=name, version=version, made_at=NOW, files=listed, **more)


@dataclass
class Centre:
    """What a centre hands out, by its words. `fetched` are the parts that were asked for."""

    files: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, SignedManifest] = field(default_factory=dict)
    change: int = 0
    whole: bool = False
    fetched: list[str] = field(default_factory=list)
    breaks_after: int = 1_000_000
    asked_since: list[str] = field(default_factory=list)

    def publish(
        self,
        version: int,
        files: Mapping[str, bytes],
        name: str = "calendar",
        key: Ed25519PrivateKey = KEY,
        **more: bool,
    ) -> None:
        self.files |= {hashlib.sha256(content).hexdigest(): content for content in files.values()}
        self.manifests[name] = sign_manifest(key, manifest_of(version, files, name, **more))
        self.change += 1

    @property
    def cursor(self) -> str:
        return f"{'e' * 16}-{self.change}"

    def pack_changes(self, since: str) -> Accepted[PackChanges | None] | Refused | Unreachable:
        self.asked_since.append(since)
        if since == self.cursor:
            return Accepted(None)
        changes = PackChanges.model_construct(
            cursor=self.cursor, whole=self.whole or not since, manifests=tuple(self.manifests.values())
        )
        return Accepted(changes)

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes] | Refused | Unreachable:
        if len(self.fetched) >= self.breaks_after:
            return Unreachable(Cause.NO_CONNECTION)
        self.fetched.append(sha256)
        return Accepted(self.files[sha256][offset : offset + PART])


@pytest.fixture
def centre() -> Centre:
    found = Centre()
    found.publish(1, OLD)
    return found


@pytest.fixture
def shelf(tmp_path: Path, centre: Centre) -> PackShelf:
    """With version 1 on it."""
    shelf = PackShelf(tmp_path, KEY.public_key())
    assert shelf.bring_up_to_date(centre) == Accepted(("calendar",))
    centre.fetched.clear()
    return shelf


def content(shelf: PackShelf, name: str = "calendar") -> dict[str, bytes] | None:
    pack = shelf.find(name)
    return {path: pack.read(path) for path in pack.files} if pack else None


def test_a_pack_is_taken_in_as_it_was_signed(shelf: PackShelf) -> None:
    assert content(shelf) == OLD
    assert shelf.find("nothing") is None


def test_only_what_has_changed_is_fetched(shelf: PackShelf, centre: Centre) -> None:
    centre.publish(2, NEW)

    answer = shelf.bring_up_to_date(centre)

    assert answer == Accepted(("calendar",))
    assert content(shelf) == NEW
    changed = hashlib.sha256(NEW["items/b.json"]).hexdigest()
    assert centre.fetched.count(changed) == 3, "three parts of it"
    assert hashlib.sha256(OLD["items/a.json"]).hexdigest() not in centre.fetched


def test_while_nothing_changes_nothing_is_fetched_or_written(shelf: PackShelf, centre: Centre, tmp_path: Path) -> None:
    before = (tmp_path / "packs").stat().st_mtime_ns

    assert shelf.bring_up_to_date(centre) == Accepted(())

    assert centre.fetched == []
    assert centre.asked_since[-1] == centre.cursor
    assert (tmp_path / "packs").stat().st_mtime_ns == before


def test_a_broken_wire_is_taken_up_where_it_broke(shelf: PackShelf, centre: Centre) -> None:
    centre.publish(2, NEW)
    centre.breaks_after = 2

    broken = shelf.bring_up_to_date(centre)
    between = content(shelf)
    centre.breaks_after = 1_000_000
    answer = shelf.bring_up_to_date(centre)

    assert broken == Unreachable(Cause.NO_CONNECTION)
    assert between == OLD
    assert answer == Accepted(("calendar",))
    assert content(shelf) == NEW
    assert centre.fetched.count(hashlib.sha256(NEW["items/b.json"]).hexdigest()) == 3, "no part twice"


def test_a_withdrawn_pack_is_gone_and_an_earlier_one_may_come_back_as_a_later_version(
    shelf: PackShelf, centre: Centre
) -> None:
    centre.publish(2, {}, withdrawn=True)
    shelf.bring_up_to_date(centre)
    gone = shelf.find("calendar")
    centre.publish(3, OLD)

    shelf.bring_up_to_date(centre)

    assert gone is None
    assert content(shelf) == OLD
    assert (pack := shelf.find("calendar"))
    assert pack.version == 3


def test_a_version_never_becomes_lower(shelf: PackShelf, centre: Centre) -> None:
    centre.publish(3, NEW)
    shelf.bring_up_to_date(centre)
    centre.publish(2, OLD)

    answer = shelf.bring_up_to_date(centre)

    assert answer == Accepted(())
    assert content(shelf) == NEW


def test_a_pack_the_centre_no_longer_names_is_cleared_away(shelf: PackShelf, centre: Centre) -> None:
    centre.manifests.clear()
    centre.publish(1, {"x": b"x"}, "places")
    centre.whole = True

    shelf.bring_up_to_date(centre)

    assert shelf.names() == ("places",)


def test_what_another_key_signed_is_not_taken_in(shelf: PackShelf, centre: Centre) -> None:
    centre.publish(2, NEW, key=Ed25519PrivateKey.generate())

    assert shelf.bring_up_to_date(centre) == Unreachable(Cause.REPLY_NOT_BELIEVED)
    assert content(shelf) == OLD


@pytest.mark.parametrize("lie", [b"", b"b2" * 1_499 + b"xx", b"b3" * 1_500])
def test_a_file_that_is_not_as_signed_is_not_taken_in(shelf: PackShelf, centre: Centre, lie: bytes) -> None:
    centre.publish(2, NEW)
    centre.files[hashlib.sha256(NEW["items/b.json"]).hexdigest()] = lie

    answer = shelf.bring_up_to_date(centre)

    assert answer == Unreachable(Cause.NOT_OUR_CENTRE)
    assert content(shelf) == OLD


def damage_file(folder: Path) -> None:
    (folder / "items" / "b.json").write_bytes(b"B1")


def damage_manifest(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_bytes(path.read_bytes()[:-10])


def turn_into_link(folder: Path) -> None:
    target = folder / "items" / "b.json"
    target.rename(folder / "elsewhere")
    target.symlink_to(folder / "elsewhere")


@pytest.mark.parametrize("damage", [damage_file, damage_manifest, turn_into_link])
def test_a_pack_damaged_on_the_disk_says_so_and_is_fetched_again(
    shelf: PackShelf, centre: Centre, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    damage(tmp_path / "packs" / "calendar" / "1")

    with pytest.raises(PackDamaged):
        shelf.find("calendar")
    damaged = shelf.damaged()
    fresh = PackShelf(tmp_path, KEY.public_key())
    fresh.bring_up_to_date(centre)

    assert damaged == ("calendar",)
    assert content(fresh) == OLD


def test_a_signed_pack_moved_to_anothers_place_is_damage(shelf: PackShelf, tmp_path: Path) -> None:
    packs = tmp_path / "packs"
    (packs / "places").mkdir()
    (packs / "calendar" / "1").rename(packs / "places" / "1")
    (packs / "places" / CURRENT).symlink_to("1")

    with pytest.raises(PackDamaged):
        shelf.find("places")


def test_one_version_back_is_kept_for_whoever_reads_it_still(shelf: PackShelf, centre: Centre, tmp_path: Path) -> None:
    reading = shelf.find("calendar")
    assert reading
    centre.publish(2, NEW)
    shelf.bring_up_to_date(centre)

    still = reading.read("readme.txt")
    centre.publish(3, OLD)
    shelf.bring_up_to_date(centre)

    assert still == OLD["readme.txt"]
    kept = sorted(each.name for each in (tmp_path / "packs" / "calendar").iterdir())
    assert kept == ["2", "3", CURRENT]


STEPS = frozenset(
    {"os.rename", "os.mkdir", "os.remove", "os.rmdir", "os.symlink", "shutil.rmtree", "open", "os.truncate"}
)


def die_at(step: int) -> None:
    """End this process, as if the plug were pulled, before it touches its files for the `step`-th time."""
    left = step

    def hook(event: str, _: tuple[object, ...]) -> None:
        nonlocal left
        if event in STEPS:
            left -= 1
            if left < 0:
                os._exit(9)

    sys.addaudithook(hook)


def dies(home: Path, centre: Centre, step: int) -> bool:
    """Let a child bring the packs up to date and die at that step; False when it got through."""
    child = os.fork()
    if child == 0:
        try:
            die_at(step)
            PackShelf(home, KEY.public_key()).bring_up_to_date(centre)
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status) == 9


def test_killed_at_any_step_it_is_the_old_version_or_the_new_one(
    shelf: PackShelf, centre: Centre, tmp_path: Path
) -> None:
    centre.publish(2, NEW)
    seen: list[dict[str, bytes] | None] = []

    for step in range(1_000):
        died = dies(tmp_path, centre, step)
        seen.append(content(PackShelf(tmp_path, KEY.public_key())))
        if not died:
            break

    assert all(found in (OLD, NEW) for found in seen)
    assert len(seen) > 20, "there were steps to die at"
    assert seen[-1] == NEW


def test_killed_while_it_clears_up_after_a_withdrawal_it_comes_to_the_same(
    shelf: PackShelf, centre: Centre, tmp_path: Path
) -> None:
    centre.publish(2, {}, withdrawn=True)

    seen = []
    for step in range(1_000):
        died = dies(tmp_path, centre, step)
        seen.append(content(PackShelf(tmp_path, KEY.public_key())))
        if not died:
            break

    assert all(found in (OLD, None) for found in seen)
    assert seen[-1] is None


CALL = re.compile(r"^\d+ +(\w+)\((.*)\) += (\d+)")
HANDLE = re.compile(r"^\d+<([^>]*)>")
NAMED = re.compile(r'"([^"]*)"')
TRACED = "write,fsync,fdatasync,rename,renameat,renameat2,mkdir,symlink,symlinkat"


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is missing: scripts/set-up development")
def test_everything_is_on_the_disk_before_the_link_turns(tmp_path: Path) -> None:
    """A power cut keeps what was synced and perhaps nothing else: so the order of the calls is the proof."""
    packs = tmp_path / "home" / "packs"
    order = calls_of(tmp_path)
    turn = next(at for at, (name, words) in enumerate(order) if "rename" in name and words.endswith('/current"'))

    files, folders = unsynced(order[:turn])

    assert files == set()
    allowed = {packs / ".coming", packs / "calendar"}
    assert folders <= allowed, "only where it was put together, and where the link itself was made"
    following = next(words for name, words in order[turn + 1 :] if name == "fsync")
    assert f"<{packs / 'calendar'}>" in following, "and then the turn itself is made to last"


def calls_of(folder: Path) -> list[tuple[str, str]]:
    """What the program asked of the disk while it took in the second version: each call's name and words."""
    program, trace = Path(__file__).with_name("pack_taking_program.py"), folder / "trace"
    traced = ["strace", "-f", "-y", "-e", f"trace={TRACED}", "-o", str(trace), sys.executable, str(program)]
    done = subprocess.run([*traced, str(folder / "home")], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    order = [found.group(1, 2) for line in trace.read_text().splitlines() if (found := CALL.match(line))]
    began = next(at for at, (name, words) in enumerate(order) if name == "write" and "next" in words)
    return order[began + 1 :]


def unsynced(order: list[tuple[str, str]]) -> tuple[set[Path], set[Path]]:
    """Files and folders that were changed and not synced since."""
    files: set[Path] = set()
    folders: set[Path] = set()
    for name, words in order:
        handle, named = HANDLE.match(words), [Path(each) for each in NAMED.findall(words)]
        if name == "write" and handle and "/packs/" in handle[1]:
            files.add(Path(handle[1]))
        elif "sync" in name and handle:
            files.discard(Path(handle[1]))
            folders.discard(Path(handle[1]))
        elif named and "/packs/" in str(named[-1]):
            folders.add(named[-1].parent)
            files, folders = _moved(files, *named), _moved(folders, *named)
    return files, folders


def _moved(paths: set[Path], *named: Path) -> set[Path]:
    """What lay under the name before lies under the one after; a name that was only made moves nothing."""
    before, after = named[0], named[-1]
    return {after / path.relative_to(before) if path.is_relative_to(before) else path for path in paths}


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/etc/passwd",
        "../x",
        "a/../x",
        "a//b",
        "./a",
        ".hidden",
        "a/.git/x",
        "a\\b",
        "a\0b",
        "c:x",
        "a" * 301,
        "a/" * 5,
    ],
)
def test_a_path_that_leads_outside_is_no_path(path: str) -> None:
    with pytest.raises(ValidationError):
        PackFile(path=path, sha256="0" * 64, size=1)


@pytest.mark.parametrize("paths", [("a", "a"), ("a", "A"), ("a", "a/b")])
def test_files_that_would_cover_each_other_are_no_manifest(paths: tuple[str, str]) -> None:
    with pytest.raises(ValidationError):
        manifest_of(1, dict.fromkeys(paths, b"x")) if paths[0] != paths[1] else _twice(paths[0])


def _twice(path: str) -> PackManifest:
    file = PackFile(path=path, sha256="0" * 64, size=1)
    return PackManifest(name="x", version=1, made_at=NOW, files=(file, file))


@given(st.binary(max_size=200), st.binary(max_size=70))
def test_noise_is_no_manifest(noise: bytes, signature: bytes) -> None:
    with pytest.raises(ManifestBroken):
        open_manifest(KEY.public_key(), SignedManifest.model_construct(manifest=noise, signature=signature))


@given(st.data())
def test_a_manifest_with_any_bit_turned_is_broken(data: st.DataObject) -> None:
    signed = sign_manifest(KEY, manifest_of(1, OLD))
    spoilt = bytearray(signed.manifest)
    spoilt[data.draw(st.integers(0, len(spoilt) - 1))] ^= 1 << data.draw(st.integers(0, 7))

    with pytest.raises(ManifestBroken):
        open_manifest(KEY.public_key(), signed.model_copy(update={"manifest": bytes(spoilt)}))
