"""Checks of what was really painted: the words are there, and stand out from their ground; so do the edges and the icons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from audit import pixels
from audit.findings import check
from audit.page import Control, Page, box, kind
from numpy.typing import NDArray
from PySide6.QtCore import QRectF

TEXT_CONTRAST = {"standard": 4.5, "elder": 7.0, "contrast": 7.0}
EDGE_CONTRAST = 3.0
HAS_AN_EDGE = 1.1
EDGE_MM = 3.0
OUTSIDE_PX = 4
SHARES = np.array([0.3, 0.5, 0.7])
LEAST_SIDES = 3
LEAST_PAINTED = 0.001
ICONS = {"KIcon", "ArtFace"}


@check("text-not-painted", "16", "what is said to be there is painted", "look what lies over it, or what colour it has")
def text_is_painted(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        crop = pixels.cut(page.pixels, writing.ink)
        if min(crop.shape[:2]) > 4 and pixels.painted_share(crop, writing.colour) < LEAST_PAINTED:
            yield writing.who, "its colour is not to be found where it stands"
    for icon in page.kit("KIcon"):
        crop = pixels.cut(page.pixels, box(icon))
        if icon.property("name") and min(crop.shape[:2]) > 4 and not pixels.painted_share(crop, icon.property("color")):
            yield f"icon {icon.property('name')}", "nothing is drawn: no such icon, or it is covered"


@check(
    "contrast",
    "17",
    "text 4.5 : 1, in elder and contrast 7 : 1, measured (WCAG 1.4.3, 1.4.6; MIIT 1.3)",
    "a token of the theme on the ground it was made for",
)
def text_stands_out(page: Page) -> Iterator[tuple[str, str]]:
    for writing in page.writings:
        want = TEXT_CONTRAST[page.mode]
        crop = pixels.cut(page.pixels, writing.ink)
        if min(crop.shape[:2]) > 4:
            found = pixels.contrast(crop, writing.colour)
            if found < want - 0.05:
                yield writing.who, f"{found:.2f} : 1, want {want}"


@check(
    "edge-contrast",
    "18",
    "a control's edge, a field's border and an icon stand out by 3 : 1; not of what cannot be used now (WCAG 1.4.11)",
    "Theme.outline or Theme.edge for what can be touched; Theme.line is decoration",
)
def edges_stand_out(page: Page) -> Iterator[tuple[str, str]]:
    for control in filter(lambda one: one.live, page.controls):
        edge = _edge(control, page)
        if HAS_AN_EDGE < edge < EDGE_CONTRAST - 0.05:
            yield control.who, f"its edge stands out by {edge:.2f} : 1"
    for name in ICONS:
        for icon in page.kit(name):
            colour = icon.property("ink" if name == "ArtFace" else "color")
            crop = pixels.cut(page.pixels, box(icon))
            if min(crop.shape[:2]) > 4 and pixels.painted_share(crop, colour):
                found = pixels.contrast(crop, colour)
                if found < EDGE_CONTRAST - 0.05:
                    yield f"icon {icon.property('name') or kind(icon)}", f"{found:.2f} : 1"


def _edge(control: Control, page: Page) -> float:
    """How a control's outline stands out from what lies around it; about 1 where none goes round: a line on one side divides."""
    sides = [float(np.median(found)) for found in _sides(page, control.rect) if len(found)]
    edged = [side for side in sides if side > HAS_AN_EDGE]
    return float(np.median(edged)) if len(edged) >= min(LEAST_SIDES, len(sides)) and edged else 1.0


def _sides(page: Page, rect: QRectF) -> Iterator[NDArray[np.float32]]:
    """For each side: how far its edge stands out, at three places; nothing beyond the window's rim."""
    across, down = (rect.left() + SHARES * rect.width(), rect.top() + SHARES * rect.height())
    deep = np.arange(-OUTSIDE_PX, round(EDGE_MM * page.px_per_mm))
    yield _stands_out(page, across[:, None], rect.top() + deep[None, :])
    yield _stands_out(page, across[:, None], rect.bottom() - deep[None, :])
    yield _stands_out(page, rect.left() + deep[None, :], down[:, None])
    yield _stands_out(page, rect.right() - deep[None, :], down[:, None])


def _stands_out(page: Page, x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float32]:
    """From four pixels outside an edge to three millimetres inside: the most that anything stands out from the outermost."""
    columns, rows = np.broadcast_arrays(x.astype(int), y.astype(int))
    height, width, _ = page.pixels.shape
    if rows.min() < 0 or columns.min() < 0 or rows.max() >= height or columns.max() >= width:
        return np.zeros(0, np.float32)
    light = pixels.luminance(page.pixels[rows, columns])
    return pixels.ratios(light[:, :1], light[:, 1:]).max(-1)
