"""The reader's driver with programs that nobody here wrote: pcscd and its virtual reader, in a room of their own."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from devices.errors import (
    Cancelled,
    CardMute,
    CardRemoved,
    CardUnreadable,
    DeviceAbsent,
    DeviceSilent,
    StaffCardRefused,
    WaitExpired,
    WrongCard,
)
from devices.simulators.card_chip import sample_cards
from devices.simulators.pcscd_room import READER, PcscdRoom, why_not
from devices.simulators.staff_card_chip import StaffCardOffice
from devices.simulators.virtual_card import VirtualCard
from devices.smart_card.pcsc_reader import PcscReader
from devices.smart_card.staff_trust import StaffTrust
from devices.state import Condition, DeviceState

OFFICE = StaffCardOffice()
TRUST = StaffTrust("DG-HALL-01", (OFFICE.certificate,), frozenset({"DG-0001"}))
ZHANG, LI = sample_cards()["zhang"], sample_cards()["li"]

SEEN = 2.0
"""Seconds within which a fault must be seen."""
BACK = 10.0
"""Seconds within which a reader must be ready after pcscd has come back."""

pytestmark = pytest.mark.skipif(bool(why_not()), reason=why_not())


@pytest.fixture(scope="module")
def room() -> Iterator[PcscdRoom]:
    folder = Path(os.environ["PCSCLITE_CSOCK_NAME"]).parent.parent
    room = PcscdRoom(folder)
    room.start()
    yield room
    room.stop()
    shutil.rmtree(folder)


@pytest.fixture
def slot(room: PcscdRoom) -> Iterator[VirtualCard]:
    if not room.running:
        room.start_pcscd()
    slot = VirtualCard(room.connect, office=OFFICE)
    slot.start()
    yield slot
    slot.stop()


@pytest.fixture
def reader(slot: VirtualCard) -> Iterator[PcscReader]:
    """Ready, and empty: pcscd takes a moment to notice that the last test's card is out."""
    reader = PcscReader(READER, TRUST, answer_timeout=2.0)
    assert eventually(lambda: reader.state().condition is Condition.READY, BACK)
    reader.wait_for_removal(5)
    yield reader
    reader.close()


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.005)
    return False


def looks(reader: PcscReader, condition: Condition, detail: str = "") -> Callable[[], bool]:
    def looks_so() -> bool:
        state: DeviceState = reader.state()
        return (state.condition, state.detail) == (condition, detail)

    return looks_so


@contextmanager
def meanwhile(do: Callable[[], object], once: Callable[[], bool]) -> Iterator[None]:
    """Do something else on the stage as soon as `once` is so."""
    thread = threading.Thread(target=lambda: eventually(once) and do())
    thread.start()
    yield
    thread.join()


def took(call: Callable[[], object], expected: type[Exception]) -> float:
    """Seconds until it raised what it should."""
    began = time.monotonic()
    with pytest.raises(expected):
        call()
    return time.monotonic() - began


# --- cards ----------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make", [{"generation": "1.00"}, {"form": "tag", "insists": True}, {"generation": "3.00", "holds_back": True}]
)
def test_a_social_security_card_is_read(slot: VirtualCard, reader: PcscReader, make: dict[str, Any]) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", **make})

    card = reader.read_social_security_card(5)

    assert (card.name, card.number, card.sex, card.region) == (ZHANG["name"], ZHANG["number"], "男", "441900")


def test_a_staff_card_proves_itself(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "staff": "DG-0001"})

    assert reader.read_staff_card(5).card_id == "DG-0001"


def test_a_copied_staff_card_is_refused(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "staff": "DG-0001", "copied": True})

    with pytest.raises(StaffCardRefused, match="wrong-answer"):
        reader.read_staff_card(5)


def test_a_terminal_that_was_told_no_authority_believes_no_card(slot: VirtualCard, reader: PcscReader) -> None:
    trustless = PcscReader(READER)
    slot.direct({"do": "insert-card", "staff": "DG-0001"})

    with pytest.raises(StaffCardRefused, match="no-authority"):
        trustless.read_staff_card(5)
    trustless.close()


def test_a_bank_card_is_a_wrong_card(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "bank-card"})

    with pytest.raises(WrongCard):
        reader.read_social_security_card(5)


def test_a_card_left_in_is_not_read_again_and_the_next_visitors_is(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang"})
    reader.read_social_security_card(5)

    with pytest.raises(WaitExpired):
        reader.read_social_security_card(0.3)
    slot.direct({"do": "insert-card", "card": "li"})

    assert reader.read_social_security_card(5).number == LI["number"]


def test_a_card_that_was_put_in_early_is_read(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang"})
    assert eventually(lambda: slot.look()["powered"])

    assert reader.read_social_security_card(1).number == ZHANG["number"]


def test_the_wait_for_removal_ends_when_the_card_is_out(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang"})
    reader.read_social_security_card(5)
    with pytest.raises(WaitExpired):
        reader.wait_for_removal(0.2)

    slot.direct({"do": "remove-card"})
    began = time.monotonic()
    reader.wait_for_removal(5)

    assert time.monotonic() - began < SEEN


# --- what goes wrong with them --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("mute", CardMute),
        ("pull:4", CardRemoved),
        ("half:8", CardRemoved),
        ("garbage:2:6f", CardUnreadable),
    ],
)
def test_a_fault_is_called_by_its_name_and_the_next_card_is_read(
    slot: VirtualCard, reader: PcscReader, fault: str, error: type[Exception]
) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": fault})
    assert eventually(lambda: slot.look()["powered"])

    assert took(lambda: reader.read_social_security_card(5), error) < SEEN
    slot.direct({"do": "insert-card", "card": "li"})

    assert reader.read_social_security_card(5).number == LI["number"]


def test_a_slow_card_is_read(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": "slow:0:0.05"})

    assert reader.read_social_security_card(5).number == ZHANG["number"]


def test_a_card_that_stops_in_mid_sentence_keeps_nobody_waiting(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": "silence:3"})

    seconds = took(lambda: reader.read_social_security_card(5), DeviceSilent)

    assert seconds < 2.0 + SEEN
    assert looks(reader, Condition.NEEDS_STAFF, "card-hangs")()
    slot.direct({"do": "insert-card", "card": "li"})
    assert reader.read_social_security_card(5).number == LI["number"]


def test_a_silent_card_that_is_pulled_is_a_removed_card(slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": "silence:3"})

    with meanwhile(slot.remove, once=lambda: slot.look()["commands"] == 3), pytest.raises(CardRemoved):
        reader.read_social_security_card(5)


# --- whoever waits --------------------------------------------------------------------------------------------------------------


def test_no_card_is_a_wait_that_expires_when_it_should(reader: PcscReader) -> None:
    seconds = took(lambda: reader.read_social_security_card(0.3), WaitExpired)

    assert 0.3 <= seconds < 0.6


def test_a_wait_is_busy_and_is_cancelled_at_once(reader: PcscReader) -> None:
    busy = looks(reader, Condition.BUSY)

    with meanwhile(reader.cancel, once=busy):
        seconds = took(lambda: reader.read_social_security_card(20), Cancelled)

    assert seconds < 1
    assert looks(reader, Condition.READY)()


def test_a_reading_is_cancelled_in_mid_sentence_and_what_is_heard_then_is_nobodys(
    slot: VirtualCard, reader: PcscReader
) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": "slow:0:0.15"})

    with meanwhile(reader.cancel, once=lambda: slot.look()["commands"] == 2), pytest.raises(Cancelled):
        reader.read_social_security_card(5)
    slot.direct({"do": "insert-card", "card": "li"})

    assert reader.read_social_security_card(5).number == LI["number"]


# --- pcscd and the reader -------------------------------------------------------------------------------------------------------


def test_without_pcscd_the_reader_is_absent_and_says_why(room: PcscdRoom, reader: PcscReader) -> None:
    room.stop_pcscd()

    assert eventually(looks(reader, Condition.ABSENT, "no-pcscd"), SEEN)
    with pytest.raises(DeviceAbsent, match="no-pcscd"):
        reader.read_staff_card(5)
    reader.wait_for_removal(5)


def test_a_pcscd_that_ends_while_somebody_waits_is_heard_of(room: PcscdRoom, reader: PcscReader) -> None:
    with meanwhile(lambda: room.stop_pcscd(signal.SIGKILL), once=looks(reader, Condition.BUSY)):
        seconds = took(lambda: reader.read_staff_card(20), DeviceAbsent)

    assert seconds < SEEN


def test_a_pcscd_that_ends_in_mid_sentence_is_heard_of(room: PcscdRoom, slot: VirtualCard, reader: PcscReader) -> None:
    slot.direct({"do": "insert-card", "card": "zhang", "fault": "slow:0:0.2"})

    with (
        meanwhile(lambda: room.stop_pcscd(signal.SIGKILL), once=lambda: slot.look()["commands"] == 2),
        pytest.raises(DeviceAbsent, match="no-pcscd"),
    ):
        reader.read_social_security_card(5)


def test_a_reader_that_is_pulled_out_is_missed_and_found_again(
    room: PcscdRoom, slot: VirtualCard, reader: PcscReader
) -> None:
    room.stop_pcscd(signal.SIGKILL)
    room.start_pcscd(with_reader=False)
    assert eventually(looks(reader, Condition.ABSENT, "no-reader"), SEEN)
    with pytest.raises(DeviceAbsent, match="no-reader"):
        reader.read_social_security_card(5)

    room.stop_pcscd(signal.SIGKILL)
    room.start_pcscd()
    assert eventually(looks(reader, Condition.READY), BACK)
    slot.direct({"do": "insert-card", "card": "li"})

    assert reader.read_social_security_card(5).number == LI["number"]


def test_a_frozen_pcscd_is_noticed_and_keeps_nobody_waiting(room: PcscdRoom, reader: PcscReader) -> None:
    room.stop_pcscd(signal.SIGSTOP)
    try:
        assert eventually(looks(reader, Condition.NEEDS_STAFF, "pcscd-silent"), SEEN + 0.1)
        assert took(lambda: reader.read_social_security_card(5), DeviceSilent) < SEEN
        began = time.monotonic()
        reader.close()
        assert time.monotonic() - began < SEEN
    finally:
        room.stop_pcscd(signal.SIGCONT)

    assert eventually(looks(reader, Condition.READY), BACK)


def test_a_reader_of_another_name_is_none_of_ours(reader: PcscReader) -> None:
    other = PcscReader("ACME SmartReader")

    assert eventually(looks(other, Condition.ABSENT, "no-reader"), SEEN)
    assert looks(reader, Condition.READY)()
    other.close()


def test_pcscd_comes_and_goes_three_times(room: PcscdRoom, slot: VirtualCard, reader: PcscReader) -> None:
    come_and_go(room, slot, reader, times=3)


@pytest.mark.soak
def test_pcscd_comes_and_goes_fifty_times(room: PcscdRoom, slot: VirtualCard, reader: PcscReader) -> None:
    come_and_go(room, slot, reader, times=50)


def come_and_go(room: PcscdRoom, slot: VirtualCard, reader: PcscReader, times: int) -> None:
    """Each time: seen to be gone, ready again, a card read; and not one thread or descriptor more in the end."""
    threads, descriptors = threading.active_count(), open_descriptors()
    for turn in range(times):
        room.stop_pcscd(signal.SIGKILL if turn % 2 else signal.SIGTERM)
        assert eventually(looks(reader, Condition.ABSENT, "no-pcscd"), SEEN)
        room.start_pcscd()
        assert eventually(looks(reader, Condition.READY), BACK)
        slot.direct({"do": "insert-card", "card": "zhang" if turn % 2 else "li"})
        assert reader.read_social_security_card(5).number == (ZHANG if turn % 2 else LI)["number"]
    slot.direct({"do": "remove-card"})
    reader.wait_for_removal(5)
    assert eventually(lambda: threading.active_count() <= threads and open_descriptors() <= descriptors, SEEN)


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


def test_a_closed_reader_leaves_no_thread_and_opens_again(slot: VirtualCard, reader: PcscReader) -> None:
    before = threading.active_count()
    reader.close()
    assert threading.active_count() == before - 1

    slot.direct({"do": "insert-card", "staff": "DG-0001"})

    assert reader.read_staff_card(5).card_id == "DG-0001"
