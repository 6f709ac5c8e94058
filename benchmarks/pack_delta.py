"""A terminal that fetches what changed among 1,200 items at three levels: bytes over the wire, against fetching the pack whole.

The terminal's own shelf does both, from a centre in memory that counts what it hands out, the list of files and its signature among it.
Ten items change a day (the 1, 100 and 400 are told beside it), and ten entries each of 4,000 policies, 600 of knowledge and the places.
Texts are synthetic and pack well; so do those of a delta. What is held to the limit is the worse of the two large packs: of a small one
the list of files is the larger part, and the whole of it is some tens of kilobytes. One JSON line.
"""

from __future__ import annotations

import base64
import hashlib
import sys
import tempfile
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from time import perf_counter

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from timing import report

from app.central import Accepted
from app.contract.entries import Entry
from app.contract.entries import laid_out as entries_laid_out
from app.contract.packs import FILE_PART_BYTES, PackChanges, PackFile, PackManifest, SignedManifest, sign_manifest
from app.contract.service_items import PublishedItem, ServiceItem
from app.contract.service_pack import PACK, laid_out
from app.packs import PackShelf
from app.service_items import ItemsOnHand
from central.packs.samples import sample_knowledge, sample_places, sample_policies
from central.service_items.samples import ITEMS, sample_items

ROUND = (10, 1, 100, 400)
TODAY = date(2026, 11, 23)
KEY = Ed25519PrivateKey.generate()


class Counting:
    """The road to a centre that has one pack."""

    def __init__(self) -> None:
        self.sent = 0
        self.version = 0
        self.files: dict[str, bytes] = {}
        self.signed: tuple[SignedManifest, ...] = ()

    def publish(self, items: Sequence[ServiceItem]) -> None:
        self.put(PACK, laid_out(PublishedItem(effective_from=TODAY, item=item) for item in items))

    def put(self, name: str, files: Mapping[str, bytes]) -> None:
        self.files = {hashlib.sha256(content).hexdigest(): content for content in files.values()}
        self.version += 1
        named = tuple(
            PackFile(path=path, sha256=hashlib.sha256(content).hexdigest(), size=len(content))
            for path, content in files.items()
        )
        made_at = datetime(2026, 11, 23, tzinfo=UTC)
        self.signed = (sign_manifest(KEY, PackManifest(name=name, version=self.version, made_at=made_at, files=named)),)

    def pack_changes(self, since: str) -> Accepted[PackChanges | None]:
        changes = PackChanges.model_construct(
            cursor=f"{'0' * 16}-{self.version}", whole=not since, manifests=self.signed
        )
        self.sent += len(changes.model_dump_json())
        read = tuple(
            SignedManifest(manifest=base64.b64encode(one.manifest), signature=base64.b64encode(one.signature))
            for one in self.signed
        )
        return Accepted(changes.model_copy(update={"manifests": read}))

    def pack_file_part(self, sha256: str, offset: int) -> Accepted[bytes]:
        part = self.files[sha256][offset : offset + FILE_PART_BYTES]
        self.sent += len(part)
        return Accepted(part)


def fetched(road: Counting, home: Path) -> int:
    """Bytes that bring the shelf at `home` up to date."""
    before = road.sent
    assert isinstance(PackShelf(home, KEY.public_key()).bring_up_to_date(road), Accepted)
    return road.sent - before


def changed(items: list[ServiceItem], count: int, turn: int) -> list[ServiceItem]:
    """The same, but that all three copies of `count` items say another telephone number, spread over the list."""
    step = len(items) // 3 // count
    hit = {place * step for place in range(count)}
    return [
        item.model_copy(update={"task_version": item.task_version + 1, "link_way": f"0769-{turn:08d}"})
        if place // 3 in hit
        else item
        for place, item in enumerate(items)
    ]


def entries_delta(entries: Sequence[Entry], home: Path) -> float:
    """Ten of them in a new version that says another word: bytes against the pack whole."""
    kind, road = type(entries[0]), Counting()
    home.mkdir()
    road.put(kind.PACK, entries_laid_out(kind, entries))
    whole = fetched(road, home)
    step = len(entries) // 10
    later = [
        one.model_copy(update={"version": 2, "valid_from": TODAY}) if place % step == 0 and place < 10 * step else one
        for place, one in enumerate(entries)
    ]
    road.put(kind.PACK, entries_laid_out(kind, later))
    return fetched(road, home) / whole


def main() -> int:
    items = list(sample_items(("p1", "p2"), ITEMS))
    road = Counting()
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        shelf = Path(folder) / "terminal"
        shelf.mkdir()
        road.publish(items)
        whole = fetched(road, shelf)
        for turn, count in enumerate(ROUND):
            items = changed(items, count, turn)
            road.publish(items)
            figures[f"changed_{count}"] = fetched(road, shelf) / whole
        for entries in (list(sample_policies()), list(sample_knowledge()), list(sample_places())):
            name = entries[0].PACK
            figures[f"{name}_10_of_{len(entries)}"] = entries_delta(entries, Path(folder) / name)
        worse = max(figures["changed_10"], figures["policies_10_of_4000"])
        began = perf_counter()
        offered = ItemsOnHand(PackShelf(shelf, KEY.public_key())).offered(TODAY)
        read = perf_counter() - began
        assert offered
    return report(
        "pack_delta",
        "worse_of_large",
        goal=0.10,
        limit=0.15,
        worse_of_large=worse,
        **figures,
        whole_bytes=whole,
        files=len(road.files),
        first_read_seconds=read,
    )


if __name__ == "__main__":
    sys.exit(main())
