"""`guanjia devices`: what is plugged in and how it is, for technicians, tests and other programs."""

import argparse
import json
import math
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from devices.errors import Cancelled, DeviceError
from devices.state import Condition
from devices.words import words_of

if TYPE_CHECKING:
    from devices.card_reader import CardReader

_LABELS = {
    "card_type": "证件 card type",
    "name": "姓名 name",
    "name_en": "英文姓名 name in English",
    "sex": "性别 sex",
    "nation": "民族/国籍 nation",
    "birth": "出生 birth",
    "address": "住址 address",
    "appended_address": "新住址 new address",
    "number": "号码 number",
    "issuer": "签发机关 issuer",
    "valid_from": "有效期起 valid from",
    "valid_to": "有效期止 valid to",
    "sam_id": "安全模块 security module",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "List devices, watch them, find what is plugged in, read an identity card, ask the security module. With --json the "
        "answer is one JSON object on stdout (watch: one a line); on failure the exit status is 1 and one object "
        '{"error": {"code", "who", "zh", "en"}} is on stderr.'
    )
    verbs = parser.add_subparsers(dest="devices_verb", metavar="WHAT", required=True)
    listing = verbs.add_parser("list", help="the devices of a terminal, and how they are: asked just now")
    listing.add_argument("--config", type=Path, help="a terminal.toml (default: the serial ports of this machine)")
    watching = verbs.add_parser("watch", help="the same, and from then on a line for each change, until Ctrl-C")
    watching.add_argument("--config", type=Path, required=True, help="a terminal.toml")
    watching.add_argument("--seconds", type=_seconds, help="end by itself after so long")
    probing = verbs.add_parser("probe", help="what is plugged in, and the lines of a terminal.toml that would use it")
    probing.add_argument("--port", action="append", default=[], help="ask only this serial port (may be repeated)")
    examples = verbs.add_parser("examples", help="ready-made configurations of common sets of hardware")
    reading = verbs.add_parser("read-card", help="wait for an identity card and read it")
    reading.add_argument("--timeout", type=_seconds, default=30.0, help="seconds to wait for a card (default: 30)")
    sam = verbs.add_parser("sam", help="the number of the card reader's security module")
    for verb in (reading, sam):
        which = verb.add_mutually_exclusive_group(required=True)
        which.add_argument("--port", help="its serial port: /dev/ttyUSB0, a by-id name, or usb:1a86:7523")
        which.add_argument("--usb", metavar="ID", help="its USB id, such as 0400:c35a, where it has no serial port")
        which.add_argument("--config", type=Path, help="the card reader that this terminal.toml names")
        verb.add_argument("--baud-rate", type=int, default=115_200, help="of the serial port (default: 115200)")
    for verb in (listing, watching, probing, examples, reading, sam):
        verb.add_argument("--json", action="store_true", help="answer in JSON")


def run(arguments: argparse.Namespace) -> int:
    """0 with the answer on stdout, or 1 with what is the matter on stderr. No traceback reaches the one who asks."""
    carry_out: Callable[[argparse.Namespace], dict[str, Any] | None] = {
        "list": _list,
        "watch": _watch,
        "probe": _probe,
        "examples": _examples,
        "read-card": _read_card,
        "sam": _sam,
    }[arguments.devices_verb]
    try:
        answer = carry_out(arguments)
    except KeyboardInterrupt:
        return _fail(Cancelled(), arguments.json)
    except DeviceError as error:
        return _fail(error, arguments.json)
    if answer is not None:
        _say(sys.stdout, json.dumps(answer, ensure_ascii=False) if arguments.json else _in_words(answer))
    return 0


def _read_card(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.card_reader.card_json import to_json

    reader = _card_reader(arguments)
    try:
        return to_json(reader.read_card(arguments.timeout))
    finally:
        reader.close()


def _sam(arguments: argparse.Namespace) -> dict[str, Any]:
    reader = _card_reader(arguments)
    try:
        return {"sam_id": reader.sam_id()}
    finally:
        reader.close()


def _card_reader(arguments: argparse.Namespace) -> "CardReader":
    """The one that is named by its port, by its USB id, or in a configuration."""
    from devices.wiring import CARD_READER, ConfigUnreadable

    settings: dict[str, object] = {"connection": "usb", "usb_id": arguments.usb}
    if arguments.config:
        from devices.listing import sections_of

        settings = dict(sections_of(arguments.config).get(CARD_READER.name, {"connection": "none"}))
    elif arguments.port is not None:
        settings = {"connection": "serial", "port": arguments.port, "baud_rate": arguments.baud_rate}
    reader = CARD_READER.connect(settings)
    if reader is None:
        raise ConfigUnreadable("card-reader: none")
    return reader


def _list(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.listing import devices_of, serial_ports

    return {"devices": devices_of(arguments.config) if arguments.config else serial_ports()}


def _watch(arguments: argparse.Namespace) -> None:
    from devices.watching import watch

    def told(row: dict[str, Any]) -> None:
        _say(sys.stdout, json.dumps(row, ensure_ascii=False) if arguments.json else _change_in_words(row))

    with suppress(KeyboardInterrupt):  # how a watch ends
        watch(arguments.config, told, arguments.seconds)


def _probe(arguments: argparse.Namespace) -> dict[str, Any]:
    from devices.discovery import discover

    return {"discovered": [asdict(found) for found in discover(arguments.port)]}


def _examples(_: argparse.Namespace) -> dict[str, Any]:
    import resources

    folder = resources.path("configurations")
    texts = {file: file.read_text("utf-8") for file in sorted(folder.glob("*.toml"))}
    return {
        "examples": [{"file": str(file), "about": text.split("\n")[0].lstrip("# ")} for file, text in texts.items()]
    }


def _fail(error: DeviceError, as_json: bool) -> int:
    zh, en = words_of(error)
    if error.code == "config-unreadable" and error.args:  # which section, and what of it
        zh, en = f"{zh}（{error}）", f"{en} ({error})"
    told = {"error": {"code": error.code, "who": error.who, "zh": zh, "en": en}}
    _say(sys.stderr, json.dumps(told, ensure_ascii=False) if as_json else f"{zh}\n{en}")
    return 1


def _in_words(answer: dict[str, Any]) -> str:
    if "devices" in answer:
        return "\n".join(map(_device_in_words, answer["devices"])) or "没有找到设备。 No device was found."
    if "discovered" in answer:
        return "\n\n".join(map(_discovered_in_words, answer["discovered"])) or "没有找到设备。 No device was found."
    if "examples" in answer:
        return "\n".join(f"{example['file']}\n    {example['about']}" for example in answer["examples"])
    return "\n".join(f"{_LABELS[key]}：{value if value is not None else '—'}" for key, value in answer.items())


def _device_in_words(device: dict[str, Any]) -> str:
    from devices.advice import HELD_ELSEWHERE, advice

    place = f"{device['connection']} {device['at']}".strip()
    line = "  ".join(part for part in (device["device"], place, device["condition"], device["detail"]) if part)
    is_held_elsewhere = device["condition"] == Condition.BUSY and device["reasons"]
    reasons = (HELD_ELSEWHERE,) if is_held_elsewhere else device["reasons"]
    advised = [advice(code, device["detail"]) for code in (*reasons, *device["warnings"])]
    return "\n".join(
        (line, *(f"    {said.what.zh} → {said.act.zh}\n    {said.what.en} → {said.act.en}" for said in advised))
    )


def _change_in_words(row: dict[str, Any]) -> str:
    return f"{row['at_time']}  {_device_in_words(row)}"


def _discovered_in_words(found: dict[str, Any]) -> str:
    line = "  ".join(part for part in (found["device"], found["at"], found["label"]) if part)
    return "\n".join((f"# {line}", *found["lines"]))


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
