"""POST /v1/licences/verify."""

from fastapi import APIRouter

from app.contract.licence import LicenceGrant, LicenceVerification
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.licences.grants import make_grant, use_code

router = APIRouter(prefix=API, route_class=StrictRoute)


@router.post("/licences/verify")
def verify(asked: LicenceVerification, centre: TheCentre, terminal_id: TheTerminal) -> LicenceGrant:
    """Two transactions: a code that was shown stays used, also when its holder is then refused."""
    now = centre.now()
    with centre.database.writing() as session:
        uscc = use_code(session, centre.marks, asked.code, now).uscc
    with centre.database.writing() as session:
        return make_grant(session, centre.marks, uscc, asked, terminal_id, now)
