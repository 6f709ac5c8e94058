"""The simulated receipt printer by itself: what it prints, where it waits, what it makes of nonsense."""

import socket
import time

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from devices.simulators.escpos_commands import take_command
from devices.simulators.escpos_interpreter import Cut, Interpreter, Strip
from devices.simulators.escpos_printer import EscPosPrinter

QR_CONTENT = b"https://example.invalid/verify/AB12CD34"
QR = (
    b"\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x04\x1d(k\x03\x001E1"
    + b"\x1d(k"
    + (len(QR_CONTENT) + 3).to_bytes(2, "little")
    + b"1P0"
    + QR_CONTENT
    + b"\x1d(k\x03\x001Q0"
)
CUT = b"\x1dVB\x00"


def until(condition, seconds=5.0):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to pass"
        time.sleep(0.002)


@pytest.fixture
def printer(tmp_path):
    printer = EscPosPrinter(tmp_path, millimetres_per_second=5000)
    yield printer
    printer.stop()


@pytest.fixture
def line(printer):
    with socket.create_connection(("127.0.0.1", printer.start()), 2) as line:
        yield line


def gbk(text):
    return b"\x1c&" + text.encode("gb18030")


def ask(line, question):
    line.sendall(question)
    return line.recv(64)


def test_a_cut_drops_bytes_words_and_picture(printer, line, tmp_path):
    octets = b"\x1b@" + gbk("莞家自助") + b"\n" + CUT

    line.sendall(octets)
    until(lambda: len(printer.look()["printed"]) == 3)

    assert (tmp_path / "receipt-0001.bin").read_bytes() == octets
    assert (tmp_path / "receipt-0001.txt").read_text("utf-8") == "莞家自助\n"
    with Image.open(tmp_path / "receipt-0001.png") as picture:
        assert picture.width == 576
        assert picture.info["dpi"] == pytest.approx((203, 203), abs=0.1)
        assert picture.getextrema()[0] == 0


def test_the_qr_on_the_paper_is_the_one_that_was_asked_for(printer, line, tmp_path):
    line.sendall(b"\x1b@\x1ba\x01" + QR + CUT)
    until(lambda: len(printer.look()["printed"]) == 3)

    symbol = segno.make_qr(QR_CONTENT, error="m", boost_error=False)
    side = len(symbol.matrix) * 4
    left = (576 - side) // 2
    with Image.open(tmp_path / "receipt-0001.png") as picture:
        modules = picture.crop((left, 96, left + side, 96 + side)).resize(
            (side // 4, side // 4), Image.Resampling.NEAREST
        )
    assert [bool(dot) for dot in modules.convert("L").tobytes()] == [not dark for row in symbol.matrix for dark in row]


def test_a_job_held_for_want_of_paper_goes_on_after_the_refill(printer, line, tmp_path):
    printer.direct({"do": "paper", "millimetres": 20})
    line.sendall(b"\x1b@" + gbk("行") + b"\n" + gbk("行\n" * 30) + CUT)
    until(lambda: printer.look()["holding"])

    held = (printer.look()["printed"], [ask(line, b"\x10\x04" + bytes((n,))) for n in (1, 2, 3, 4)])
    printer.direct({"do": "paper"})
    until(lambda: len(printer.look()["printed"]) == 3)

    assert held == ([], [b"\x1a", b"\x32", b"\x12", b"\x7e"])
    assert (tmp_path / "receipt-0001.txt").read_text("utf-8") == "行\n" * 31


@pytest.mark.parametrize(
    ("direction", "answers"),
    [
        ({"do": "look-well"}, "12121212"),
        ({"do": "paper", "sheets": 1}, "1212121e"),
        ({"do": "paper", "sheets": 0}, "1a32127e"),
        ({"do": "cover", "open": True}, "1a161212"),
        ({"do": "offline"}, "1a121212"),
    ],
)
def test_its_status_is_what_real_printers_say(printer, line, direction, answers):
    printer.direct(direction)

    octets = b"".join(ask(line, b"\x10\x04" + bytes((n,))) for n in (1, 2, 3, 4))

    assert octets.hex() == answers


def test_a_process_id_comes_back_after_the_paper(printer, line):
    line.sendall(gbk("行\n" * 50) + CUT)

    answer = ask(line, b"\x1d(H\x06\x0000ab12")

    assert answer == b"\x37\x22ab12\x00"
    assert len(printer.look()["printed"]) == 3


def test_without_chinese_mode_hanzi_come_out_as_nonsense(printer, line, tmp_path):
    line.sendall(b"\x1b@" + "莞".encode("gb18030") + b"\n" + CUT)
    until(lambda: len(printer.look()["printed"]) == 3)

    assert "莞" not in (tmp_path / "receipt-0001.txt").read_text("utf-8")


def test_what_lies_between_head_and_knife_stays_inside_when_nobody_feeds(printer, line, tmp_path):
    line.sendall(gbk("留在里面") + b"\n\x1dV\x00" + CUT)
    until(lambda: len(printer.look()["printed"]) == 6)

    assert (tmp_path / "receipt-0001.txt").read_text("utf-8") == ""
    assert (tmp_path / "receipt-0002.txt").read_text("utf-8") == "留在里面\n"


def test_a_command_nobody_knows_is_recorded(printer, line):
    line.sendall(b"\x1bz\x1c\x99" + CUT)
    until(lambda: len(printer.look()["printed"]) == 3)

    assert printer.look()["unknown_commands"] == ["1b 7a", "1c 99"]


def test_numbers_go_on_after_a_restart(tmp_path):
    for _ in range(2):
        printer = EscPosPrinter(tmp_path, millimetres_per_second=5000)
        with socket.create_connection(("127.0.0.1", printer.start()), 2) as line:
            ask(line, CUT + b"\x1d(H\x06\x00000001")
        printer.stop()

    assert sorted(path.name for path in tmp_path.glob("*.bin")) == ["receipt-0001.bin", "receipt-0002.bin"]


def test_a_direction_it_does_not_know_is_refused(printer):
    assert printer.direct({"do": "dance"})["ok"] is False


def commands(octets):
    received, found = bytearray(octets), []
    while command := take_command(received):
        found.append(command)
    return found


def test_a_character_divided_between_two_packets_is_whole():
    interpreter = Interpreter([])
    whole = "莞".encode("gb18030")

    actions = [
        action
        for part in (b"\x1c&" + whole[:1], whole[1:] + b"\n")
        for c in commands(part)
        for action in interpreter.run(c)
    ]

    assert [action.text for action in actions if isinstance(action, Strip)] == ["莞"]


def test_double_size_takes_twice_the_paper_and_full_lines_end_by_themselves():
    interpreter = Interpreter([])

    actions = [
        action
        for c in commands(b"\x1c&\x1d!\x11" + ("莞" * 13).encode("gb18030") + b"\n")
        for action in interpreter.run(c)
    ]

    assert [(action.text, action.dots) for action in actions] == [("莞" * 12, 48), ("莞", 48)]


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(
        st.one_of(
            st.binary(max_size=12), st.sampled_from([b"\x1d(k", b"\x1dv0", b"\x1b", b"\x1c", b"\x1dV", b"\x1d(H"])
        ),
        max_size=12,
    )
)
def test_no_bytes_bring_the_firmware_down(pieces):
    unknown = []
    interpreter = Interpreter(unknown)

    actions = [action for command in commands(b"".join(pieces)) for action in interpreter.run(command)]

    assert all(action.dots >= 0 for action in actions if isinstance(action, Strip))
    assert all(action.feed >= 0 for action in actions if isinstance(action, Cut))
