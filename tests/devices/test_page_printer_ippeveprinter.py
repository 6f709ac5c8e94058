"""The A4 printer's driver with a printer that we did not write: CUPS's `ippeveprinter`, where this machine has it."""

import io
import shutil
import socket
import subprocess
import time

import pytest
from reportlab.pdfgen.canvas import Canvas

from devices.page_printer import SheetsOut
from devices.page_printer.ipp_printer import IppPagePrinter
from devices.state import Condition

PROGRAM = shutil.which("ippeveprinter") or shutil.which("ippeveprinter", path="/usr/sbin")
PRINTS_TWO_PAGES = """#!/bin/sh
echo "ATTR: job-impressions-completed=1" >&2
echo "ATTR: job-impressions-completed=2" >&2
"""

pytestmark = pytest.mark.skipif(PROGRAM is None, reason="ippeveprinter (Debian: cups-ipp-utils) is not on this machine")


def two_pages():
    octets = io.BytesIO()
    canvas = Canvas(octets, invariant=True)
    canvas.showPage()
    canvas.showPage()
    canvas.save()
    return octets.getvalue()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def answers(port):
    with socket.socket() as line:
        return line.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture
def printer(tmp_path):
    """Its url and its spool."""
    port, spool, engine = free_port(), tmp_path / "spool", tmp_path / "engine"
    spool.mkdir()
    engine.write_text(PRINTS_TWO_PAGES)
    engine.chmod(0o755)
    words = [
        PROGRAM,
        "-p",
        str(port),
        "-n",
        "localhost",
        "-d",
        spool,
        "-k",
        "-f",
        "application/pdf",
        "-c",
        engine,
        "A4",
    ]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        deadline = time.monotonic() + 10
        while process.poll() is None and not answers(port) and time.monotonic() < deadline:
            time.sleep(0.02)
        if process.poll() is not None:
            pytest.skip(f"ippeveprinter does not start here: {process.stderr.read().strip()}")
        yield f"ipp://localhost:{port}/ipp/print", spool
        process.terminate()


def test_pages_come_out_whole_and_byte_for_byte(printer):
    url, spool = printer
    driver = IppPagePrinter(url)

    state = driver.state()
    out = driver.print_pages(two_pages(), job_name="report", pages=2, on_progress=lambda _: None, timeout=30)

    assert state.condition is Condition.READY
    assert out == SheetsOut(2, 2)
    assert [path.read_bytes() for path in spool.glob("*.pdf")] == [two_pages()]
