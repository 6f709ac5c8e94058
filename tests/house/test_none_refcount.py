"""PySide6 6.12 on Python 3.11 loses one reference to None per call and aborts after some thousand; this house must not."""

import subprocess
import sys

CALLS = 20_000

# A process of its own: where the references are lost, the interpreter aborts, and it should not be the one that tests.
COUNT = f"""
import sys
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QGuiApplication

application = QGuiApplication([])
parent = QObject()
before = sys.getrefcount(None)
for _ in range({CALLS} // 2):
    QCoreApplication.processEvents()
    parent.findChild(QObject, "nobody")
print(sys.getrefcount(None) - before)
"""


def test_twenty_thousand_qt_calls_leave_none_unharmed() -> None:
    counted = subprocess.run([sys.executable, "-c", COUNT], capture_output=True, text=True, timeout=60)

    assert counted.returncode == 0, counted.stderr
    assert abs(int(counted.stdout)) < 100
