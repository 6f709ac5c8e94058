"""`guanjia kiosk`: the terminal on this screen."""

from __future__ import annotations

import argparse
import gc
import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.background import Homecoming
    from kiosk.bootstrap import Hall
    from kiosk.hands import Hands


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home",
        type=Path,
        default=Path("var/terminal"),
        help="the terminal's folder (default: var/terminal; with --simulated-hall it is VAR/terminal)",
    )
    parser.add_argument(
        "--simulated-hall", action="store_true", help="start the simulated hall and the reference centre too"
    )
    parser.add_argument(
        "--var", type=Path, default=Path("var"), help="where the simulated hall keeps its things (default: var)"
    )
    parser.add_argument("--windowed", action="store_true", help="a window instead of the whole screen")
    parser.add_argument("--first-frame", action="store_true", help="draw the first frame, say so as JSON, and end")


def run(arguments: argparse.Namespace) -> int:
    """Open the terminal and stay until its window is closed. 1: the terminal could not be built."""
    if not _has_a_screen():
        print(f"没有显示器 / there is no display here: {NO_SCREEN}", file=sys.stderr)
        return 1
    gc.disable()  # while everything is made nothing is waste; afterwards the hall looks for it
    if arguments.first_frame:
        return _first_frame(arguments.home)
    with ExitStack() as around:
        home = arguments.home
        if arguments.simulated_hall:
            from kiosk.simulated_hall import HallFailed, simulated_hall

            try:
                home = around.enter_context(
                    simulated_hall(arguments.var, lambda words: print(words, file=sys.stderr))
                ).terminal_home
            except HallFailed as failed:
                print(f"模拟大厅没有启动 / the simulated hall did not start: {failed}", file=sys.stderr)
                return 1
        return _stay_open(home, windowed=arguments.windowed)


NO_SCREEN = "set DISPLAY or WAYLAND_DISPLAY, or play the demo: guanjia demo"


def _has_a_screen() -> bool:
    """Qt ends the process without a word where it finds none."""
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


@contextmanager
def _defects_told_to(hall: Hall) -> Iterator[None]:
    """What a slot raises would be printed, words and all, and the words may be somebody's."""

    def met(_kind: type[BaseException], defect: BaseException, _trace: TracebackType | None) -> None:
        hall.met_defect(defect)

    sys.excepthook = met
    try:
        yield
    finally:
        sys.excepthook = sys.__excepthook__


def _first_frame(home: Path) -> int:
    from kiosk.bootstrap import Hall, look_of, new_application

    application = new_application()
    hall = Hall(application, look_of(home / "terminal.toml"))

    def drawn() -> None:
        print(json.dumps({"first_frame": True}), flush=True)
        application.quit()

    hall.window.frameSwapped.connect(drawn)  # type: ignore[attr-defined]  # QQuickWindow's, which QWindow's stub does not know
    application.exec()
    hall.close()
    return 0


def _build(home: Path, homecoming: Homecoming, hall: Hall) -> Hands:
    """After the first frame: what is written down about this terminal goes into its home, without a word about anybody."""
    from app import log
    from kiosk.bootstrap import build_hands

    hands = build_hands(home, homecoming, hall.met_defect)
    log.set_up(file=home / "guanjia.log")
    return hands


def _stay_open(home: Path, *, windowed: bool) -> int:
    from kiosk.bootstrap import Hall, look_of, new_application

    application = new_application()
    look = look_of(home / "terminal.toml")
    hall = Hall(application, look if not windowed else look.windowed())
    failures: list[str] = []

    def failed(error: Exception) -> None:
        failures.append(str(error))
        application.quit()

    # Python would notice Ctrl-C only when one of its slots runs, and Qt swallows what that raises. Ending at once loses nothing:
    # the store is made for a pulled plug, and the simulated hall's processes end with this one.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    hall.furnish(lambda homecoming: _build(home, homecoming, hall), failed)
    with _defects_told_to(hall):
        application.exec()
    hall.close()
    for words in failures:
        print(f"终端没有启动 / the terminal could not start: {words}", file=sys.stderr)
    return 1 if failures else 0
