"""The main job on real wires: what a visitor gets, and what the terminal then owes and delivers."""

import json
import subprocess
import sys
from pathlib import Path

from scene import Scene, personal_traces

from app.contract.jobs import JobKind
from app.enrolment import load
from printing.seal import verify

PHONE = "13800000000"


def test_visitor_walks_away_with_a_sealed_report_and_a_slip(scene: Scene) -> None:
    scene.comes_to_preview()

    scene.visitor.taps("primary")
    scene.visitor.sees("Done", 60.0)

    look = scene.street.direct(do="look")
    printed = sorted(scene.around.printed.glob("page-*.pdf"))
    assert verify(printed[-1].read_bytes(), load(scene.around.terminal_home).root_pem).valid
    assert sorted(scene.around.printed.glob("receipt-*.bin"))
    assert look["ok"]


def test_what_the_terminal_owes_arrives_after_goodbye(scene: Scene) -> None:
    scene.comes_to_preview()
    scene.visitor.taps("primary")
    scene.visitor.sees("Done", 60.0)

    scene.visitor.taps("primary")
    scene.says_goodbye()
    scene.waits_until_delivered()

    assert scene.jobs(JobKind.PRINT_OUTCOME)
    assert scene.jobs(JobKind.VISIT_RATED)
    assert scene.jobs(JobKind.VISIT_COUNTED)


def test_report_that_was_just_printed_is_verified_at_the_same_terminal(scene: Scene) -> None:
    scene.comes_to_preview()
    scene.visitor.taps("primary")
    scene.visitor.sees("Done", 60.0)
    scene.visitor.taps("primary")
    scene.says_goodbye()
    printed = max(scene.around.printed.glob("page-*.pdf"))
    token = verify(printed.read_bytes(), load(scene.around.terminal_home).root_pem).contact
    scene.visitor.taps("primary")

    scene.visitor.sees("Attract")
    scene.visitor.taps("start")
    scene.visitor.sees("Home")
    scene.visitor.taps("home.verify")
    scene.visitor.sees("ReportCode")
    scene.street.direct(do="show-code", device="code-scanner", text=token)
    scene.visitor.sees("ReportAnswer")

    flow = scene.hall.shell.flow_now
    assert flow is not None
    assert dict(flow.property("answer"))["title"] == "有效"


def test_goodbye_leaves_nobody_behind(scene: Scene) -> None:
    scene.comes_to_preview()
    shell = scene.hall.shell
    assert shell.property("who")

    shell.end_visit()
    scene.visitor.sees("Goodbye")

    assert shell.property("who") == ""
    assert shell.flow_now is None
    assert not shell.pictures.holds_anything
    canaries = ["张测试", "441900190003079992"]
    assert personal_traces(scene.around.terminal_home, canaries) == []


def test_double_tap_on_confirm_makes_one_report(scene: Scene) -> None:
    scene.opens_the_report()
    scene.identifies()
    scene.answers()
    flow = scene.hall.shell.flow_now
    assert flow is not None

    flow.confirm()
    flow.confirm()
    scene.visitor.sees("Preview")
    first = dict(flow.property("report"))["number"]
    scene.visitor.lets_pass(1.0)

    assert dict(flow.property("report"))["number"] == first
    assert scene.page == "Preview"


def test_language_turns_on_any_page_and_keeps_the_answers(scene: Scene) -> None:
    scene.opens_the_report()
    scene.identifies()
    scene.visitor.taps("primary")
    scene.visitor.sees("Scope")
    scene.visitor.taps("period.1")

    scene.hall.shell.toggleLanguage()
    scene.visitor.lets_pass(0.5)

    assert scene.hall.shell.flow_now is not None
    assert scene.hall.shell.flow_now.property("periodChoice") == "1"
    assert "Choose" in scene.hall.shell.flow_now.property("steps")


def test_changing_an_answer_leads_back_to_the_page_of_answers(scene: Scene) -> None:
    scene.opens_the_report()
    scene.identifies()
    scene.answers()
    flow = scene.hall.shell.flow_now
    assert flow is not None

    flow.change("scope")
    scene.visitor.sees("Scope")
    scene.visitor.taps("period.5")
    scene.visitor.taps("primary")

    scene.visitor.sees("Check")
    assert flow.property("periodChoice") == "5"


def test_demo_leaves_what_came_out(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.command_line", "demo", "--out", tmp_path / "out", "--var", tmp_path / "var"]

    played = subprocess.run(command, capture_output=True, text=True, timeout=110)

    assert played.returncode == 0, played.stderr
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))
    assert summary["signature"]["valid"]
    assert summary["report"]["pages_printed"] == summary["report"]["pages_asked"] > 0
    assert summary["jobs"]["filed"] == summary["jobs"]["acknowledged"] > 0
    assert summary["offline_appeal"]["accepted_when_stored"] is False
    assert summary["offline_appeal"]["state_at_the_centre"] == "已收件"
    assert "张" not in json.dumps(summary, ensure_ascii=False)
