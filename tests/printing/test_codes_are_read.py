"""Codes are read off real paper, as far as that can be played: by two readers that we did not write, from one picture, 97 of 100
times and more."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pypdfium2
import pytest
import segno
from PIL import Image, ImageFilter
from zxingcpp import BarcodeFormat, read_barcodes

pytest.importorskip("pyzbar.pyzbar", reason="libzbar0 is not installed: the second reader of QR codes is missing")

from scanned_paper import Hardship, burnt, by_zbar, by_zxing, copied, photographed, printed, scanned

from central.home import make_home
from central.zones.credit.sample_reports import draw
from printing.verdict import verify

SHORT_CODE = "GJR:DGXY20261123T00030000142:K7QF-3MXR-92TD"
"""What stands on the slip that goes with a report."""

PRINTER_DPI = 600
GAINS = (0, 1, 2)
"""Dots of 1/600 inch that toner spreads on either side: up to a third of a module."""
FLOOR_DOTS, OUR_DOTS = 4, 6
"""Thermal dots a module at which a short code must still be read, and those that our slips have."""
SOFTER = 0.3
"""Parts of a module. A line that the head does not burn any more may fall through a finder pattern: then a reader that looks again, a
little less sharply, no longer sees it."""

Reader = Callable[[Image.Image], list[str]]
READERS: dict[str, Reader] = {"zxing-cpp": by_zxing, "zbar": by_zbar}
TRIALS = pytest.mark.parametrize("trials", [102, pytest.param(1_002, marks=pytest.mark.soak)])
CODES = pytest.mark.parametrize(
    ("dots", "trials"),
    [
        (FLOOR_DOTS, 102),
        pytest.param(FLOOR_DOTS, 1_002, marks=pytest.mark.soak),
        pytest.param(OUR_DOTS, 1_002, marks=pytest.mark.soak),
    ],
)


@pytest.fixture(scope="module")
def last_page(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[int, Image.Image]]:
    """What a report's code says, and the part of its last page that holds it, as toner lies."""
    home = tmp_path_factory.mktemp("codes") / "central"
    report = draw("dirty", home)
    document = pypdfium2.PdfDocument(report)
    document.init_forms()
    page = document[len(document) - 1].render(scale=PRINTER_DPI / 72, may_draw_forms=True).to_pil().convert("L")
    document.close()
    corner = page.crop(_around_the_code(page))
    return verify(report, make_home(home).root_pem).contact, {gain: printed(corner, gain) for gain in GAINS}


def _around_the_code(page: Image.Image) -> tuple[int, int, int, int]:
    """With a centimetre of what stands about it."""
    (code,) = read_barcodes(page.reduce(2), formats=BarcodeFormat.QRCode)
    corners = (code.position.top_left, code.position.bottom_right)
    (left, top), (right, bottom) = ((2 * corner.x, 2 * corner.y) for corner in corners)
    centimetre = round(PRINTER_DPI / 2.54)
    return left - centimetre, top - centimetre, right + centimetre, bottom + centimetre


@TRIALS
def test_token_is_read_off_a_poor_copy(last_page: tuple[str, dict[int, Image.Image]], trials: int) -> None:
    token, page = last_page
    chance = random.Random(20261123)
    read = dict.fromkeys(READERS, 0)

    for trial in range(trials):
        seen = copied(page[GAINS[trial % len(GAINS)]], Hardship.drawn(chance), chance)
        for name, reader in READERS.items():
            read[name] += token in reader(seen)

    assert min(read.values()) >= 0.97 * trials, read


@CODES
def test_short_code_is_read_off_a_scanned_slip(dots: int, trials: int) -> None:
    chance = random.Random(20261123)

    read = readings(lambda slip: scanned(slip, Hardship.drawn(chance), chance), dots, 0, trials, chance)

    assert min(read.values()) >= 0.97 * trials, read


@CODES
def test_short_code_is_read_in_one_frame_of_a_hand_scanner(dots: int, trials: int) -> None:
    chance = random.Random(20261123)

    read = readings(lambda slip: held_up(slip, chance), dots, 0, trials, chance)

    assert min(read.values()) >= 0.97 * trials, read


@CODES
def test_short_code_is_read_off_a_worn_out_head(dots: int, trials: int) -> None:
    """Up to three lines of the slip are not burnt."""
    chance = random.Random(20261123)

    read = readings(lambda slip: held_up(slip, chance), dots, 3, trials, chance, looks_again=True)

    assert min(read.values()) >= 0.97 * trials, read


def test_code_of_two_dots_a_module_is_too_small() -> None:
    """That the trials above are trials at all: what is known to fail on paper fails here."""
    chance = random.Random(1)

    read = readings(lambda slip: held_up(slip, chance), 2, 3, 20, chance, looks_again=True)

    assert max(read.values()) < 15, read


def readings(
    camera: Callable[[Image.Image], Image.Image],
    dots: int,
    dead: int,
    trials: int,
    chance: random.Random,
    *,
    looks_again: bool = False,
) -> dict[str, int]:
    """How often each reader reads a short code from one picture of it."""
    modules, read = modules_of(SHORT_CODE), dict.fromkeys(READERS, 0)
    for _ in range(trials):
        seen = camera(burnt(modules, dots, chance.uniform(0, 0.9), chance.randint(0, dead), chance))
        looks = [seen, seen.filter(ImageFilter.GaussianBlur(SOFTER * dots))] if looks_again else [seen]
        for name, reader in READERS.items():
            read[name] += any(SHORT_CODE in reader(look) for look in looks)
    return read


def held_up(slip: Image.Image, chance: random.Random) -> Image.Image:
    """Before a hand scanner, nearer or farther."""
    return photographed(slip, chance.uniform(0.7, 1.3), Hardship.drawn(chance), chance)


def modules_of(text: str) -> np.ndarray:
    symbol = segno.make_qr(text, error="m", boost_error=False)
    return np.array([[bool(module) for module in row] for row in symbol.matrix_iter(border=4)])
