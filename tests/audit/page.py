"""The audit: a page as a visitor finds it. What can be touched, what can be read, what is said, and the pixels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

import shiboken6
from audit import pixels
from audit.deaf import deafened
from audit.keys import KeyWalk
from gallery.variants import Variant
from PySide6.QtCore import QCoreApplication, QMetaObject, QObject, QRectF, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QColor, QFontInfo, QImage
from PySide6.QtQuick import QQuickItem, QQuickWindow
from PySide6.QtTest import QTest

ACTING = {"Press", "Toggle", "Increase", "Decrease", "ShowMenu"}
OWN_KEYS = {"back": Qt.Key.Key_Back, "home": Qt.Key.Key_HomePage, "help": Qt.Key.Key_Help}
CAPITAL = 0.733
"""Height of a capital letter of Noto Sans SC in ems."""


class Stage(Protocol):
    """Where a page is up: the terminal, or the bench on which a seeded page lies."""

    complaints: list[str]

    @property
    def window(self) -> QQuickWindow: ...
    @property
    def page(self) -> QQuickItem: ...
    @property
    def theme(self) -> QObject: ...
    @property
    def taps(self) -> QObject: ...
    def settle(self) -> QImage: ...
    def draw_anew(self) -> None: ...
    def stop_the_clocks(self) -> None: ...


@dataclass(frozen=True)
class Said:
    """What assistive technology, and the voice, are told of an item."""

    name: str
    description: str
    value: str
    role: QAccessible.Role
    actions: frozenset[str]
    state: QAccessible.State

    @classmethod
    def of(cls, interface: QAccessibleInterface) -> Said:
        acts = interface.actionInterface()
        return cls(
            interface.text(QAccessible.Text.Name),
            interface.text(QAccessible.Text.Description),
            interface.text(QAccessible.Text.Value),
            interface.role(),
            frozenset(acts.actionNames()) if acts else frozenset(),
            interface.state(),
        )

    @property
    def is_control(self) -> bool:
        return bool(self.actions & ACTING) or self.role == QAccessible.Role.EditableText

    @property
    def words(self) -> str:
        return f"{self.name} {self.description} {self.value}"


@dataclass(frozen=True)
class Control:
    """Something that can be touched."""

    item: QQuickItem
    said: Said
    rect: QRectF
    who: str
    """Its objectName, or what it is called: also when it has gone."""
    live: bool


@dataclass(frozen=True)
class Writing:
    """Something that can be read. `ink`: where its letters are, in the window."""

    item: QQuickItem
    text: str
    px: int
    rect: QRectF
    ink: QRectF

    @property
    def who(self) -> str:
        return f"“{self.text[:16]}”"

    @property
    def colour(self) -> QColor:
        colour = self.item.property("color")
        assert isinstance(colour, QColor)
        return colour


class Page:
    """One page, or one sheet of it, in one variant."""

    def __init__(
        self,
        stage: Stage,
        variant: Variant,
        *,
        sheet: int = 0,
        pressed: bool = False,
        altered: bool = False,
        watched: bool = False,
        heard: bool = False,
        is_pseudo: bool = False,
    ) -> None:
        """`pressed`, `altered`: its controls may be, too; `watched`: for seconds, whether it moves; `heard`: whether its words
        have to be among those that somebody has recorded."""
        self.stage = stage
        self.variant = variant
        self.sheet = sheet
        self.pressed, self.altered, self.watched = pressed, altered, watched
        self.heard, self.is_pseudo = heard, is_pseudo
        self.image = stage.settle()
        self.root = stage.page
        self.window = QRectF(0, 0, stage.window.width(), stage.window.height())
        self.px_per_mm = float(stage.theme.property("pxPerMm"))
        self.mode = str(stage.theme.property("mode"))

    def token(self, name: str) -> Any:
        """A value of the theme."""
        return self.stage.theme.property(name)

    def mm(self, px: float) -> float:
        return px / self.px_per_mm

    @cached_property
    def pixels(self) -> pixels.Pixels:
        return pixels.pixels_of(self.image)

    @cached_property
    def items(self) -> list[QQuickItem]:
        """Everything that can be seen, sheets that are not up left out."""
        return list(seen_in(self.root))

    @cached_property
    def said(self) -> dict[QQuickItem, Said]:
        """What is in the accessibility tree, by item, in the tree's order; what cannot be seen now left out."""
        root = QAccessible.queryAccessibleInterface(self.root)
        seen = set(self.items)
        return {item: Said.of(found) for item, found in _tree(root) if item in seen} if root else {}

    @cached_property
    def controls(self) -> list[Control]:
        return [
            Control(
                item,
                said,
                box(item),
                item.objectName() or said.name[:16] or kind(item),
                item.property("live") is not False,
            )
            for item, said in self.said.items()
            if said.is_control
        ]

    @cached_property
    def writings(self) -> list[Writing]:
        return [_writing(item) for item in self.items if _is_written(item)]

    @cached_property
    def walk(self) -> KeyWalk:
        """The way of the keys through the page, walked once."""
        return KeyWalk(self)

    @property
    def kind(self) -> str:
        """The name of the page's own QML type."""
        return kind(self.root)

    @property
    def listens(self) -> bool:
        """The voice is on."""
        shell = self.root.property("shell")
        voice = shell.property("voice") if isinstance(shell, QObject) else None
        return isinstance(voice, QObject) and voice.property("on") is True

    def has_its_own_key(self, place: str) -> bool:
        """Whether back, home or help of the bar is reached by a key, from anywhere on the page."""
        with deafened(self.root) as heard:
            self.root.forceActiveFocus()
            QTest.keyClick(self.stage.window, OWN_KEYS[place])
            QCoreApplication.processEvents()
        return any(asked.startswith(f"{place}(") for asked in heard)

    # ---- pressed, altered, and put up again ----

    @property
    def now(self) -> Page:
        """As it stands now."""
        return Page(self.stage, self.variant, sheet=self.sheet)

    def found_again(self, control: Control) -> Control:
        """The control as it was, on the page as it was; where the page has gone on meanwhile, on one made anew. Raises LookupError."""
        if self._stands(control):
            return control
        for makes_anew in (False, True):
            if makes_anew:
                self.put_up_again()
            for one in self.now.controls if shiboken6.isValid(self.root) else ():
                if (one.who, one.said.name, one.rect, one.live) == (
                    control.who,
                    control.said.name,
                    control.rect,
                    control.live,
                ):
                    return one
        raise LookupError(control.who)

    def _stands(self, control: Control) -> bool:
        if not shiboken6.isValid(control.item):
            return False
        found = QAccessible.queryAccessibleInterface(control.item)
        said = found.text(QAccessible.Text.Name) if found else ""
        now = (said, box(control.item), control.item.isVisible(), control.item.property("live") is not False)
        return now == (control.said.name, control.rect, True, control.live)

    def put_up_again(self) -> None:
        """The page is made anew, and turned to the sheet it was on."""
        self.stage.taps.setProperty("byKeys", False)
        self.stage.draw_anew()
        self.stage.stop_the_clocks()
        self.stage.settle()
        for _ in range(self.sheet):
            QMetaObject.invokeMethod(self.stage.taps, "forget")
            pager = next(one for one in self.now.controls if one.item.objectName() == "pager.on")
            QAccessible.queryAccessibleInterface(pager.item).actionInterface().doAction("Press")
            self.stage.settle()
        self.root = self.stage.page
        for seen in ("items", "said", "controls", "writings", "walk"):
            self.__dict__.pop(seen, None)

    def kit(self, name: str) -> list[QQuickItem]:
        """The kit's own pieces of that name which can be seen."""
        return [item for item in self.items if kind(item) == name]


def seen_in(item: QQuickItem) -> Iterator[QQuickItem]:
    if not item.isVisible() or item.opacity() == 0:
        return
    yield item
    for child in item.childItems():
        yield from seen_in(child)


def _tree(found: QAccessibleInterface) -> Iterator[tuple[QQuickItem, QAccessibleInterface]]:
    item = found.object()
    if isinstance(item, QQuickItem):
        yield item, found
    for place in range(found.childCount()):
        child = found.child(place)
        if child is not None:
            yield from _tree(child)


def kind(item: QObject) -> str:
    """The name of an item's QML type.

    PySide keeps a wrapper of a meta-object as long as its item, and a QML item's is freed before the item is: whatever is made
    there next would be taken for it. So it is let go of at once.
    """
    meta = item.metaObject()
    name = str(meta.className())
    shiboken6.invalidate(meta)
    return name.split("_")[0]


def box(item: QQuickItem) -> QRectF:
    return item.mapRectToScene(QRectF(0, 0, item.width(), item.height()))


def inside(item: QQuickItem, outer: QQuickItem) -> bool:
    return outer in ancestors(item)


def ancestors(item: QQuickItem) -> Iterator[QQuickItem]:
    """The item itself, and what it stands in, outwards."""
    parent: QQuickItem | None = item
    while parent is not None:
        yield parent
        parent = parent.parentItem()


def _is_written(item: QQuickItem) -> bool:
    can_be = any(item.inherits(kind_of_text) for kind_of_text in ("QQuickText", "QQuickTextInput", "QQuickTextEdit"))
    return can_be and bool(str(item.property("text") or "").strip())


def _writing(item: QQuickItem) -> Writing:
    return Writing(item, str(item.property("text")), _px_of(item), box(item), _ink_of(item))


def _px_of(item: QQuickItem) -> int:
    """As it is painted: a text that is let shrink says of its font what it would like to be."""
    if item.inherits("QQuickText"):
        return round(item.property("fontInfo").property("pixelSize").toNumber())
    return QFontInfo(item.property("font")).pixelSize()


def _ink_of(item: QQuickItem) -> QRectF:
    """Where the letters are within their item: Qt's own bounding rectangle goes by alignment. Of a field that scrolls, what shows."""
    ink = item.mapRectToScene(item.boundingRect())
    if item.inherits("QQuickTextEdit"):
        for outer in ancestors(item):
            ink = ink.intersected(box(outer)) if outer.clip() else ink
    return ink
