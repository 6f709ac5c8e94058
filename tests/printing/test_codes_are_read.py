"""Codes are read off real paper, as far as that can be played: by two readers that we did not write, 97 of 100 times and more."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
import segno
from PIL import Image

pytest.importorskip("pyzbar.pyzbar", reason="libzbar0 is not installed: the second reader of QR codes is missing")

from scanned_paper import Hardship, burnt, by_zbar, by_zxing, copied, photographed, printed

from central.home import make_home
from central.zones.credit.sample_reports import draw
from printing.verdict import verify

SHORT_CODE = "GJR:DGXY20261123T00030000142:K7QF-3MXR-92TD"
"""What stands on the slip that goes with a report."""

PRINTER_DPI = 600
GAINS = (0, 1, 2)
"""Dots of 1/600 inch that toner spreads on either side: up to a third of a module."""
FLOOR_DOTS = 4
"""Thermal dots a module at which a short code must still be read; ours has six."""
FRAMES = 8
"""A quarter of a second before a camera. A line that the head does not burn may fall through a finder pattern: one frame in eight is
not read then, however large the modules are; the next one, a little nearer or askew, is."""

Reader = Callable[[Image.Image], list[str]]
READERS: dict[str, Reader] = {"zxing-cpp": by_zxing, "zbar": by_zbar}
TRIALS = pytest.mark.parametrize("trials", [102, pytest.param(1_002, marks=pytest.mark.soak)])


@pytest.fixture(scope="module")
def last_page(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, dict[int, Image.Image]]:
    """What a report's code says, and the part of its last page that holds it, as toner lies."""
    home = tmp_path_factory.mktemp("codes") / "central"
    report = draw("dirty", home)
    document = pypdfium2.PdfDocument(report)
    document.init_forms()
    page = document[len(document) - 1].render(scale=PRINTER_DPI / 72, may_draw_forms=True).to_pil().convert("L")
    document.close()
    corner = page.crop((0, round(page.height * 0.6), page.width // 2, round(page.height * 0.95)))
    return verify(report, make_home(home).root_pem).contact, {gain: printed(corner, gain) for gain in GAINS}


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


@TRIALS
def test_short_code_is_read_off_a_worn_out_slip_printer(trials: int) -> None:
    chance, modules = random.Random(20261123), modules_of(SHORT_CODE)
    read = dict.fromkeys(READERS, 0)

    for _ in range(trials):
        slip = burnt(modules, FLOOR_DOTS, chance.uniform(0, 0.9), chance.randint(0, 3), chance)
        for name, reader in READERS.items():
            read[name] += looked_at(slip, reader, chance)

    assert min(read.values()) >= 0.97 * trials, read


def test_code_of_two_dots_a_module_is_too_small() -> None:
    """That the trials above are trials at all: what is known to fail on paper fails here."""
    chance, modules = random.Random(1), modules_of(SHORT_CODE)

    read = sum(looked_at(burnt(modules, 2, 0.9, 3, chance), by_zbar, chance) for _ in range(20))

    assert read < 15


def looked_at(slip: Image.Image, reader: Reader, chance: random.Random) -> bool:
    """Whether one of the frames is read."""
    frames = (photographed(slip, chance.uniform(0.7, 1.3), Hardship.drawn(chance), chance) for _ in range(FRAMES))
    return any(SHORT_CODE in reader(frame) for frame in frames)


def modules_of(text: str) -> np.ndarray:
    symbol = segno.make_qr(text, error="m", boost_error=False)
    return np.array([[bool(module) for module in row] for row in symbol.matrix_iter(border=4)])


def test_slips_codes_are_larger_than_the_floor(tmp_path: Path) -> None:
    from printing.escpos import SMALL_SYMBOL

    assert len(modules_of(SHORT_CODE)) - 8 <= SMALL_SYMBOL, "and so it gets six dots a module"
