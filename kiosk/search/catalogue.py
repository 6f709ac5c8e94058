"""What of the city's plan and of this terminal can be found by name."""

from __future__ import annotations

from functools import cache

from app.contract.finding.index import Entry, SearchIndex
from kiosk import catalogue
from kiosk.catalogue import Listed
from kiosk.menu import SERVICES
from kiosk.service import Service


@cache
def index_of_services() -> SearchIndex:
    """Takes a tenth of a second, once."""
    planned = catalogue.listed()
    known = {one.id for one in planned}
    return SearchIndex([*map(_entry, planned), *(_entry_of(one) for one in SERVICES if one.id not in known)])


def _entry(one: Listed) -> Entry:
    """The service's own name here may differ from the plan's: it is found by both."""
    here = tuple(service.title for service in SERVICES if service.id == one.id and service.title != one.title)
    english = catalogue.english()
    said = f"{english[one.title]} {english[one.hint]}"
    return Entry(one.id, one.title, (*here, *one.words, *one.matters, *one.forms, one.hint), said)


def _entry_of(service: Service) -> Entry:
    from kiosk.words import english

    said = f"{english()[service.title]} {english()[service.hint]}"
    return Entry(service.id, service.title, (service.hint, *ALSO.get(service.id, ())), said)


ALSO = {"S309": ("表格", "空白表", "样本", "样表", "下载", "打印表格", "申请表", "承诺书", "路线图")}
"""What else people call what this terminal has besides the plan."""
