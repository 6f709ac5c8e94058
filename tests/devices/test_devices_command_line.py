"""`guanjia devices`, called as other programs call it, with SAM modules of several makes on the other end."""

import argparse
import json
import os
import re
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from devices import errors
from devices.card_reader.frames import PREAMBLE, request
from devices.card_reader.sam_v_serial import SamVSerialReader
from devices.command_line import run
from devices.listing import ConfigUnreadable
from devices.serial_wire import SerialWire
from devices.simulators.card_chip import sample_cards, text_block
from devices.simulators.sam_module import SamModule
from devices.simulators.scanner import Scanner
from devices.state import Condition
from devices.words import words_of

ZHANG = {
    "card_type": "resident",
    "name": "张测试",
    "sex": "男",
    "nation": "汉",
    "birth": "1900-03-07",
    "address": "广东省东莞市测试镇样例路1号",
    "number": "441900190003079992",
    "issuer": "东莞市测试局",
    "valid_from": "2020-01-01",
    "valid_to": "长期",
}
FIND, SELECT, READ = request(0x20, 0x01), request(0x20, 0x02), request(0x30, 0x01)


def guanjia(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.command_line", "devices", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)


def answered(done: subprocess.CompletedProcess[str]) -> dict[str, object]:
    assert (done.returncode, done.stderr) == (0, "")
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The error's code, after a look at its form."""
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    error = json.loads(line)["error"]
    assert set(error) == {"code", "who", "zh", "en"}
    assert all(error.values())
    return str(error["code"])


@pytest.fixture
def module(tmp_path: Path) -> Iterator[SamModule]:
    module = SamModule(tmp_path / "card-reader", paced=False)
    module.start()
    yield module
    module.stop()


class StrangersModule:
    """A SAM module as somebody else would write it: the tty as the system gives it, and habits of its own."""

    def __init__(self, answer: Callable[[bytes, int], list[bytes]]) -> None:
        self._answer = answer
        self._master, self._slave = os.openpty()
        self.port = os.ttyname(self._slave)
        self._asked: dict[bytes, int] = {}
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "StrangersModule":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        for end in (self._master, self._slave):
            if end >= 0:
                os.close(end)

    def hang_up(self) -> None:
        os.close(self._slave)
        os.close(self._master)
        self._master = self._slave = -1

    def _run(self) -> None:
        heard = b""
        while not self._ended.is_set() and self._master >= 0:
            if not select.select([self._master], [], [], 0.02)[0]:
                continue
            heard += os.read(self._master, 100)
            if len(heard) >= 10:
                question, heard = heard[:10], heard[10:]
                self._asked[question] = self._asked.get(question, 0) + 1
                for piece in self._answer(question, self._asked[question]):
                    if piece == b"hang up":
                        self.hang_up()
                        return
                    os.write(self._master, piece)


def frame(*body: int, content: bytes = b"") -> bytes:
    counted = (len(body) + len(content) + 1).to_bytes(2, "big") + bytes(body) + content
    check = 0
    for byte in counted:
        check ^= byte
    return PREAMBLE + counted + bytes((check,))


GOOD = {
    request(0x30, 0x03): frame(0, 0, 0x21),
    FIND: frame(0, 0, 0x9F, 0, 0, 0, 0),
    SELECT: frame(0, 0, 0x90, 0, 0, 0, 0, 0, 0, 0, 0),
    READ: frame(0, 0, 0x90, 1, 0, 4, 0, content=text_block(sample_cards()["zhang"]) + b"\x0a\x0d\x03\x11" * 256),
}


def in_many_pieces(question: bytes, _: int) -> list[bytes]:
    return [GOOD[question][at : at + 7] for at in range(0, len(GOOD[question]), 7)]


def with_junk_before(question: bytes, _: int) -> list[bytes]:
    return [b"\x00\xff\r\n\x03\x04\xaa\xaa\xaa\x96" + PREAMBLE[:4] + GOOD[question]]


def no_card_at_first(question: bytes, times: int) -> list[bytes]:
    return [frame(0, 0, 0x80) if question == FIND and times < 4 else GOOD[question]]


def a_wrong_check_once(question: bytes, times: int) -> list[bytes]:
    good = GOOD[question]
    return [good if times > 1 else good[:-1] + bytes((good[-1] ^ 1,))]


def garbled_requests_at_first(question: bytes, times: int) -> list[bytes]:
    return [frame(0, 0, 0x10) if times == 1 else GOOD[question]]


def refused_selection_at_first(question: bytes, times: int) -> list[bytes]:
    return [frame(0, 0, 0x81) if question == SELECT and times < 3 else GOOD[question]]


@pytest.mark.parametrize(
    "habit",
    [
        in_many_pieces,
        with_junk_before,
        no_card_at_first,
        a_wrong_check_once,
        garbled_requests_at_first,
        refused_selection_at_first,
    ],
)
def test_a_card_is_read_from_strangers_modules(habit: Callable[[bytes, int], list[bytes]]) -> None:
    with StrangersModule(habit) as stranger:
        done = guanjia("read-card", "--port", stranger.port, "--timeout", "10", "--json")

    assert answered(done) == ZHANG


def test_a_module_that_hangs_up_in_the_middle_of_the_record_is_absent() -> None:
    def hang_up_in_the_record(question: bytes, _: int) -> list[bytes]:
        return [GOOD[question]] if question != READ else [GOOD[READ][:700], b"hang up"]

    with StrangersModule(hang_up_in_the_record) as stranger:
        done = guanjia("read-card", "--port", stranger.port, "--timeout", "10", "--json")

    assert refused(done) == "device-absent"


def test_a_module_that_never_stops_talking_nonsense_is_line_noise() -> None:
    with StrangersModule(lambda *_: [b"nonsense" * 40] * 40) as stranger:
        done = guanjia("sam", "--port", stranger.port, "--json")

    assert refused(done) == "line-noise"


def test_the_modules_number(module: SamModule) -> None:
    done = guanjia("sam", "--port", str(module.wire.link), "--json")

    assert answered(done) == {"sam_id": "05.03-20100101-0000012345-1234567890"}


@pytest.mark.parametrize(
    ("card", "fault", "code"),
    [
        ("bank-card", "", "wrong-card"),
        ("zhang", "removed", "card-removed"),
        ("zhang", "suspect", "suspect-card"),
        ("zhang", "find:60", "out-of-service"),
    ],
)
def test_what_is_wrong_with_a_card_is_said_in_one_object(module: SamModule, card: str, fault: str, code: str) -> None:
    module.place(card, fault)

    done = guanjia("read-card", "--port", str(module.wire.link), "--timeout", "10", "--json")

    assert refused(done) == code


def test_an_expired_card_is_no_failure(module: SamModule) -> None:
    module.place("sun-expired")

    done = guanjia("read-card", "--port", str(module.wire.link), "--json")

    assert answered(done)["valid_to"] == "2025-12-31"


def test_no_card_in_time(module: SamModule) -> None:
    done = guanjia("read-card", "--port", str(module.wire.link), "--timeout", "0.1", "--json")

    assert refused(done) == "wait-expired"


def test_nobody_at_the_other_end() -> None:
    with StrangersModule(lambda *_: []) as stranger:
        done = guanjia("read-card", "--port", stranger.port, "--timeout", "0.5", "--json")

    assert refused(done) == "device-silent"


@pytest.mark.parametrize("verb", ["sam", "read-card"])
@pytest.mark.parametrize("port", ["/dev/no-such-port", "/dev/null", "/", __file__, "", "no\0such"])
def test_what_is_no_port_is_absent(verb: str, port: str, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = {"port": port, "usb": None, "config": None, "baud_rate": 115_200, "timeout": 1.0, "json": True}
    status = run(argparse.Namespace(devices_verb=verb, **arguments))

    told = json.loads(capsys.readouterr().err)
    assert (status, told["error"]["code"]) == (1, "device-absent")


def test_a_dangling_name_is_absent(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("/dev/pts/99999")

    assert refused(guanjia("sam", "--port", str(tmp_path / "gone"), "--json")) == "device-absent"


def test_a_port_in_use_says_so(module: SamModule) -> None:
    holder = SerialWire(str(module.wire.link))
    holder.open()

    with pytest.raises(errors.DeviceAbsent) as refusal:
        SerialWire(str(module.wire.link)).open()
    state = SamVSerialReader(str(module.wire.link)).state()

    assert refusal.value.args == ("port-in-use",)
    assert (state.condition, state.detail) == (Condition.BUSY, "port-in-use")
    holder.close()


def test_a_forbidden_port_says_so(module: SamModule) -> None:
    port = os.path.realpath(module.wire.link)
    os.chmod(port, 0)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        with pytest.raises(errors.DeviceAbsent) as refusal:
            SerialWire(port).open()
    finally:
        os.seteuid(was)

    assert refusal.value.args == ("port-forbidden",)
    assert "dialout" in words_of(refusal.value).en


def test_plain_words_without_json(module: SamModule) -> None:
    module.place("zhang")

    read = guanjia("read-card", "--port", str(module.wire.link))
    failed = guanjia("sam", "--port", "/dev/no-such-port")

    assert "姓名 name：张测试" in read.stdout
    assert failed.returncode == 1
    assert len(failed.stderr.splitlines()) == 2
    assert "没有这个端口" in failed.stderr


def test_words_off_are_a_matter_of_usage() -> None:
    done = guanjia("read-card", "--port", "x", "--timeout", "soon")

    assert done.returncode == 2
    assert "seconds" in done.stderr


def test_list_asks_what_the_configuration_names(module: SamModule, tmp_path: Path) -> None:
    scanner = Scanner(tmp_path / "code-scanner")
    config = tmp_path / "terminal.toml"
    config.write_text(
        '[devices.card_reader]\nport = "./card-reader"\n[devices.code_scanner]\nport = "./code-scanner"\n'
        '[devices.receipt_printer]\nhost = "127.0.0.1"\nport = 9\n[devices.page_printer]\nurl = "ipp://127.0.0.1:9/ipp/print"\n'
    )

    listed = answered(guanjia("list", "--config", str(config), "--json"))["devices"]

    assert isinstance(listed, list)
    assert [(row["device"], row["condition"]) for row in listed] == [
        ("card-reader", "ready"),
        ("code-scanner", "absent"),
        ("receipt-printer", "absent"),
        ("page-printer", "absent"),
    ]
    assert (listed[0]["connection"], listed[0]["at"]) == ("serial", str(module.wire.link))
    scanner.stop()


def test_list_says_in_words_what_to_do(tmp_path: Path) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text('[devices.card_reader]\nport = "./card-reader"\n[devices.lamp]\nconnection = "none"\n')

    words = guanjia("list", "--config", str(config)).stdout

    assert words.startswith(f"card-reader  serial {tmp_path}/card-reader  absent")
    assert "没有这个端口" in words
    assert "check power, plugs and cable" in words
    assert "lamp" not in words


def test_watch_tells_how_each_device_is_and_then_only_what_changes(module: SamModule, tmp_path: Path) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text('[devices.card_reader]\nport = "./card-reader"\n')
    command = [sys.executable, "-m", "kiosk.command_line", "devices", "watch", "--config", str(config), "--json"]

    def hears_ctrl_c() -> None:  # also where the tests were started in the background by a script, deaf to it
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=hears_ctrl_c) as watch:
        assert watch.stdout is not None
        lines = (json.loads(line) for line in watch.stdout)
        ready = next(row for row in lines if row["condition"] == "ready")
        module.wire.unplug()
        gone = next(row for row in lines if row["condition"] == "absent")
        module.wire.plug()
        back = next(row for row in lines if row["condition"] == "ready")
        watch.send_signal(signal.SIGINT)

    assert watch.returncode == 0
    assert "condition" in ready["changed"]
    assert (gone["device"], gone["reasons"], gone["at"]) == ("card-reader", ["device-absent"], str(module.wire.link))
    assert {"condition", "reasons"} <= set(back["changed"])


def test_watch_ends_by_itself_when_asked_to(tmp_path: Path) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text('[devices.lamp]\nconnection = "led"\nfree = "./no-such-lamp"\n')

    done = guanjia("watch", "--config", str(config), "--seconds", "0.5")

    assert done.returncode == 0
    assert re.search(r"\d\d:\d\d:\d\d  lamp  led .*no-such-lamp  absent", done.stdout)
    assert "没有这盏灯" in done.stdout


def test_a_card_is_read_from_the_reader_that_a_configuration_names(module: SamModule, tmp_path: Path) -> None:
    module.place("zhang")
    config = tmp_path / "terminal.toml"
    config.write_text('[devices.card_reader]\nport = "./card-reader"\nbaud_rate = "auto"\n')

    assert answered(guanjia("read-card", "--config", str(config), "--json")) == ZHANG
    config.write_text('[devices.card_reader]\nconnection = "none"\n')
    assert refused(guanjia("sam", "--config", str(config), "--json")) == "config-unreadable"


def test_examples_are_named_with_what_they_are_for() -> None:
    examples = answered(guanjia("examples", "--json"))["examples"]

    assert isinstance(examples, list)
    assert len(examples) >= 4
    assert all(Path(example["file"]).is_file() and " / " in example["about"] for example in examples)


@pytest.mark.parametrize(
    "text",
    [
        "not toml [",
        '[devices]\ncard_reader = "x"',
        "[devices.card_reader]\n",
        "[devices.card_reder]\nport = 'x'\n",
        "[devices.card_reader]\nport = 7\n",
        "[devices.card_reader]\nport = 'x'\ncolour = 'red'\n",
        "[devices.page_printer]\nconnection = 'telepathy'\n",
        "devices = 5",
        "a = " + "[" * 3_000,
    ],
)
def test_a_configuration_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    from devices.listing import devices_of

    (tmp_path / "terminal.toml").write_text(text)

    with pytest.raises(ConfigUnreadable):
        devices_of(tmp_path / "terminal.toml")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[devices.card_reader]\nprot = 'x'\n", "card-reader: no 'prot'; did you mean port?"),
        ("[devices.card_reader]\n", "card-reader: port is missing"),
        ("[devices.keybad]\ninput = 'x'\n", "devices: no 'keybad'; did you mean keypad?"),
        ("[devices.sound]\nconnection = 'alsa'\nterminal = 'x'\n", "sound: no 'terminal'"),
    ],
)
def test_a_slip_of_the_pen_is_told_with_the_nearest_word(tmp_path: Path, text: str, said: str) -> None:
    from devices.listing import devices_of

    (tmp_path / "terminal.toml").write_text(text)

    with pytest.raises(ConfigUnreadable, match=re.escape(said)):
        devices_of(tmp_path / "terminal.toml")


def test_a_section_that_cannot_be_is_named(tmp_path: Path) -> None:
    config = tmp_path / "terminal.toml"
    config.write_text("[devices.card_reader]\nport = 'x'\ncolour = 'red'\n")

    done = guanjia("list", "--config", str(config))

    assert done.returncode == 1
    assert done.stderr.count("card-reader: no 'colour'") == 2


def test_list_without_a_configuration_is_one_object() -> None:
    devices = answered(guanjia("list", "--json"))["devices"]

    assert isinstance(devices, list)


def test_help_says_enough_for_someone_who_has_never_seen_it() -> None:
    done = guanjia("--help")

    assert all(word in done.stdout for word in ("list", "read-card", "sam", "--json", "exit status"))


def test_it_is_quick_to_start() -> None:
    guanjia("sam", "--port", "/dev/no-such-port", "--json")
    started = time.monotonic()

    guanjia("sam", "--port", "/dev/no-such-port", "--json")

    assert time.monotonic() - started < 2
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, devices.command_line, devices.card_reader.sam_v_serial; print(*sys.modules)",
        ],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert not {"PySide6", "sqlalchemy", "pydantic", "reportlab", "escpos", "PIL", "requests"} & set(loaded)


def every_error() -> list[type[errors.DeviceError]]:
    found, waiting = [], [errors.DeviceError]
    while waiting:
        found.append(waiting.pop())
        waiting += found[-1].__subclasses__()
    return found


@pytest.mark.parametrize("error", every_error(), ids=lambda error: error.__name__)
def test_every_error_has_words_in_both_languages(error: type[errors.DeviceError]) -> None:
    words = words_of(error())

    assert words.en.isascii()
    assert not words.zh.isascii()
    assert error is errors.DeviceError or words != words_of(errors.DeviceError())
