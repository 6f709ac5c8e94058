"""Every verb of `guanjia` answers for itself to someone who has never seen the project."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kiosk.command_line import VERBS


def guanjia(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.command_line", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


def hears_ctrl_c() -> None:
    """Whoever is started in the background by a script is started deaf to it, and so would be everything that the tests start."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: verb.name)
def test_every_verb_answers_help(verb) -> None:
    answer = guanjia(verb.name, "--help")

    assert answer.returncode == 0, answer.stderr
    usage, description, *_ = answer.stdout.split("\n\n")
    assert usage.startswith(f"usage: guanjia {verb.name}")
    assert len(description.split()) >= 4


def test_help_lists_every_verb() -> None:
    answer = guanjia("--help")

    assert answer.returncode == 0
    assert [verb.name for verb in VERBS if f"\n    {verb.name} " not in answer.stdout] == []


def test_unknown_verb_is_a_wrong_call() -> None:
    answer = guanjia("dance")

    assert answer.returncode == 2
    assert "dance" in answer.stderr
    assert "kiosk" in answer.stderr


def test_terminal_without_chinese_gets_escapes() -> None:
    ascii_only = os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-m", "kiosk.command_line", "verify", "nowhere.pdf", "--root", "nowhere.pem"]

    answer = subprocess.run(command, capture_output=True, text=True, timeout=30, env=ascii_only)

    assert answer.returncode == 2
    assert "No such file" in answer.stderr
    assert "Traceback" not in answer.stderr


@pytest.mark.parametrize("ear", ["closed pipe", "full disk"])
def test_nobody_listening_is_no_traceback(tmp_path: Path, ear: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    mouth = writing if ear == "closed pipe" else os.open("/dev/full", os.O_WRONLY)
    command = [sys.executable, "-m", "kiosk.command_line", "jobs", "list", "--json", "--home", str(tmp_path)]

    answer = subprocess.run(command, stdout=mouth, stderr=subprocess.PIPE, text=True, timeout=30)

    for end in {writing, mouth}:
        os.close(end)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "Exception ignored" not in answer.stderr


def test_folder_that_cannot_be_made_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("")

    answer = guanjia("demo", "--out", str(tmp_path / "taken"), "--var", str(tmp_path / "var"))

    assert answer.returncode == 1
    assert "taken" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_ctrl_c_in_the_middle_is_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.command_line", "central", "seed", "--home", str(tmp_path / "central")]
    seeding = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, preexec_fn=hears_ctrl_c)
    deadline = time.monotonic() + 30
    while not (tmp_path / "central" / "centre.db").exists() and time.monotonic() < deadline:
        time.sleep(0.01)

    seeding.send_signal(signal.SIGINT)

    _, said = seeding.communicate(timeout=30)
    assert seeding.returncode == 130
    assert "Traceback" not in said


def test_ctrl_c_closes_a_terminal_that_stands_idle(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "kiosk.command_line", "kiosk", "--simulated-hall", "--var", str(tmp_path / "var")]
    off_screen = os.environ | {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    terminal = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=off_screen)
    deadline = time.monotonic() + 60
    store = tmp_path / "var" / "terminal" / "store.db"
    while not store.exists() and time.monotonic() < deadline:
        time.sleep(0.05)

    terminal.send_signal(signal.SIGINT)

    assert terminal.wait(timeout=10) == -signal.SIGINT
    while (tmp_path / "var" / "hall" / "control.sock").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not (tmp_path / "var" / "hall" / "control.sock").exists()


def test_printer_library_leaves_no_folder_in_tmp(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "import devices.receipt_printer.escpos_network"]

    subprocess.run(command, check=True, timeout=30, env=os.environ | {"TMPDIR": str(tmp_path)})

    assert list(tmp_path.iterdir()) == []
