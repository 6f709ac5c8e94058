"""A page asks its flow and the shell only for what they offer: a property that is not there would be `undefined`, silently."""

from __future__ import annotations

import importlib
import re
from pathlib import Path

import pytest
from PySide6.QtCore import QMetaObject, QObject

from kiosk.shell.shell import Shell

ROOT = Path(__file__).resolve().parents[2]
SERVICES = ROOT / "kiosk" / "services"


def asked(page: Path, of: str) -> set[str]:
    return set(re.findall(rf"\b{of}\.([a-zA-Z]+)\b", page.read_text("utf-8")))


def offered(by: type[QObject]) -> set[str]:
    meta: QMetaObject = by.staticMetaObject
    properties = {str(meta.property(place).name()) for place in range(meta.propertyCount())}
    methods = {bytes(meta.method(place).name().data()).decode() for place in range(meta.methodCount())}
    return properties | methods


def flow_of(page: Path) -> type[QObject]:
    module = importlib.import_module(".".join([*page.parent.relative_to(ROOT).parts, "flow"]))
    (flow,) = (
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, QObject) and value.__module__ == module.__name__
    )
    return flow


def pages_of_services() -> list[Path]:
    return sorted(SERVICES.rglob("*.qml"))


def every_page() -> list[Path]:
    return sorted((ROOT / "kiosk" / "shell" / "pages").glob("*.qml")) + pages_of_services()


def named(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


@pytest.mark.parametrize("page", pages_of_services(), ids=named)
def test_the_flow_offers_what_the_page_asks(page: Path) -> None:
    assert asked(page, "flow") - offered(flow_of(page)) == set()


@pytest.mark.parametrize("page", [*every_page(), ROOT / "kiosk" / "controls" / "KPage.qml"], ids=named)
def test_the_shell_offers_what_the_page_asks(page: Path) -> None:
    assert asked(page, "shell") - offered(Shell) == set()
