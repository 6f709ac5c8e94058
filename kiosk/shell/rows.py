"""What the home and zone pages list: every row with its own reason when it is closed."""

from collections.abc import Callable

from kiosk.door import Reason, Surroundings, closed_because
from kiosk.menu import ZONES, ZoneRow, services_of
from kiosk.service import Service

Row = dict[str, object]
Say = Callable[..., str]


def reason_in_brief(reason: Reason, say: Say) -> str:
    """The words that fit on a tile; the whole story is on the page behind it."""
    briefly = {
        "closed-no-centre": "网络不通，暂时办不了",
        "closed-card-reader": "读卡器要修",
        "closed-code-scanner": "扫码窗要修",
        "closed-page-printer": "打印机要人看一下",
        "closed-receipt-printer": "小票机要人看一下",
        "not-on-this-terminal": "这台机暂不办理",
    }
    return say(briefly[reason.code])


def service_row(service: Service, around: Surroundings, say: Say) -> Row:
    reason = closed_because(service, around)
    return {
        "id": service.id,
        "title": say(service.title),
        "hint": say(service.hint),
        "closed": reason is not None,
        "reason": reason_in_brief(reason, say) if reason else "",
    }


def service_rows(zone: str, around: Surroundings, say: Say) -> list[Row]:
    return [service_row(service, around, say) for service in services_of(zone)]


def zone_row(zone: ZoneRow, around: Surroundings, say: Say) -> Row:
    """A zone is closed when none of its services is open; it keeps its place and says why."""
    rows = service_rows(zone.id, around, say)
    closed = all(row["closed"] for row in rows)
    reason = str(rows[0]["reason"]) if rows else say("这台机暂不办理")
    return {
        "id": zone.id,
        "brand": zone.brand,
        "house": say(zone.house) if zone.house else "",
        "letter": zone.letter,
        "title": say(zone.title),
        "hint": say(zone.hint),
        "closed": closed,
        "reason": reason if closed else "",
    }


def zone_rows(around: Surroundings, say: Say) -> list[Row]:
    return [zone_row(zone, around, say) for zone in ZONES]
