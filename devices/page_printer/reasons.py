"""A printer's `printer-state-reasons` as facts: what keeps it from printing, and what will before long. Pure."""

from collections.abc import Iterable

from devices.errors import CoverOpen, MediaEmpty, MediaJam, PrinterError, PrinterFault

_SEVERITIES = ("-report", "-warning", "-error")

_ERRORS: dict[str, type[PrinterError]] = {
    "media-jam": MediaJam,
    "cover-open": CoverOpen,
    "door-open": CoverOpen,
    "interlock-open": CoverOpen,
    "media-empty": MediaEmpty,
    "media-needed": MediaEmpty,
}
_PLAIN_FAULTS = frozenset(
    {
        "toner-empty",
        "marker-supply-empty",
        "marker-supply-missing",
        "marker-waste-full",
        "waste-receptacle-full",
        "developer-empty",
        "opc-life-over",
        "fuser-over-temp",
        "fuser-under-temp",
        "input-tray-missing",
        "output-tray-missing",
        "output-area-full",
        "spool-area-full",
        "paused",
        "moving-to-paused",
        "deactivated",
        "offline",
        "shutdown",
    }
)
KNOWN_FAULTS = _PLAIN_FAULTS | {*_ERRORS}
KNOWN_WARNINGS = frozenset(
    {
        "media-low",
        "toner-low",
        "marker-supply-low",
        "marker-waste-almost-full",
        "waste-receptacle-almost-full",
        "developer-low",
        "opc-near-eol",
        "output-area-almost-full",
    }
)
_WORST_FIRST = {fact: place for place, fact in enumerate(_ERRORS)}


def keyword(reason: str) -> str:
    """The fact without its severity (RFC 8011, 5.4.12): printers disagree about severities, not about facts."""
    return next((reason.removesuffix(severity) for severity in _SEVERITIES if reason.endswith(severity)), reason)


def faults(reasons: Iterable[str]) -> tuple[str, ...]:
    """What keeps the printer from printing, worst first. A fact we do not know counts where the printer calls it an error."""
    found = {keyword(reason) for reason in reasons if _is_fault(reason)}
    return tuple(sorted(found, key=lambda fact: (_WORST_FIRST.get(fact, len(_WORST_FIRST)), fact)))


def warnings(reasons: Iterable[str]) -> tuple[str, ...]:
    """What will keep it from printing before long: media-low, toner-low … A fact that we do not know counts where the printer calls
    it a warning; its mere reports (no Wi-Fi set up, a firmware to be had) are nothing to a hall."""
    return tuple(sorted({keyword(reason) for reason in reasons if _is_warning(reason)}))


def error(facts: tuple[str, ...]) -> PrinterError | None:
    """The worst fault as an error ready to be raised; None where there is none."""
    return _ERRORS.get(facts[0], PrinterFault)(*facts) if facts else None


def _is_fault(reason: str) -> bool:
    fact = keyword(reason)
    return fact in KNOWN_FAULTS or reason.endswith("-error")


def _is_warning(reason: str) -> bool:
    fact = keyword(reason)
    return not _is_fault(reason) and (fact in KNOWN_WARNINGS or reason.endswith("-warning"))
