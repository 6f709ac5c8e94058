"""`guanjia jobs list`: what this terminal owes the centre, also while it runs."""

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.errors import HeartError
from app.outbox import JobStanding, list_jobs

COLUMNS = (
    "created_at",
    "kind",
    "aggregate",
    "seq",
    "state",
    "attempts",
    "next_at",
    "local_no",
    "receipt",
    "error_code",
)
NOTHING_YET = "nothing was ever filed here: there is no store yet"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser(
        "list",
        help="every job, oldest first: key, kind, aggregate, seq, state, attempts, next_at, receipt, error_code, created_at",
        description="Every job this terminal has filed and how far it got. Reads only; the terminal may be running. "
        "States: READY waits, SENDING is on its way, DONE the centre has it, REJECTED a person must act, QUARANTINED a defect. "
        "Exit status 0, or 1 when the store cannot be read (the reason is on stderr).",
    )
    listing.add_argument("--json", action="store_true", help="a JSON array on stdout, [] when there is nothing")
    listing.add_argument(
        "--home",
        type=Path,
        default=Path("var/terminal"),
        metavar="DIR",
        help="the terminal's home (default: %(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the list. Returns 0, or 1 with the reason on stderr."""
    try:
        jobs = list_jobs(arguments.home)
        known = (arguments.home / "store.db").exists()
    except (HeartError, OSError) as error:
        _complain(error, as_json=arguments.json)
        return 1
    if not known:
        print(f"{arguments.home}: {NOTHING_YET}", file=sys.stderr)
    print(_as_json(jobs) if arguments.json else _as_table(jobs))
    return 0


def _complain(error: HeartError | OSError, *, as_json: bool) -> None:
    code = error.code if isinstance(error, HeartError) else "home-unreadable"
    words = str(error) if isinstance(error, HeartError) else f"{error.filename}: {error.strerror}"
    print(json.dumps({"error": {"code": code, "detail": words}}) if as_json else words, file=sys.stderr)


def _row(job: JobStanding) -> dict[str, Any]:
    moments = {"next_at": job.next_at.isoformat(), "created_at": job.created_at.isoformat()}
    return asdict(job) | {"state": job.state.value} | moments


def _as_json(jobs: list[JobStanding]) -> str:
    return json.dumps([_row(job) for job in jobs], ensure_ascii=False, indent=2)


def _as_table(jobs: list[JobStanding]) -> str:
    rows = [COLUMNS, *(tuple(str(_row(job)[column]) for column in COLUMNS) for job in jobs)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
