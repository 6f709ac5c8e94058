"""A terminal that prints one paper after another and may be killed at any moment: run by test_papers_survive, never imported by it.

    python torn_terminal.py LEDGER PRINTER_PORT

It waits for `start FIRST LAST` lines on stdin. For each it forks a child that asks the printer about what the child before it was torn
away from and then prints papers FIRST to LAST, saying on stdout what came of each. `stop` ends it.
"""

import json
import os
import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from devices.page_printer.ipp_printer import IppPagePrinter
from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
from printing import reprint
from printing.ledger import Ledger
from printing.spooler import MOST_COPIES, Fate, Spooler

TRIES = 3


def now() -> datetime:
    return datetime.now(UTC)


def paper(pages: int) -> bytes:
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    for page in range(pages):
        canvas.drawString(100, 700, f"page {page}")
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def say(**told: object) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def work(ledger_path: Path, port: int, first: int, last: int) -> None:
    printer = IppPagePrinter(
        f"ipp://127.0.0.1:{port}/ipp/print", answer_timeout=0.5, between_looks=0.004, patience=0.15
    )
    ledger = Ledger(ledger_path, now)
    spooler = Spooler(printer, EscPosTcpPrinter("127.0.0.1", 9), ledger, terminal="03", now=now)
    for _ in range(20):
        for recovered in spooler.recover():
            say(number=recovered.row.number, copy=recovered.row.copy_no, fate=recovered.fate, recovered=True)
    for index in range(first, last):
        print_as_the_flow_does(spooler, f"P{index:05d}", 1 + index % 3)
        say(next=index + 1)


def print_as_the_flow_does(spooler: Spooler, number: str, pages: int) -> None:
    """Nothing came out: the same copy again. Some or nobody knows: one more, marked."""
    copy_no = 1
    for _ in range(TRIES):
        out = spooler.print_pages(PAPERS[pages], number=number, pages=pages, copy_no=copy_no, timeout=2.0)
        say(number=number, copy=copy_no, fate=out.fate)
        if out.fate in (Fate.PARTIAL, Fate.UNKNOWN) and copy_no < MOST_COPIES:
            copy_no += 1
        elif out.fate is not Fate.FAILED:
            return


PAPERS = {pages: paper(pages) for pages in (1, 2, 3)}

if __name__ == "__main__":
    reprint.marked(PAPERS[1], "补打")  # loads what a child would otherwise load again each time
    say(ready=True)
    for line in sys.stdin:
        match line.split():
            case ["start", first, last]:
                child = os.fork()
                if child == 0:
                    work(Path(sys.argv[1]), int(sys.argv[2]), int(first), int(last))
                    os._exit(0)
                say(child=child)
                os.waitpid(child, 0)
                say(ended=True)
            case _:
                break
