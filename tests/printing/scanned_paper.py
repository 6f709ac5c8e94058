"""What paper does to a code before a camera sees it: ink spreads, a head loses dots, a sheet lies askew, light is uneven, a copy is noisy.

A simulation, not paper: its figures say how much is to spare, and real printers and phones have the last word.
"""

from __future__ import annotations

import io
import random
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter
from pyzbar import pyzbar
from zxingcpp import BarcodeFormat, read_barcodes

THERMAL_DPI, FLATBED_DPI = 203, 150
LENS = 0.3
"""Pixels by which a hand scanner's lens is softer than a flatbed's."""
FINE = 4
"""Parts into which a printer's dot is divided while ink spreads."""


@dataclass(frozen=True)
class Hardship:
    """One trial's bad luck. Lengths in pixels of the picture that is read."""

    skew_degrees: float
    blur: float
    noise: float
    quality: int
    shade: float

    @classmethod
    def drawn(cls, chance: random.Random) -> Hardship:
        return cls(
            skew_degrees=chance.uniform(-2, 2),
            blur=chance.uniform(0.2, 0.7),
            noise=chance.uniform(2, 12),
            quality=chance.randint(55, 90),
            shade=chance.uniform(0, 0.25),
        )


def printed(page: Image.Image, gain: int) -> Image.Image:
    """A page drawn at 600 dots an inch as its toner lies: `gain` dots wider on either side. 300 pixels an inch."""
    return (page.filter(ImageFilter.MinFilter(2 * gain + 1)) if gain else page).reduce(2)


def copied(page: Image.Image, luck: Hardship, chance: random.Random) -> Image.Image:
    """A printed page as a flatbed sees it at 150 dots an inch: askew, and never dot on dot."""
    shift = (chance.uniform(0, 4), chance.uniform(0, 4))
    turned = page.rotate(luck.skew_degrees, Image.Resampling.BICUBIC, translate=shift, fillcolor=255)
    seen = shaded(turned.reduce(2).filter(ImageFilter.GaussianBlur(luck.blur)), luck.shade)
    return as_jpeg(noisy(seen, luck.noise, chance), luck.quality)


def burnt(modules: np.ndarray, dots: int, gain: float, dead: int, chance: random.Random) -> Image.Image:
    """A code's modules (True is dark, quiet zone included) on thermal paper: `dots` a module, `gain` dots of spreading, `dead` lines
    that the head does not burn any more. The picture has `FINE` pixels a dot."""
    raster = np.kron(modules, np.ones((dots, dots), dtype=bool))
    for column in chance.sample(range(raster.shape[1]), dead):
        raster[:, column] = False
    fine = np.kron(raster, np.ones((FINE, FINE), dtype=bool))
    reach = round(gain * FINE / 2)
    grown = fine.copy()
    for down in range(-reach, reach + 1):
        for across in range(-reach, reach + 1):
            if down * down + across * across <= reach * reach:
                grown |= np.roll(fine, (down, across), (0, 1))
    return Image.fromarray(np.where(grown, 40, 235).astype(np.uint8))


def scanned(slip: Image.Image, luck: Hardship, chance: random.Random) -> Image.Image:
    """A burnt code as a flatbed sees it at 150 dots an inch: four dots are less than three pixels."""
    return _seen(slip, FLATBED_DPI / THERMAL_DPI, luck, luck.blur, chance)


def photographed(slip: Image.Image, pixels_per_dot: float, luck: Hardship, chance: random.Random) -> Image.Image:
    """A burnt code as a hand scanner's camera sees it, in one frame."""
    return _seen(slip, pixels_per_dot, luck, luck.blur + LENS, chance)


def _seen(slip: Image.Image, pixels_per_dot: float, luck: Hardship, blur: float, chance: random.Random) -> Image.Image:
    side = round(slip.width / FINE * pixels_per_dot)
    turned = slip.rotate(luck.skew_degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=235)
    seen = turned.resize((side, round(side * turned.height / turned.width)), Image.Resampling.BOX)
    soft = shaded(seen.filter(ImageFilter.GaussianBlur(blur)), luck.shade)
    return as_jpeg(noisy(soft, luck.noise, chance), luck.quality)


def shaded(picture: Image.Image, share: float) -> Image.Image:
    """Darker towards one side."""
    light = np.linspace(1.0, 1.0 - share, picture.width)
    return Image.fromarray((np.asarray(picture, dtype=float) * light).clip(0, 255).astype(np.uint8))


def noisy(picture: Image.Image, sigma: float, chance: random.Random) -> Image.Image:
    grains = np.random.default_rng(chance.randrange(2**32)).normal(0, sigma, (picture.height, picture.width))
    return Image.fromarray((np.asarray(picture, dtype=float) + grains).clip(0, 255).astype(np.uint8))


def as_jpeg(picture: Image.Image, quality: int) -> Image.Image:
    written = io.BytesIO()
    picture.save(written, "JPEG", quality=quality)
    with Image.open(io.BytesIO(written.getvalue())) as seen:
        return seen.convert("L")


def by_zxing(picture: Image.Image) -> list[str]:
    return [found.text for found in read_barcodes(np.asarray(picture), formats=BarcodeFormat.QRCode)]


def by_zbar(picture: Image.Image) -> list[str]:
    return [found.data.decode() for found in pyzbar.decode(picture, [pyzbar.ZBarSymbol.QRCODE])]
