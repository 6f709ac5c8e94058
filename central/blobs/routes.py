"""GET and PATCH /v1/blobs/{sha256} (app.contract.blobs)."""

from __future__ import annotations

from typing import Annotated

from anyio.to_thread import run_sync
from fastapi import APIRouter, Path, Query
from starlette.requests import Request

from app.contract.blobs import MOST_BLOB_BYTES, SHA256, BlobStanding
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.blobs.store import BlobStore
from central.blobs.tables import Blob
from central.centre import Centre
from central.db.database import insert_unless_there
from central.refusals import Refused

router = APIRouter(prefix=f"{API}/blobs", route_class=StrictRoute)

Name = Annotated[str, Path(pattern=SHA256)]


@router.get("/{sha256}")
def standing(sha256: Name, centre: TheCentre, terminal_id: TheTerminal) -> BlobStanding:
    """One that is whole is whole for everybody; one on its way is its bringer's."""
    found = _whole(centre, sha256) or BlobStore(centre.home.path).coming(terminal_id, sha256)
    if found is None:
        raise Refused(404, "blob-unknown")
    return found


@router.patch("/{sha256}")
async def add(
    sha256: Name,
    offset: Annotated[int, Query(ge=0, le=MOST_BLOB_BYTES)],
    length: Annotated[int, Query(ge=0)],
    request: Request,
    centre: TheCentre,
    terminal_id: TheTerminal,
) -> BlobStanding:
    part = await request.body()
    return await run_sync(_add, centre, terminal_id, sha256, offset, length, part)


def _add(centre: Centre, terminal_id: str, sha256: str, offset: int, length: int, part: bytes) -> BlobStanding:
    there = _whole(centre, sha256)
    if there is not None:
        return there
    standing = BlobStore(centre.home.path).add(terminal_id, sha256, offset, length, part)
    if standing.is_complete:
        with centre.database.writing() as session:
            received = {"length": length, "terminal_id": terminal_id, "received_at": centre.now()}
            insert_unless_there(session, Blob, sha256=sha256, **received)
    return standing


def _whole(centre: Centre, sha256: str) -> BlobStanding | None:
    """What the database knows and the disk has lost, because one was put back without the other, is brought anew."""
    with centre.database.reading() as session:
        blob = session.get(Blob, sha256)
    if blob is None or not BlobStore(centre.home.path).has(sha256):
        return None
    return BlobStanding(sha256=sha256, offset=blob.length, length=blob.length)
