"""GET /v1/credit/catalogue, POST /v1/credit/reports."""

from fastapi import APIRouter

from app.contract.credit import CreditCatalogue, CreditReportOrder, SealedReport
from app.contract.wire import API
from central.api.asking import StrictRoute, TheCentre, TheTerminal
from central.zones.credit.catalogue import catalogue
from central.zones.credit.reports import make_report

router = APIRouter(prefix=f"{API}/credit", route_class=StrictRoute)


@router.get("/catalogue")
def what_may_be_asked(centre: TheCentre) -> CreditCatalogue:
    with centre.database.reading() as session:
        return catalogue(session, centre.today())


@router.post("/reports")
def order_report(order: CreditReportOrder, centre: TheCentre, terminal_id: TheTerminal) -> SealedReport:
    return make_report(centre, order, terminal_id)
