"""What every card reader's driver promises, over each wire, with a SAM module at the other end that knows nothing of it."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from devices.card_reader.reads import Read
from devices.card_reader.sam_v import SamVReader
from devices.card_reader.sam_v_serial import SamVSerialReader
from devices.card_reader.sam_v_usb import SamVUsbReader
from devices.errors import (
    Cancelled,
    CardRemoved,
    CardUnreadable,
    DeviceAbsent,
    DeviceError,
    DeviceSilent,
    LineNoise,
    OutOfService,
    SuspectCard,
    WaitExpired,
    WrongCard,
)
from devices.simulators.card_chip import FINGERPRINT, sample_cards
from devices.simulators.sam_module import SamModule
from devices.simulators.usb_bus import UsbBus, UsbPlug
from devices.state import Condition
from devices.usb_wire import UsbForm

ZHANG, LI = sample_cards()["zhang"], sample_cards()["li"]
NEW_ADDRESS = "广东省东莞市测试镇新址3号"
MOVED = {**ZHANG, "appended_address": NEW_ADDRESS}


@dataclass
class Room:
    """A place where one reader's cable ends: a module is plugged in there, and drivers are made for it."""

    place: Path
    form: UsbForm | None

    def __post_init__(self) -> None:
        self._ends: list[Callable[[], None]] = []
        self.bus = UsbBus()

    def module(self, kind: type[SamModule] = SamModule, **habits: Any) -> SamModule:
        if self.form is None:
            module = kind(self.place, paced=False, **habits)
        else:
            plug = UsbPlug(split=self.form is UsbForm.SPLIT)
            self.bus = UsbBus(plug)
            module = kind(plug, **habits)
        module.start()
        self._ends.append(module.stop)
        return module

    def reader(self, **options: Any) -> SamVReader:
        options = {"poll_interval": 0.02, "answer_timeout": 1.5, **options}
        if self.form is None:
            reader: SamVReader = SamVSerialReader(str(self.place), **options)
        else:
            reader = SamVUsbReader(form=self.form, backend=self.bus, **options)
        self._ends.append(reader.close)
        return reader

    def clear(self) -> None:
        for end in reversed(self._ends):
            end()
        assert not self.bus.handles


@pytest.fixture(params=[None, UsbForm.SPLIT, UsbForm.WHOLE], ids=["serial", "usb split", "usb whole"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    room = Room(tmp_path / "card-reader", request.param)
    yield room
    room.clear()


@pytest.fixture
def module(room: Room) -> SamModule:
    return room.module()


@pytest.fixture
def reader(room: Room, module: SamModule) -> SamVReader:
    return room.reader()


@pytest.fixture
def impatient(room: Room, module: SamModule) -> SamVReader:
    """For tests in which silence is part of the story, and a module that is slow for once does no harm."""
    return room.reader(answer_timeout=0.12)


def eventually(condition: Callable[[], bool], seconds: float = 5.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        threading.Event().wait(0.005)
    return False


@pytest.mark.parametrize("name", sorted(sample_cards()))
def test_every_sample_card_is_read(module: SamModule, reader: SamVReader, name: str) -> None:
    module.place(name)

    card = reader.read_card(5)

    assert (card.card_type, card.name, card.number) == (
        sample_cards()[name]["card_type"],
        sample_cards()[name]["name"],
        sample_cards()[name]["number"],
    )
    assert len(card.photo) == 1024


def test_the_security_module_says_its_number(reader: SamVReader) -> None:
    assert reader.sam_id() == "05.03-20100101-0000012345-1234567890"


def test_a_card_placed_during_the_wait_is_read(module: SamModule, reader: SamVReader) -> None:
    placing = threading.Thread(target=lambda: eventually(lambda: asked(module, "find") > 2) and module.place("zhang"))
    placing.start()

    card = reader.read_card(5)

    placing.join()
    assert card.number == ZHANG["number"]


def asked(module: SamModule, stage: str) -> int:
    count: int = module.look()["asked"].get(stage, 0)
    return count


def test_no_card_is_a_wait_that_expires(reader: SamVReader) -> None:
    with pytest.raises(WaitExpired):
        reader.read_card(0.1)


def test_finds_keep_their_distance_and_the_first_goes_out_at_once(room: Room, module: SamModule) -> None:
    reader = room.reader(poll_interval=0.3)

    with pytest.raises(WaitExpired):
        reader.read_card(0.7)

    assert asked(module, "find") == 3


def test_a_card_left_lying_is_not_read_again(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang")
    reader.read_card(5)

    with pytest.raises(WaitExpired):
        reader.read_card(0.2)

    assert asked(module, "read") == 1


def test_the_next_visitors_card_is_read_though_nobody_watched_the_change(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang")
    reader.read_card(5)
    module.take()
    module.place("li")

    assert reader.read_card(5).number == LI["number"]


def test_the_same_card_placed_again_is_read_again(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang")
    reader.read_card(5)
    module.take()
    module.place("zhang")

    assert reader.read_card(5).number == ZHANG["number"]


def test_a_module_that_goes_on_finding_a_read_card_does_not_have_it_read_twice(room: Room) -> None:
    module = room.module(hides_read_card=False)
    reader = room.reader()
    module.place("zhang")
    reader.read_card(5)

    with pytest.raises(WaitExpired):
        reader.read_card(0.2)
    module.take()
    with pytest.raises(WaitExpired):
        reader.read_card(0.1)
    module.place("li")

    assert reader.read_card(5).number == LI["number"]


def test_an_expired_card_is_read_like_any_other(module: SamModule, reader: SamVReader) -> None:
    module.place("sun-expired")

    card = reader.read_card(5)

    assert card.valid_to is not None
    assert card.expired_on(card.valid_to.replace(year=card.valid_to.year + 1))


@pytest.mark.parametrize("stage", ["find", "select", "read"])
@pytest.mark.parametrize("kind", ["flip", "cut", "split", "junk", "silence"])
def test_one_damaged_answer_is_asked_for_again(module: SamModule, impatient: SamVReader, kind: str, stage: str) -> None:
    module.place("zhang")
    module.make_noise(kind, stage)

    assert impatient.read_card(5).number == ZHANG["number"]
    assert module.look()["noise"] == 0


@pytest.mark.parametrize("stage", ["find", "select", "read"])
@pytest.mark.parametrize("kind", ["flip", "cut"])
def test_noise_that_persists_is_line_noise(module: SamModule, impatient: SamVReader, kind: str, stage: str) -> None:
    module.place("zhang")
    module.make_noise(kind, stage, times=2)

    with pytest.raises(LineNoise):
        impatient.read_card(5)


def test_after_noise_the_card_that_still_lies_there_can_be_read(module: SamModule, impatient: SamVReader) -> None:
    module.place("zhang")
    module.make_noise("flip", "select", times=2)
    with pytest.raises(LineNoise):
        impatient.read_card(5)

    assert impatient.read_card(5).number == ZHANG["number"]


def test_a_split_answer_is_no_damage(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang")
    module.make_noise("split", times=3)

    reader.read_card(5)

    assert asked(module, "read") == 1


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("removed", CardRemoved),
        ("silent", CardRemoved),
        ("suspect", SuspectCard),
        ("wrong-card", WrongCard),
    ],
)
def test_a_faulty_card_is_named_and_the_next_one_is_read(
    module: SamModule, impatient: SamVReader, fault: str, error: type[DeviceError]
) -> None:
    module.place("zhang", fault)

    with pytest.raises(error):
        impatient.read_card(5)

    module.take()
    with pytest.raises(WaitExpired):
        impatient.read_card(0)
    module.place("li")
    assert impatient.read_card(5).number == LI["number"]


def test_a_bank_card_is_the_wrong_card(module: SamModule, reader: SamVReader) -> None:
    module.place("bank-card")

    with pytest.raises(WrongCard):
        reader.read_card(5)


def test_a_bank_card_is_the_wrong_card_also_when_time_runs_out(module: SamModule, reader: SamVReader) -> None:
    module.place("bank-card")

    with pytest.raises(WrongCard):
        reader.read_card(0.01)


def test_a_suspect_card_is_not_tried_twice(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang", "suspect")

    with pytest.raises(SuspectCard):
        reader.read_card(5)

    assert asked(module, "select") == 1


def test_a_card_with_a_broken_number_is_unreadable(module: SamModule, reader: SamVReader) -> None:
    module.place({**ZHANG, "number": "441900190003079993"})

    with pytest.raises(CardUnreadable):
        reader.read_card(5)


def test_a_module_that_gives_a_record_once_only_is_selected_anew_after_noise(room: Room) -> None:
    module = room.module(OnceOnly, hides_read_card=False)
    reader = room.reader(answer_timeout=0.2)
    module.place("zhang")
    module.make_noise("cut", "read")

    assert reader.read_card(5).number == ZHANG["number"]


class OnceOnly(SamModule):
    """After a read its card has to be selected again."""

    def _read(self) -> bytes:
        answer = super()._read()
        self._is_selected = False
        return answer


def test_silence_of_the_whole_module(module: SamModule, impatient: SamVReader) -> None:
    module.make_noise("silence", times=10)

    with pytest.raises(DeviceSilent):
        impatient.read_card(5)


def test_unplugged_is_absent_and_plugged_in_again_is_well(module: SamModule, reader: SamVReader) -> None:
    reader.sam_id()
    module.wire.unplug()
    with pytest.raises(DeviceAbsent):
        reader.read_card(1)
    absent = reader.state()
    module.wire.plug()
    module.place("zhang")

    assert (absent.condition, absent.reasons) == (Condition.ABSENT, ("device-absent",))
    assert reader.read_card(5).number == ZHANG["number"]


def test_a_replug_between_two_calls_goes_unnoticed(module: SamModule, reader: SamVReader) -> None:
    reader.sam_id()
    module.wire.unplug()
    module.wire.plug()

    assert reader.sam_id() == "05.03-20100101-0000012345-1234567890"


def test_unplugged_during_the_wait_is_absent(module: SamModule, reader: SamVReader) -> None:
    unplugging = threading.Thread(target=lambda: eventually(lambda: asked(module, "find") > 0) and module.wire.unplug())
    unplugging.start()

    with pytest.raises(DeviceAbsent):
        reader.read_card(5)

    unplugging.join()


def test_a_wait_can_be_cancelled_from_another_thread(room: Room, module: SamModule) -> None:
    reader = room.reader(poll_interval=5.0)
    cancelling = threading.Thread(target=lambda: eventually(lambda: asked(module, "find") > 0) and reader.cancel())
    cancelling.start()
    started = time.monotonic()

    with pytest.raises(Cancelled):
        reader.read_card(10)

    cancelling.join()
    assert time.monotonic() - started < 3


def test_a_cancel_during_silence_ends_it(room: Room, module: SamModule) -> None:
    module.make_noise("silence", times=10)
    reader = room.reader(answer_timeout=8)
    cancelling = threading.Thread(target=lambda: eventually(lambda: asked(module, "find") > 0) and reader.cancel())
    cancelling.start()
    started = time.monotonic()

    with pytest.raises(Cancelled):
        reader.read_card(20)

    cancelling.join()
    assert time.monotonic() - started < 4


def test_a_state_that_was_called_off_says_nothing_against_the_reader(room: Room, module: SamModule) -> None:
    module.make_noise("silence", "status", times=2)
    reader = room.reader(answer_timeout=5.0)
    cancelling = threading.Thread(target=lambda: eventually(lambda: asked(module, "status") > 0) and reader.cancel())
    cancelling.start()

    state = reader.state()

    cancelling.join()
    assert state.condition is Condition.BUSY
    assert state.reasons == ()


def test_a_cancel_when_nothing_waits_does_not_spoil_the_next_call(module: SamModule, reader: SamVReader) -> None:
    reader.cancel()
    module.place("zhang")

    assert reader.read_card(5).number == ZHANG["number"]


def test_state_is_asked_and_busy_while_a_card_is_waited_for(module: SamModule, reader: SamVReader) -> None:
    ready = reader.state()

    def wait() -> None:
        with suppress(Cancelled):
            reader.read_card(10)

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert eventually(lambda: asked(module, "find") > 0)
    busy = reader.state()
    reader.cancel()
    waiting.join()

    assert (ready.condition, busy.condition) == (Condition.READY, Condition.BUSY)
    assert asked(module, "status") == 1


@pytest.mark.parametrize("hides", [True, False], ids=["hides a read card", "goes on finding it"])
def test_a_card_must_leave_the_field_before_it_counts_as_new(room: Room, hides: bool) -> None:
    module, reader = room.module(hides_read_card=hides), room.reader()
    module.place(MOVED)
    reader.read_card(5)

    for _ in range(3):
        with pytest.raises(WaitExpired):
            reader.read_card(0.06)
    module.take()
    with pytest.raises(WaitExpired):
        reader.read_card(0.06)
    module.place("zhang")

    assert reader.read_card(5).number == ZHANG["number"]
    assert asked(module, "read") == 2


def test_a_suspect_card_left_lying_is_not_tried_again_and_the_next_one_is(
    module: SamModule, reader: SamVReader
) -> None:
    module.place("zhang", "select:31")
    with pytest.raises(SuspectCard):
        reader.read_card(5)

    for _ in range(3):
        with pytest.raises(WaitExpired):
            reader.read_card(0.06)
    tried = asked(module, "select")
    module.take()
    with pytest.raises(WaitExpired):
        reader.read_card(0)
    module.place("li")

    assert tried == 1
    assert reader.read_card(5).number == LI["number"]


def test_a_suspect_card_is_tried_once_more_if_nobody_watched_whether_it_left(room: Room, module: SamModule) -> None:
    seconds = [0.0]
    reader = room.reader()
    reader._link.clock = lambda: time.monotonic() + seconds[0]
    module.place("zhang", "suspect")
    with pytest.raises(SuspectCard):
        reader.read_card(5)
    module.take()
    module.place("li")
    seconds[0] = 60.0

    assert reader.read_card(5).number == LI["number"]


# --- what is read besides the record ----------------------------------------------------------------------------------


def test_the_address_that_counts_is_the_newest(module: SamModule, reader: SamVReader) -> None:
    module.place(MOVED)

    card = reader.read_card(5)

    assert (card.address, card.appended_address) == (ZHANG["address"], NEW_ADDRESS)
    assert card.newest_address == NEW_ADDRESS
    assert card.address_is_current
    assert NEW_ADDRESS not in repr(card)


def test_most_cards_have_no_new_address(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang")

    card = reader.read_card(5)

    assert card.appended_address is None
    assert card.newest_address == ZHANG["address"]
    assert card.address_is_current


@pytest.mark.parametrize("fault", ["41", "21", "80", "91", "60", "silence", "cut"])
def test_a_new_address_that_cannot_be_had_does_not_cost_the_record(
    module: SamModule, impatient: SamVReader, fault: str
) -> None:
    module.place(MOVED, f"address:{fault}")

    card = impatient.read_card(5)

    assert card.number == ZHANG["number"]
    assert card.appended_address is None
    assert card.address_is_current == (fault == "91")


def test_a_new_address_garbled_once_is_asked_for_again(module: SamModule, reader: SamVReader) -> None:
    module.place(MOVED)
    module.make_noise("flip", "address")

    assert reader.read_card(5).appended_address == NEW_ADDRESS


def test_a_card_that_is_suspect_at_its_new_address_is_suspect(module: SamModule, reader: SamVReader) -> None:
    module.place(MOVED, "address:32")

    with pytest.raises(SuspectCard):
        reader.read_card(5)


def test_the_new_address_is_not_asked_for_where_nobody_wants_it(room: Room, module: SamModule) -> None:
    reader = room.reader(reads=())
    module.place(MOVED)

    card = reader.read_card(5)

    assert asked(module, "address") == 0
    assert card.appended_address is None
    assert not card.address_is_current


@pytest.mark.parametrize("prints", [0, 1, 2])
def test_fingerprints_are_known_to_be_there_and_never_kept(room: Room, module: SamModule, prints: int) -> None:
    reader = room.reader(reads=[Read.FINGERPRINTS])
    module.place({**ZHANG, "fingerprints": str(prints)})

    card = reader.read_card(5)

    assert card.has_fingerprints == (prints > 0)
    assert (card.number, len(card.photo)) == (ZHANG["number"], 1024)
    assert asked(module, "read-all") == 1
    assert asked(module, "read") == 0
    assert not any(FINGERPRINT[:64] in held for held in bytes_within(card, reader))


def bytes_within(*roots: object) -> Iterator[bytes]:
    """Every run of bytes that can be reached from these objects."""
    seen, waiting = set(), list(roots)
    while waiting:
        thing = waiting.pop()
        if id(thing) in seen or isinstance(thing, type) or callable(thing):
            continue
        seen.add(id(thing))
        if isinstance(thing, bytes | bytearray):
            yield bytes(thing)
        elif not isinstance(thing, UsbBus):  # the other end may hold what it likes
            waiting += gc.get_referents(thing)


def test_without_being_told_nobody_asks_for_fingerprints(module: SamModule, reader: SamVReader) -> None:
    module.place({**ZHANG, "fingerprints": "2"})

    assert reader.read_card(5).has_fingerprints is None
    assert asked(module, "read-all") == 0


@pytest.mark.parametrize(("answer", "has_any"), [("91", False), ("21", None)])
def test_a_card_or_module_that_knows_no_fingerprints_gives_the_short_record(
    room: Room, module: SamModule, answer: str, has_any: bool | None
) -> None:
    reader = room.reader(reads=[Read.FINGERPRINTS])
    module.place("zhang", f"read-all:{answer}")

    card = reader.read_card(5)

    assert card.number == ZHANG["number"]
    assert card.has_fingerprints is has_any


def test_the_chips_own_number_is_read_where_it_is_wanted(room: Room, module: SamModule) -> None:
    reader = room.reader(reads=list(Read))
    module.place({**MOVED, "body_number": "000102030405060708090a0b0c0d0e0f", "fingerprints": "1"})

    card = reader.read_card(5)

    assert card.body_number == "000102030405060708090a0b0c0d0e0f"
    assert card.appended_address == NEW_ADDRESS
    assert card.has_fingerprints
    assert "0001020304" not in repr(card)


def test_a_module_that_refuses_all_extras_still_reads_cards(room: Room) -> None:
    module = room.module(unknown={"address", "body-number", "read-all"})
    reader = room.reader(reads=list(Read))
    module.place(MOVED)

    card = reader.read_card(5)

    assert card.number == ZHANG["number"]
    assert (card.appended_address, card.body_number, card.has_fingerprints) == (None, None, None)


def test_the_module_can_be_started_anew(module: SamModule, reader: SamVReader) -> None:
    reader.reset()

    assert asked(module, "reset") == 1
    assert reader.state().condition is Condition.READY


# --- every status word ------------------------------------------------------------------------------------------------

STATUS_WORDS = [
    # The status word, the stages at which it comes, what it means, how often its question is asked, how often the module is reset.
    ("80", ("select",), CardRemoved, 3, 0),
    ("80", ("read",), CardRemoved, 1, 0),
    ("81", ("find", "select"), WrongCard, 3, 0),
    ("81", ("read",), CardRemoved, 1, 0),
    ("10", ("find", "select", "read"), LineNoise, 2, 0),
    ("11", ("find", "select", "read"), LineNoise, 2, 0),
    ("ff", ("find", "select", "read"), LineNoise, 2, 0),
    ("21", ("find", "select", "read"), OutOfService, 3, 0),
    ("23", ("find", "select", "read"), OutOfService, 1, 0),
    ("24", ("find", "select", "read"), OutOfService, 3, 3),
    ("31", ("find", "select", "read"), SuspectCard, 1, 0),
    ("32", ("find", "select", "read"), SuspectCard, 1, 0),
    ("33", ("find", "select", "read"), SuspectCard, 1, 0),
    ("37", ("find", "select", "read"), SuspectCard, 1, 0),
    ("3f", ("find", "select", "read"), CardUnreadable, 1, 0),
    ("40", ("find", "select", "read"), WrongCard, 1, 0),
    ("41", ("find", "select", "read"), CardRemoved, 1, 0),
    ("47", ("find", "select", "read"), CardRemoved, 3, 0),
    ("60", ("find", "select", "read"), OutOfService, 1, 0),
    ("66", ("find", "select", "read"), OutOfService, 1, 0),
    ("91", ("find", "select", "read"), CardUnreadable, 1, 0),
    ("55", ("find", "select", "read"), OutOfService, 3, 0),
]


@pytest.mark.parametrize(
    ("status", "stage", "error", "times", "resets"),
    [(status, stage, *rest) for status, stages, *rest in STATUS_WORDS for stage in stages],
)
def test_status_words_that_stay(
    module: SamModule,
    reader: SamVReader,
    status: str,
    stage: str,
    error: type[DeviceError],
    times: int,
    resets: int,
) -> None:
    module.place("zhang", f"{stage}:{status}")

    with pytest.raises(error) as told:
        reader.read_card(5)

    assert (asked(module, stage), asked(module, "reset")) == (times, resets)
    assert "测试" not in str(told.value)
    module.take()
    with pytest.raises(WaitExpired):
        reader.read_card(0)
    module.place("li")
    assert reader.read_card(5).number == LI["number"]


def test_the_status_word_for_an_empty_field_is_no_error(module: SamModule, reader: SamVReader) -> None:
    module.place("zhang", "find:80")

    with pytest.raises(WaitExpired):
        reader.read_card(0.1)

    assert asked(module, "find") > 1


@pytest.mark.parametrize("status", ["10", "11", "ff", "21", "24", "47", "80", "81", "55"])
def test_status_words_that_pass_cost_nothing_but_another_try(
    module: SamModule, reader: SamVReader, status: str
) -> None:
    module.place("zhang", f"select:{status}:1")

    assert reader.read_card(5).number == ZHANG["number"]
    assert asked(module, "select") == 2


@pytest.mark.parametrize(("status", "reasons"), [("60", ("out-of-service",)), ("66", ("out-of-service",))])
def test_a_module_that_says_it_cannot_work_is_broken(
    module: SamModule, reader: SamVReader, status: str, reasons: tuple[str, ...]
) -> None:
    module.place("zhang", f"status:{status}")

    state = reader.state()

    assert (state.condition, state.reasons) == (Condition.BROKEN, reasons)


# --- plug and unplug --------------------------------------------------------------------------------------------------


def test_fifty_replugs_leave_no_thread_and_no_descriptor_behind(module: SamModule, reader: SamVReader) -> None:
    reader.state()
    before = (threading.active_count(), open_descriptors())

    for round_ in range(50):
        module.wire.unplug()
        assert reader.state().condition is Condition.ABSENT
        module.wire.plug()
        began = time.monotonic()
        module.place("zhang" if round_ % 2 else "li")
        assert reader.read_card(3).number == (ZHANG if round_ % 2 else LI)["number"]
        assert time.monotonic() - began < 3

    assert (threading.active_count(), open_descriptors()) == before


def open_descriptors() -> int:
    gc.collect()  # what earlier tests forgot must not be closed in the middle of this one
    return len(list(Path("/proc/self/fd").iterdir()))
