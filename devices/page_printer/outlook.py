"""One look at a printer: whether it is at work, what keeps it from printing, what will before long. Pure."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from devices.errors import DeviceAbsent, DeviceError
from devices.page_printer import reasons, stock
from devices.page_printer.ipp import Attributes
from devices.page_printer.stock import Stock
from devices.page_printer.ticket import A4, Ticket
from devices.page_printer.ticket import ASKED as ASKED_OF_THE_TICKET
from devices.state import Condition, DeviceState

NAME = "page-printer"
ASKED = (
    "printer-state",
    "printer-state-reasons",
    "printer-is-accepting-jobs",
    "printer-error-policy",
    "operations-supported",
    *stock.ASKED,
    *ASKED_OF_THE_TICKET,
)

_AT_WORK, _STOPPED = 4, 5
_OF_PAPER = {"media-empty", "media-needed", "media-low"}


@dataclass(frozen=True)
class Outlook:
    """`faults` and `warnings` are codes, worst first; `detail` names the supply or the tray they are about."""

    at_work: bool = False
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    detail: str = ""
    stock: Stock = field(default_factory=Stock)

    def state(self) -> DeviceState:
        condition = Condition.NEEDS_STAFF if self.faults else Condition.BUSY if self.at_work else Condition.READY
        return DeviceState(NAME, condition, self.faults, self.warnings, datetime.now(UTC), self.detail)


def outlook(printer: Attributes, ticket: Ticket, *, as_pdf: bool = True) -> Outlook:
    """What a printer's own attributes say of it. Not `as_pdf`: a queue will have made of the paper what the printer takes."""
    left = Stock.of(printer)
    said = words(printer, "printer-state-reasons")
    faults = merged(reasons.faults(said), left.faults) or _standstill(printer)
    warnings = merged(reasons.warnings(said), left.warnings, _not_loaded(printer))
    return Outlook(
        at_work=printer.get("printer-state") == (_AT_WORK,),
        faults=merged(faults, ticket.unmet(printer, as_pdf=as_pdf)),
        warnings=warnings,
        detail=left.in_words(of_paper=bool(_OF_PAPER & {*faults, *warnings})),
        stock=left,
    )


def out_of_sight(error: DeviceError) -> DeviceState:
    """The state of a printer that could not be looked at. What the error says besides its code is the reason, if it is one."""
    condition = Condition.ABSENT if isinstance(error, DeviceAbsent) else Condition.BROKEN
    detail = str(error.args[0]) if error.args else ""
    reason = detail if condition is Condition.ABSENT and detail else error.code
    return DeviceState(NAME, condition, (reason,), (), datetime.now(UTC), detail)


def words(printer: Attributes, name: str) -> list[str]:
    return [value for value in printer.get(name, ()) if isinstance(value, str)]


def number(attributes: Attributes, name: str) -> int | None:
    value = next(iter(attributes.get(name, ())), None)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _standstill(printer: Attributes) -> tuple[str, ...]:
    """It does not print and does not say why."""
    if printer.get("printer-state") == (_STOPPED,):
        return ("stopped",)
    return ("not-accepting-jobs",) if printer.get("printer-is-accepting-jobs") == (False,) else ()


def _not_loaded(printer: Attributes) -> tuple[str, ...]:
    ready = words(printer, "media-ready")
    return ("a4-not-loaded",) if ready and not any(media.startswith(A4) for media in ready) else ()


def merged(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """In their order, each once."""
    return tuple(dict.fromkeys(fact for part in parts for fact in part))
