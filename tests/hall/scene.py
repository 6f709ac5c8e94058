"""What a test in the hall can say and see: one visit's surroundings, and the steps everybody takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QGuiApplication

from app.contract.jobs import JobKind
from app.outbox import JobStanding, JobState
from devices.simulators.hall_client import HallClient
from kiosk.bootstrap import Hall, Look, build_hands, keep_qt_warnings
from kiosk.simulated_hall import SimulatedHall
from kiosk.visitor import GaveUp, Visitor

USCC = "91441900MA0TE5T16P"
PLUGGED = {
    *("card-reader", "code-scanner", "receipt-printer", "page-printer"),
    *("keypad", "presence-sensor", "lamp", "sound"),
}


@dataclass
class Scene:
    """One visit's surroundings: the street (stage directions), the terminal, the visitor."""

    around: SimulatedHall
    street: HallClient
    hall: Hall
    visitor: Visitor
    complaints: list[str]

    @property
    def page(self) -> str:
        return self.hall.shell.page_name

    @property
    def code(self) -> str:
        return self.hall.shell.trouble_code

    def jobs(self, kind: JobKind) -> list[JobStanding]:
        assert self.hall.hands is not None
        return [job for job in self.hall.hands.outbox.jobs() if job.kind == kind]

    def waits_until_delivered(self) -> None:
        assert self.hall.hands is not None
        outbox = self.hall.hands.outbox
        self.visitor.waits_for(lambda: not outbox.pending(), "every job to arrive", 60.0)
        assert all(job.state is JobState.DONE for job in outbox.jobs())

    def opens_the_report(self, version: str = "no-violations") -> None:
        self.visitor.sees("Attract")
        self.visitor.taps("start")
        self.visitor.sees("Home")
        self.visitor.taps("zone.credit")
        self.visitor.sees("Zone")
        self.visitor.taps("service.S901")
        self.visitor.sees("Version")
        self.visitor.taps(f"version.{version}")
        self.visitor.sees("IdCard")

    def shows_card(self, card: str = "zhang") -> None:
        self.street.direct(do="place-card", card=card)

    def shows_code(self, holder: str = "zhang", uscc: str = USCC, age: int = 0) -> None:
        self.street.direct(do="phone-code", holder=holder, uscc=uscc, age=age)

    def identifies(self) -> None:
        self.shows_card()
        self.visitor.sees("LicenceCode")
        self.shows_code()
        self.visitor.sees("Consent")

    def answers(self) -> None:
        """From consent to the page of answers, defaults kept."""
        self.visitor.taps("primary")
        self.visitor.waits_for(lambda: self.page in {"Scope", "PurposePage"}, "the first question")
        if self.page == "Scope":
            self.visitor.sees("Scope")
            self.visitor.taps("primary")
        self.visitor.sees("PurposePage")
        flow = self.hall.shell.flow_now
        assert flow is not None
        self.visitor.taps(f"purpose.{flow.property('purposes')[0]['id']}")
        self.visitor.lets_pass(0.5)
        self.visitor.taps("primary")
        self.visitor.sees("Check")

    def comes_to_preview(self, version: str = "no-violations") -> None:
        self.opens_the_report(version)
        self.identifies()
        self.answers()
        self.visitor.taps("primary")
        self.visitor.sees("Preview")

    def says_goodbye(self) -> None:
        self.visitor.sees("Rating")
        self.visitor.taps("rating.5")
        self.visitor.sees("Goodbye")

    def chooses(self, way: str) -> None:
        """Take one of the ways on from the problem page: the first is its filled button, the second of two its other one."""
        self.visitor.sees("Problem")
        ways = [row["id"] for row in dict(self.hall.shell.property("problem"))["ways"]]
        place = ways.index(way)
        self.visitor.taps("primary" if place == 0 else "secondary" if len(ways) == 2 else f"way.{way}")

    def waits_for_code(self, code: str, patience: float = 20.0) -> None:
        self.visitor.waits_for(lambda: self.code == code, f"the words of {code}", patience)


@contextmanager
def a_scene(around: SimulatedHall, application: QGuiApplication) -> Iterator[Scene]:
    """A terminal that has just been switched on in a tidy hall, its centre in reach."""
    complaints: list[str] = []
    defects: list[BaseException] = []
    keep_qt_warnings(complaints)
    street = HallClient(around.control)
    tidy(street)
    hall = Hall(application, Look(full=False))
    visitor = Visitor(hall.window, hall.shell)
    hall.furnish(lambda home: build_hands(around.terminal_home, home, defects.append), defects.append)
    try:
        visitor.waits_for(lambda: hall.shell.ready_now or bool(defects), "the terminal")
        assert not defects
        visitor.waits_for(lambda: hall.shell.around.online is True, "the centre", 30.0)
        waits_for_every_device(hall, visitor)
        yield Scene(around, street, hall, visitor, complaints)
    finally:
        tidy(street)
        hall.shell.endVisit()  # a visit that is cut off would be told of what it filed by the next test's terminal
        hall.close()
    assert [str(defect) for defect in defects] + complaints == []


def waits_for_every_device(hall: Hall, visitor: Visitor) -> None:
    """Until each has been looked at and is well; what is not is named, or a closed tile would be all a test sees of it."""
    assert hall.hands is not None
    fitted = hall.hands.fittings.by_name()
    try:
        visitor.waits_for(
            lambda: len(hall.shell.around.devices) == len(fitted) and not out_of_order(hall), "devices", 20.0
        )
    except GaveUp as waited:
        raise AssertionError(f"out of order: {out_of_order(hall)}") from waited


def out_of_order(hall: Hall) -> list[str]:
    around = hall.shell.around
    return [f"{facility}: {around.devices.get(facility)}" for facility in sorted(around.out_of_order)]


def tidy(street: HallClient) -> None:
    for device in street.direct(do="look"):
        if device in PLUGGED:
            street.direct(do="plug", device=device)
    street.direct(do="offline", printer="receipt", on=False)
    street.direct(do="headphones", inserted=False)
    street.direct(do="presence", near=False)
    street.direct(do="take-card")
    street.direct(do="wire", state="whole")
    street.direct(do="cover", printer="page", open=True)
    street.direct(do="cover", printer="page", open=False)
    street.direct(do="paper", printer="page", sheets=250)
    street.direct(do="paper", printer="receipt", sheets=100)
    street.direct(do="cover", printer="receipt", open=False)


def personal_traces(folder: Path, canaries: list[str]) -> list[str]:
    """Files under `folder` that hold one of the canaries in any of the encodings a wire or a file might use."""
    needles = [canary.encode(encoding) for canary in canaries for encoding in ("utf-8", "gb18030", "utf-16-le")]
    files = (file for file in folder.rglob("*") if file.is_file())
    return [file.name for file in files if any(needle in file.read_bytes() for needle in needles)]
