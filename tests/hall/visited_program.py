"""A terminal in a process of its own, walked through from outside step by step, so that no word of a visitor's is ever in its script.

Each line on stdin is one step; each is answered by one line on stdout. A canary that the process knew from its own program would be found
in its memory for ever: so digits are tapped one by one, and cards are laid down by the street.
"""

from __future__ import annotations

import contextlib
import os
import select
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from kiosk.bootstrap import Hall, Look, build_hands, keep_qt_warnings, new_application
from kiosk.visitor import GaveUp, Visitor


def main() -> int:
    application = new_application()
    complaints: list[str] = []
    keep_qt_warnings(complaints)
    defects: list[BaseException] = []
    hall = Hall(application, Look(full=False))
    visitor = Visitor(hall.window, hall.shell)
    hall.furnish(lambda home: build_hands(Path(sys.argv[1]), home, defects.append), defects.append)
    visitor.waits_for(lambda: hall.shell.ready_now or bool(defects), "the terminal", 60.0)
    visitor.waits_for(lambda: hall.shell.around.online is True, "the centre", 60.0)
    say("ready")
    while (line := next_line()) != "leave":
        try:
            say(carry_out(hall, visitor, *line.split()))
        except GaveUp as gave_up:
            say(f"! {gave_up}")
    hall.close()
    say(" ".join([*map(repr, defects), *complaints]) or "left")
    return 0


def carry_out(hall: Hall, visitor: Visitor, verb: str, *words: str) -> str:
    shell = hall.shell
    match verb:
        case "sees":
            visitor.sees(words[0], 60.0)
        case "taps":
            visitor.taps(words[0], 60.0)
        case "rests":
            visitor.lets_pass(float(words[0]))
        case "page":
            return shell.page_name
        case "idle":
            visitor.waits_for(
                lambda: not (hall.forgetting and hall.forgetting.under_way), "the end of forgetting", 60.0
            )
        case "offline":
            visitor.waits_for(lambda: shell.around.online is False, "the cut to be noticed", 60.0)
        case "online":
            visitor.waits_for(lambda: shell.around.online is True, "the wire to be whole", 60.0)
        case "waits":
            wait_for(hall, visitor, words[0])
        case "onwards":
            go_on(hall, visitor, words[0])
        case "runs":
            shell.idle.set_limits(0, 1)
        case _:
            return f"! unknown {verb}"
    return "done"


def wait_for(hall: Hall, visitor: Visitor, what: str) -> None:
    shell = hall.shell
    if what == "slip":
        visitor.waits_for(lambda: shell.flow_now and not shell.flow_now.is_waiting, "the slip", 60.0)
        visitor.waits_for(
            lambda: shell.flow_now and shell.flow_now.property("slipState") == "printed", "the slip", 60.0
        )
    else:
        visitor.waits_for(lambda: shell.help_call.property("state") == what, f"help to be {what}", 60.0)


def go_on(hall: Hall, visitor: Visitor, wanted: str) -> None:
    """Press the primary button, whatever page it is on, until `wanted` is up. A page of several sheets is pressed for each."""
    shell = hall.shell
    for _ in range(12):
        visitor.waits_for(lambda: shell.page_name != "Working" and not busy(hall), "the page to be at rest", 60.0)
        if shell.page_name == wanted:
            return
        before = shell.page_name
        visitor.taps("primary", 60.0)
        with contextlib.suppress(GaveUp):
            visitor.waits_for(lambda before=before: shell.page_name != before or busy(hall), "another page", 1.0)  # type: ignore[misc]  # default binds the loop's name
    raise GaveUp(f"{wanted} did not come")


def busy(hall: Hall) -> bool:
    flow = hall.shell.flow_now
    return flow is not None and flow.is_waiting


def next_line() -> str:
    """The loop goes round while nobody says anything."""
    heard = b""
    while not heard.endswith(b"\n"):
        QCoreApplication.processEvents()
        if select.select([sys.stdin], [], [], 0.01)[0]:
            read = os.read(sys.stdin.fileno(), 1)
            if not read:
                return "leave"
            heard += read
    return heard.decode("ascii").strip()


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
