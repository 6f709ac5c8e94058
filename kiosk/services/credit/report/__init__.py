"""S901 信用报告, in its versions: its row in the menu. What it decides is in `decision`, what its pages show in `flow`."""

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S901",
    zone="credit",
    title="信用报告",
    hint="几种版本任选，当场打印盖章，不收费",
    needs=Needs(
        identity=IdentityLevel.N3_CARD_AND_LICENCE,
        offline=OfflineClass.O3_CLOSED,
        facilities=frozenset({Facility.CARD_READER, Facility.CODE_SCANNER, Facility.PAGE_PRINTER}),
        wishes=frozenset({Facility.RECEIPT_PRINTER}),
    ),
    flow="kiosk.services.credit.report.flow:CreditReportFlow",
    alternative="S101",
)
