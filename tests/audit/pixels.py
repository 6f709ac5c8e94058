"""The audit's eyes: what colours were really painted, and how they stand against each other (WCAG 2.2, relative luminance)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage

Pixels = NDArray[np.uint8]
"""Height x width x RGB."""

_CHANNEL = np.arange(256) / 255.0
LINEAR = np.where(_CHANNEL <= 0.04045, _CHANNEL / 12.92, ((_CHANNEL + 0.055) / 1.055) ** 2.4).astype(np.float32)
WEIGHTS = np.array([0.2126, 0.7152, 0.0722], np.float32)
NEAR = 90
"""How far from its declared colour a pixel of a letter may be, all channels added: thin strokes are blended at their edges."""
MANY = 10_000
SHARE_OF_A_GROUND = 0.08
"""A colour behind a text that covers less than this of it is the edge of a letter, not a ground."""


def pixels_of(image: QImage) -> Pixels:
    plain = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(plain.constBits(), np.uint8).reshape(plain.height(), plain.bytesPerLine())
    return rows[:, : plain.width() * 3].reshape(plain.height(), plain.width(), 3).copy()


def changes(before: QImage, now: QImage, rect: QRectF) -> NDArray[np.float32]:
    """By how much the pixels within `rect` have changed, those that have; read where they lie, for most have not."""
    was, is_now = (cut(_as_painted(picture), rect) for picture in (before, now))
    changed = np.any(was != is_now, axis=-1)
    return ratios(luminance(was[changed]), luminance(is_now[changed]))


def _as_painted(image: QImage) -> Pixels:
    """The picture's own memory: good as long as the picture is."""
    if image.format() not in (QImage.Format.Format_RGB32, QImage.Format.Format_ARGB32_Premultiplied):
        return pixels_of(image)
    blue_first = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return blue_first[:, : image.width(), 2::-1]


def cut(pixels: Pixels, rect: QRectF) -> Pixels:
    height, width, _ = pixels.shape
    left, top = max(0, int(rect.left())), max(0, int(rect.top()))
    right, bottom = min(width, int(np.ceil(rect.right()))), min(height, int(np.ceil(rect.bottom())))
    return pixels[top : max(top, bottom), left : max(left, right)]


def luminance(colours: Pixels) -> NDArray[np.float32]:
    light: NDArray[np.float32] = LINEAR[colours] @ WEIGHTS
    return light


def ratio(one: float, other: float) -> float:
    return float((max(one, other) + 0.05) / (min(one, other) + 0.05))


def ratios(one: NDArray[np.float32], other: NDArray[np.float32]) -> NDArray[np.float32]:
    light: NDArray[np.float32] = (np.maximum(one, other) + 0.05) / (np.minimum(one, other) + 0.05)
    return light


def rgb(colour: QColor) -> NDArray[np.uint8]:
    return np.array([colour.red(), colour.green(), colour.blue()], np.uint8)


def is_near(crop: Pixels, colour: QColor) -> NDArray[np.bool_]:
    near: NDArray[np.bool_] = np.abs(crop.astype(np.int16) - rgb(colour)).sum(-1) < NEAR
    return near


def painted_share(crop: Pixels, colour: QColor) -> float:
    return float(is_near(_every_other(crop), colour).mean()) if crop.size else 0.0


def _every_other(crop: Pixels) -> Pixels:
    """Every other pixel of every other row, where there are many: what share a colour has, they say as well."""
    return crop[::2, ::2] if crop.shape[0] * crop.shape[1] > MANY else crop


def grounds(crop: Pixels, colour: QColor) -> NDArray[np.float32]:
    """Luminance of every colour that lies behind something drawn in `colour`; the drawing's own blended edges left out."""
    seen = _every_other(crop).reshape(-1, 3)
    rest = seen[~is_near(seen, colour)]
    if not len(rest):
        return np.zeros(0, np.float32)
    coarse = (rest >> 4).astype(np.int32)
    bins = coarse[:, 0] * 256 + coarse[:, 1] * 16 + coarse[:, 2]
    counts = np.bincount(bins, minlength=4096)
    wide = np.flatnonzero(counts >= max(SHARE_OF_A_GROUND * len(bins), counts.max() * 0.5))
    return np.array([luminance(rest[bins == one]).mean() for one in wide], np.float32)


def contrast(crop: Pixels, colour: QColor) -> float:
    """The least contrast of `colour` against what it stands on; 1 where nothing else can be seen."""
    light = float(luminance(rgb(colour)))
    return min((ratio(light, float(ground)) for ground in grounds(crop, colour)), default=1.0)


def differs(one: Pixels, other: Pixels) -> NDArray[np.bool_]:
    """Where two pictures of the same size differ to the eye: the same letter drawn anew may be blended a little otherwise."""
    far: NDArray[np.bool_] = np.abs(one.astype(np.int16) - other.astype(np.int16)).sum(-1) > NEAR
    return far
