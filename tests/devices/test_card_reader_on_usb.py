"""The card reader on the USB bus: two forms of frames, pipes that stall, cables that are pulled, and libusb itself."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest

from devices.card_reader.sam_v_usb import SamVUsbReader
from devices.errors import DeviceAbsent, DeviceError
from devices.simulators.card_chip import sample_cards
from devices.simulators.sam_module import SamModule
from devices.simulators.usb_bus import UsbBus, UsbPlug
from devices.state import Condition
from devices.usb_wire import UsbForm, UsbWire
from devices.words import words_of

ZHANG = sample_cards()["zhang"]
MODULE_NUMBER = "05.03-20100101-0000012345-1234567890"


@pytest.fixture
def plugged_in() -> Iterator[Callable[[UsbPlug], SamModule]]:
    modules: list[SamModule] = []

    def plug_in(plug: UsbPlug) -> SamModule:
        modules.append(SamModule(plug))
        modules[-1].start()
        return modules[-1]

    yield plug_in
    for module in modules:
        module.stop()


@pytest.fixture
def plug(plugged_in: Callable[[UsbPlug], SamModule]) -> UsbPlug:
    plug = UsbPlug()
    plugged_in(plug)
    return plug


@pytest.fixture
def bus(plug: UsbPlug) -> UsbBus:
    return UsbBus(plug)


@pytest.mark.parametrize(
    "plug",
    [UsbPlug(), UsbPlug(split=False), UsbPlug(split=False, has_all_pipes=False)],
    ids=["split", "whole", "whole, two pipes"],
)
def test_the_form_of_frames_is_found_out_within_two_seconds(
    plugged_in: Callable[[UsbPlug], SamModule], plug: UsbPlug
) -> None:
    module = plugged_in(plug)
    module.place("zhang")
    reader = SamVUsbReader(backend=UsbBus(plug))
    began = time.monotonic()

    state = reader.state()

    assert state.condition is Condition.READY
    assert time.monotonic() - began < 2
    assert reader.read_card(5).number == ZHANG["number"]
    reader.close()


@pytest.mark.parametrize("pipe", [0x02, 0x06, 0x81, 0x85])
def test_a_stalled_pipe_is_set_going_again_and_costs_one_question(bus: UsbBus, plug: UsbPlug, pipe: int) -> None:
    reader = SamVUsbReader(form=UsbForm.SPLIT, backend=bus, answer_timeout=0.5)
    reader.sam_id()

    plug.stall(pipe)

    assert reader.sam_id() == MODULE_NUMBER
    reader.close()


@pytest.mark.parametrize("moment", ["while a card is waited for", "while an answer is waited for"])
def test_a_cable_pulled_during_a_call_is_noticed_at_once(bus: UsbBus, plug: UsbPlug, moment: str) -> None:
    reader = SamVUsbReader(form=UsbForm.SPLIT, backend=bus, poll_interval=20, answer_timeout=20)
    reader.state()
    if moment == "while an answer is waited for":
        plug.write = lambda _message: None  # type: ignore[method-assign] # a module that has died with its cable in
    began = time.monotonic()
    threading.Timer(0.2, plug.unplug).start()

    with pytest.raises(DeviceAbsent) as absent:
        reader.read_card(20)

    assert absent.value.args == ("port-lost",)
    assert time.monotonic() - began < 2
    assert not bus.handles


def test_nobody_may_use_it_while_another_program_has_it(bus: UsbBus) -> None:
    first, second = (SamVUsbReader(form=UsbForm.SPLIT, backend=bus) for _ in range(2))
    first.sam_id()

    state = second.state()

    assert (state.condition, state.detail) == (Condition.BUSY, "port-in-use")
    first.close()
    assert second.sam_id() == MODULE_NUMBER
    second.close()
    assert not bus.handles


def test_without_permission_it_says_so(bus: UsbBus, plug: UsbPlug) -> None:
    plug.is_forbidden = True
    reader = SamVUsbReader(backend=bus)

    state = reader.state()

    assert (state.condition, state.detail) == (Condition.ABSENT, "usb-forbidden")
    assert "udev" in words_of(DeviceAbsent(state.detail)).zh


def test_a_device_with_other_pipes_is_no_such_reader(plugged_in: Callable[[UsbPlug], SamModule]) -> None:
    plug = UsbPlug(split=False, has_all_pipes=False)
    plugged_in(plug)
    bus = UsbBus(plug)
    reader = SamVUsbReader(form=UsbForm.SPLIT, backend=bus)

    assert reader.state().detail == "no-such-pipes"
    assert not bus.handles


def test_a_device_that_nobody_has_set_up_yet_is_set_up(bus: UsbBus, plug: UsbPlug) -> None:
    plug.is_configured = False
    reader = SamVUsbReader(form=UsbForm.SPLIT, backend=bus)

    assert reader.sam_id() == MODULE_NUMBER
    reader.close()


def test_other_devices_on_the_bus_are_left_alone(plugged_in: Callable[[UsbPlug], SamModule]) -> None:
    stranger, ours = UsbPlug(vendor=0x1A86, product=0x7523), UsbPlug()
    plugged_in(ours)
    stranger.plug()
    reader = SamVUsbReader(backend=UsbBus(stranger, ours))

    assert reader.sam_id() == MODULE_NUMBER
    assert stranger.holder is None
    reader.close()


def test_a_wake_ends_a_wait_and_spoils_none(bus: UsbBus) -> None:
    wire = UsbWire(0x0400, 0xC35A, UsbForm.SPLIT, bus)
    wire.open()
    threading.Timer(0.1, wire.wake).start()
    began = time.monotonic()

    woken = wire.receive(20)

    assert woken == b""
    assert time.monotonic() - began < 2
    assert wire.receive(0) == b""
    wire.close()


def test_libusb_itself_is_asked_where_no_bus_is_named() -> None:
    """No reader of this id hangs on a machine that runs tests; what is missing is said in a word."""
    reader = SamVUsbReader(vendor=0xFFFF, product=0xFFFE)

    state = reader.state()

    assert state.condition is Condition.ABSENT
    assert state.detail in {"port-missing", "usb-library-missing"}
    with pytest.raises(DeviceError):
        reader.read_card(0.1)
