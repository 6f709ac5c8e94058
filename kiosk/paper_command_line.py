"""`guanjia paper`: sample papers into a file, composed by the code that composes the real ones; forms, their pack, the ledger."""

import argparse
import importlib
import sys
from pathlib import Path

from app.contract.credit import ReportVariant
from devices.receipt_printer.profiles import PROFILES
from kiosk.paper_forms_command_line import add_form_arguments, run_form, run_forms, run_pack
from kiosk.paper_ledger_command_line import add_ledger_arguments, run_ledger, run_settle

RECEIPTS = ("report", "appeal-accepted", "appeal-stored", "appeal-set-aside")
REPORTS = ("clean", "dirty", "repaired", "stale")
VARIANTS = tuple(variant.value for variant in ReportVariant)

REPORT_ROOM = "central.zones.credit.sample_reports"
"""Reports are laid out by the centre. Named, not imported: the terminal's code stands on nothing of the centre's."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    papers = parser.add_subparsers(dest="paper", metavar="PAPER", required=True)
    receipt = papers.add_parser("receipt", help="a slip as the ESC/POS bytes a receipt printer gets")
    receipt.add_argument("--sample", choices=RECEIPTS, required=True)
    receipt.add_argument("--width", choices=("58", "80"), default="80", help="paper width in millimetres (default: 80)")
    receipt.add_argument("--model", choices=PROFILES, help="the printer's model (default: a general one of that width)")
    report = papers.add_parser("report", help="a sealed credit report as PDF")
    report.add_argument("--sample", choices=REPORTS, required=True)
    report.add_argument(
        "--variant", choices=VARIANTS, default=VARIANTS[0], help=f"the version (default: {VARIANTS[0]})"
    )
    for paper in (receipt, report):
        paper.add_argument("--out", type=Path, required=True, metavar="FILE")
    add_form_arguments(papers)
    add_ledger_arguments(papers)


def run(arguments: argparse.Namespace) -> int:
    """0: done, the file is written; 1: refused, in words."""
    actions = {"form": run_form, "forms": run_forms, "pack": run_pack, "ledger": run_ledger, "settle": run_settle}
    if arguments.paper in actions:
        return actions[arguments.paper](arguments)
    paper = _receipt(arguments) if arguments.paper == "receipt" else _report(arguments)
    try:
        arguments.out.write_bytes(paper)
    except OSError as error:
        print(f"写不了 / cannot write {arguments.out}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{arguments.out}: {len(paper)} bytes")
    return 0


def _receipt(arguments: argparse.Namespace) -> bytes:
    from kiosk.sample_receipts import SAMPLES
    from printing import receipt

    return receipt.render(SAMPLES[arguments.sample](), PROFILES[arguments.model or f"generic-{arguments.width}"])


def _report(arguments: argparse.Namespace) -> bytes:
    paper: bytes = importlib.import_module(REPORT_ROOM).draw(arguments.sample, variant=arguments.variant)
    return paper
