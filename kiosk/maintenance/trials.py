"""What staff may try out on a device: each a claim, a piece of work with a time-out, and a word of how it went. Nothing personal.

Everything here blocks and runs on maintenance's own thread; `Bench.stop` comes from any other.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from devices.card_reader import CardType
from devices.errors import Cancelled, DeviceAbsent, DeviceError, WaitExpired
from devices.lamp import Light
from devices.sound import Outlet
from kiosk.maintenance import papers
from kiosk.service import Facility
from kiosk.tones import LONG_BEEP, sound_of

if TYPE_CHECKING:
    from devices.page_printer import Progress
    from devices.supervisor import Supervision
    from kiosk.fittings import Fittings

T = TypeVar("T")
Told = Callable[..., None]

MAINTENANCE = "maintenance"
CLAIM_SECONDS = 3.0
"""How long a test waits for a device that a visit is just using."""
LOOK_SECONDS = 1.0
"""One look at a reader; between two of them a stop is noticed for certain."""
LIT_SECONDS = 1.5


@dataclass(frozen=True)
class Trial:
    """One thing to try. `hint` is what the person has to do for it, if anything; `seconds` is its time-out."""

    id: str
    facility: Facility
    title: str
    hint: str
    seconds: float


TRIALS: tuple[Trial, ...] = (
    Trial("print-page", Facility.PAGE_PRINTER, "A4 打印一张测试页", "打完看看清不清楚", 90.0),
    Trial("print-slip", Facility.RECEIPT_PRINTER, "打一张测试小票", "打完看看切得齐不齐", 20.0),
    Trial("read-card", Facility.CARD_READER, "试读身份证", "放一张身份证，只看读没读到", 20.0),
    Trial("scan-code", Facility.CODE_SCANNER, "试扫一个码", "随便哪个码，只看扫没扫到", 20.0),
    Trial("light-lamp", Facility.LAMP, "试亮状态灯", "三种颜色各亮一下", 10.0),
    Trial("play-sound", Facility.SOUND, "试一声", "应该听到“嘀”一声", 10.0),
)

CARD_KINDS: Mapping[CardType, str] = {
    CardType.RESIDENT: "读到了，是居民身份证",
    CardType.HMT: "读到了，是港澳台居民居住证",
    CardType.FOREIGNER_2017: "读到了，是外国人永久居留证（旧版）",
    CardType.FOREIGNER_2023: "读到了，是外国人永久居留证（新版）",
}


@dataclass(frozen=True)
class Result:
    """How it went: words (source language), or the code of what did not work."""

    words: str = ""
    code: str = ""

    @property
    def went_well(self) -> bool:
        return not self.code


@dataclass(frozen=True)
class Place:
    """What a test print says of itself."""

    terminal: str
    site: str
    now: Callable[[], datetime]


class Bench:
    """The devices, to be tried out one at a time. `stop` ends what is under way; it then comes out as Cancelled."""

    def __init__(self, fittings: Fittings, supervision: Supervision, place: Place) -> None:
        self._fittings = fittings
        self._supervision = supervision
        self._place = place
        self._stopped = threading.Event()
        self._call_off: Callable[[], None] = lambda: None

    def trials(self) -> tuple[Trial, ...]:
        """Those for which this hall has the device."""
        here = self._fittings.facilities()
        return tuple(trial for trial in TRIALS if trial.facility in here)

    def ready(self) -> None:
        """Before the next `carry_out` is handed to the thread: a stop that comes from now on is meant for it."""
        self._stopped.clear()

    def stop(self) -> None:
        """From any thread: nothing more is begun, and what a device waits for is called off."""
        self._stopped.set()
        self._call_off()

    def carry_out(self, trial: Trial, told: Told) -> Result:
        """Have the device, try it, give it back, and have it looked at. `told(words, *figures)` hears how far it is."""
        work: Callable[[Trial, Told], Result] = getattr(self, "_" + trial.id.replace("-", "_"))
        try:
            with self._supervision.claim(trial.facility, MAINTENANCE, CLAIM_SECONDS):
                self._unless_stopped()
                return work(trial, told)
        except DeviceError as error:
            return Result(code=error.code)
        finally:
            self._call_off = lambda: None
            self._supervision.ask_now(trial.facility)

    # ---- one for each trial ----

    def _print_page(self, trial: Trial, told: Told) -> Result:
        from printing.page import render

        printer = _there(self._fittings.page_printer)
        laid = render(papers.test_page(self._place.terminal, self._place.site, self._place.now()))
        self._call_off = printer.cancel

        def follow(progress: Progress) -> None:
            if self._stopped.is_set():  # the stop came before the printer had the job: say it again, now that it has
                printer.cancel()
            told("已经印了 %1 张，共 %2 张", progress.pages_done, progress.pages_asked)

        printer.print_pages(laid.pdf, job_name="test-page", pages=laid.pages, on_progress=follow, timeout=trial.seconds)
        return Result("打印机说印好了，请看那张纸")

    def _print_slip(self, _trial: Trial, _told: Told) -> Result:
        from printing.receipt import render

        printer = _there(self._fittings.receipt_printer)
        slip = papers.test_slip(self._place.terminal, self._place.site, self._place.now())
        printer.print_receipt(render(slip, printer.profile))
        return Result("小票机说印好了，请看那张小票")

    def _read_card(self, trial: Trial, _told: Told) -> Result:
        """Of what was read only the kind of card leaves this function."""
        reader = _there(self._fittings.card_reader)
        self._call_off = reader.cancel
        return Result(CARD_KINDS[self._look(reader.read_card, trial.seconds).card_type])

    def _scan_code(self, trial: Trial, _told: Told) -> Result:
        scanner = _there(self._fittings.code_scanner)
        self._call_off = scanner.cancel
        self._look(scanner.scan, trial.seconds)
        return Result("扫到了")

    def _light_lamp(self, _trial: Trial, _told: Told) -> Result:
        lamp = _there(self._fittings.lamp)
        for light in (Light.FREE, Light.IN_USE, Light.NEEDS_STAFF):
            lamp.show(light)
            if self._stopped.wait(LIT_SECONDS):
                raise Cancelled
        return Result("三种颜色都亮过了，请看对不对")

    def _play_sound(self, _trial: Trial, _told: Told) -> Result:
        sound = _there(self._fittings.sound)
        self._call_off = sound.stop
        sound.play(sound_of(LONG_BEEP), Outlet.SPEAKER)
        return Result("响过了，听到就是好的")

    def _look(self, at: Callable[[float], T], seconds: float) -> T:
        """Short looks until something is there. Raises WaitExpired after `seconds`, Cancelled."""
        until = time.monotonic() + seconds
        while True:
            self._unless_stopped()
            try:
                return at(LOOK_SECONDS)
            except WaitExpired:
                if time.monotonic() > until:
                    raise

    def _unless_stopped(self) -> None:
        if self._stopped.is_set():
            raise Cancelled


def _there(device: T | None) -> T:
    if device is None:
        raise DeviceAbsent("not-fitted")
    return device
