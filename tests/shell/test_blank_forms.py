"""空白表格和样本: anyone may have one, with the wire or without it; a name is put in only for who has identified."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, USCC, QuickTerminal, a_card, utc_now

import resources
from app.contract.jobs import JobKind
from app.contract.licence import HolderRole
from app.fake_central import ShownLicence
from devices.code_scanner import Scan
from devices.errors import MediaEmpty, OutcomeUnknown
from devices.state import Condition, DeviceState
from kiosk.door import Reason
from kiosk.menu import SERVICES
from kiosk.service import Facility
from kiosk.shell.trouble import Needed, Way
from printing.ledger import Ledger, Stage

FORMS = "S309"
OURS = re.compile(r"F-03-\d{8}-\d{4}")


def says(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        return re.sub(r"\s", "", "".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def opens(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService(FORMS)
    terminal.sees("ChooseForm")
    terminal.waits_for(lambda: terminal.flow.property("forms"))


def looks_at(terminal: QuickTerminal, form: str) -> None:
    opens(terminal)
    terminal.flow.choose(form)
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)


def form_shown(terminal: QuickTerminal) -> dict[str, object]:
    return dict(terminal.flow.property("form"))


def paper_shown(terminal: QuickTerminal) -> dict[str, object]:
    return dict(terminal.flow.property("paper"))


def cut_off(terminal: QuickTerminal) -> None:
    terminal.central.cut()
    terminal.hands.sync.wake()
    terminal.waits_for(lambda: terminal.shell.around.online is False)


# ---- blank ----


def test_every_form_in_force_is_offered(terminal: QuickTerminal) -> None:
    opens(terminal)

    rows = {row["id"]: row for row in terminal.flow.property("forms")}
    assert rows["power-of-attorney"]["name"] == "授权委托书"
    assert rows["labour-contract"]["tag"] == "占位"
    assert len(rows) == len(list(resources.path("packs", "papers").glob("*.toml")))


def test_blank_form_is_seen_and_printed_under_a_number_of_our_own(terminal: QuickTerminal) -> None:
    looks_at(terminal, "power-of-attorney")
    pages = form_shown(terminal)["pages"]
    assert terminal.shell.pictures.holds_anything
    assert len(form_shown(terminal)["pictures"]) == pages  # type: ignore[arg-type]  # a list of addresses

    terminal.flow.confirm()
    terminal.sees("FormDone")

    (pdf,) = terminal.pages.printed
    number = str(paper_shown(terminal)["number"])
    assert OURS.fullmatch(number)
    assert number in says(pdf)
    assert "自助终端03" in says(pdf)
    (row,) = terminal.ledger.rows(number)
    assert (row.stage, row.pages, row.by) == (Stage.OUT, pages, "visitor")


def test_nothing_is_owed_to_the_centre_for_a_form(terminal: QuickTerminal) -> None:
    looks_at(terminal, "route-slip")
    terminal.flow.confirm()
    terminal.sees("FormDone")
    terminal.lets_everything_come_home()

    assert terminal.jobs(JobKind.PRINT_OUTCOME) == []
    assert terminal.slips.printed == []


def test_two_papers_have_two_numbers(terminal: QuickTerminal) -> None:
    numbers = []
    looks_at(terminal, "job-list")
    for _ in range(2):
        terminal.flow.confirm()
        terminal.sees("FormDone")
        numbers.append(paper_shown(terminal)["number"])
        terminal.flow.another()
        terminal.sees("ChooseForm")
        terminal.flow.choose("job-list")
        terminal.sees("FormPreview")
        terminal.waits_for(lambda: not terminal.flow.is_waiting)

    assert len(set(numbers)) == 2


def test_double_tap_prints_one_copy(terminal: QuickTerminal) -> None:
    looks_at(terminal, "job-list")

    for _ in range(3):
        terminal.flow.confirm()
    terminal.sees("FormDone")
    terminal.lets_everything_come_home()

    assert len(terminal.pages.printed) == 1


def test_without_the_wire_a_blank_form_is_printed_all_the_same(terminal: QuickTerminal) -> None:
    cut_off(terminal)

    looks_at(terminal, "address-declaration")
    terminal.flow.confirm()
    terminal.sees("FormDone")

    assert len(terminal.pages.printed) == 1


def test_placeholder_and_unverified_forms_say_so_before_they_are_printed(terminal: QuickTerminal) -> None:
    looks_at(terminal, "labour-contract")
    assert "示范文本占位" in str(form_shown(terminal)["caution"])
    terminal.shell.back()
    terminal.sees("ChooseForm")

    terminal.flow.choose("commitment")
    terminal.sees("FormPreview")

    assert "还没有经主管部门核实" in str(form_shown(terminal)["caution"])


# ---- filled in ----


def test_name_and_code_are_put_in_for_who_has_identified(terminal: QuickTerminal) -> None:
    terminal.central.show_licence("code", ShownLicence(utc_now(), {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=USCC))
    looks_at(terminal, "power-of-attorney")
    assert form_shown(terminal)["fillable"] is True

    terminal.flow.fillIn()
    terminal.sees("IdCard")
    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    terminal.scanner.show(Scan("code"))
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)
    assert form_shown(terminal)["filled"] is True
    terminal.flow.confirm()
    terminal.sees("FormDone")

    said = says(terminal.pages.printed[0])
    assert USCC in said
    assert "张测试" in said
    assert NUMBER not in said, "a card's number is written by hand"


def test_offline_the_cards_name_alone_is_put_in(terminal: QuickTerminal) -> None:
    cut_off(terminal)
    looks_at(terminal, "power-of-attorney")

    terminal.flow.fillIn()
    terminal.sees("IdCard")
    terminal.reader.show(a_card())
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)
    terminal.flow.confirm()
    terminal.sees("FormDone")

    assert "张测试" in says(terminal.pages.printed[0])
    assert USCC not in says(terminal.pages.printed[0])


def test_who_cannot_identify_may_have_the_blank_form(terminal: QuickTerminal) -> None:
    looks_at(terminal, "power-of-attorney")
    terminal.flow.fillIn()
    terminal.sees("IdCard")
    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    terminal.central.cut()
    terminal.scanner.show(Scan("code"))
    terminal.sees("Problem")

    terminal.shell.chooseWay("blank")
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)

    assert form_shown(terminal)["filled"] is False


def identifies_as(terminal: QuickTerminal, name: str) -> None:
    """Offline, by the card alone."""
    cut_off(terminal)
    looks_at(terminal, "power-of-attorney")
    terminal.flow.fillIn()
    terminal.sees("IdCard")
    terminal.reader.show(replace(a_card(), name=name))


def test_name_with_a_sign_that_cannot_be_seen_is_left_to_the_pen(terminal: QuickTerminal) -> None:
    identifies_as(terminal, "张\u202e测试")
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)
    assert form_shown(terminal)["leftBlank"] is True

    terminal.flow.confirm()
    terminal.sees("FormDone")

    assert "测试" not in says(terminal.pages.printed[0])


def test_name_with_a_character_no_font_has_is_refused_and_the_blank_form_is_not(terminal: QuickTerminal) -> None:
    identifies_as(terminal, "张\U0002ebf0")
    terminal.sees("Problem")
    assert terminal.shell.trouble_code == "missing-glyph"

    terminal.shell.chooseWay("blank")
    terminal.sees("FormPreview")
    terminal.waits_for(lambda: not terminal.flow.is_waiting)

    assert form_shown(terminal)["pages"] == 1


def test_guide_has_nothing_to_fill_in(terminal: QuickTerminal) -> None:
    looks_at(terminal, "guide-credit-report")

    assert form_shown(terminal)["fillable"] is False


def test_nothing_of_a_filled_form_outlives_the_visit(terminal: QuickTerminal) -> None:
    looks_at(terminal, "power-of-attorney")
    terminal.flow.fillIn()
    terminal.sees("IdCard")
    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    flow = terminal.flow

    terminal.shell.endVisit()
    terminal.sees("Goodbye")

    assert not terminal.shell.pictures.holds_anything
    assert flow._form is None
    assert flow._sheets is None
    assert terminal.shell.flow_now is None


# ---- paper and door ----


def test_paper_that_nobody_knows_of_gets_one_further_copy_marked(terminal: QuickTerminal) -> None:
    terminal.pages.ending = OutcomeUnknown("silent")
    looks_at(terminal, "job-list")
    terminal.flow.confirm()
    terminal.sees("Problem")
    assert terminal.shell.trouble_code == "outcome-unknown"

    terminal.pages.ending = None
    terminal.shell.chooseWay("again")
    terminal.sees("FormDone")

    number = str(paper_shown(terminal)["number"])
    assert [(row.copy_no, row.stage) for row in terminal.ledger.rows(number)] == [(1, Stage.UNKNOWN), (2, Stage.OUT)]
    assert "补打第2份" in says(terminal.pages.printed[0])
    assert number in says(terminal.pages.printed[0])


def test_paper_that_did_not_come_out_is_the_same_copy_again(terminal: QuickTerminal) -> None:
    terminal.pages.ending = MediaEmpty()
    looks_at(terminal, "job-list")
    terminal.flow.confirm()
    terminal.sees("Problem")

    terminal.pages.ending = None
    terminal.shell.chooseWay("again")
    terminal.sees("FormDone")

    number = str(paper_shown(terminal)["number"])
    assert [(row.copy_no, row.stage) for row in terminal.ledger.rows(number)] == [(1, Stage.OUT)]
    assert "补打" not in says(terminal.pages.printed[0])


def test_ledger_that_cannot_write_prints_nothing_and_says_why(terminal: QuickTerminal) -> None:
    looks_at(terminal, "job-list")
    terminal.ledger.close()

    terminal.flow.confirm()
    terminal.sees("Problem")

    assert terminal.shell.trouble_code == "ledger-unusable"
    assert terminal.pages.printed == []


def test_goodbye_in_the_middle_leaves_the_paper_in_the_ledger(terminal: QuickTerminal) -> None:
    terminal.pages.let.clear()
    looks_at(terminal, "job-list")
    terminal.flow.confirm()
    terminal.waits_for(terminal.pages.begun.is_set)

    terminal.shell.endVisit()
    terminal.lets_everything_come_home()

    assert terminal.ledger.under_way() == ()


def test_printer_in_need_closes_the_tile_with_the_reason(terminal: QuickTerminal) -> None:
    terminal.pages.state = lambda: DeviceState("page-printer", Condition.NEEDS_STAFF, ("media-empty",))  # type: ignore[method-assign]  # as a printer out of paper says
    terminal.waits_for(lambda: terminal.shell.around.out_of_order)

    terminal.shell.start()
    terminal.shell.openService(FORMS)

    terminal.sees("Closed")
    assert dict(terminal.shell.property("closedService"))["reason"] == "打印机要人看一下"


def test_closed_page_says_that_it_is_open_again_and_lets_in(terminal: QuickTerminal) -> None:
    terminal.pages.state = lambda: DeviceState("page-printer", Condition.NEEDS_STAFF, ("media-empty",))  # type: ignore[method-assign]  # as a printer out of paper says
    terminal.waits_for(lambda: terminal.shell.around.out_of_order)
    terminal.shell.start()
    terminal.shell.openService(FORMS)
    terminal.sees("Closed")
    assert not dict(terminal.shell.property("closedService"))["open"]

    terminal.pages.state = lambda: DeviceState("page-printer", Condition.READY)  # type: ignore[method-assign]  # somebody put paper in
    terminal.waits_for(lambda: not terminal.shell.around.out_of_order)

    assert dict(terminal.shell.property("closedService"))["open"] == FORMS
    terminal.shell.openService(FORMS)
    terminal.sees("ChooseForm")


def test_calling_staff_is_the_way_on_from_a_jam_until_the_printer_is_well(terminal: QuickTerminal) -> None:
    def ways() -> list[str]:
        return [way["id"] for way in dict(terminal.shell.property("problem"))["ways"]]

    terminal.pages.state = lambda: DeviceState(
        "page-printer", Condition.NEEDS_STAFF, ("media-jam",), checked_at=utc_now()
    )  # type: ignore[method-assign]  # as a jammed printer says
    terminal.waits_for(lambda: terminal.shell.around.out_of_order)
    terminal.shell.start()
    again = Way("again", "再打一次", lambda: None, Needed(Facility.PAGE_PRINTER, since=utc_now()))
    terminal.shell.trouble("media-jam", again, terminal.shell.way_to_end())
    jammed = ways()

    terminal.pages.state = lambda: DeviceState("page-printer", Condition.READY, checked_at=utc_now())  # type: ignore[method-assign]  # somebody took the paper out
    terminal.waits_for(lambda: not terminal.shell.around.out_of_order)

    assert jammed == ["help", "again", "end"]
    assert ways() == ["again", "end"]


def test_hall_without_a_printer_does_not_offer_it(qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path) -> None:
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, more={"page_printer": None})
    service = next(row for row in SERVICES if row.id == FORMS)

    reason = terminal.shell.menu.closed_because(service, terminal.shell.around)
    terminal.close()

    assert reason == Reason("not-on-this-terminal", Facility.PAGE_PRINTER)


def test_damaged_pack_is_a_problem_in_words_and_no_form(
    terminal: QuickTerminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "manifest.json").write_text("{")
    monkeypatch.setattr(resources, "path", lambda *_: tmp_path / "papers")

    terminal.shell.start()
    terminal.shell.openService(FORMS)
    terminal.sees("Problem")

    assert terminal.shell.trouble_code == "pack-damaged"


# ---- the ledger on the maintenance page ----


@pytest.fixture
def waiting(tmp_path: Path, qtbot: QtBot, qapp: QGuiApplication) -> Iterator[QuickTerminal]:
    ledger = Ledger(":memory:", utc_now)
    for number in ("F-03-20261123-0001", "F-03-20261123-0002"):
        ledger.begin(number, 1, pages=2, sha256="0" * 64, by="visitor")
        ledger.move(number, 1, Stage.SENT)
        ledger.move(number, 1, Stage.PARTIAL, pages_out=1)
    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, ledger=ledger)
    yield terminal
    terminal.close()


def ledger_row(terminal: QuickTerminal) -> dict[str, object]:
    return next(dict(row) for row in terminal.maintenance.property("rows") if row["id"] == "papers")


def test_maintenance_page_says_how_many_papers_wait_for_a_person(waiting: QuickTerminal) -> None:
    waiting.shell.help()
    waiting.shell.showDevices()
    waiting.waits_for(lambda: ledger_row(waiting)["tone"] == "wait")

    row = ledger_row(waiting)
    assert row["name"] == "打印台账"
    assert "2 份要人查看" in str(row["what"])
    assert "guanjia paper settle" in str(row["act"])
    assert "打印台账" in str(waiting.maintenance.property("summary"))

    for number in ("F-03-20261123-0001", "F-03-20261123-0002"):
        waiting.ledger.settle(number, 1, by="A012", found="destroyed")
    waiting.waits_for(lambda: ledger_row(waiting)["tone"] == "ok")
    assert ledger_row(waiting)["what"] == "没有要人查看的"


def test_ledger_that_cannot_be_read_shows_on_the_maintenance_page(waiting: QuickTerminal) -> None:
    waiting.ledger.close()

    waiting.shell.help()
    waiting.shell.showDevices()
    waiting.waits_for(lambda: ledger_row(waiting)["tone"] == "stop")

    assert "打不开" in str(ledger_row(waiting)["state"])


def test_torn_form_is_settled_by_the_printer_and_the_centre_hears_nothing(
    tmp_path: Path, qtbot: QtBot, qapp: QGuiApplication
) -> None:
    ledger = Ledger(":memory:", utc_now)
    ledger.begin("F-03-20261123-0007", 1, pages=2, sha256="0" * 64, by="visitor")
    ledger.move("F-03-20261123-0007", 1, Stage.SENT)

    terminal = QuickTerminal(tmp_path / "terminal", qtbot, qapp, ledger=ledger)
    terminal.waits_for(lambda: not terminal.ledger.under_way())
    terminal.lets_everything_come_home()

    (row,) = terminal.ledger.rows("F-03-20261123-0007")
    jobs = terminal.jobs(JobKind.PRINT_OUTCOME)
    diary = [json.loads(line) for line in (terminal.home / "audit.jsonl").read_text("ascii").splitlines()]
    terminal.close()
    assert row.stage is Stage.OUT
    assert jobs == []
    assert [entry["result"] for entry in diary if entry["action"] == "paper-recovered"] == ["printed"]


# ---- slips ----


def test_slip_that_nobody_knows_of_is_printed_once_more_and_says_so(terminal: QuickTerminal) -> None:
    cut_off(terminal)
    terminal.shell.start()
    terminal.shell.openService("S101")
    terminal.reader.show(a_card())
    terminal.sees("EnterpriseCode")
    terminal.flow.setUscc(USCC)
    terminal.flow.confirm()
    terminal.flow.chooseTopic("税费")
    terminal.flow.confirm()
    terminal.flow.toggleMatter("办得太慢")
    terminal.flow.confirm()
    terminal.flow.setPhone("13800000000")
    terminal.flow.confirm()
    terminal.flow.confirm()
    terminal.sees("Filed")

    terminal.slips.ending = OutcomeUnknown("silent")
    terminal.flow.printSlip()
    terminal.waits_for(lambda: terminal.flow.property("slipState") == "unknown")
    terminal.slips.ending = None
    terminal.flow.printSlip()
    terminal.waits_for(lambda: terminal.flow.property("slipState") == "printed")

    (slip,) = terminal.slips.printed
    assert "补打 第2份".encode("gb18030") in slip
    (waiting,) = terminal.ledger.for_a_person()
    assert waiting.number.startswith("slip ")
