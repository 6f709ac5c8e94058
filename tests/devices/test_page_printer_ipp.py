"""IPP's bytes: what we ask, what we understand, and that damaged answers are noise and nothing worse."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.errors import CoverOpen, LineNoise, MediaEmpty, MediaJam, PrinterFault
from devices.page_printer import reasons
from devices.page_printer.ipp import Asked, Collection, Operation, Response, Tag, decode_response, encode_request
from devices.simulators import ipp_wire
from devices.simulators.ipp_engine import Engine
from devices.simulators.ipp_operations import Operations

# As printed in RFC 8010, appendix A.2 and A.1, with the version and names in the clear.
PRINT_JOB_EXAMPLE = bytes.fromhex(
    "0200 0002 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "42 0008 6a6f622d6e616d65 0006 666f6f626172"
    "02 21 0006 636f70696573 0004 00000014"
    "44 0005 7369646573 0013 74776f2d73696465642d6c6f6e672d65646765"
    "03"
)
ANSWER_EXAMPLE = bytes.fromhex(
    "0200 0001 00000001 01"
    "47 0012 617474726962757465732d63686172736574 0005 7574662d38"
    "02 21 0006 6a6f622d6964 0004 00000093"
    "23 0009 6a6f622d7374617465 0004 00000003"
    "05 13 0006 636f70696573 0000"
    "03"
)


def attribute(tag, name, *values):
    octets = b""
    for place, value in enumerate(values):
        given_name = b"" if place else name.encode()
        octets += struct.pack(">BH", tag, len(given_name)) + given_name + struct.pack(">H", len(value)) + value
    return octets


def answer(attributes):
    return bytes.fromhex("0200 0000 00000007 04") + attributes + b"\x03"


def printer(attributes):
    return decode_response(answer(attributes)).attributes(Tag.PRINTER_ATTRIBUTES)


def test_a_request_has_the_bytes_of_the_standard():
    groups = [
        (
            Tag.OPERATION_ATTRIBUTES,
            [Asked("attributes-charset", Tag.CHARSET, ("utf-8",)), Asked("job-name", Tag.NAME, ("foobar",))],
        ),
        (
            Tag.JOB_ATTRIBUTES,
            [Asked("copies", Tag.INTEGER, (20,)), Asked("sides", Tag.KEYWORD, ("two-sided-long-edge",))],
        ),
    ]

    octets = encode_request(Operation.PRINT_JOB, 1, groups, document=b"%PDF")

    assert octets == PRINT_JOB_EXAMPLE + b"%PDF"


def test_a_request_is_understood_by_another_reader():
    groups = [
        (
            Tag.OPERATION_ATTRIBUTES,
            [Asked("requested-attributes", Tag.KEYWORD, ("a", "b")), Asked("last", Tag.BOOLEAN, (True,))],
        )
    ]

    request = ipp_wire.read_request(encode_request(Operation.GET_JOBS, 9, groups, b"rest"))

    assert (request.operation, request.request_id, request.document) == (0x000A, 9, b"rest")
    assert request.group(1).texts("requested-attributes") == ["a", "b"]
    assert request.group(1).attributes["last"] == [(0x22, b"\x01")]


def test_an_answer_of_the_standard_is_understood():
    response = decode_response(ANSWER_EXAMPLE)

    assert response.successful
    assert response.attributes(Tag.JOB_ATTRIBUTES) == {"job-id": (147,), "job-state": (3,)}
    assert response.attributes(Tag.UNSUPPORTED_ATTRIBUTES) == {"copies": (None,)}


def test_every_syntax_we_use_is_understood():
    attributes = (
        attribute(0x21, "integer", b"\xff\xff\xff\xff")
        + attribute(0x22, "boolean", b"\x01")
        + attribute(0x33, "range", b"\x00\x00\x00\x01\x00\x00\x00\x63")
        + attribute(0x44, "keywords", b"media-empty-report", b"toner-low-warning")
        + attribute(0x35, "text", b"\x00\x05zh-cn\x00\x06" + "缺纸".encode())
        + attribute(0x30, "octets", b"level=0;")
        + attribute(0x12, "unknown", b"")
    )

    understood = printer(attributes)

    assert understood == {
        "integer": (-1,),
        "boolean": (True,),
        "range": ((1, 99),),
        "keywords": ("media-empty-report", "toner-low-warning"),
        "text": ("缺纸",),
        "octets": (b"level=0;",),
        "unknown": (None,),
    }


def test_collections_are_understood():
    inside = attribute(0x4A, "", b"x-dimension") + attribute(0x21, "", b"\x00\x00\x52\x08") + attribute(0x37, "", b"")
    outside = attribute(0x34, "media-size", b"") + inside + attribute(0x44, "after", b"yes")

    understood = printer(outside)

    assert understood == {"media-size": (Collection({"x-dimension": (21000,)}),), "after": ("yes",)}


def test_words_in_another_encoding_do_not_hide_the_rest():
    understood = printer(
        attribute(0x41, "printer-info", "一楼".encode("gbk")) + attribute(0x23, "printer-state", b"\x00\x00\x00\x03")
    )

    assert understood["printer-state"] == (3,)


def test_collections_without_an_end_to_their_depth_are_noise():
    nested = attribute(0x34, "deep", b"") + (attribute(0x4A, "", b"in") + attribute(0x34, "", b"")) * 10_000

    with pytest.raises(LineNoise):
        decode_response(answer(nested))


@pytest.mark.parametrize("length", range(len(ANSWER_EXAMPLE)))
def test_an_answer_cut_short_is_noise(length):
    with pytest.raises(LineNoise):
        decode_response(ANSWER_EXAMPLE[:length])


@pytest.mark.parametrize(
    "junk", [b"<html><body>502 Bad Gateway</body></html>", b"\x00" * 64, b"\xff" * 64, b"\x02\x00\x00\x00"]
)
def test_what_is_not_ipp_is_noise(junk):
    with pytest.raises(LineNoise):
        decode_response(junk)


def decode_or_noise(octets):
    try:
        return decode_response(octets)
    except LineNoise:
        return None


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_noise(octets):
    found = decode_or_noise(b"\x02\x00\x00\x00\x00\x00\x00\x01" + octets)

    assert found is None or isinstance(found, Response)


@settings(max_examples=500, deadline=None, derandomize=True)
@given(st.integers(0, len(ANSWER_EXAMPLE) - 1), st.binary(max_size=4), st.integers(0, 4))
def test_a_damaged_answer_is_an_answer_or_noise(place, instead, lost):
    octets = ANSWER_EXAMPLE[:place] + instead + ANSWER_EXAMPLE[place + lost :]

    found = decode_or_noise(octets)

    assert found is None or isinstance(found, Response)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.binary(max_size=200))
def test_the_simulated_printer_answers_any_bytes(tmp_path_factory, octets):
    operations = Operations(Engine(tmp_path_factory.getbasetemp(), 0.1))

    response = decode_response(operations.answer(octets))

    assert not response.successful


@pytest.mark.parametrize(
    ("said", "faults", "error"),
    [
        (["none"], (), None),
        (["media-low-warning", "toner-low-report"], (), None),
        (["media-empty-report"], ("media-empty",), MediaEmpty),
        (["media-needed-warning", "media-empty-warning"], ("media-empty", "media-needed"), MediaEmpty),
        (["media-empty", "media-jam-error"], ("media-jam", "media-empty"), MediaJam),
        (["door-open-report"], ("door-open",), CoverOpen),
        (["toner-empty-warning"], ("toner-empty",), PrinterFault),
        (["paused"], ("paused",), PrinterFault),
        (["vendor-x-error"], ("vendor-x",), PrinterFault),
        (["vendor-x-warning"], (), None),
    ],
)
def test_reasons_are_facts_whatever_their_severity(said, faults, error):
    found = reasons.faults(said)

    assert found == faults
    assert type(reasons.error(found)) is (error or type(None))


def test_what_is_no_fault_is_a_warning():
    assert reasons.warnings(["none", "media-low-warning", "cover-open-error"]) == ("media-low",)
