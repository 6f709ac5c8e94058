"""ESC/POS as a printer's firmware understands it: commands in, strips of printed paper, cuts and answers out. No wire, no roll."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import ClassVar

from PIL import Image

from devices.simulators import escpos_drawing as drawing
from devices.simulators.escpos_commands import TEXT, Command

WIDTH = 576
"""Dots across the printable part of an 80 mm roll at 203 dpi."""
HANZI, FONT_A, FONT_B = (24, 24), (12, 24), (9, 17)


@dataclass(frozen=True)
class Strip:
    """A length of paper with something on it, or fed blank (`picture` None); `text` is what can be read on it."""

    dots: int
    picture: Image.Image | None = None
    text: str = ""


@dataclass(frozen=True)
class Cut:
    """The knife. `feed` is how far the paper runs first; `to_knife` whether it also runs from the head to the knife."""

    feed: int = 0
    to_knife: bool = False


@dataclass(frozen=True)
class Answer:
    """Bytes back to the host, in their turn."""

    octets: bytes


@dataclass(frozen=True)
class SensorQuestion:
    """GS r n: the answer is the roll's, which the interpreter does not know."""


Action = Strip | Cut | Answer | SensorQuestion


@dataclass(frozen=True)
class Style:
    """What ESC @ resets. Chinese mode is off at power-up here, so that a receipt that forgets FS & shows it."""

    chinese: bool = False
    align: int = 0
    bold: bool = False
    underline: bool = False
    hanzi_underline: bool = False
    reverse: bool = False
    font: tuple[int, int] = FONT_A
    scale: tuple[int, int] = (1, 1)
    hanzi_scale: tuple[int, int] = (1, 1)
    spacing: int = 30
    gap: int = 0
    hanzi_gaps: tuple[int, int] = (0, 0)
    margin: int = 0
    area: int = WIDTH
    tabs: tuple[int, ...] = tuple(range(8, 48, 8))


@dataclass
class _Line:
    """The line being set: pictures at their places, and the words."""

    pictures: list[tuple[int, Image.Image]] = field(default_factory=list)
    text: str = ""
    x: int = 0


class Interpreter:
    """One printer's state of mind. Every byte sequence it makes no sense of goes into `unknown`."""

    def __init__(self, unknown: list[bytes]) -> None:
        self.unknown = unknown
        self._style = Style()
        self._line = _Line()
        self._encoding = ""
        self._decoder = codecs.getincrementaldecoder("ascii")()
        self._reset()

    def run(self, command: Command) -> list[Action]:
        """What the command makes the mechanism do. Text that fills the line prints it, as on the real machine."""
        if command.name == TEXT:
            return self._set_text(self._decoder.decode(command.parameters))
        actions = self._set_text(self._decoder.decode(b"", final=True))
        if command.name in self._STYLES:
            self._style = self._STYLES[command.name](self._style, command)
            self._choose_decoder()
        elif command.name in self._HANDLERS:
            actions += self._HANDLERS[command.name](self, command)
        elif command.name not in self._WITHOUT_TRACE:
            self.unknown.append(command.octets)
        return actions

    # --- text -----------------------------------------------------------------------------------------------------------------

    def _choose_decoder(self) -> None:
        encoding = "gb18030" if self._style.chinese else "cp437"
        if encoding != self._encoding:
            self._encoding = encoding
            self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")

    def _set_text(self, text: str) -> list[Action]:
        return [strip for sign in text for strip in self._set_character(sign)]

    def _set_character(self, sign: str) -> list[Action]:
        look, before, after = self._look(sign)
        room = self._style.area - self._line.x
        full = self._end_line() if self._line.x and look.size[0] + before > room else []
        self._line.pictures.append((self._line.x + before, drawing.character(sign, look)))
        self._line.x += before + look.size[0] + after
        self._line.text += sign
        return full

    def _look(self, sign: str) -> tuple[drawing.Look, int, int]:
        style = self._style
        if sign.isascii() or not style.chinese:
            look = drawing.Look(style.font, style.scale, style.bold, style.underline, style.reverse)
            return look, 0, style.gap * style.scale[0]
        look = drawing.Look(HANZI, style.hanzi_scale, style.bold, style.hanzi_underline, style.reverse)
        return look, style.hanzi_gaps[0], style.hanzi_gaps[1]

    def _end_line(self) -> list[Action]:
        line, self._line = self._line, _Line()
        if not line.pictures:
            return [Strip(self._style.spacing)]
        tallest = max(picture.height for _, picture in line.pictures)
        strip = Image.new("L", (WIDTH, max(self._style.spacing, tallest)), drawing.PAPER)
        shift = self._shift(line.x)
        for x, picture in line.pictures:
            strip.paste(picture, (shift + x, tallest - picture.height))
        return [Strip(strip.height, strip, line.text)]

    def _shift(self, width: int) -> int:
        """Where a thing of this width begins, by margin and alignment."""
        return self._style.margin + max(0, self._style.area - width) * self._style.align // 2

    # --- commands -------------------------------------------------------------------------------------------------------------

    def _reset(self, _: Command | None = None) -> list[Action]:
        self._style = Style()
        self._line = _Line()
        self._encoding = ""
        self._choose_decoder()
        self._qr_module, self._qr_level, self._qr_content = 3, "L", b""
        self._kept: Image.Image | None = None
        return []

    def _feed(self, command: Command) -> list[Action]:
        """ESC d prints what is set and feeds n lines, the first of them that line's own; ESC J feeds n dots."""
        if command.name == "ESC J":
            return [*(self._end_line() if self._line.pictures else []), Strip(command.n)]
        return [strip for _ in range(command.n or bool(self._line.pictures)) for strip in self._end_line()]

    def _tab(self, _: Command) -> list[Action]:
        column = self._line.x // self._style.font[0]
        following = next((tab for tab in self._style.tabs if tab > column), None)
        if following is not None:
            self._line.x = following * self._style.font[0]
            self._line.text += "\t"
        return []

    def _move(self, command: Command) -> list[Action]:
        offset = int.from_bytes(command.parameters, "little", signed=command.name == "ESC \\")
        self._line.x = max(0, offset + (self._line.x if command.name == "ESC \\" else 0))
        return []

    def _cut(self, command: Command) -> list[Action]:
        unfinished = self._end_line() if self._line.pictures else []
        feeding = command.n in (65, 66)
        return [*unfinished, Cut(command.parameters[1] if feeding else 0, to_knife=feeding)]

    def _raster(self, command: Command) -> list[Action]:
        octets = command.parameters
        if not octets[5:]:
            return []
        picture = drawing.raster(
            octets[0], int.from_bytes(octets[1:3], "little"), int.from_bytes(octets[3:5], "little"), octets[5:]
        )
        return [self._centred(picture, f"[raster {picture.width}x{picture.height}]")]

    def _graphics(self, command: Command) -> list[Action]:
        """GS ( L, m 48: fn 112 keeps a black-and-white picture of one scale, fn 2 or 50 prints it."""
        function, parameters = command.parameters[2:4], command.parameters[4:]
        width, height = int.from_bytes(parameters[4:6], "little"), int.from_bytes(parameters[6:8], "little")
        across = -(-width // 8)
        if function == b"0p" and parameters[:4] == b"0\x01\x011" and 0 < across * height == len(parameters) - 8:
            self._kept = drawing.raster(0, across, height, parameters[8:]).crop((0, 0, width, height))
        elif function in (b"0\x02", b"02"):
            kept, self._kept = self._kept, None
            return [self._centred(kept, f"[raster {kept.width}x{kept.height}]")] if kept else []
        else:
            self.unknown.append(command.octets)
        return []

    def _qr(self, command: Command) -> list[Action]:
        """GS ( k, cn 49: 65 model, 67 module size, 69 error correction, 80 store, 81 print, 82 tell the size."""
        family, function, parameters = command.parameters[2:3], command.n_at(3), command.parameters[4:]
        if family != b"1" or function not in (65, 67, 69, 80, 81, 82) or not parameters:
            self.unknown.append(command.octets)
        elif function == 67:
            self._qr_module = min(max(parameters[0], 1), 16)
        elif function == 69:
            self._qr_level = "LMQH"[parameters[0] - 48 & 3]
        elif function == 80:
            self._qr_content = parameters[1:] if drawing.fits_qr(parameters[1:]) else b""
        elif function in (81, 82) and self._qr_content:
            return [self._printed_qr() if function == 81 else self._told_qr_size()]
        return []

    def _printed_qr(self) -> Action:
        picture = drawing.qr(self._qr_content, self._qr_module, self._qr_level)
        return self._centred(picture, f"[QR {self._qr_content.decode(errors='replace')}]")

    def _told_qr_size(self) -> Action:
        side = b"%d" % drawing.qr(self._qr_content, self._qr_module, self._qr_level).width
        return Answer(b"\x37\x36" + side + b"\x1f" + side + b"\x1f1\x1f0\x00")

    def _centred(self, picture: Image.Image, text: str) -> Strip:
        strip = Image.new("L", (WIDTH, picture.height), drawing.PAPER)
        strip.paste(picture, (self._shift(picture.width), 0))
        return Strip(strip.height, strip, text)

    def _process_id(self, command: Command) -> list[Action]:
        """GS ( H fn 48: echo the four bytes once all before is done; the queue before the mechanism sees to the order."""
        if command.parameters[:4] != b"\x06\x0000":
            self.unknown.append(command.octets)
            return []
        return [Answer(b"\x37\x22" + command.parameters[4:] + b"\x00")]

    _HANDLERS: ClassVar[dict[str, Callable[[Interpreter, Command], list[Action]]]] = {
        "LF": lambda self, _: self._end_line(),
        "HT": _tab,
        "ESC @": _reset,
        "ESC d": _feed,
        "ESC J": _feed,
        "ESC $": _move,
        "ESC \\": _move,
        "GS V": _cut,
        "GS v 0": _raster,
        "GS ( k": _qr,
        "GS ( L": _graphics,
        "GS ( H": _process_id,
        "GS r": lambda _self, _command: [SensorQuestion()],
    }
    _WITHOUT_TRACE: ClassVar[set[str]] = {"CR", "ESC t", "ESC R", "ESC r", "ESC p", "GS a", "GS b"}
    _STYLES: ClassVar[dict[str, Callable[[Style, Command], Style]]] = {
        "FS &": lambda style, _: replace(style, chinese=True),
        "FS .": lambda style, _: replace(style, chinese=False),
        "FS !": lambda style, c: replace(
            style, hanzi_scale=_doubled(c.n, 0x04, 0x08), hanzi_underline=bool(c.n & 0x80)
        ),
        "FS W": lambda style, c: replace(style, hanzi_scale=(2, 2) if c.n & 1 else (1, 1)),
        "FS -": lambda style, c: replace(style, hanzi_underline=bool(c.n & 3)),
        "FS S": lambda style, c: replace(style, hanzi_gaps=(c.parameters[0], c.parameters[1])),
        "ESC a": lambda style, c: replace(style, align=c.n & 3),
        "ESC E": lambda style, c: replace(style, bold=bool(c.n & 1)),
        "ESC G": lambda style, c: replace(style, bold=bool(c.n & 1)),
        "ESC M": lambda style, c: replace(style, font=FONT_B if c.n & 1 else FONT_A),
        "ESC -": lambda style, c: replace(style, underline=bool(c.n & 3)),
        "ESC !": lambda style, c: replace(
            style,
            font=FONT_B if c.n & 0x01 else FONT_A,
            bold=bool(c.n & 0x08),
            scale=_doubled(c.n, 0x20, 0x10),
            underline=bool(c.n & 0x80),
        ),
        "ESC 2": lambda style, _: replace(style, spacing=30),
        "ESC 3": lambda style, c: replace(style, spacing=c.n),
        "ESC SP": lambda style, c: replace(style, gap=c.n),
        "ESC D": lambda style, c: replace(style, tabs=tuple(c.parameters[:-1])),
        "GS !": lambda style, c: replace(style, scale=_magnified(c.n), hanzi_scale=_magnified(c.n)),
        "GS B": lambda style, c: replace(style, reverse=bool(c.n & 1)),
        "GS L": lambda style, c: replace(style, margin=_dots(c), area=min(style.area, WIDTH - _dots(c))),
        "GS W": lambda style, c: replace(style, area=min(_dots(c), WIDTH - style.margin)),
    }


def _doubled(n: int, wide: int, high: int) -> tuple[int, int]:
    return 2 if n & wide else 1, 2 if n & high else 1


def _magnified(n: int) -> tuple[int, int]:
    return (n >> 4 & 7) + 1, (n & 7) + 1


def _dots(command: Command) -> int:
    return min(int.from_bytes(command.parameters, "little"), WIDTH)
