"""The paper's way through a receipt printer: off the roll, past the head, to the knife, and out as files."""

from pathlib import Path

from PIL import Image

from devices.simulators import escpos_drawing as drawing
from devices.simulators.escpos_interpreter import WIDTH, Strip

DOTS_A_MILLIMETRE = 8
FULL_ROLL_MM = 80_000
NEAR_END_MM = 2_000
HEAD_TO_KNIFE = 12 * DOTS_A_MILLIMETRE
"""The knife sits above the head: a cut without a feed leaves the last 12 mm inside, for the next receipt's top."""


class PaperPath:
    """`left` is what the roll still has, in dots. `printed` fills with receipt-0001.bin, .png and .txt, a trio for each cut."""

    def __init__(self, printed: Path) -> None:
        self._printed = printed
        self._strips = [Strip(HEAD_TO_KNIFE)]
        self._octets = b""
        self.left = FULL_ROLL_MM * DOTS_A_MILLIMETRE

    @property
    def near_end(self) -> bool:
        return self.left < NEAR_END_MM * DOTS_A_MILLIMETRE

    @property
    def inside_mm(self) -> int:
        """What has been printed and not cut off, beyond what always lies between head and knife."""
        return (sum(strip.dots for strip in self._strips) - HEAD_TO_KNIFE) // DOTS_A_MILLIMETRE

    def make_room(self) -> None:
        self._printed.mkdir(parents=True, exist_ok=True)

    def run(self, strip: Strip) -> None:
        self.left -= strip.dots
        self._strips.append(strip)

    def remember(self, octets: bytes) -> None:
        """What the next receipt's .bin will hold."""
        self._octets += octets

    def drop_receipt(self) -> None:
        """What is past the knife falls out; what is between head and knife is the top of the next receipt."""
        fallen, inside = _split(self._strips)
        number = sum(1 for _ in self._printed.glob("receipt-*.bin")) + 1
        name = self._printed / f"receipt-{number:04d}"
        name.with_suffix(".bin").write_bytes(self._octets)
        name.with_suffix(".txt").write_text("".join(f"{strip.text}\n" for strip in fallen if strip.picture), "utf-8")
        name.with_suffix(".png").write_bytes(drawing.png(_joined(fallen)))
        self._strips, self._octets = inside, b""

    def receipts(self) -> list[str]:
        return sorted(path.name for path in self._printed.glob("receipt-*"))


def _split(strips: list[Strip]) -> tuple[list[Strip], list[Strip]]:
    """Before and behind the knife; a strip that the knife goes through keeps its words on the piece that falls."""
    left = sum(strip.dots for strip in strips) - HEAD_TO_KNIFE
    fallen: list[Strip] = []
    inside: list[Strip] = []
    for strip in strips:
        before = min(max(left, 0), strip.dots)
        if before:
            fallen.append(Strip(before, strip.picture and strip.picture.crop((0, 0, WIDTH, before)), strip.text))
        if before < strip.dots:
            rest = strip.picture and strip.picture.crop((0, before, WIDTH, strip.dots))
            inside.append(Strip(strip.dots - before, rest, "" if before else strip.text))
        left -= strip.dots
    return fallen, inside


def _joined(strips: list[Strip]) -> Image.Image:
    paper = Image.new("L", (WIDTH, max(1, sum(strip.dots for strip in strips))), drawing.PAPER)
    y = 0
    for strip in strips:
        if strip.picture:
            paper.paste(strip.picture, (0, y))
        y += strip.dots
    return paper
