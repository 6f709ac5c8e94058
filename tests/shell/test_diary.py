"""What was done at the terminal stands in its diary, in codes and in order, and nobody's name does."""

import json

from quick_terminal import NUMBER, QuickTerminal

from app.audit import verify_chain


def test_diary_tells_what_was_done_and_to_nobody_who(terminal: QuickTerminal) -> None:
    terminal.comes_to_preview()
    terminal.shell.endVisit()
    terminal.lets_everything_come_home()

    diary = terminal.home / "audit.jsonl"
    actions = [json.loads(line)["action"] for line in diary.read_text("ascii").splitlines()]
    assert actions == ["switched-on", "visit-ended"]
    assert verify_chain(diary).holds
    assert NUMBER not in diary.read_text("ascii")
