"""The visitor chooses the version first: what each asks, what is skipped, what is asked anew when it is changed; and who took the paper."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from quick_terminal import NUMBER, USCC, QuickTerminal, a_card, held_until, sealed_page

from app.central import Accepted, Cause, Unreachable
from app.contract.credit import CreditCatalogue, CreditReportOrder, VariantOffer
from app.contract.licence import HolderRole
from app.fake_central import FakeCentral, ShownLicence
from app.fake_central.credit import CATALOGUE
from devices.code_scanner import Scan
from printing.ledger import Stage

PROOF, PORTRAIT, STANDARD = "no-violations", "dongguan", "standard"
NAMES = {PROOF: "无违法违规证明版", PORTRAIT: "东莞版", STANDARD: "标准版"}


def shows_licence(terminal: QuickTerminal, code: str) -> None:
    licence = ShownLicence(datetime.now(UTC), {NUMBER: HolderRole.LEGAL_REPRESENTATIVE}, uscc=USCC)
    terminal.central.show_licence(code, licence)
    terminal.scanner.show(Scan(code))


@pytest.fixture
def ordered() -> list[CreditReportOrder]:
    """Every order of which the centre has made a report."""
    return []


@pytest.fixture
def terminal(
    qapp: QGuiApplication, qtbot: QtBot, tmp_path: Path, ordered: list[CreditReportOrder]
) -> Iterator[QuickTerminal]:
    """One whose centre remembers what was ordered."""

    def lay_out(order: CreditReportOrder, *_rest: object) -> bytes:
        ordered.append(order)
        return sealed_page()

    made = QuickTerminal(tmp_path / "terminal", qtbot, qapp, central=FakeCentral(lay_out=lay_out))
    yield made
    made.close()
    assert made.defects == []


def comes_to_done(terminal: QuickTerminal, version: str = PROOF) -> str:
    """A printed report; its number."""
    terminal.comes_to_preview(version)
    terminal.flow.confirm()
    terminal.sees("Done")
    return str(terminal.flow.figures()["number"])


def stage_of(terminal: QuickTerminal, number: str, copy_no: int = 1) -> Stage:
    return terminal.ledger.rows(number)[copy_no - 1].stage


def words_of(rows: list[dict[str, Any]]) -> str:
    return "\n".join(str(value) for row in rows for value in row.values())


# ---- choosing ----


def test_versions_are_offered_before_anybody_says_who_they_are(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S901")
    terminal.sees("Version")
    terminal.waits_for(lambda: terminal.flow.property("versions"))

    rows = terminal.flow.property("versions")
    assert [row["id"] for row in rows] == [PROOF, PORTRAIT, STANDARD]
    assert [row["text"] for row in rows] == list(NAMES.values())
    assert all(row["hint"] and row["letter"] for row in rows)
    assert terminal.shell.property("who") == ""


@pytest.mark.parametrize("version", [PORTRAIT, STANDARD])
def test_version_without_a_choice_asks_for_its_purpose_alone(
    terminal: QuickTerminal, ordered: list[CreditReportOrder], version: str
) -> None:
    terminal.identifies("S901", version)
    terminal.sees("Consent")

    terminal.flow.confirm()
    terminal.sees("PurposePage")
    terminal.flow.choosePurpose("bidding")
    terminal.flow.confirm()
    terminal.sees("Check")
    terminal.flow.confirm()
    terminal.sees("Preview")

    assert [(order.variant, order.domains, order.period_from, order.period_to) for order in ordered] == [
        (version, (), None, None)
    ]


def test_proof_asks_for_domains_and_period(terminal: QuickTerminal, ordered: list[CreditReportOrder]) -> None:

    terminal.comes_to_preview(PROOF)

    assert ordered[0].variant == PROOF
    assert ordered[0].domains == ("tax", "fire")
    assert ordered[0].period_from is not None


@pytest.mark.parametrize("version", [PROOF, PORTRAIT, STANDARD])
def test_every_page_and_the_slip_name_the_version(terminal: QuickTerminal, version: str) -> None:
    name = NAMES[version]
    terminal.comes_to_check_of_the_report(version)
    checked = words_of(terminal.flow.property("checkRows"))
    consented = words_of(terminal.flow.property("consentPoints"))
    terminal.flow.confirm()
    terminal.sees("Preview")
    previewed = terminal.flow.property("report")
    terminal.flow.confirm()
    terminal.sees("Done")

    assert name in checked
    assert name in consented
    assert name in previewed["conclusions"][0]
    assert previewed["version"] == name
    assert terminal.flow.property("versionName") == name
    assert name.encode("gb18030") in terminal.slips.printed[0]


def test_one_version_alone_is_no_choice(terminal: QuickTerminal) -> None:
    terminal.central.offer(VariantOffer(id=STANDARD, name="标准版", name_en="Standard", asks_scope=False))

    terminal.shell.start()
    terminal.shell.openService("S901")
    terminal.sees("IdCard")

    assert terminal.flow.property("versionName") == "标准版"
    terminal.shell.back()
    assert terminal.shell.page_name == "Home"


def test_centre_that_lists_no_versions_makes_the_one_there_has_always_been(
    terminal: QuickTerminal,
) -> None:
    terminal.central.offer()

    terminal.shell.start()
    terminal.shell.openService("S901")
    terminal.sees("IdCard")

    assert terminal.flow.property("versionName") == NAMES[PROOF]


def test_version_this_terminal_has_no_words_for_goes_by_the_centres(
    terminal: QuickTerminal,
) -> None:
    future = VariantOffer(id="hologram", name="全息版", name_en="Hologram edition", asks_scope=False)
    terminal.central.offer(*CATALOGUE.variants, future)

    terminal.identifies("S901", "hologram")
    terminal.sees("Consent")

    assert terminal.flow.property("versionName") == "全息版"
    assert "全息版" in words_of(terminal.flow.property("consentPoints"))
    terminal.shell.toggleLanguage()
    assert terminal.flow.property("versionName") == "Hologram edition"


def test_version_that_was_not_offered_is_not_chosen(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.shell.openService("S901")
    terminal.waits_for(lambda: terminal.flow.property("versions"))

    terminal.flow.chooseVersion("hologram")
    terminal.flow.confirm()

    assert terminal.shell.page_name == "Version"


def test_centre_that_does_not_answer_is_asked_again(terminal: QuickTerminal) -> None:
    silent = Event()
    silent.set()

    def keeps_the_catalogue(call: Callable[[], Any]) -> Any:
        answer = call()
        asked = isinstance(answer, Accepted) and isinstance(answer.value, CreditCatalogue)
        return Unreachable(Cause.TIMEOUT) if asked and silent.is_set() else answer

    terminal.shell.start()
    terminal.central.fault_next(*[keeps_the_catalogue] * 10)
    terminal.shell.openService("S901")
    terminal.sees("Problem")
    code = terminal.shell.trouble_code
    silent.clear()

    terminal.shell.chooseWay("again")

    terminal.sees("Version")
    terminal.waits_for(lambda: terminal.flow.property("versions"))
    assert code == "centre-timeout"


def test_tile_tapped_while_the_versions_are_awaited_does_nothing(terminal: QuickTerminal) -> None:
    answer = Event()
    terminal.shell.start()
    terminal.central.fault_next(held_until(answer), held_until(answer))
    terminal.shell.openService("S901")

    terminal.flow.chooseVersion(PROOF)
    still_there = terminal.shell.page_name
    answer.set()
    terminal.waits_for(lambda: terminal.flow.property("versions"))

    assert still_there == "Version"
    assert terminal.shell.page_name == "Version"


# ---- changing ----


def test_another_version_under_the_same_licence_is_consented_to_anew(
    terminal: QuickTerminal, ordered: list[CreditReportOrder]
) -> None:
    terminal.comes_to_check_of_the_report(PROOF)

    terminal.flow.change("version")
    terminal.sees("Version")
    terminal.flow.chooseVersion(STANDARD)
    terminal.sees("Consent")
    terminal.flow.confirm()
    terminal.sees("Check")
    terminal.flow.confirm()
    terminal.sees("Preview")

    assert [order.variant for order in ordered] == [STANDARD]


def test_version_that_shows_more_asks_for_the_licence_again(
    terminal: QuickTerminal, ordered: list[CreditReportOrder]
) -> None:
    terminal.comes_to_check_of_the_report(PROOF)

    terminal.flow.change("version")
    terminal.flow.chooseVersion(PORTRAIT)
    terminal.sees("LicenceCode")
    shows_licence(terminal, "code-again")
    terminal.sees("Consent")
    terminal.flow.confirm()
    terminal.sees("Check")
    terminal.flow.confirm()
    terminal.sees("Preview")

    assert [order.variant for order in ordered] == [PORTRAIT]


def test_licence_scanned_again_for_the_same_version_leads_back_to_the_answers(terminal: QuickTerminal) -> None:
    terminal.comes_to_check_of_the_report(STANDARD)

    terminal.flow.change("licence")
    terminal.sees("LicenceCode")
    shows_licence(terminal, "code-again")

    terminal.sees("Check")


def test_back_from_the_card_leads_to_the_versions(terminal: QuickTerminal) -> None:
    terminal.shell.start()
    terminal.opens_the_report(PORTRAIT)
    terminal.sees("IdCard")

    terminal.shell.back()
    terminal.sees("Version")
    terminal.lets_everything_come_home()
    terminal.flow.chooseVersion(PROOF)
    terminal.reader.show(a_card())
    terminal.sees("LicenceCode")
    shows_licence(terminal, "code-proof")
    terminal.sees("Consent")
    terminal.flow.confirm()

    assert terminal.shell.page_name == "Scope"


# ---- how long ----


@pytest.mark.parametrize(
    ("max_years", "offered", "longest"),
    [
        (5, ["1", "3", "5", "own"], "近 5 年，最长"),
        (3, ["1", "3", "own"], "近 3 年，最长"),
        (2, ["1", "2", "own"], "近 2 年，最长"),
        (1, ["1", "own"], "近 1 年，最长"),
        (10, ["1", "3", "10", "own"], "近 10 年，最长"),
    ],
)
def test_periods_follow_what_the_centre_allows(
    terminal: QuickTerminal,
    ordered: list[CreditReportOrder],
    max_years: int,
    offered: list[str],
    longest: str,
) -> None:
    proof = VariantOffer(id=PROOF, name=NAMES[PROOF], name_en="Proof", max_years=max_years)
    terminal.central.offer(proof, *CATALOGUE.variants[1:])

    terminal.comes_to_check_of_the_report(PROOF)
    rows = terminal.flow.property("periods")
    said = terminal.flow.property("ownPeriod")["longest"]
    terminal.flow.confirm()
    terminal.sees("Preview")

    assert [row["id"] for row in rows] == offered
    assert rows[-2]["text"] == longest
    assert said == f"最长 {max_years} 年"
    start, end = ordered[0].period_from, ordered[0].period_to
    assert start is not None
    assert end is not None
    assert end.year - start.year <= min(3, max_years)


def test_period_that_is_not_offered_is_not_chosen(terminal: QuickTerminal) -> None:
    terminal.identifies("S901")
    terminal.sees("Consent")

    for choice in ("7", "-1", "0", "", "own years", "９"):
        terminal.flow.choosePeriod(choice)

    assert terminal.flow.property("periodChoice") == "3"


# ---- who took the paper ----


def test_visitor_who_says_so_has_taken_the_paper(terminal: QuickTerminal) -> None:
    number = comes_to_done(terminal)
    before = stage_of(terminal, number)

    terminal.flow.confirm()
    terminal.sees("Rating")
    terminal.lets_everything_come_home()

    assert before is Stage.OUT
    assert stage_of(terminal, number) is Stage.TAKEN


def test_visitor_who_goes_without_a_word_has_left_the_paper(terminal: QuickTerminal) -> None:
    number = comes_to_done(terminal, PORTRAIT)

    terminal.shell.endVisit()
    terminal.lets_everything_come_home()

    assert stage_of(terminal, number) is Stage.LEFT


def test_paper_that_comes_out_after_the_visitor_has_gone_was_left(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    number = str(terminal.flow.figures()["number"])
    terminal.pages.let.clear()
    terminal.flow.confirm()
    assert terminal.pages.begun.wait(10)
    terminal.waits_for(lambda: terminal.ledger.rows(number))

    terminal.shell.endVisit()
    terminal.lets_everything_come_home()
    terminal.lets_everything_come_home()

    assert stage_of(terminal, number) is Stage.LEFT


def test_paper_never_printed_was_neither_taken_nor_left(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    number = str(terminal.flow.figures()["number"])

    terminal.shell.endVisit()
    terminal.lets_everything_come_home()

    assert terminal.ledger.rows(number) == ()


def test_catalogue_of_the_memory_centre_offers_what_the_real_one_does(terminal: QuickTerminal) -> None:
    answer = terminal.central.credit_catalogue()

    assert isinstance(answer, Accepted)
    assert isinstance(answer.value, CreditCatalogue)
    asked = {offer.id: (offer.service, offer.asks_scope) for offer in answer.value.variants}
    assert asked == {PROOF: ("S901", True), PORTRAIT: ("S902", False), STANDARD: ("S901", False)}
