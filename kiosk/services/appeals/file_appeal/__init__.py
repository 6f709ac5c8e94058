"""S101 提交企业诉求: its row in the menu. What it decides is in `decision`, what its pages show in `flow`."""

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S101",
    zone="appeals",
    title="提交企业诉求",
    hint="点选就行，不用打字",
    needs=Needs(
        identity=IdentityLevel.N2_LICENCE,
        offline=OfflineClass.O2_QUEUED,
        facilities=frozenset({Facility.CARD_READER}),
        wishes=frozenset({Facility.CODE_SCANNER, Facility.RECEIPT_PRINTER}),
    ),
    flow="kiosk.services.appeals.file_appeal.flow:FileAppealFlow",
)
