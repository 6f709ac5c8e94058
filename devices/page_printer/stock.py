"""What a printer has left, by its own word: toner and its kin, and paper, tray by tray. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from devices.page_printer.ipp import Attributes, Collection, Value

ASKED = (
    "printer-supply",
    "printer-supply-description",
    "marker-names",
    "marker-types",
    "marker-levels",
    "marker-low-levels",
    "printer-input-tray",
    "media-ready",
    "media-col-ready",
)
"""PWG 5100.13, 5.6 and 5.4; marker-… is how CUPS and older printers say the same."""
LOW = 10
"""Percent, where the printer does not say itself from where on it calls a supply low."""

_LONGEST_NAME = 40
_WASTE = "receptacleThatIsFilled"
_COLOURS = ("toner", "ink", "solidwax", "ribbonwax")
_WHOLE = re.compile(r"-?[0-9]{1,9}")


@dataclass(frozen=True)
class Supply:
    """Something that is used up. `kind` as IPP names it (toner, ink, opc, wasteToner …); `percent` is None where the printer does not
    know. What a waste box's percent means printers do not agree on, so nothing is concluded from it: they say by a reason that it is
    full."""

    name: str
    kind: str
    percent: int | None
    low_at: int = LOW
    is_waste: bool = False

    @property
    def empty(self) -> bool:
        """Without toner or ink a page comes out white; a drum or a fuser at nought per cent is due, and prints on."""
        return self.percent == 0 and self.kind.lower().startswith(_COLOURS)

    @property
    def low(self) -> bool:
        return not self.is_waste and not self.empty and self.percent is not None and self.percent <= self.low_at

    @property
    def family(self) -> str:
        """`toner` or `marker-supply`, as the reasons of RFC 8011, 5.4.12 are named."""
        return "toner" if self.kind.lower().startswith("toner") else "marker-supply"


@dataclass(frozen=True)
class Tray:
    """`media` is a PWG size name, empty where the printer does not say; `level` and `capacity` in sheets, None for unknown."""

    name: str
    media: str
    level: int | None
    capacity: int | None

    @property
    def empty(self) -> bool:
        return self.level == 0


@dataclass(frozen=True)
class Stock:
    supplies: tuple[Supply, ...] = ()
    trays: tuple[Tray, ...] = ()

    @classmethod
    def of(cls, printer: Attributes) -> Stock:
        """Whatever the printer said; what makes no sense is left out."""
        return cls(tuple(_supplies(printer) or _markers(printer)), tuple(_trays(printer)))

    @property
    def faults(self) -> tuple[str, ...]:
        return tuple(sorted({f"{supply.family}-empty" for supply in self.supplies if supply.empty}))

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(sorted({f"{supply.family}-low" for supply in self.supplies if supply.low}))

    def in_words(self, *, of_paper: bool) -> str:
        """Which supply runs out and, `of_paper`, which tray is empty, by the printer's own names: `Black Toner 5 %, main 0/250`."""
        short = [f"{supply.name} {supply.percent} %" for supply in self.supplies if supply.low or supply.empty]
        empty = [f"{tray.name} 0/{tray.capacity or '?'}" for tray in self.trays if tray.empty and of_paper]
        return ", ".join(short + empty)


def _supplies(printer: Attributes) -> list[Supply]:
    names = _texts(printer, "printer-supply-description")
    return [
        Supply(
            name=_name(names, place) or row.get("colorantname", "") or row.get("type", ""),
            kind=row.get("type", "other"),
            percent=_percent(_whole(row.get("level")), _whole(row.get("maxcapacity"))),
            is_waste=row.get("class") == _WASTE,
        )
        for place, row in enumerate(_rows(printer, "printer-supply"))
    ]


def _markers(printer: Attributes) -> Iterator[Supply]:
    kinds, lows = _texts(printer, "marker-types"), printer.get("marker-low-levels", ())
    levels = printer.get("marker-levels", ())
    for place, name in enumerate(_texts(printer, "marker-names")):
        kind = kinds[place] if place < len(kinds) else "other"
        low = _number_at(lows, place)
        yield Supply(
            name=_clean(name),
            kind=kind,
            percent=_percent(_number_at(levels, place), 100),
            low_at=LOW if low is None or not 0 <= low < 100 else low,
            is_waste=kind.startswith("waste"),
        )


def _trays(printer: Attributes) -> Iterator[Tray]:
    loaded = dict(_loaded(printer))
    for row in _rows(printer, "printer-input-tray"):
        level, capacity = _whole(row.get("level")), _whole(row.get("maxcapacity"))
        name = _clean(row.get("name", ""))
        yield Tray(
            name,
            loaded.get(name, ""),
            level if level is not None and level >= 0 else None,
            capacity if capacity is not None and capacity > 0 else None,
        )


def _loaded(printer: Attributes) -> Iterator[tuple[str, str]]:
    """Which paper lies in which tray (`media-col-ready`, PWG 5100.7)."""
    for media in printer.get("media-col-ready", ()):
        if isinstance(media, Collection):
            source, size = (
                next(iter(media.members.get(member, ())), None) for member in ("media-source", "media-size-name")
            )
            if isinstance(source, str):
                yield source, size if isinstance(size, str) else ""


def _rows(printer: Attributes, name: str) -> Iterator[dict[str, str]]:
    """`level=25;name=main;…`, as PWG 5100.13 writes a tray or a supply into an octet string."""
    for value in printer.get(name, ()):
        if isinstance(value, bytes | str):
            text = value.decode("utf-8", "replace") if isinstance(value, bytes) else value
            pairs = (part.split("=", 1) for part in text.split(";") if "=" in part)
            yield {key.strip(): said.strip() for key, said in pairs}


def _texts(printer: Attributes, name: str) -> list[str]:
    return [value for value in printer.get(name, ()) if isinstance(value, str)]


def _name(names: list[str], place: int) -> str:
    return _clean(names[place]) if place < len(names) else ""


def _clean(name: str) -> str:
    """A printer's name for a thing is shown to people: printable, and not endless."""
    return "".join(character for character in name if character.isprintable())[:_LONGEST_NAME].strip()


def _whole(said: str | None) -> int | None:
    return int(said) if said and _WHOLE.fullmatch(said) else None


def _number_at(values: tuple[Value, ...], place: int) -> int | None:
    value = values[place] if place < len(values) else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _percent(level: int | None, capacity: int | None) -> int | None:
    """Negative levels are words: unknown, some left. A capacity that is unknown (-2) makes the level a guess of another unit."""
    if level is None or level < 0 or not capacity or capacity < 0:
        return None
    return min(100, round(100 * level / capacity))
