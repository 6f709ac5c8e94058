"""GET /v1/entries … (app.contract.entries): what terminals hold in packs, for whoever asks one thing at a time."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from app.contract.entries import (
    ENTRIES,
    ENTRY_ID,
    Entry,
    EntryPage,
    EntryShown,
    fingerprint,
    newest_in_force,
)
from app.contract.entry_kinds import KINDS
from app.contract.packs import NAME
from app.contract.service_items import FIRST_DAY, LAST_DAY
from app.contract.wire import API, IsoDate
from central.api.asking import StrictRoute, TheCentre
from central.centre import Centre
from central.packs.entries import Shelf, shelf_of
from central.refusals import Refused

router = APIRouter(prefix=API + ENTRIES, route_class=StrictRoute)

MOST_SHOWN = 100

KindName = Annotated[str, Path(pattern=NAME)]
EntryIdAsked = Annotated[str, Path(pattern=ENTRY_ID)]
OnDay = Annotated[IsoDate | None, Query(ge=FIRST_DAY, le=LAST_DAY)]
"""Today where it is not said."""


@router.get("/{kind}")
def entries(
    centre: TheCentre,
    kind: KindName,
    day: OnDay = None,
    after: Annotated[str, Query(pattern=r"^[0-9A-Za-z._-]{0,64}$")] = "",
    limit: Annotated[int, Query(ge=1, le=MOST_SHOWN)] = MOST_SHOWN,
) -> EntryPage:
    shelf, on = _shelf(centre, kind), day or centre.today()
    found = [
        one
        for entry_id, versions in sorted(shelf.by_id().items())
        if entry_id > after and (one := newest_in_force(versions, on))
    ]
    return EntryPage(
        kind=kind,
        day=on,
        pack_version=shelf.version,
        entries=tuple(_shown(one, shelf.version) for one in found[:limit]),
        next=found[limit - 1].id if len(found) > limit else "",
    )


@router.get("/{kind}/{entry_id}")
def entry(centre: TheCentre, kind: KindName, entry_id: EntryIdAsked, day: OnDay = None) -> EntryShown:
    shelf = _shelf(centre, kind)
    found = newest_in_force(shelf.by_id().get(entry_id, ()), day or centre.today())
    if found is not None:
        return _shown(found, shelf.version)
    if any(one.id == entry_id for one in shelf.withdrawn):
        raise Refused(410, "entry-withdrawn")
    raise Refused(404, "entry-unknown")


def _shelf(centre: Centre, kind: str) -> Shelf[Entry]:
    """Raises Refused."""
    model = KINDS.get(kind)
    if model is None:
        raise Refused(404, "entry-kind-unknown")
    with centre.database.reading() as session:
        return shelf_of(session, centre.home.path, model)


def _shown(one: Entry, version: int) -> EntryShown:
    said: dict[str, Any] = one.model_dump(mode="json")
    return EntryShown(pack_version=version, fingerprint=fingerprint(one), entry=said)
