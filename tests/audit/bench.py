"""The audit's bench: a single QML page lies on it, with the kit and a quiet stand-in for the shell. Seeded pages are put here."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

import shiboken6
from gallery.terminal import PX_PER_MM
from gallery.variants import PLAIN, Variant
from PySide6.QtCore import Property, QObject, QUrl, Slot
from PySide6.QtGui import QAccessible, QFontDatabase, QGuiApplication, QImage
from PySide6.QtQuick import QQuickItem, QQuickView, QQuickWindow

import resources
from kiosk.bootstrap import english_translator
from kiosk.qt import announce_singletons

ROOT = Path(__file__).resolve().parents[2]
WEIGHTS = ("400Regular", "500Medium", "700Bold")
MOST_FRAMES = 20


class QuietShell(QObject):
    """As much of the shell as a page of the kit asks for; whatever it is asked to do, it does not do."""

    @Property(str, constant=True)
    def who(self) -> str:
        return ""

    @Property(str, constant=True)
    def place(self) -> str:
        return "T03"

    @Property(str, constant=True)
    def clock(self) -> str:
        return "09:41"

    @Property(str, constant=True)
    def language(self) -> str:
        return "zh"

    @Property(bool, constant=True)
    def canGoBack(self) -> bool:
        return True

    @Property(bool, constant=True)
    def canGoHome(self) -> bool:
        return True

    @Slot()
    def back(self) -> None: ...
    @Slot()
    def home(self) -> None: ...
    @Slot()
    def help(self) -> None: ...
    @Slot()
    def cycleTextSize(self) -> None: ...
    @Slot()
    def cycleContrast(self) -> None: ...
    @Slot()
    def toggleLanguage(self) -> None: ...
    @Slot()
    def toggleLow(self) -> None: ...
    @Slot()
    def endVisit(self) -> None: ...


class Bench:
    """One window in which one page is up. See `page.Stage`."""

    def __init__(self, application: QGuiApplication) -> None:
        self.complaints: list[str] = []
        self._application = application
        QAccessible.setActive(True)
        announce_singletons()
        for weight in WEIGHTS:
            QFontDatabase.addApplicationFont(str(resources.path("fonts", f"NotoSansSC_{weight}.ttf")))
        self._shell = QuietShell()
        self._view = QQuickView()
        self._view.setResizeMode(QQuickView.ResizeMode.SizeRootObjectToView)
        self._view.engine().addImportPath(str(ROOT))
        self._view.engine().warnings.connect(lambda heard: self.complaints.extend(one.toString() for one in heard))
        self._english = english_translator(application)
        self._file = Path()

    def put_up(self, file: Path, variant: Variant = PLAIN) -> None:
        """Raises RuntimeError for a page that does not load; what Qt says of it is among the complaints."""
        self._view.setSource(QUrl())
        self.dress(variant)
        self._file = file
        self.draw_anew()
        self._view.show()
        self._view.requestActivate()
        self.page.forceActiveFocus()

    def dress(self, variant: Variant) -> None:
        for name, value in {
            "pxPerMm": PX_PER_MM,
            "mode": variant.mode,
            "textScale": variant.real_scale,
            "landscape": variant.is_landscape,
            "still": True,
            "reachTop": round(variant.size[1] * 0.4) if variant.low else 0,
        }.items():
            self.theme.setProperty(name, value)
        self._view.resize(*variant.size)
        turn = self._application.installTranslator if variant.language == "en" else self._application.removeTranslator
        turn(self._english)
        self._view.engine().retranslate()

    def draw_anew(self) -> None:
        self._view.setSource(QUrl())
        self._view.setInitialProperties({"shell": self._shell})
        self._view.setSource(QUrl.fromLocalFile(str(self._file)))
        if self._view.rootObject() is None:
            raise RuntimeError(f"{self._file.name}: {self.complaints}")
        self.page.forceActiveFocus()

    def stop_the_clocks(self) -> None:
        """Nothing here counts time."""

    def settle(self) -> QImage:
        before, alike = QImage(), 0
        for _ in range(MOST_FRAMES):
            self._application.processEvents()
            now = self._view.grabWindow()
            alike = alike + 1 if now == before else 0
            if alike == 2:
                break
            before = now
        return before

    @property
    def window(self) -> QQuickWindow:
        return self._view

    @property
    def page(self) -> QQuickItem:
        page = self._view.rootObject()
        assert isinstance(page, QQuickItem)
        return page

    @property
    def theme(self) -> QObject:
        return self._singleton("Theme")

    @property
    def taps(self) -> QObject:
        return self._singleton("Taps")

    def _singleton(self, name: str) -> QObject:
        found = self._view.engine().singletonInstance("kiosk.controls", name)
        assert isinstance(found, QObject)
        return found

    def close(self) -> None:
        """The next test finds the theme as it was."""
        self._view.setSource(QUrl())
        self.dress(PLAIN)
        self.theme.setProperty("still", False)
        self._view.close()
        shiboken6.delete(self._view)
