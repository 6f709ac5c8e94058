"""Helpers of the typing room: whoever started them ends them."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator

import pytest
from PySide6.QtGui import QGuiApplication

from kiosk.typing import engines
from kiosk.typing.librime import DATA, LIBRARY, NEEDED


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def helpers(qapp: QGuiApplication) -> Iterator[None]:
    yield
    engines.rest()
    qapp.processEvents()


@pytest.fixture
def spelling(helpers: None) -> None:
    """librime and its dictionaries are Debian's; scripts/set-up installs them."""
    try:
        ctypes.CDLL(LIBRARY)
    except OSError:
        pytest.skip("librime is not installed: apt-get install librime1 rime-data-luna-pinyin rime-data-stroke")
    if not all((DATA / "build" / name).exists() for name in NEEDED):
        pytest.skip("librime's dictionaries are not installed: apt-get install rime-data-luna-pinyin rime-data-stroke")
