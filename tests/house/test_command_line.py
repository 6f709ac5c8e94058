"""Every verb of `guanjia` answers for itself to someone who has never seen the project."""

import subprocess
import sys

import pytest

from kiosk.command_line import VERBS


def guanjia(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kiosk.command_line", *words]
    return subprocess.run(command, capture_output=True, text=True, timeout=30)


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
