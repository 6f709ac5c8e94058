"""A line that spoils the frames it carries: only facts of the DeviceError tree come out, never an earlier card, and it is over at once.

The module at the other end is the hall's own, speaking its real bytes; between it and the driver lies a line of no length, on
which a second passes in no time, or a real pty.
"""

import random
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from devices.card_reader import IdCard
from devices.card_reader.frames import PREAMBLE
from devices.card_reader.reads import Read
from devices.card_reader.sam_v import SamVReader
from devices.card_reader.sam_v_serial import SamVSerialReader
from devices.errors import DeviceError, WaitExpired
from devices.simulators.card_chip import sample_cards
from devices.simulators.sam_module import STAGES, SamModule

PEOPLE = [
    {**sample_cards()["zhang"], "appended_address": "广东省东莞市测试镇新址1号", "fingerprints": "1"},
    {**sample_cards()["li"], "appended_address": "广东省东莞市测试镇新址2号", "body_number": "22" * 16},
    {**sample_cards()["wang"], "body_number": "33" * 16, "fingerprints": "2"},
    sample_cards()["chen-hmt"],
    sample_cards()["example-2017"],
    {**sample_cards()["example-2023"], "appended_address": "广东省东莞市测试镇新址3号"},
]


@dataclass(frozen=True)
class Damage:
    """What the line does to one answer."""

    flips: tuple[int, ...] = ()
    """Bits turned over, by their place."""
    cut_at: int = 99_999
    before: bytes = b""
    behind: bytes = b""
    lost: bool = False
    twice: bool = False
    late: float = 0.0
    """Seconds. What comes behind it on the line is as late: a line delivers in order."""

    def of(self, answer: bytes) -> bytes:
        damaged = bytearray(answer)
        for place in self.flips:
            at, bit = divmod(place % (len(answer) * 8), 8)
            damaged[at] ^= 1 << bit
        return self.before + bytes(damaged[: self.cut_at]) * (2 if self.twice else 1) + self.behind

    @property
    def may_pass_for_whole(self) -> bool:
        """A check of one byte does not notice every pair of turned bits; it notices each single one."""
        return len(self.flips) > 1


@dataclass
class ShortLine:
    """A line of no length, both ends of it: the driver's, and the module's. Time passes only while somebody waits."""

    damages: Callable[[], Damage] = Damage
    now: float = 0.0
    damaged: int = 0
    plugged: bool = True
    link: Path = Path("short line")
    module: SamModule = field(init=False)
    _under_way: deque[tuple[float, bytes]] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.module = SamModule(self, paced=False)

    # The driver's end.

    def open(self) -> None: ...

    def send(self, message: bytes) -> None:
        self.module.hear(message)

    def receive(self, timeout: float) -> bytes:
        arrives = self._under_way[0][0] if self._under_way else self.now + timeout
        self.now = min(max(self.now, arrives), self.now + timeout)
        if arrives > self.now or not self._under_way:
            self.now += 1e-6
            return b""
        return self._under_way.popleft()[1]

    def discard_input(self) -> bytes:
        while self._under_way and self._under_way[0][0] <= self.now:
            self._under_way.popleft()
        return b""

    def wake(self) -> None: ...

    def close(self) -> None: ...

    # The module's end.

    def plug(self) -> None: ...

    def unplug(self) -> None: ...

    def read(self) -> bytes:
        raise AssertionError("this module hears what is sent to it")

    def write(self, message: bytes) -> None:
        damage = self.damages()
        self.damaged += damage != Damage()
        arrives = max(self.now + damage.late, self._under_way[-1][0] if self._under_way else 0.0)
        if not damage.lost:
            self._under_way.append((arrives, damage.of(message)))

    def settle(self) -> None:
        """No more damage, and all that was late arrives."""
        self.damages = Damage
        self.now = max(self.now, self._under_way[-1][0] if self._under_way else 0.0)


@dataclass
class Story:
    """One visitor's card after another on a line, and what the driver makes of them."""

    line: ShortLine
    reader: SamVReader
    read: int = 0
    refused: int = 0

    @classmethod
    def on(cls, line: ShortLine, reads: tuple[Read, ...] = tuple(Read)) -> "Story":
        return cls(line, SamVReader(line, reads=reads, clock=lambda: line.now))

    def visitor_places(self, person: dict[str, str], damages: Callable[[], Damage], seconds: float = 2.0) -> None:
        """Under damage a card is read or refused; whatever is said of it is said of this card."""
        used = []
        self.line.damages = lambda: used.append(damages()) or used[-1]  # type: ignore[func-returns-value] # noted, then told
        self.line.module.place(person)
        card = None
        with suppress(DeviceError):
            card = self.reader.read_card(seconds)
        self.read += card is not None
        self.refused += card is None
        if card is not None:
            assert_is_not_anybody_elses(card, person)
        if card is not None and not any(damage.may_pass_for_whole for damage in used):
            assert_is(card, person)
        self.line.module.take()

    def the_line_is_well_again(self, person: dict[str, str]) -> None:
        """Within one poll the driver sees the empty field, and within one poll of its coming the next card."""
        self.line.settle()
        with pytest.raises(WaitExpired):
            self.reader.read_card(0.0)
        finds = self.finds()
        self.line.module.place(person)
        assert_is(self.reader.read_card(2.0), person)
        # One that finds the card, one that asks whether it is hidden from now on.
        assert self.finds() == finds + 2
        self.line.module.take()

    def finds(self) -> int:
        count: int = self.line.module.look()["asked"].get("find", 0)
        return count


def assert_is(card: IdCard, person: dict[str, str]) -> None:
    assert (card.number, card.name) == (person["number"], person["name"])
    assert card.appended_address in (None, person.get("appended_address"))
    assert card.body_number in (None, person.get("body_number", "00" * 16))
    assert len(card.photo) == 1024


def assert_is_not_anybody_elses(card: IdCard, person: dict[str, str]) -> None:
    for other in PEOPLE:
        if other is not person:
            assert card.number != other["number"]
            assert card.name != other["name"] or other["name"] == person["name"]
            assert card.appended_address is None or card.appended_address != other.get("appended_address")
            assert card.body_number is None or card.body_number != other.get("body_number")


def by_lot(lot: random.Random) -> Damage:
    """Four in five answers are damaged, each in one of nine ways."""
    match lot.randrange(11):
        case 0 | 1:
            return Damage()
        case 2 | 3:
            return Damage(flips=(lot.randrange(20_000),))
        case 4:
            return Damage(flips=tuple(lot.randrange(20_000) for _ in range(lot.randrange(2, 9))))
        case 5:
            return Damage(cut_at=lot.randrange(1_400))
        case 6:
            return Damage(
                before=lot.choice([lot.randbytes(lot.randrange(1, 30)), PREAMBLE, PREAMBLE[:3], PREAMBLE + b"\5\10"])
            )
        case 7:
            return Damage(behind=lot.choice([lot.randbytes(lot.randrange(1, 30)), PREAMBLE, PREAMBLE[:3]]))
        case 8:
            return Damage(lost=True)
        case 9:
            return Damage(twice=True)
    return Damage(late=lot.choice([0.1, 0.4, 1.0, 2.9, 3.1, 5.0]) * lot.random() * 2)


def spoil(frames: int, seed: int) -> Story:
    """Visitors come until so many frames were damaged; after every third one the line is well for a moment."""
    lot = random.Random(seed)
    story = Story.on(ShortLine())
    while story.line.damaged < frames:
        first, second, third, well = lot.sample(PEOPLE, 4)
        # The share of damage changes from visitor to visitor: where all is damaged, nothing is ever read.
        for person, share in ((first, 1.0), (second, 0.5), (third, 0.2)):
            story.visitor_places(person, lambda share=share: by_lot(lot) if lot.random() < share else Damage())
        story.the_line_is_well_again(well)
    return story


def test_three_thousand_damaged_frames() -> None:
    story = spoil(3_000, seed=467)

    assert story.read > 100
    assert story.refused > 100


@pytest.mark.soak
def test_a_hundred_thousand_damaged_frames() -> None:
    story = spoil(100_000, seed=2019)

    assert story.line.damaged >= 100_000
    assert story.read > 4_000
    assert story.refused > 4_000


damages = st.builds(
    Damage,
    flips=st.lists(st.integers(0, 20_000), max_size=3).map(tuple),
    cut_at=st.one_of(st.just(99_999), st.integers(0, 1_400)),
    before=st.one_of(st.just(b""), st.binary(max_size=20), st.sampled_from([PREAMBLE, PREAMBLE[:3]])),
    behind=st.one_of(st.just(b""), st.binary(max_size=20), st.sampled_from([PREAMBLE, PREAMBLE[:3]])),
    lost=st.booleans() | st.just(False),
    twice=st.booleans() | st.just(False),
    late=st.just(0.0) | st.floats(0.0, 8.0),
)
visits = st.lists(st.lists(damages, max_size=12), min_size=1, max_size=4)


@given(visits)
@settings(max_examples=120, deadline=None, derandomize=True, database=None)
def test_whatever_the_line_does_no_card_is_mixed_up(visits: list[list[Damage]]) -> None:
    any_visits(visits)


@pytest.mark.soak
@given(visits)
@settings(max_examples=6_000, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_line_does_no_card_is_mixed_up_in_many_cases(visits: list[list[Damage]]) -> None:
    any_visits(visits)


def any_visits(visits: list[list[Damage]]) -> None:
    story = Story.on(ShortLine())

    for number, ordered in enumerate(visits):
        waiting = iter(ordered)
        story.visitor_places(PEOPLE[number % len(PEOPLE)], lambda waiting=waiting: next(waiting, Damage()))

    story.the_line_is_well_again(PEOPLE[5])


def test_a_late_answer_is_not_taken_for_that_of_the_next_question() -> None:
    story = Story.on(ShortLine())
    # Found; the selection is asked for twice, and its second answer comes when the record has been asked for.
    damages = iter([Damage(), Damage(late=3.5), Damage(late=0.6)])

    story.visitor_places(PEOPLE[0], lambda: next(damages, Damage()))

    assert story.read == 1
    assert story.line.module.look()["asked"]["read-all"] == 1


# --- on a real line ---------------------------------------------------------------------------------------------------

KINDS = ("flip", "cut", "split", "junk", "silence")


@pytest.fixture
def module(tmp_path: Path) -> Iterator[SamModule]:
    module = SamModule(tmp_path / "card-reader", paced=False)
    module.start()
    yield module
    module.stop()


def test_fifty_damaged_frames_on_a_pty(module: SamModule) -> None:
    spoil_a_pty(module, frames=50)


@pytest.mark.soak
def test_two_thousand_damaged_frames_on_a_pty(module: SamModule) -> None:
    spoil_a_pty(module, frames=2_000)


def spoil_a_pty(module: SamModule, frames: int) -> None:
    lot = random.Random(115_200)
    reader = SamVSerialReader(str(module.wire.link), poll_interval=0.01, answer_timeout=0.04)
    threads = threading.active_count()
    ordered = 0
    while ordered < frames:
        person, well = lot.sample(PEOPLE, 2)
        for _ in range(lot.randrange(1, 4)):
            module.make_noise(lot.choice(KINDS), lot.choice(["", *STAGES.values()][:7]))
            ordered += 1
        module.place(person)
        with suppress(DeviceError):
            assert_is(reader.read_card(0.1), person)
        ordered -= module.look()["noise"]
        module.quiet()
        module.take()

        # Another thread's turn may take longer than this reader's patience: only here it is given time.
        calm = SamVSerialReader(str(module.wire.link), poll_interval=0.01)
        reader.close()
        module.place(well)
        assert_is(calm.read_card(2.0), well)
        calm.close()
        module.take()
        with suppress(WaitExpired):
            reader.read_card(0.0)
    reader.close()
    assert threading.active_count() == threads
