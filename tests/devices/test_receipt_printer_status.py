"""The printer's answers, bit by bit (facts of DLE EOT 1-4)."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import CoverOpen, CutterFault, MediaEmpty, PrinterFault
from devices.receipt_printer.status import Look, is_sensor_status, is_status, take_reply

WELL = (0x12, 0x12, 0x12, 0x12)


@pytest.mark.parametrize(
    ("answers", "error"),
    [
        ((0x1A, 0x32, 0x12, 0x7E), MediaEmpty),
        ((0x12, 0x12, 0x12, 0x72), MediaEmpty),
        ((0x1A, 0x16, 0x12, 0x12), CoverOpen),
        ((0x1A, 0x52, 0x1A, 0x12), CutterFault),
        ((0x1A, 0x52, 0x32, 0x12), PrinterFault),
        ((0x1A, 0x52, 0x52, 0x12), PrinterFault),
        ((0x1A, 0x12, 0x12, 0x12), PrinterFault),
        ((0x32, 0x12, 0x12, 0x12), PrinterFault),
    ],
)
def test_each_fault_has_its_error(answers, error):
    assert type(Look(answers).error()) is error


def test_a_printer_that_is_well_has_no_error():
    look = Look(WELL)

    assert look.error() is None
    assert look.warnings == ()


def test_near_end_is_a_warning_and_no_fault():
    look = Look((0x12, 0x12, 0x12, 0x1E))

    assert look.error() is None
    assert look.warnings == ("media-low",)


def test_offline_is_told_only_where_nothing_else_says_why():
    assert Look((0x1A, 0x12, 0x12, 0x12)).faults == ("offline",)
    assert Look((0x1A, 0x16, 0x12, 0x12)).faults == ("cover-open",)
    assert Look((0x1A, 0x52, 0x12, 0x12)).faults == ("other",)


def test_drawer_and_feed_button_are_no_faults():
    assert Look((0x56, 0x1A, 0x12, 0x12)).error() is None


@pytest.mark.parametrize("octet", range(256))
def test_a_byte_is_a_status_only_with_the_fixed_bits(octet):
    assert is_status(bytes((octet,))) == (
        f"{octet:08b}"[0] == "0" and f"{octet:08b}"[3] == "1" and f"{octet:08b}"[6:] == "10"
    )
    assert not (is_status(bytes((octet,))) and is_sensor_status(bytes((octet,))))


def test_a_process_id_between_two_statuses_is_told_apart():
    received = bytearray(b"\x12\x37\x220042\x00\x1e")

    replies = [take_reply(received) for _ in range(4)]

    assert replies == [b"\x12", b"\x37\x220042\x00", b"\x1e", b""]


def test_a_block_waits_for_its_end():
    received = bytearray(b"\x37\x2200")

    assert take_reply(received) == b""
    assert received == b"\x37\x2200"


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=300))
def test_any_bytes_are_taken_once_and_in_order(octets):
    received = bytearray(octets)

    replies = list(iter(lambda: take_reply(received), b""))

    assert b"".join(replies) + received == octets
    assert len(received) < 64
