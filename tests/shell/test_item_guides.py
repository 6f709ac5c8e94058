"""What the centre's items say at the terminal's door: how something goes, and that it was taken back. From a real shelf of packs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from quick_terminal import QuickTerminal

from app.central import Accepted
from app.contract.packs import PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.contract.service_items import PublishedItem, ServiceItem
from app.contract.service_pack import PACK, laid_out
from app.packs import HOLDS, PackShelf
from central.service_items.samples import sample_items
from kiosk.item_guides import ItemGuides, items_of_services
from kiosk.shell.shown import guide_row
from resources import path

KEY = Ed25519PrivateKey.generate()
NOW = datetime.now(UTC)
SINCE = date(2026, 1, 1)
NOT_FITTED, REPORT, APPEAL = "S403", "S901", "S101"


@dataclass
class Centre:
    """Publishes items, and hands them out."""

    version: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    signed: SignedManifest | None = None

    def publish(self, items: Iterable[ServiceItem], gone: Iterable[str] = ()) -> None:
        contents = laid_out((PublishedItem(effective_from=SINCE, item=item) for item in items), gone=tuple(gone))
        self.version += 1
        self.files = {hashlib.sha256(content).hexdigest(): content for content in contents.values()}
        listed = tuple(
            PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for path, content in contents.items()
        )
        self.signed = sign_manifest(KEY, PackManifest(name=PACK, version=self.version, made_at=NOW, files=listed))

    def pack_changes(self, since: str) -> Accepted[PackChanges | None]:
        manifests = (self.signed,) if self.signed else ()
        cursor = f"{'e' * 16}-{self.version}"
        return Accepted(PackChanges.model_construct(cursor=cursor, whole=not since, manifests=manifests))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes]:
        return Accepted(self.files[sha256][offset:])


@dataclass
class Hall:
    """A terminal whose shelf the centre's packs come to, a pull at a time."""

    terminal: QuickTerminal
    shelf: PackShelf
    centre: Centre = field(default_factory=Centre)

    def __post_init__(self) -> None:
        hands = replace(self.terminal.hands, packs=self.shelf)
        self.terminal.shell._hands = hands
        self.terminal.shell._item_guides = ItemGuides(hands, self.terminal.shell._close_by_items)

    def pulls(self, now: datetime = NOW) -> None:
        self.shelf.bring_up_to_date(self.centre, now)
        self.terminal.shell._look_at_the_clock()

    @property
    def door(self) -> dict[str, Any]:
        return dict(self.terminal.shell.property("closedService"))

    def waits_for_the_guide(self) -> dict[str, Any]:
        self.terminal.bot.waitUntil(lambda: bool(self.door.get("promise")), timeout=60_000)
        return self.door

    def waits_for_gate(self, service: str, code: str) -> None:
        self.terminal.bot.waitUntil(
            lambda: self.terminal.shell.menu.item_gates.get(service, "") == code, timeout=60_000
        )


@pytest.fixture
def hall(terminal: QuickTerminal, tmp_path: Path) -> Hall:
    (tmp_path / "shelf").mkdir()
    return Hall(terminal, PackShelf(tmp_path / "shelf", KEY.public_key()))


@pytest.fixture(scope="module")
def items() -> dict[str, ServiceItem]:
    """The city's copies, by catalog code."""
    wanted = {items_of_services()[service] for service in (NOT_FITTED, REPORT, APPEAL)}
    plan = json.loads(path("services", "catalogue.json").read_text("utf-8"))["services"]
    found = (item for item in sample_items(("p1",), len(plan)) if not item.town_code)
    return {item.catalog_code: item for item in found if item.catalog_code in wanted}


def of(items: dict[str, ServiceItem], service: str) -> ServiceItem:
    return items[items_of_services()[service]]


def test_a_service_that_is_done_elsewhere_says_how_it_goes(hall: Hall, items: dict[str, ServiceItem]) -> None:
    hall.centre.publish(items.values())
    hall.pulls()
    item = of(items, NOT_FITTED)

    hall.terminal.shell.openService(NOT_FITTED)

    door = hall.waits_for_the_guide()
    days = "当场办结" if item.project_type == "即办件" else f"承诺 {item.promise_day} 个工作日办结"
    assert door["promise"] == f"{days}，由{item.dept_name}办"
    assert item.materials[0].material_name in door["bring"]
    assert door["edition"] == "按事项第 1 版，2026年1月1日 起" or door["edition"] == "按事项第 1 版，2026年1月1日起"


def test_an_item_that_is_withdrawn_or_kept_from_terminals_closes_its_service_at_the_pull(
    hall: Hall, items: dict[str, ServiceItem]
) -> None:
    hall.centre.publish(items.values())
    hall.pulls()
    hall.terminal.shell.openService(REPORT)
    opened = hall.terminal.shell.page_name
    hall.terminal.shell.home()
    report, appeal = of(items, REPORT), of(items, APPEAL)
    away = appeal.model_copy(update={"is_service_terminals": False})
    hall.centre.publish([away], gone=[report.catalog_code])

    hall.pulls()

    hall.waits_for_gate(REPORT, "closed-item-withdrawn")
    hall.waits_for_gate(APPEAL, "closed-item-not-here")
    hall.terminal.shell.openService(REPORT)
    rows = {row["id"]: row for row in hall.terminal.shell.property("tasks")}
    assert opened != "Closed"
    assert hall.terminal.shell.page_name == "Closed"
    assert (rows[REPORT]["reason"], rows[APPEAL]["reason"]) == ("这件事已停办", "这件事改到窗口办")


def test_an_item_that_comes_back_opens_its_service_again(hall: Hall, items: dict[str, ServiceItem]) -> None:
    report = of(items, REPORT)
    hall.centre.publish([], gone=[report.catalog_code])
    hall.pulls()
    hall.waits_for_gate(REPORT, "closed-item-withdrawn")
    hall.centre.publish([report])

    hall.pulls()

    hall.waits_for_gate(REPORT, "")


def test_without_packs_and_with_items_never_published_nothing_is_closed_by_them(
    hall: Hall, items: dict[str, ServiceItem]
) -> None:
    hall.pulls()
    before = dict(hall.terminal.shell.menu.item_gates)
    hall.centre.publish([of(items, NOT_FITTED)], gone=[of(items, APPEAL).catalog_code])

    hall.pulls()

    hall.waits_for_gate(APPEAL, "closed-item-withdrawn")
    assert before == {}
    assert REPORT not in hall.terminal.shell.menu.item_gates


def test_after_a_week_it_says_so_and_shows_nothing_of_the_item(hall: Hall, items: dict[str, ServiceItem]) -> None:
    hall.centre.publish(items.values(), gone=[])
    hall.pulls(NOW - HOLDS - timedelta(hours=1))

    hall.terminal.shell.openService(NOT_FITTED)

    door = hall.waits_for_the_guide()
    assert door["promise"] == "这台机超过七天没有更新，办理时限和材料请先问窗口。"
    assert (door["bring"], door["edition"]) == ("", "")


def test_what_was_withdrawn_stays_withdrawn_however_long_the_centre_is_silent(
    hall: Hall, items: dict[str, ServiceItem]
) -> None:
    report = of(items, REPORT)
    hall.centre.publish([of(items, APPEAL)], gone=[report.catalog_code])

    hall.pulls(NOW - HOLDS - timedelta(days=30))

    hall.waits_for_gate(REPORT, "closed-item-withdrawn")
    assert APPEAL not in hall.terminal.shell.menu.item_gates


def test_nothing_known_says_nothing() -> None:
    assert set(guide_row(None, "zh", lambda text, *_: text).values()) == {""}


def test_the_items_of_the_plan_are_those_of_the_samples(items: dict[str, ServiceItem]) -> None:
    plan = json.loads(path("services", "catalogue.json").read_text("utf-8"))["services"]
    titles = {one["id"]: one["title"] for one in plan}

    assert {of(items, service).task_name for service in (NOT_FITTED, REPORT, APPEAL)} == {
        titles[service] for service in (NOT_FITTED, REPORT, APPEAL)
    }
    assert set(items_of_services()) <= set(titles)
