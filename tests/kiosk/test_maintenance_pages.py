"""The maintenance pages ask their room only for what it offers, and what they offer to nobody stays out of their words."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kiosk.maintenance.maintenance import Maintenance
from kiosk.shell.shell import Shell

PAGES = sorted((Path(__file__).parents[2] / "kiosk" / "maintenance").glob("*.qml"))


def asked(page: Path, of: str) -> set[str]:
    return set(re.findall(rf"\b{of}\.([a-zA-Z]+)\b", page.read_text("utf-8")))


def offered(by: type) -> set[str]:
    meta = by.staticMetaObject  # type: ignore[attr-defined]  # a QObject's
    properties = {str(meta.property(place).name()) for place in range(meta.propertyCount())}
    methods = {bytes(meta.method(place).name().data()).decode() for place in range(meta.methodCount())}
    return properties | methods


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_room_offers_what_the_page_asks(page: Path) -> None:
    assert asked(page, "room")
    assert asked(page, "room") - offered(Maintenance) == set()
    assert asked(page, "shell") - offered(Shell) == set()
