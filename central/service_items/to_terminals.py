"""What terminals get of the items: the pack `service-items`, published from what is in force and what is planned."""

from pathlib import Path
from tempfile import TemporaryDirectory

from app.contract.packs import PackManifest
from app.contract.service_pack import PACK, laid_out
from central.clock import day_of
from central.packs.publishing import Publisher
from central.service_items.states import ChangeState
from central.service_items.themes import themes_at, themes_to_come
from central.service_items.versions import Book, all_in_force, gone_items, to_come


def publish_pack(book: Book, publisher: Publisher) -> PackManifest:
    """The pack's next version, or the one there is where nothing has changed; what it holds for the first time is marked as synced.

    Raises PackRefused, TextDamaged.
    """
    today = day_of(book.now)
    items = [*all_in_force(book.session, today, book.said), *to_come(book.session, today, book.said)]
    themes = [*themes_at(book.session, today), *themes_to_come(book.session, today)]
    with TemporaryDirectory(prefix=".items-", dir=publisher.home) as folder:
        _write(Path(folder), laid_out(items, themes, gone_items(book.session, items)))
        manifest = publisher.publish(book.session, PACK, Path(folder), book.now)
    rows = book.standing_at(ChangeState.EFFECTIVE)
    for row in rows:
        row.in_pack = manifest.version
    book.move(rows, ChangeState.SYNCED, f"{PACK} {manifest.version}")
    return manifest


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(content)
