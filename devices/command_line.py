"""`guanjia devices`: what is plugged in and how it is, for technicians, tests and other programs."""

import argparse
import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from devices.errors import Cancelled, DeviceError
from devices.words import words_of

_LABELS = {
    "card_type": "证件 card type",
    "name": "姓名 name",
    "name_en": "英文姓名 name in English",
    "sex": "性别 sex",
    "nation": "民族/国籍 nation",
    "birth": "出生 birth",
    "address": "住址 address",
    "number": "号码 number",
    "issuer": "签发机关 issuer",
    "valid_from": "有效期起 valid from",
    "valid_to": "有效期止 valid to",
    "sam_id": "安全模块 security module",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "List devices, read an identity card, ask the security module. With --json the answer is one JSON object on stdout; "
        'on failure the exit status is 1 and one object {"error": {"code", "who", "zh", "en"}} is on stderr.'
    )
    verbs = parser.add_subparsers(dest="devices_verb", metavar="WHAT", required=True)
    listing = verbs.add_parser("list", help="what is there, and how it is: asked just now")
    listing.add_argument(
        "--config", type=Path, help="a terminal.toml: its devices (default: the serial ports of this machine)"
    )
    reading = verbs.add_parser("read-card", help="wait for an identity card and read it (SAM_V over a serial port)")
    reading.add_argument("--timeout", type=_seconds, default=30.0, help="seconds to wait for a card (default: 30)")
    sam = verbs.add_parser("sam", help="the number of the card reader's security module")
    for verb in (reading, sam):
        verb.add_argument("--port", required=True, help="the serial port, e.g. /dev/ttyUSB0")
    for verb in (listing, reading, sam):
        verb.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """0 with the answer on stdout, or 1 with what is the matter on stderr. No traceback reaches the one who asks."""
    carry_out: Callable[[argparse.Namespace], dict[str, Any]] = {
        "list": _list,
        "read-card": _read_card,
        "sam": _sam,
    }[arguments.devices_verb]
    try:
        answer = carry_out(arguments)
    except KeyboardInterrupt:
        return _fail(Cancelled(), arguments.json)
    except DeviceError as error:
        return _fail(error, arguments.json)
    _say(sys.stdout, json.dumps(answer, ensure_ascii=False) if arguments.json else _in_words(answer))
    return 0


def _read_card(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.card_reader.card_json import to_json
    from devices.card_reader.sam_v_serial import SamVSerialReader

    reader = SamVSerialReader(arguments.port)
    try:
        return to_json(reader.read_card(arguments.timeout))
    finally:
        reader.close()


def _sam(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.card_reader.sam_v_serial import SamVSerialReader

    reader = SamVSerialReader(arguments.port)
    try:
        return {"sam_id": reader.sam_id()}
    finally:
        reader.close()


def _list(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.listing import devices_of, serial_ports

    return {"devices": devices_of(arguments.config) if arguments.config else serial_ports()}


def _fail(error: DeviceError, as_json: bool) -> int:
    words = words_of(error)
    told = {"error": {"code": error.code, "who": error.who, "zh": words.zh, "en": words.en}}
    _say(sys.stderr, json.dumps(told, ensure_ascii=False) if as_json else f"{words.zh}\n{words.en}")
    return 1


def _in_words(answer: dict[str, Any]) -> str:
    if "devices" in answer:
        return "\n".join(map(_device_in_words, answer["devices"])) or "没有找到串口设备。 No serial port was found."
    return "\n".join(f"{_LABELS[key]}：{value if value is not None else '—'}" for key, value in answer.items())


def _device_in_words(device: dict[str, Any]) -> str:
    return "  ".join(part for part in (device["device"], device["at"], device["condition"], *device["reasons"]) if part)


def _say(stream: Any, words: str) -> None:
    # A terminal's locale may be anything; what other programs read is UTF-8.
    stream.reconfigure(encoding="utf-8")
    stream.write(words + "\n")
    stream.flush()


def _seconds(written: str) -> float:
    seconds = float(written)
    if not (math.isfinite(seconds) and seconds >= 0):
        raise argparse.ArgumentTypeError("a number of seconds, 0 or more")
    return seconds
