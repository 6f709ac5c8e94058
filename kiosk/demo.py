"""`guanjia demo`: the main job played off-screen by a visitor who touches the real pages, and what came out of it.

Two visits: the credit report with the wire whole; an appeal with the wire cut, which arrives when the wire is mended.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from devices.simulators.hall_client import HallClient
    from kiosk.bootstrap import Hall
    from kiosk.simulated_hall import SimulatedHall
    from kiosk.visitor import Visitor

CARD = "zhang"
USCC = "91441900MA0TE5T16P"
"""The sample enterprise 东莞市测试精密五金有限公司(合成), whose legal representative the sample card is."""
PHONE = "13800000000"
LINK_SECONDS = 30.0
LEFT_BY_A_DEMO = (
    *("[0-9][0-9]-[A-Z]*.png", "report.pdf", "page-[0-9][0-9][0-9][0-9].pdf"),
    *("receipt.*", "receipt-offline.*", "receipt-[0-9][0-9][0-9][0-9].*", "summary.json"),
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--out", type=Path, default=Path("var/demo"), help="where to leave what came out (default: var/demo)"
    )
    parser.add_argument("--var", type=Path, default=Path("var/rehearsal"), help="where the demo's hall and centre live")


def run(arguments: argparse.Namespace) -> int:
    """Play it. 0: everything happened as it should, and `summary.json` says what; 1: it did not, and the words say where."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_QUICK_BACKEND"] = "software"
    from app.errors import HeartError
    from kiosk.simulated_hall import HallFailed, simulated_hall
    from kiosk.visitor import GaveUp

    out: Path = arguments.out
    _make_room(out)
    begun = time.monotonic()

    def told(words: str) -> None:
        print(f"[{time.monotonic() - begun:5.1f} s] {words}", file=sys.stderr, flush=True)

    try:
        with simulated_hall(arguments.var, told) as around:
            summary = _play(around, out, told)
    except (HallFailed, GaveUp, HeartError) as failed:
        print(f"演示没有走完 / the demo did not finish: {failed}", file=sys.stderr)
        return 1
    (out / "summary.json").write_text(json.dumps(summary, ensure_ascii=False, indent=2) + "\n", "utf-8")
    told(f"都在 {out} / everything is in {out}")
    return 0 if summary["ok"] else 1


def _make_room(out: Path) -> None:
    """Only what an earlier demo left is removed, by its own names: `out` may be a folder in which a person keeps papers too."""
    out.mkdir(parents=True, exist_ok=True)
    for name in LEFT_BY_A_DEMO:
        for left in out.glob(name):
            left.unlink()


@dataclass
class Story:
    """What is written down on the way."""

    out: Path
    visitor: Visitor
    stages: list[dict[str, Any]] = field(default_factory=list)
    pictures: int = 0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        begun = time.monotonic()
        yield
        self.stages.append({"stage": name, "ms": round((time.monotonic() - begun) * 1000, 1)})

    def sees(self, page: str, picture: str = "") -> None:
        self.visitor.sees(page)
        self.photograph(picture or page)

    def photograph(self, name: str) -> None:
        self.pictures += 1
        self.visitor.photographs(self.out / f"{self.pictures:02d}-{name}.png")


def _play(around: SimulatedHall, out: Path, told: Any) -> dict[str, Any]:
    from devices.simulators.hall_client import HallClient
    from kiosk.bootstrap import Hall, build_hands, keep_qt_warnings, look_of, new_application
    from kiosk.visitor import GaveUp, Visitor

    switched_on = datetime.now(UTC)
    complaints: list[str] = []
    defects: list[BaseException] = []
    keep_qt_warnings(complaints)
    shutil.rmtree(around.printed, ignore_errors=True)
    around.printed.mkdir(parents=True)
    application = new_application()
    hall = Hall(application, look_of(around.terminal_home / "terminal.toml").windowed())
    visitor = Visitor(hall.window, hall.shell)
    story = Story(out, visitor)
    street = HallClient(around.control)
    hall.furnish(lambda home: build_hands(around.terminal_home, home, defects.append), defects.append)
    try:
        with story.stage("start"):
            visitor.waits_for(lambda: hall.shell.ready_now or bool(defects), "the terminal to be ready")
            if defects:
                raise defects[0]
            visitor.waits_for(lambda: hall.shell.around.online is True, "the centre", LINK_SECONDS)
        told("办一份信用报告 / a credit report, the wire whole")
        _clean_desk(street)
        report = _credit_report(story, street, hall)
        told("断网提一件诉求 / an appeal with the wire cut, then mended")
        appeal = _offline_appeal(story, street, hall)
        jobs = _jobs(hall, visitor, switched_on)
    except GaveUp as gave_up:
        raise GaveUp(" · ".join((str(gave_up), *map(repr, defects), *complaints))) from None
    finally:
        street.direct(do="wire", state="whole")
        hall.close()
    papers = _collect(around, out)
    verdict = _verdict(out / "report.pdf", around)
    unwell = [str(defect) for defect in defects] + complaints
    ok = (
        verdict["valid"]
        and report["pages_printed"] == report["pages_asked"]
        and jobs["filed"] == jobs["acknowledged"]
        and not unwell
    )
    return {
        "ok": ok,
        "stages": story.stages,
        "report": report,
        "signature": verdict,
        "offline_appeal": appeal,
        "jobs": jobs,
        "papers": papers,
        "pictures": story.pictures,
        "complaints": unwell,
    }


def _clean_desk(street: HallClient) -> None:
    street.direct(do="take-card")
    street.direct(do="wire", state="whole")
    street.direct(do="paper", printer="page", sheets=250)
    street.direct(do="paper", printer="receipt", sheets=100)


def _credit_report(story: Story, street: HallClient, hall: Hall) -> dict[str, Any]:
    visitor = story.visitor
    story.sees("Attract")
    visitor.taps("start")
    story.sees("Home")
    visitor.taps("zone.credit")
    story.sees("Zone")
    visitor.taps("service.S901")
    story.sees("Version")
    visitor.taps("version.no-violations")
    story.sees("IdCard")
    with story.stage("card placed → name on screen"):
        street.direct(do="place-card", card=CARD)
        visitor.waits_for(lambda: hall.shell.page_name == "LicenceCode", "the next page")
    story.sees("LicenceCode")
    street.direct(do="take-card")
    with story.stage("code shown → allowed by the centre"):
        street.direct(do="phone-code", holder=CARD, uscc=USCC, age=0)
        visitor.waits_for(lambda: hall.shell.page_name == "Consent", "the consent page")
    story.sees("Consent")
    visitor.taps("primary")
    story.sees("Scope")
    visitor.taps("primary")
    story.sees("PurposePage", "Purpose")
    visitor.taps(_first_purpose(hall))
    visitor.lets_pass(0.5)
    story.photograph("Purpose-chosen")
    visitor.taps("primary")
    story.sees("Check")
    with story.stage("confirm → verified report on the terminal"):
        visitor.taps("primary")
        visitor.waits_for(lambda: hall.shell.page_name == "Preview", "the preview")
    story.sees("Preview")
    with story.stage("print → last page out, receipt printed"):
        visitor.taps("primary")
        visitor.sees("Printing")
        story.photograph("Printing")
        visitor.waits_for(lambda: hall.shell.page_name == "Done", "the paper")
    story.sees("Done")
    figures: dict[str, Any] = hall.shell.flow_now.figures()  # type: ignore[union-attr]  # the credit report's flow is open here
    visitor.taps("primary")
    _say_goodbye(story)
    return figures


def _first_purpose(hall: Hall) -> str:
    rows = hall.shell.flow_now.property("purposes")  # type: ignore[union-attr]  # the credit report's flow is open here
    return f"purpose.{rows[0]['id']}"


def _say_goodbye(story: Story) -> None:
    story.sees("Rating")
    story.visitor.taps("rating.5")
    story.sees("Goodbye")
    story.visitor.taps("primary")
    story.visitor.sees("Attract")


def _offline_appeal(story: Story, street: HallClient, hall: Hall) -> dict[str, Any]:
    visitor = story.visitor
    with story.stage("wire cut → noticed"):
        street.direct(do="wire", state="cut")
        visitor.waits_for(lambda: hall.shell.around.online is False, "the cut to be noticed", LINK_SECONDS)
    visitor.taps("start")
    story.sees("Home", "Home-offline")
    visitor.taps("zone.credit")
    story.sees("Zone", "Zone-offline")
    visitor.taps("service.S901")
    story.sees("Closed")
    visitor.taps("primary")
    story.sees("IdCard", "IdCard-appeal")
    street.direct(do="place-card", card=CARD)
    story.sees("EnterpriseCode")
    street.direct(do="take-card")
    visitor.keys_in(USCC)
    visitor.lets_pass(0.5)
    story.photograph("EnterpriseCode-filled")
    visitor.taps("primary")
    story.sees("TopicPage", "Topic")
    visitor.taps("topic.1")
    visitor.taps("primary")
    story.sees("Matters")
    visitor.taps("matter.0")
    visitor.taps("primary")
    story.sees("Headcount")
    visitor.keys_in("60")
    visitor.taps("primary")
    story.sees("Phone")
    visitor.keys_in(PHONE)
    visitor.taps("primary")
    story.sees("Check", "Check-appeal")
    with story.stage("confirm → appeal durable on this terminal"):
        visitor.taps("primary")
        visitor.waits_for(lambda: hall.shell.page_name == "Filed", "the appeal to be stored")
    story.sees("Filed", "Filed-offline")
    filed = dict(hall.shell.flow_now.property("filed"))  # type: ignore[union-attr]  # the appeal's flow is open here
    visitor.taps("primary")
    visitor.waits_for(lambda: hall.shell.flow_now.property("slipState") != "none", "the slip")  # type: ignore[union-attr]  # same
    visitor.lets_pass(0.5)
    story.photograph("Filed-offline-slip")
    visitor.taps("primary")
    _say_goodbye(story)
    with story.stage("wire mended → everything delivered"):
        street.direct(do="wire", state="whole")
        visitor.waits_for(lambda: not hall.hands.outbox.pending(), "the jobs to arrive", 60.0)  # type: ignore[union-attr]  # built
    return _progress(story, hall, filed)


def _progress(story: Story, hall: Hall, filed: dict[str, Any]) -> dict[str, Any]:
    visitor = story.visitor
    visitor.waits_for(lambda: hall.shell.around.online is True, "the centre", LINK_SECONDS)
    visitor.taps("start")
    story.sees("Home", "Home-online-again")
    visitor.taps("home.progress")
    story.sees("QueryCode")
    visitor.keys_in(str(filed["queryCode"]).replace(" ", ""))
    visitor.taps("primary")
    story.sees("ProgressResult")
    result = dict(hall.shell.flow_now.property("result"))  # type: ignore[union-attr]  # the progress flow is open here
    visitor.taps("primary")
    visitor.lets_pass(0.5)
    return {
        "stored_as": filed["number"],
        "accepted_when_stored": filed["accepted"],
        "number_at_the_centre": result["number"],
        "state_at_the_centre": result["state"],
    }


def _jobs(hall: Hall, visitor: Visitor, since: datetime) -> dict[str, Any]:
    """What this demo filed. Counted once nothing waits any more: the goodbye's own job may still be on its way."""
    outbox = hall.hands.outbox  # type: ignore[union-attr]  # built
    visitor.waits_for(lambda: not outbox.pending(), "the last jobs to arrive", 60.0)
    jobs = [job for job in outbox.jobs() if job.created_at >= since]
    kinds = sorted({str(job.kind) for job in jobs})
    return {"filed": len(jobs), "acknowledged": sum(job.state == "DONE" for job in jobs), "kinds": kinds}


def _collect(around: SimulatedHall, out: Path) -> list[str]:
    """The papers, byte for byte as the printers got them."""
    papers = []
    for paper in sorted(around.printed.iterdir()):
        name = (
            paper.name.replace("page-0001", "report")
            .replace("receipt-0001", "receipt")
            .replace("receipt-0002", "receipt-offline")
        )
        shutil.copy(paper, out / name)
        papers.append(name)
    return papers


def _verdict(report: Path, around: SimulatedHall) -> dict[str, Any]:
    from app.enrolment import load
    from printing.seal import verify

    verdict = verify(report.read_bytes(), load(around.terminal_home).root_pem)
    return {"valid": verdict.valid, "code": verdict.code, "signer": verdict.signer}
