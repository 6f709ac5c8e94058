"""What people and machines do wrong at the devices: words that say who can act, and the visit goes on."""

import pytest
from scene import USCC, Scene

from app.contract.jobs import JobKind


def test_expired_card_is_named_and_a_good_one_goes_on(scene: Scene) -> None:
    scene.opens_the_report()

    scene.shows_card("sun-expired")
    scene.waits_for_code("card-expired")
    scene.street.direct(do="take-card")
    scene.shows_card("zhang")

    scene.visitor.sees("LicenceCode")


def test_bank_card_is_no_identity_card(scene: Scene) -> None:
    scene.opens_the_report()

    scene.shows_card("bank-card")
    scene.waits_for_code("wrong-card")
    scene.street.direct(do="take-card")
    scene.shows_card("zhang")

    scene.visitor.sees("LicenceCode")


def test_card_taken_away_in_mid_read_is_asked_for_again(scene: Scene) -> None:
    scene.opens_the_report()

    scene.street.direct(do="place-card", card="zhang", fault="removed")
    scene.waits_for_code("card-removed")
    scene.street.direct(do="take-card")
    scene.shows_card("zhang")

    scene.visitor.sees("LicenceCode")


@pytest.mark.parametrize("kind", ["flip", "cut", "split", "junk"])
def test_noise_on_the_serial_wire_is_survived(scene: Scene, kind: str) -> None:
    scene.opens_the_report()

    scene.street.direct(do="noise", device="card-reader", kind=kind)
    scene.shows_card("zhang")

    scene.visitor.waits_for(
        lambda: scene.page == "LicenceCode" or scene.code != "", "the card to be read or its noise to be named", 30.0
    )
    if scene.page != "LicenceCode":
        scene.street.direct(do="take-card")
        scene.shows_card("zhang")
        scene.visitor.sees("LicenceCode")


@pytest.mark.parametrize(("age", "code"), [(400, "licence-code-expired")])
def test_old_licence_code_is_refused(scene: Scene, age: int, code: str) -> None:
    scene.opens_the_report()
    scene.shows_card()
    scene.visitor.sees("LicenceCode")

    scene.shows_code(age=age)
    scene.waits_for_code(code)
    scene.shows_code()

    scene.visitor.sees("Consent")


def test_permanent_enterprise_code_is_never_a_login(scene: Scene) -> None:
    scene.opens_the_report()
    scene.shows_card()
    scene.visitor.sees("LicenceCode")

    scene.street.direct(do="show-code", text=f"https://example.invalid/qy/{USCC}")

    scene.waits_for_code("licence-code-permanent")


def test_code_is_good_once(scene: Scene) -> None:
    scene.opens_the_report()
    scene.shows_card()
    scene.visitor.sees("LicenceCode")
    shown = scene.street.direct(do="phone-code", holder="zhang", uscc=USCC, age=0)
    scene.visitor.sees("Consent")
    scene.hall.shell.home()
    scene.visitor.sees("Home")
    scene.street.direct(do="take-card")
    scene.visitor.taps("zone.credit")
    scene.visitor.sees("Zone")
    scene.visitor.taps("service.S901")
    scene.visitor.sees("Version")
    scene.visitor.taps("version.no-violations")
    scene.visitor.sees("IdCard")
    scene.shows_card()
    scene.visitor.sees("LicenceCode")
    scene.visitor.lets_pass(2.2)

    scene.street.direct(do="show-code", text=shown["code"])

    scene.waits_for_code("licence-code-used")


def test_stranger_to_the_licence_is_told_what_to_do(scene: Scene) -> None:
    scene.opens_the_report()
    scene.shows_card("zhou-stranger")
    scene.visitor.sees("LicenceCode")

    scene.shows_code()

    scene.waits_for_code("licence-holder-not-listed")


def test_report_is_closed_while_the_printer_has_no_paper(scene: Scene) -> None:
    scene.street.direct(do="paper", printer="page", sheets=0)
    scene.hall.attendance.make_a_round()  # type: ignore[union-attr]  # furnished by the fixture

    def closed() -> bool:
        report = next(row for row in scene.hall.shell.property("tasks") if row["id"] == "S901")
        return bool(report["closed"])

    scene.visitor.waits_for(closed, "the tile to close", 20.0)
    scene.street.direct(do="paper", printer="page", sheets=100)
    scene.visitor.waits_for(lambda: not closed(), "the tile to open by itself", 20.0)


def test_paper_out_before_printing_offers_the_same_copy_again(scene: Scene) -> None:
    scene.comes_to_preview()
    scene.street.direct(do="paper", printer="page", sheets=0)

    scene.visitor.taps("primary")
    scene.waits_for_code("media-empty")
    scene.street.direct(do="paper", printer="page", sheets=100)
    scene.chooses("again")

    scene.visitor.sees("Done", 60.0)
    scene.visitor.waits_for(lambda: len(scene.jobs(JobKind.PRINT_OUTCOME)) >= 2, "both outcomes to be filed")


def test_paper_out_in_the_middle_goes_on_after_the_refill(scene: Scene) -> None:
    scene.comes_to_preview()
    scene.street.direct(do="paper", printer="page", sheets=1)
    scene.visitor.taps("primary")
    flow = scene.hall.shell.flow_now
    assert flow is not None

    scene.visitor.waits_for(lambda: str(dict(flow.property("paper"))["reason"]).startswith("media"), "the words", 30.0)
    scene.street.direct(do="paper", printer="page", sheets=100)

    scene.visitor.sees("Done", 60.0)


def test_jam_in_the_middle_is_told_and_one_marked_copy_offered(scene: Scene) -> None:
    scene.comes_to_preview()
    scene.street.direct(do="jam", printer="page", after=1)

    scene.visitor.taps("primary")
    scene.visitor.waits_for(lambda: scene.page == "Problem", "the jam", 60.0)
    scene.street.direct(do="paper", printer="page", sheets=250)
    ways = [way["id"] for way in dict(scene.hall.shell.property("problem"))["ways"]]

    assert "again" in ways


def test_receipt_paper_out_does_not_undo_the_report(scene: Scene) -> None:
    scene.street.direct(do="paper", printer="receipt", sheets=0)
    scene.comes_to_preview()

    scene.visitor.taps("primary")
    scene.visitor.sees("Done", 60.0)

    flow = scene.hall.shell.flow_now
    assert flow is not None
    assert flow.property("receiptProblem")


def test_nobody_there_any_more_ends_and_wipes_the_visit(scene: Scene) -> None:
    scene.opens_the_report()
    scene.shows_card()
    scene.visitor.sees("LicenceCode")

    scene.hall.shell.idle.set_limits(1, 3)
    scene.visitor.waits_for(lambda: scene.hall.shell.property("secondsLeft") >= 0, "the question", 10.0)

    scene.visitor.sees("Goodbye", 10.0)
    assert scene.hall.shell.property("who") == ""
