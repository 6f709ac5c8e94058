"""SAM_V over USB bulk transfers, for readers that have no serial line."""

from collections.abc import Collection

from devices.card_reader.reads import Read
from devices.card_reader.sam_v import USUAL_READS, SamVReader
from devices.usb_wire import UsbForm, UsbWire


class SamVUsbReader(SamVReader):
    """A CardReader on the bus, found by its USB id wherever it is plugged in; opened and replugged like a serial one.

    With `form=None` it is found out whether the reader wants its frames split over two pipes or whole in one transfer.
    `backend` is the way to the bus (a pyusb backend); None is libusb.
    """

    def __init__(
        self,
        *,
        vendor: int = 0x0400,
        product: int = 0xC35A,
        form: UsbForm | None = None,
        backend: object = None,
        reads: Collection[Read] = USUAL_READS,
        poll_interval: float = 0.3,
        answer_timeout: float = 3.0,
    ) -> None:
        first, *others = (UsbWire(vendor, product, form, backend) for form in (UsbForm if form is None else (form,)))
        super().__init__(
            first, otherwise=others, reads=reads, poll_interval=poll_interval, answer_timeout=answer_timeout
        )
