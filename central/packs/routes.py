"""GET /v1/packs and GET /v1/packs/files/{sha256} (app.contract.packs)."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from app.contract.packs import FILE_PART_BYTES, FILE_TYPE, MOST_FILE_BYTES, PackChanges, SignedManifest
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre
from central.packs.publishing import FOLDER
from central.packs.tables import PackFileHeld, PackVersion
from central.refusals import Refused

router = APIRouter(prefix=f"{API}/packs", route_class=StrictRoute)

_CURSOR = re.compile(r"([0-9a-f]{16})-([0-9]{1,10})")


@router.get("")
def changes(centre: TheCentre, request: Request, since: Annotated[str, Query(max_length=40)] = "") -> Response:
    """By cursor. One of another life of this centre, or of no life, is answered with everything there is."""
    with centre.database.reading() as session:
        last = session.scalar(select(func.max(PackVersion.change))) or 0
        known = _known(since, centre.epoch, last)
        manifests = _newest(session, known or 0)
    cursor = f"{centre.epoch}-{last}"
    headers = {"ETag": f'"{cursor}"'}
    if request.headers.get("if-none-match") == f'"{cursor}"':
        return Response(status_code=304, headers=headers)
    said = PackChanges.model_construct(cursor=cursor, whole=known is None, manifests=manifests)
    return Response(said.model_dump_json(), media_type="application/json", headers=headers)


@router.get("/files/{sha256}")
def part_of_file(
    centre: TheCentre,
    sha256: Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")],
    offset: Annotated[int, Query(ge=0, le=MOST_FILE_BYTES)] = 0,
) -> Response:
    with centre.database.reading() as session:
        held = session.get(PackFileHeld, sha256)
    if held is None or offset > held.size:
        raise Refused(404, "pack-file-unknown")
    with (centre.home.path / FOLDER / sha256).open("rb") as file:
        file.seek(offset)
        return Response(file.read(FILE_PART_BYTES), media_type=FILE_TYPE)


def _known(since: str, epoch: str, last: int) -> int | None:
    """How far the asker knows; None where we cannot build on it."""
    read = _CURSOR.fullmatch(since)
    if read is None or read[1] != epoch or int(read[2]) > last:
        return None
    return int(read[2])


def _newest(session: Session, known: int) -> tuple[SignedManifest, ...]:
    """The newest version of every pack that has changed since."""
    newest = select(func.max(PackVersion.change)).group_by(PackVersion.name)
    changed = select(PackVersion).where(PackVersion.change.in_(newest), PackVersion.change > known)
    rows = session.scalars(changed.order_by(PackVersion.change)).all()
    return tuple(SignedManifest.model_construct(manifest=row.manifest, signature=row.signature) for row in rows)
