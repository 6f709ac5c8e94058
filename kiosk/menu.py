"""The nine zones under their six brands, and the services that stand in them."""

from dataclasses import dataclass

from kiosk.service import Service, Zone
from kiosk.services.appeals.file_appeal import SERVICE as FILE_APPEAL
from kiosk.services.appeals.progress import SERVICE as APPEAL_PROGRESS
from kiosk.services.credit.report import SERVICE as CREDIT_REPORT

SERVICES: tuple[Service, ...] = (CREDIT_REPORT, FILE_APPEAL, APPEAL_PROGRESS)


@dataclass(frozen=True)
class ZoneRow:
    """One seal on the home page. `brand` picks the pigment; `house` is the brand's name over its first zone."""

    id: Zone
    brand: str
    house: str
    letter: str
    title: str
    hint: str


ZONES: tuple[ZoneRow, ...] = (
    ZoneRow("appeals", "qi", "企莞家", "通", "政企直通车", "有困难找政府"),
    ZoneRow("policies", "qi", "", "惠", "惠企政策", "查补贴，领奖励"),
    ZoneRow("tax", "sw", "税莞家", "税", "税费服务", "证明、发票"),
    ZoneRow("items", "zw", "政务服务莞家", "办", "事项标准化", "怎么办，带什么"),
    ZoneRow("licences", "zw", "", "照", "证照一网通办", "执照和许可证"),
    ZoneRow("lowrisk", "zw", "", "建", "简易低风险工程", "小工程快审批"),
    ZoneRow("finance", "jr", "金融莞家", "融", "融资服务", "贷款和转贷"),
    ZoneRow("jobs", "jg", "就莞用", "工", "招工求职", "招人，找工作"),
    ZoneRow("credit", "xy", "信用莞家", "信", "信用报告", "当场打印盖章"),
)


def services_of(zone: str) -> tuple[Service, ...]:
    return tuple(service for service in SERVICES if service.zone == zone)


def service_by_id(service_id: str) -> Service:
    """Raises KeyError for a service this terminal does not have."""
    for service in SERVICES:
        if service.id == service_id:
            return service
    raise KeyError(service_id)
