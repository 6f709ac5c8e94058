"""The pack of paper templates: a folder as `guanjia forms` checks it, published whole."""

from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from app.contract.packs import PackManifest
from central.centre import Centre
from central.packs.publishing import Publisher
from central.packs.refused import ContentRefused, Fault
from central.reply_key import reply_key
from printing.templates import pack
from printing.templates.refusals import Refused

PACK: Final = "templates"
FOLDER: Final = "papers"
"""Within the pack: beside it lies the pack's own manifest."""


def publish_templates(centre: Centre, source: Path) -> PackManifest:
    """Raises ContentRefused where a terminal could not print by it, PackRefused."""
    try:
        pack.load(source)
    except Refused as refused:
        raise ContentRefused([Fault(source.name, refused.code, str(refused))]) from None
    publisher = Publisher(centre.home.path, reply_key(centre.home.path))
    files = publisher.prepare(
        {f"{FOLDER}/{path.name}": path.read_bytes() for path in source.iterdir() if path.is_file()}
    )

    def put(session: Session) -> PackManifest:
        return publisher.put(session, PACK, files, centre.now())

    return centre.database.write(put)
