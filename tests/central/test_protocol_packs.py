"""Packs from the centre that publishes them to the terminal that reads them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from central_world import World
from protocol_world import Road, road_to

from app.central import Accepted, Refused
from app.contract.packs import FILE_PART_BYTES
from central.db.version import renew_epoch
from central.packs.publishing import PackRefused, Publisher
from central.reply_key import reply_key
from kiosk.centre_findings import PACKS, bonds
from kiosk.command_line import main

FIRST = {"days/2026.json": b'{"2026-10-01":"holiday"}', "readme.txt": "假日".encode()}
SECOND = {**FIRST, "days/2027.json": b"{}", "large.bin": bytes(range(256)) * 8_192}


@pytest.fixture
def road(world: World, tmp_path: Path) -> Iterator[Road]:
    with road_to(world, tmp_path / "terminal") as road:
        yield road


def folder_of(tmp_path: Path, files: dict[str, bytes], name: str) -> Path:
    for path, content in files.items():
        place = tmp_path / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return tmp_path / name


def published(world: World, source: Path, name: str = "leaflets") -> int:
    publisher = Publisher(world.centre.home.path, reply_key(world.centre.home.path))
    with world.centre.database.writing() as session:
        return publisher.publish(session, name, source, world.clock()).version


def content(road: Road, name: str = "leaflets") -> dict[str, bytes] | None:
    pack = road.errands.packs.find(name)
    return {path: pack.read(path) for path in pack.files} if pack else None


def test_what_is_published_is_read_at_the_terminal(world: World, road: Road, tmp_path: Path) -> None:
    published(world, folder_of(tmp_path, FIRST, "first"))
    road.greet()
    first = content(road)
    published(world, folder_of(tmp_path, SECOND, "second"))

    road.errands.packs.bring_up_to_date(road.central)

    assert (first, content(road)) == (FIRST, SECOND)
    assert len(SECOND["large.bin"]) > FILE_PART_BYTES, "in more than one part"
    found = {finding.part: finding.found for finding in bonds(road.home)}[PACKS]
    assert "leaflets 2" in found.split(", ")


def test_nothing_new_is_a_304_without_a_body(world: World, road: Road, tmp_path: Path) -> None:
    published(world, folder_of(tmp_path, FIRST, "first"))
    road.greet()
    cursor = (road.home / "packs" / "cursor").read_text()

    unchanged = road.central.pack_changes(cursor)
    prepared = world.terminal.prepare("GET", f"/v1/packs?since={cursor}")
    prepared.headers["If-None-Match"] = f'"{cursor}"'
    with requests.Session() as session:
        raw = session.send(prepared, timeout=10)

    assert unchanged == Accepted(None)
    assert (raw.status_code, raw.content, raw.headers["ETag"]) == (304, b"", f'"{cursor}"')


def test_only_what_changed_since_is_told(world: World, road: Road, tmp_path: Path) -> None:
    published(world, folder_of(tmp_path, FIRST, "first"))
    published(world, folder_of(tmp_path, FIRST, "first"), "places")
    road.greet()
    cursor = (road.home / "packs" / "cursor").read_text()
    published(world, folder_of(tmp_path, SECOND, "second"))

    answer = road.central.pack_changes(cursor)

    assert isinstance(answer, Accepted)
    assert answer.value
    assert (answer.value.whole, len(answer.value.manifests)) == (False, 1)


@pytest.mark.parametrize("since", ["", "x", f"{'0' * 16}-1", "-1"])
def test_a_cursor_of_another_life_is_answered_with_everything(
    world: World, road: Road, tmp_path: Path, since: str
) -> None:
    published(world, folder_of(tmp_path, FIRST, "first"))

    answer = road.central.pack_changes(since)

    assert isinstance(answer, Accepted)
    assert answer.value
    # With the calendar that seeding has published.
    assert (answer.value.whole, len(answer.value.manifests)) == (True, 2)


def test_a_centre_restored_to_before_the_newest_version_takes_nothing_back(
    world: World, road: Road, tmp_path: Path
) -> None:
    """The terminal keeps the higher version until the centre has published a higher one still."""
    published(world, folder_of(tmp_path, FIRST, "first"))
    published(world, folder_of(tmp_path, SECOND, "second"))
    road.greet()
    with world.centre.database.writing() as session:
        session.connection().exec_driver_sql("DELETE FROM pack_versions WHERE version = 2")
        renew_epoch(session, world.clock(), world.clock())
    object.__setattr__(world.centre, "epoch", "f" * 16)

    answer = road.errands.packs.bring_up_to_date(road.central)

    assert isinstance(answer, Accepted)
    assert content(road) == SECOND


def test_the_same_content_is_no_new_version(world: World, tmp_path: Path) -> None:
    source = folder_of(tmp_path, FIRST, "first")

    assert (published(world, source), published(world, source)) == (1, 1)


def test_a_withdrawn_pack_is_gone_at_the_terminal(world: World, road: Road, tmp_path: Path) -> None:
    home = ["--home", str(world.centre.settings.home)]
    published(world, folder_of(tmp_path, FIRST, "first"))
    published(world, folder_of(tmp_path, SECOND, "second"))
    road.greet()

    assert main(["central", "withdraw-pack", *home, "--name", "leaflets"]) == 0
    road.errands.packs.bring_up_to_date(road.central)
    gone = content(road)
    assert main(["central", "withdraw-pack", *home, "--name", "leaflets", "--back-to", "1"]) == 0
    road.errands.packs.bring_up_to_date(road.central)

    assert gone is None
    assert content(road) == FIRST


def test_the_verbs_publish_and_list(world: World, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(world.centre.settings.home)]
    source = folder_of(tmp_path, FIRST, "first")

    assert main(["central", "publish-pack", *home, "--name", "leaflets", "--from", str(source)]) == 0
    assert main(["central", "list-packs", *home]) == 0
    assert main(["central", "withdraw-pack", *home, "--name", "nothing"]) == 1
    assert main(["central", "publish-pack", *home, "--name", "Calendar!", "--from", str(source)]) == 1

    said = capfd.readouterr()
    assert "leaflets 1  2 files" in said.out
    assert "no pack nothing was ever published" in said.err


def test_what_is_no_plain_file_is_not_published(world: World, tmp_path: Path) -> None:
    source = folder_of(tmp_path, FIRST, "first")
    (source / "secret").symlink_to("/etc/passwd")

    with pytest.raises(PackRefused, match="plain file"):
        published(world, source)


def test_a_file_that_no_pack_names_is_not_handed_out(world: World, road: Road) -> None:
    (world.centre.home.path / "packs").mkdir(exist_ok=True)
    (world.centre.home.path / "packs" / ("0" * 64)).write_bytes(b"left over")

    assert road.central.pack_file_part("0" * 64, 0) == Refused("pack-file-unknown", status=404)
