"""What can go wrong between us and a device.

    DeviceError                  a fact about a device, with a stable code and the person who can act
    ├── DeviceAbsent             nobody answers at the port: unplugged, switched off, wrong port
    ├── DeviceSilent             the port is open but the device does not answer in time
    ├── LineNoise                bytes arrived that are not the protocol, also after asking again
    ├── OutOfService             the device says of itself that it cannot work
    ├── WaitExpired              nothing was presented in the time allowed
    ├── Cancelled                the caller stopped the wait
    ├── DeviceClaimed            somebody else has the device for himself
    ├── NotGrabbed               a keyboard-like device that could not be kept from everybody else
    ├── CardError                something about the card in the field
    │   ├── CardRemoved          taken away before the record was whole
    │   ├── WrongCard            not an identity card (a bank card, a bus card)
    │   ├── SuspectCard          card and security module do not trust each other; never retried by itself
    │   ├── CardUnreadable       the card answered, its content cannot be understood
    │   ├── CardMute             a card is in, and its chip says nothing: put in upside down
    │   └── StaffCardRefused     no staff card of this hall, or one that cannot prove its key
    ├── PhotoUndecodable         the vendor's library made no picture of a card's photo
    ├── ScanRefused              bytes from the scanner that are no code: control bytes, over-long, not text
    └── PrinterError             something about a printer
        ├── MediaEmpty           out of paper
        ├── MediaJam             paper stuck
        ├── CoverOpen            a cover or door is open
        ├── CutterFault          the receipt's knife is stuck
        ├── PrinterFault         any other fault the printer reports of itself
        └── OutcomeUnknown       bytes were sent and nothing proves what became of them

`code` is stable: screens find their words by it, tests compare it. Where IPP has a keyword for the fact, that is the code.
"""

from typing import ClassVar, Literal

Who = Literal["visitor", "staff", "nobody"]


class DeviceError(Exception):
    """A fact about a device. `who` says who can act; `nobody` means a defect of ours."""

    code: ClassVar[str] = "device-error"
    who: ClassVar[Who] = "staff"


class DeviceAbsent(DeviceError):
    code = "device-absent"


class DeviceSilent(DeviceError):
    code = "device-silent"


class LineNoise(DeviceError):
    code = "line-noise"


class OutOfService(DeviceError):
    code = "out-of-service"


class WaitExpired(DeviceError):
    code = "wait-expired"
    who: ClassVar[Who] = "visitor"


class Cancelled(DeviceError):
    code = "cancelled"
    who: ClassVar[Who] = "visitor"


class DeviceClaimed(DeviceError):
    code = "device-claimed"


class NotGrabbed(DeviceError):
    code = "not-grabbed"


class CardError(DeviceError):
    code = "card-error"
    who: ClassVar[Who] = "visitor"


class CardRemoved(CardError):
    code = "card-removed"


class WrongCard(CardError):
    code = "wrong-card"


class SuspectCard(CardError):
    code = "suspect-card"
    who: ClassVar[Who] = "staff"


class CardUnreadable(CardError):
    code = "card-unreadable"
    who: ClassVar[Who] = "staff"


class CardMute(CardError):
    code = "card-mute"


class StaffCardRefused(CardError):
    code = "staff-card-refused"
    who: ClassVar[Who] = "staff"


class PhotoUndecodable(DeviceError):
    code = "photo-undecodable"


class ScanRefused(DeviceError):
    code = "scan-refused"
    who: ClassVar[Who] = "visitor"


class PrinterError(DeviceError):
    code = "printer-error"


class MediaEmpty(PrinterError):
    code = "media-empty"


class MediaJam(PrinterError):
    code = "media-jam"


class CoverOpen(PrinterError):
    code = "cover-open"


class CutterFault(PrinterError):
    code = "cutter-fault"


class PrinterFault(PrinterError):
    code = "printer-fault"


class OutcomeUnknown(PrinterError):
    code = "outcome-unknown"
