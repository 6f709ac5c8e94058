"""What of the city's plan and of this terminal can be found by name."""

from __future__ import annotations

from functools import lru_cache

from app.contract.finding.index import Entry, SearchIndex
from kiosk import catalogue
from kiosk.catalogue import Listed
from kiosk.menu import SERVICES
from kiosk.service import Service


@lru_cache(maxsize=2)
def index_of_services(declared: tuple[Service, ...] = ()) -> SearchIndex:
    """Takes a tenth of a second, once. `declared`: what the centre has declared to be done here besides."""
    planned, services = catalogue.listed(), (*SERVICES, *declared)
    known = {one.id for one in planned}
    others = (_entry_of(one) for one in services if one.id not in known)
    return SearchIndex([*(_entry(one, services) for one in planned), *others])


def _entry(one: Listed, services: tuple[Service, ...]) -> Entry:
    """The service's own name here may differ from the plan's: it is found by both."""
    here = tuple(service.title for service in services if service.id == one.id and service.title != one.title)
    own = (part for service in services if service.id == one.id for part in service.english)
    english = catalogue.english()
    said = " ".join((english[one.title], english[one.hint], *own))
    return Entry(one.id, one.title, (*here, *one.words, *one.matters, *one.forms, one.hint), said)


def _entry_of(service: Service) -> Entry:
    from kiosk.words import english

    said = (
        " ".join(service.english) if any(service.english) else f"{english()[service.title]} {english()[service.hint]}"
    )
    return Entry(service.id, service.title, (service.hint, *ALSO.get(service.id, ())), said)


ALSO = {"S309": ("表格", "空白表", "样本", "样表", "下载", "打印表格", "申请表", "承诺书", "路线图")}
"""What else people call what this terminal has besides the plan."""
