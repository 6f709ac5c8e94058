"""What every job asks of a printer, and what of that a printer does not have. Pure."""

from dataclasses import dataclass
from typing import Final, Literal

from devices.page_printer.ipp import Asked, Attributes, Tag, Value

A4: Final = "iso_a4_210x297mm"
PDF: Final = "application/pdf"
Sides = Literal["one-sided", "two-sided-long-edge", "two-sided-short-edge"]
ColorMode = Literal["", "auto", "color", "monochrome"]

ASKED = ("media-supported", "document-format-supported", "sides-supported", "print-color-mode-supported")


@dataclass(frozen=True)
class Ticket:
    """One copy on A4, always: a printer's own default is Letter more often than not. An empty `color_mode` leaves it to the printer."""

    sides: Sides = "one-sided"
    color_mode: ColorMode = ""

    def template(self) -> list[Asked]:
        """The job template attributes (RFC 8011, 5.2; print-color-mode: PWG 5100.13)."""
        color = [Asked("print-color-mode", Tag.KEYWORD, (self.color_mode,))] if self.color_mode else []
        return [
            Asked("media", Tag.KEYWORD, (A4,)),
            Asked("sides", Tag.KEYWORD, (self.sides,)),
            Asked("copies", Tag.INTEGER, (1,)),
            *color,
        ]

    def unmet(self, printer: Attributes, *, as_pdf: bool = True) -> tuple[str, ...]:
        """What of it this printer says it cannot do, as reasons. One that does not say is believed until it proves otherwise."""
        wanted: list[tuple[str, str, Value]] = [
            ("a4-unsupported", "media-supported", A4),
            ("pdf-unsupported", "document-format-supported", PDF if as_pdf else ""),
            ("color-mode-unsupported", "print-color-mode-supported", self.color_mode),
        ]
        if self.sides != "one-sided":
            wanted.append(("sides-unsupported", "sides-supported", self.sides))
        return tuple(
            reason for reason, name, value in wanted if value and name in printer and value not in printer[name]
        )
