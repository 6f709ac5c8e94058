"""A terminal in memory for the tests of what a visitor may do at any moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import QuickTerminal


@pytest.fixture(scope="session")
def qapp_cls() -> type[QGuiApplication]:
    return QGuiApplication


@pytest.fixture
def terminal(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[QuickTerminal]:
    """In reach of its centre, nobody before it."""
    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp)
    yield made
    made.close()
    assert made.defects == []
