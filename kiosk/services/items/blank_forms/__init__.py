"""S309 空白表格和样本: its row in the menu. What it lays out is in `forms`, what its pages show in `flow`."""

from app.visit import IdentityLevel
from kiosk.service import Facility, Needs, OfflineClass, Service

SERVICE = Service(
    id="S309",
    zone="items",
    title="空白表格和样本",
    hint="选一张，当场打印，不收费",
    needs=Needs(
        identity=IdentityLevel.N0_NOBODY,
        offline=OfflineClass.O0_FULL,
        facilities=frozenset({Facility.PAGE_PRINTER}),
        wishes=frozenset({Facility.CARD_READER, Facility.CODE_SCANNER}),
    ),
    flow="kiosk.services.items.blank_forms.flow:BlankFormsFlow",
)
