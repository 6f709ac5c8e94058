"""Checks of what was really painted: the words are there, and stand out from their ground; so do the edges and the icons."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from audit import pixels
from audit.findings import check
from audit.page import Control, Page, box, kind
from PySide6.QtCore import QRectF

TEXT_CONTRAST = {"standard": 4.5, "elder": 7.0, "contrast": 7.0}
EDGE_CONTRAST = 3.0
HAS_AN_EDGE = 1.1
EDGE_MM = 3.0
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
    """How a control's outline stands out from what lies around it; about 1 where it has none."""
    found = [_across(page, at, inwards) for at, inwards in _edge_points(control.rect)]
    measured = [one for one in found if one]
    return float(np.median(measured)) if measured else 1.0


def _edge_points(rect: QRectF) -> Iterator[tuple[tuple[float, float], tuple[int, int]]]:
    for share in (0.3, 0.5, 0.7):
        yield (rect.left() + share * rect.width(), rect.top()), (0, 1)
        yield (rect.left() + share * rect.width(), rect.bottom()), (0, -1)
        yield (rect.left(), rect.top() + share * rect.height()), (1, 0)
        yield (rect.right(), rect.top() + share * rect.height()), (-1, 0)


def _across(page: Page, at: tuple[float, float], inwards: tuple[int, int]) -> float:
    """From four pixels outside an edge to three millimetres inside: the most that anything stands out from the outermost; 0 at the
    window's rim."""
    depth = round(EDGE_MM * page.px_per_mm)
    line = [(int(at[0] + step * inwards[0]), int(at[1] + step * inwards[1])) for step in range(-4, depth)]
    height, width, _ = page.pixels.shape
    if not all(0 <= x < width and 0 <= y < height for x, y in line):
        return 0.0
    light = pixels.luminance(np.array([page.pixels[y, x] for x, y in line], np.uint8))
    return max(pixels.ratio(float(light[0]), float(one)) for one in light[1:])
