"""Blobs by their hash: in parts, resumed where the wire broke, never taken for whole before they are."""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from central_world import World
from hypothesis import given, settings
from hypothesis import strategies as st
from protocol_world import Road, road_to

from app.blobs import BlobTooLarge, bring
from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.blobs import MOST_BLOB_BYTES, PART_BYTES, BlobStanding
from central.blobs.store import COMING, FOLDER, GIVEN_UP_SECONDS, MOST_COMING, BlobStore
from central.refusals import Refused as Said

SIZE = PART_BYTES * 2 + 12_345


@pytest.fixture
def road(shared_world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(shared_world, tmp_path / "terminal") as road:
        yield road


def a_file(folder: Path, size: int = SIZE, seed: int = 1) -> Path:
    path = folder / f"blob-{seed}-{size}"
    path.write_bytes(random.Random(f"{folder}{seed}").randbytes(size))
    return path


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def held(world: World, name: str) -> Path:
    return world.centre.home.path / FOLDER / name


class Breaking:
    """A road whose wire breaks after some parts: what was heard was heard, and in every other case the answer is lost."""

    def __init__(self, road: Road, after: int, *, heard: bool) -> None:
        self._central, self._left, self._heard = road.central, after, heard

    def blob_standing(self, sha256: str) -> Accepted[BlobStanding] | Refused | Unreachable:
        return self._central.blob_standing(sha256)

    def send_blob_part(
        self, sha256: str, offset: int, length: int, part: bytes
    ) -> Accepted[BlobStanding] | Refused | Unreachable:
        self._left -= 1
        if self._left < 0:
            if self._heard:
                self._central.send_blob_part(sha256, offset, length, part)
            return Unreachable(Cause.NO_CONNECTION)
        return self._central.send_blob_part(sha256, offset, length, part)


@pytest.mark.parametrize("size", [0, 1, PART_BYTES, PART_BYTES + 1, SIZE])
def test_a_blob_arrives_whole(shared_world: World, road: Road, tmp_path: Path, size: int) -> None:
    path = a_file(tmp_path, size)

    answer = bring(path, road.central)

    assert answer == Accepted(BlobStanding(sha256=sha256(path), offset=size, length=size))
    assert held(shared_world, sha256(path)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("after", [0, 1, 2])
@pytest.mark.parametrize("heard", [True, False])
def test_where_the_wire_broke_it_goes_on(
    shared_world: World, road: Road, tmp_path: Path, after: int, heard: bool
) -> None:
    path = a_file(tmp_path)
    broken = bring(path, Breaking(road, after, heard=heard))
    before = road.central.blob_standing(sha256(path))
    arrived = before.value.offset if isinstance(before, Accepted) else 0

    answer = bring(path, road.central)

    assert broken == Unreachable(Cause.NO_CONNECTION)
    assert arrived == min(SIZE, PART_BYTES * (after + heard)), "nothing that arrived is sent twice"
    assert isinstance(answer, Accepted)
    assert held(shared_world, sha256(path)).read_bytes() == path.read_bytes()


def test_what_is_there_already_is_not_sent_again(shared_world: World, road: Road, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    bring(path, road.central)

    answer = bring(path, Breaking(road, 0, heard=False))

    assert isinstance(answer, Accepted)


def test_a_blob_that_is_not_what_its_name_says_is_thrown_away(shared_world: World, road: Road, tmp_path: Path) -> None:
    path = a_file(tmp_path, 10)
    name = sha256(path)

    answer = road.central.send_blob_part(name, 0, 10, b"0123456789")

    assert answer == Refused("blob-hash-wrong", status=422)
    assert road.central.blob_standing(name) == Refused("blob-unknown", status=404)
    assert not held(shared_world, name).exists()


def test_a_part_that_does_not_follow_is_refused_and_changes_nothing(
    shared_world: World, road: Road, tmp_path: Path
) -> None:
    name = sha256(a_file(tmp_path, 100))
    road.central.send_blob_part(name, 0, 100, b"x" * 10)

    assert road.central.send_blob_part(name, 0, 100, b"x" * 10) == Refused("blob-offset", status=409)
    assert road.central.send_blob_part(name, 11, 100, b"x" * 10) == Refused("blob-offset", status=409)
    assert road.central.send_blob_part(name, 10, 101, b"x" * 10) == Refused("blob-length-other", status=409)
    assert road.central.blob_standing(name) == Accepted(BlobStanding(sha256=name, offset=10, length=100))


def test_nobody_builds_upon_anothers_parts(shared_world: World, road: Road, tmp_path: Path) -> None:
    path = a_file(tmp_path)
    bring(path, Breaking(road, 1, heard=False))

    with road_to(shared_world, tmp_path / "other", "T0008") as other:
        unknown = other.central.blob_standing(sha256(path))
        bring(path, other.central)
        whole = road.central.blob_standing(sha256(path))

    assert unknown == Refused("blob-unknown", status=404)
    assert isinstance(whole, Accepted)
    assert whole.value.is_complete, "what is whole is whole for everybody"


def test_a_blob_has_a_size(road: Road, tmp_path: Path) -> None:
    sparse = tmp_path / "large"
    with sparse.open("wb") as file:
        file.truncate(MOST_BLOB_BYTES + 1)

    answer = road.central.send_blob_part("0" * 64, 0, MOST_BLOB_BYTES + 1, b"x")

    assert answer == Refused("blob-too-large", status=413)
    with pytest.raises(BlobTooLarge):
        bring(sparse, road.central)


def test_a_terminal_has_so_many_unfinished_ones_and_the_forgotten_make_room(
    shared_world: World, tmp_path: Path
) -> None:
    with road_to(shared_world, tmp_path / "other", "T0009") as road:
        names = [f"{number:064x}" for number in range(MOST_COMING + 1)]
        answers = [road.central.send_blob_part(name, 0, 100, b"x") for name in names]
        oldest = shared_world.centre.home.path / FOLDER / COMING / "T0009" / f"{names[3]}-100"
        os.utime(oldest, (0, time.time() - GIVEN_UP_SECONDS - 1))

        later = road.central.send_blob_part(names[-1], 0, 100, b"x")

    assert all(isinstance(answer, Accepted) for answer in answers[:-1])
    assert answers[-1] == Refused("blobs-too-many", status=429)
    assert isinstance(later, Accepted)
    assert not oldest.exists()


@pytest.mark.parametrize(
    "path",
    ["/v1/blobs/../../etc/passwd", "/v1/blobs/%2e%2e%2fhash.key", "/v1/blobs/" + "A" * 64, "/v1/blobs/" + "0" * 63],
)
def test_a_name_that_is_no_hash_reaches_no_file(shared_world: World, path: str) -> None:
    assert shared_world.terminal.get(path).status in (401, 404, 422)


def test_a_blob_that_was_whole_when_the_power_went_begins_anew(shared_world: World, road: Road, tmp_path: Path) -> None:
    path = a_file(tmp_path, 1_000)
    coming = shared_world.centre.home.path / FOLDER / COMING / "T0007"
    coming.mkdir(parents=True, exist_ok=True)
    (coming / f"{sha256(path)}-1000").write_bytes(b"x" * 1_000)

    answer = bring(path, road.central)

    assert isinstance(answer, Accepted)
    assert held(shared_world, sha256(path)).read_bytes() == path.read_bytes()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.data())
def test_any_parts_in_any_order_never_make_a_wrong_blob(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    content = data.draw(st.binary(min_size=1, max_size=40))
    name, home = hashlib.sha256(content).hexdigest(), tmp_path_factory.mktemp("home")
    store = BlobStore(home)

    for _ in range(data.draw(st.integers(0, 8))):
        offset = data.draw(st.integers(0, len(content)))
        part = content[offset : offset + data.draw(st.integers(0, 40))]
        if data.draw(st.booleans()):
            part = bytes(byte ^ 1 for byte in part)
        try:
            store.add("T0007", name, offset, len(content), part)
        except Said:
            continue

    whole = home / FOLDER / name
    assert not whole.exists() or whole.read_bytes() == content
