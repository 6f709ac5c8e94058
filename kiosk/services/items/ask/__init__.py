"""S003 问一问: its row in the menu. What is found is the centre's standard answer; what its pages show is in `flow`."""

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S003",
    zone="items",
    title="问一问",
    hint="常见问题的答案",
    needs=Needs(
        identity=IdentityLevel.N0_NOBODY,
        offline=OfflineClass.O0_FULL,
        wishes=frozenset({Facility.RECEIPT_PRINTER}),
    ),
    flow="kiosk.services.items.ask.flow:AskFlow",
)
