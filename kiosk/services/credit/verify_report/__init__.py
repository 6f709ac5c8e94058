"""S903 报告核验: whether a report in somebody's hand is the centre's, and whether it stands. Anybody may ask, also without the wire."""

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S903",
    zone="credit",
    title="核验报告",
    hint="扫报告上的码，看真假",
    needs=Needs(
        identity=IdentityLevel.N0_NOBODY,
        offline=OfflineClass.O1_LAST_KNOWN,
        facilities=frozenset({Facility.CODE_SCANNER}),
    ),
    flow="kiosk.services.credit.verify_report.flow:VerifyReportFlow",
    has_own_door=True,
)
