"""From nothing to the first frame: the kiosk against a minimal QML window, fresh processes, pair by pair in the same run."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter

from timing import median, report

from app.config import FILE, write_default

PAIRS = 21

# The least that Python and Qt can do for one frame of the kiosk's size. Like the kiosk, it goes the moment the frame is out.
MINIMAL = """
import json, os
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QQmlApplicationEngine

application = QGuiApplication([])
engine = QQmlApplicationEngine()
engine.loadData(b'''
import QtQuick
Window { width: 1080; height: 1920; visible: true; Text { anchors.centerIn: parent; text: "1" } }
''')

def first_frame():
    print(json.dumps({"first_frame": True}), flush=True)
    os._exit(0)

engine.rootObjects()[0].frameSwapped.connect(first_frame)
application.exec()
"""


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="guanjia-") as home:
        ours = [*kiosk(Path(home)), "--first-frame"]
        minimal = [sys.executable, "-c", MINIMAL]
        (
            milliseconds_to_first_frame(ours),
            milliseconds_to_first_frame(minimal),
        )  # Fills the file cache and both byte caches.
        pairs = [(milliseconds_to_first_frame(ours), milliseconds_to_first_frame(minimal)) for _ in range(PAIRS)]
    return report(
        "cold-start",
        "ratio",
        ratio=median(our_ms / minimal_ms for our_ms, minimal_ms in pairs),
        ours_ms=median(our_ms for our_ms, _ in pairs),
        minimal_ms=median(minimal_ms for _, minimal_ms in pairs),
        runs=PAIRS,
        goal=1.3,
        limit=2.0,
    )


def kiosk(home: Path) -> list[str]:
    """The kiosk in a hall where nothing answers: the first frame waits for no device and no centre."""
    write_default(home / FILE)
    return [str(Path(sys.executable).with_name("guanjia")), "kiosk", "--home", str(home)]


def milliseconds_to_first_frame(command: Sequence[str]) -> float:
    """Start the command; the time until it says that its first frame is out. Raises RuntimeError when it ends without one."""
    started = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment()) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if "first_frame" in line:
                return (perf_counter() - started) * 1000
    raise RuntimeError(f"no first frame from {command[0]}, exit status {process.returncode}")


def environment() -> dict[str, str]:
    """As on a terminal: byte code is kept; without a display, both draw off-screen."""
    variables = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    if not variables.keys() & {"DISPLAY", "WAYLAND_DISPLAY"}:
        variables |= {"QT_QPA_PLATFORM": "offscreen", "QT_QUICK_BACKEND": "software"}
    return variables


if __name__ == "__main__":
    sys.exit(main())
