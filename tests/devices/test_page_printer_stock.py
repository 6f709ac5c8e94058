"""What a printer has left and what it complains of, as it says them; and 5,000 answers that are damaged on their way."""

import random

import pytest

from devices.errors import LineNoise
from devices.page_printer import reasons
from devices.page_printer.ipp import Collection, Tag, decode_response
from devices.page_printer.outlook import outlook
from devices.page_printer.stock import Stock, Supply, Tray
from devices.page_printer.ticket import Ticket
from devices.simulators import ipp_wire as wire
from devices.simulators.ipp_engine import Engine
from devices.simulators.ipp_operations import Operations
from devices.state import Condition

TONER = b"index=2;class=supplyThatIsConsumed;type=toner;unit=percent;maxcapacity=100;level=%d;colorantname=black;"
WASTE = (
    b"index=1;class=receptacleThatIsFilled;type=wasteToner;unit=percent;maxcapacity=100;level=%d;colorantname=unknown;"
)
TRAY = b"type=sheetFeedAutoRemovableTray;mediafeed=0;mediaxfeed=0;maxcapacity=250;level=%d;status=0;name=%s;"
GOOD = {"printer-state": (3,), "printer-state-reasons": ("none",)}


def of(**attributes):
    return {name.replace("_", "-"): values for name, values in attributes.items()}


def test_supplies_are_read_as_pwg_5100_13_writes_them():
    stock = Stock.of(
        of(printer_supply=(WASTE % 25, TONER % 75), printer_supply_description=("Toner Waste Tank", "Black Toner"))
    )

    assert stock.supplies == (
        Supply("Toner Waste Tank", "wasteToner", 25, is_waste=True),
        Supply("Black Toner", "toner", 75),
    )
    assert stock.faults == stock.warnings == ()


def test_supplies_are_read_as_cups_says_them():
    stock = Stock.of(
        of(
            marker_names=("Black", "Cyan", "Waste"),
            marker_types=("toner", "ink", "wasteToner"),
            marker_levels=(12, 0, 3),
            marker_low_levels=(15, 10, 10),
        )
    )

    assert [(supply.name, supply.percent, supply.low) for supply in stock.supplies] == [
        ("Black", 12, True),
        ("Cyan", 0, False),
        ("Waste", 3, False),
    ]
    assert stock.faults == ("marker-supply-empty",)
    assert stock.warnings == ("toner-low",)
    assert stock.in_words(of_paper=True) == "Black 12 %, Cyan 0 %"


@pytest.mark.parametrize("level", [-1, -2, -3])
def test_a_level_that_the_printer_does_not_know_is_no_level(level):
    stock = Stock.of(of(marker_names=("Black",), marker_types=("toner",), marker_levels=(level,)))

    assert stock.supplies[0].percent is None
    assert stock.faults == stock.warnings == ()


def test_a_drum_at_nought_is_due_and_prints_on():
    stock = Stock.of(of(marker_names=("Drum",), marker_types=("opc",), marker_levels=(0,)))

    assert (stock.faults, stock.warnings) == ((), ("marker-supply-low",))


def test_what_a_waste_boxs_level_means_is_for_the_printer_to_say():
    full_or_empty = [Stock.of(of(printer_supply=(WASTE % level,))) for level in (0, 100)]

    assert {(stock.faults, stock.warnings) for stock in full_or_empty} == {((), ())}


def test_trays_say_what_lies_in_them_and_which_is_empty():
    a4 = Collection({"media-source": ("main",), "media-size-name": ("iso_a4_210x297mm",)})
    stock = Stock.of(
        of(printer_input_tray=(TRAY % (0, b"main"), TRAY % (-2, b"manual")), media_col_ready=(a4, Collection({})))
    )

    assert stock.trays == (Tray("main", "iso_a4_210x297mm", 0, 250), Tray("manual", "", None, 250))
    assert stock.in_words(of_paper=True) == "main 0/250"
    assert stock.in_words(of_paper=False) == ""


def test_names_that_a_printer_gives_are_fit_to_be_shown():
    stock = Stock.of(of(marker_names=("Bl\x00ack\n" + "k" * 500,), marker_types=("toner",), marker_levels=(50,)))

    assert stock.supplies[0].name == "Black" + "k" * 35


def test_the_level_tells_where_the_reasons_do_not():
    seen = outlook(GOOD | of(printer_supply=(TONER % 0,), printer_supply_description=("Black",)), Ticket())

    assert seen.state().condition is Condition.NEEDS_STAFF
    assert (seen.faults, seen.detail) == (("toner-empty",), "Black 0 %")


def test_paper_of_another_size_is_a_warning():
    seen = outlook(GOOD | of(media_ready=("na_letter_8.5x11in",)), Ticket())

    assert (seen.faults, seen.warnings) == ((), ("a4-not-loaded",))


@pytest.mark.parametrize(
    ("said", "faults", "warnings"),
    [
        (["media-empty-warning", "media-needed-warning"], ("media-empty", "media-needed"), ()),
        (["media-low-report", "toner-low-report"], (), ("media-low", "toner-low")),
        (
            ["marker-supply-low-warning", "marker-waste-almost-full"],
            (),
            ("marker-supply-low", "marker-waste-almost-full"),
        ),
        (["marker-waste-full-warning"], ("marker-waste-full",), ()),
        (["offline-report"], ("offline",), ()),
        (["input-tray-missing"], ("input-tray-missing",), ()),
        (["output-area-full-report", "output-area-almost-full"], ("output-area-full",), ("output-area-almost-full",)),
        (["shutdown", "paused"], ("paused", "shutdown"), ()),
        (["other-error"], ("other",), ()),
        (["other-warning"], (), ("other",)),
        (["other-report", "wifi-not-configured-report", "cups-waiting-for-job-completed"], (), ()),
    ],
)
def test_severity_decides_only_where_the_fact_does_not(said, faults, warnings):
    assert reasons.faults(said) == faults
    assert reasons.warnings(said) == warnings


def whole_answer(tmp_path):
    """Everything the simulated printer says of itself, and two collections that it does not have."""
    asked = (
        wire.attribute("attributes-charset", wire.CHARSET, "utf-8")
        + wire.attribute("attributes-natural-language", wire.LANGUAGE, "en")
        + wire.attribute("printer-uri", wire.URI, "ipp://printer/")
    )
    answer = Operations(Engine(tmp_path, 0.1)).answer(b"\x02\x00\x00\x0b\x00\x00\x00\x01\x01" + asked + b"\x03")
    tray = wire.attribute("media-col-ready", 0x34, b"") + b"".join(
        wire.attribute("", 0x4A, member) + wire.attribute("", wire.KEYWORD, value)
        for member, value in ((b"media-source", b"main"), (b"media-size-name", b"iso_a4_210x297mm"))
    )
    return answer[:-1] + (tray + wire.attribute("", 0x37, b"")) * 2 + b"\x03"


def damaged(answer, chance):
    """One to six octets changed, lost or added, where they may hurt."""
    octets = bytearray(answer)
    for _ in range(chance.randint(1, 6)):
        place = chance.randrange(len(octets))
        match chance.randrange(4):
            case 0:
                octets[place] = chance.randrange(256)
            case 1:
                octets[place] ^= 1 << chance.randrange(8)
            case 2:
                del octets[place : place + chance.randint(1, 9)]
            case 3:
                octets[place:place] = chance.randbytes(chance.randint(1, 9))
    return bytes(octets)


def test_of_five_thousand_damaged_answers_each_is_noise_or_a_state(tmp_path):
    chance, answer = random.Random(631), whole_answer(tmp_path)
    conditions = set()

    for _ in range(5_000):
        try:
            printer = decode_response(damaged(answer, chance)).attributes(Tag.PRINTER_ATTRIBUTES)
        except LineNoise:
            conditions.add("noise")
            continue
        state = outlook(printer, Ticket("two-sided-long-edge", "monochrome")).state()
        conditions.add(state.condition)
        assert state.detail.isprintable()

    assert decode_response(answer).successful
    assert {"noise", Condition.READY, Condition.NEEDS_STAFF} <= conditions
