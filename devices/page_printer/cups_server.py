"""What cupsd on this machine has to offer: its queues, asked in its own IPP (CUPS-Get-Printers), without its library."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from devices.errors import PrinterFault
from devices.page_printer.ipp import Asked, Attributes, Operation, Tag
from devices.page_printer.ipp_line import IppLine
from devices.page_printer.outlook import words

LOCAL = "localhost:631"
ERROR_POLICY = "abort-job"
"""What a queue does with a job that failed: give it up. Any other policy prints it later, for somebody else to find."""

_ASKED = ("printer-name", "device-uri", "printer-error-policy", "printer-make-and-model")
_NOT_FOUND = "ipp-status-0406"


@dataclass(frozen=True)
class Queue:
    """`device_uri` is where it sends what it has made of a paper; `make` what the printer calls itself."""

    name: str
    device_uri: str
    error_policy: str
    make: str

    @property
    def retries(self) -> bool:
        return self.error_policy != ERROR_POLICY

    @property
    def askable(self) -> bool:
        """Whether the machine behind it can be asked itself; where not, no sheet can be proved."""
        return is_askable(self.device_uri)


def queues(server: str = LOCAL, *, timeout: float = 2.0) -> tuple[Queue, ...]:
    """Every queue of the cupsd at `server` (host:port), by name. Raises DeviceAbsent (no cupsd there), DeviceSilent, LineNoise,
    PrinterFault."""
    line = IppLine(f"ipp://{server}/", timeout)
    try:
        answer = line.ask(Operation.CUPS_GET_PRINTERS, [Asked("requested-attributes", Tag.KEYWORD, _ASKED)])
    except PrinterFault as refused:
        if _NOT_FOUND in refused.args:  # so it says that it has none
            return ()
        raise
    rows = (attributes for tag, attributes in answer.groups if tag == Tag.PRINTER_ATTRIBUTES)
    return tuple(sorted(map(_queue, rows), key=lambda queue: queue.name))


def queue_url(queue: str, server: str = LOCAL) -> str:
    return f"ipp://{server}/printers/{quote(queue, safe='')}"


def is_askable(device_uri: str) -> bool:
    """IPP is the one way to a printer on which it tells what it does."""
    return urlsplit(device_uri).scheme in ("ipp", "ipps", "http", "https")


def is_missing(refused: PrinterFault) -> bool:
    return _NOT_FOUND in refused.args


def _queue(attributes: Attributes) -> Queue:
    name, device_uri, policy, make = (next(iter(words(attributes, asked)), "") for asked in _ASKED)
    return Queue(name, device_uri, policy, make)
