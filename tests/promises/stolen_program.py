"""A terminal that is stolen: files, prints slips and reports for one visitor after another until it is killed. Run by test_stolen_disk.

    python stolen_program.py HOME PAGE_PORT RECEIPT_PORT FIRST UNTIL

Says `visitor N` when one is done. Puts the same rooms together as `kiosk` does: enrolment, outbox, ledger, spooler, log, audit.
"""

from __future__ import annotations

import logging
import sys
import tempfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from bench_drafts import Draft, appeal
from planted import People, person
from reportlab.pdfgen.canvas import Canvas

import app.log
from app import config, enrolment
from app.audit import AuditLog
from app.contract.jobs import JobKind
from app.outbox import open_outbox
from devices.page_printer.ipp_printer import IppPagePrinter
from devices.receipt_printer.escpos_tcp import EscPosTcpPrinter
from printing.document import Document, Facts, Heading
from printing.ledger import Ledger
from printing.spooler import Spooler


def now() -> datetime:
    return datetime.now(UTC)


def report_of(who: People) -> bytes:
    """A page with the person on it, as the centre's report has them."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1, pageCompression=0)
    canvas.drawString(100, 700, f"{who.number} {who.phone}")
    canvas.showPage()
    canvas.save()
    return out.getvalue()


def slip_of(who: People) -> Document:
    return Document(
        "诉求回执", (Heading("诉求回执"), Facts((("办理人", who.name), ("电话", who.phone), ("证件", who.number))))
    )


def main(home: Path, page_port: int, receipt_port: int, first: int, until: int) -> None:
    app.log.set_up(file=home / "terminal.log", level=logging.DEBUG)
    log = app.log.get_logger("bench")
    place, settings = enrolment.load(home), config.load(home / config.FILE)
    audit = AuditLog(home / "audit.jsonl")
    pages = IppPagePrinter(f"ipp://127.0.0.1:{page_port}/ipp/print", between_looks=0.01)
    slips = EscPosTcpPrinter("127.0.0.1", receipt_port)
    spooler = Spooler(pages, slips, Ledger(home / "papers.db", now), terminal="01", now=now)
    with open_outbox(home, place, settings) as outbox, tempfile.TemporaryFile():
        for number in range(first, until):
            who = person(number)
            payload = appeal("T0001", number, now(), person=who.card).model_copy(
                update={"query_code": who.query_code, "phone": who.phone, "entity_name": who.firm}
            )
            filed = outbox.file([Draft(JobKind.APPEAL_FILED, f"appeal:{who.query_code}", payload)], now())[0]
            audit.append(actor="visitor", action="appeal.file", object=filed.local_no, at=now())
            log.warning("filed", code=who.query_code, holder=who.name, outcome=who.firm, count=1)
            spooler.print_receipt(slip_of(who), number=f"L{number:05d}")
            if number % 4 == 0:
                spooler.print_pages(report_of(who), number=f"R{number:05d}", pages=1, timeout=5.0)
            sys.stdout.write(f"visitor {number}\n")
            sys.stdout.flush()
    sys.stdout.write("all\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
