"""`guanjia jobs`: what this terminal owes the centre: list and show while it runs, retry what was set aside, export sealed jobs."""

import argparse
import json
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import config, enrolment
from app.audit import AuditLog
from app.contract.bundles import BundleHead, write_bundle
from app.errors import HeartError
from app.outbox import JobStanding, JobState, list_jobs, open_outbox
from app.outbox.exporting import JobParticulars, export_items, find_jobs
from app.private_files import write_private

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
REASON = re.compile(r"(?!.*\d{11})[A-Za-z0-9][A-Za-z0-9._:/+-]{2,59}")
SHORT_KEY = 8
"""Characters of a key that go into the diary: enough to find the job, too few to look like somebody's number."""

MEANING = {
    JobState.READY: "waits; it goes by itself",
    JobState.SENDING: "is on its way; if nothing comes back within a minute, or the terminal stops, it goes again",
    JobState.DONE: "the centre has it; it is kept here until 30 days after it was in the centre's backup",
    JobState.REJECTED: "the centre did not take it, see error_code; staff must act, then: guanjia jobs retry",
    JobState.QUARANTINED: "set aside for a defect, see error_code; mend its cause, then: guanjia jobs retry",
}


class HomeNotAFolder(HeartError):
    code = "home-not-a-folder"


class JobUnknown(HeartError):
    code = "job-unknown"


class JobAmbiguous(HeartError):
    code = "job-ambiguous"


class JobNotSetAside(HeartError):
    code = "job-not-set-aside"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _add_list(actions)
    _add_show(actions)
    _add_retry(actions)
    _add_export(actions)


def _add(actions: Any, name: str, help: str, description: str) -> argparse.ArgumentParser:
    action: argparse.ArgumentParser = actions.add_parser(name, help=help, description=description)
    action.add_argument("--json", action="store_true", help="JSON on stdout, errors as JSON on stderr")
    action.add_argument(
        "--home",
        type=Path,
        default=Path("var/terminal"),
        metavar="DIR",
        help="the terminal's home (default: %(default)s)",
    )
    return action


def _add_list(actions: Any) -> None:
    _add(
        actions,
        "list",
        "every job, oldest first: key, kind, aggregate, seq, state, attempts, next_at, receipt, error_code, created_at",
        "Every job this terminal has filed and how far it got; [] when there is nothing. Reads only; the terminal may be running. "
        "States: READY waits, SENDING is on its way, DONE the centre has it, REJECTED a person must act, QUARANTINED a defect. "
        "Exit status 0, or 1 when the store cannot be read (the reason is on stderr).",
    )


def _add_show(actions: Any) -> None:
    showing = _add(
        actions,
        "show",
        "one job with all that is known of it, never what was filed",
        "One job: its state and what that means, its attempts, the centre's number, the hash and size of what was filed. What was "
        "filed is sealed to the centre and cannot be shown here. Reads only; the terminal may be running.",
    )
    showing.add_argument("key", metavar="KEY", help="the job's key, or its beginning")


def _add_retry(actions: Any) -> None:
    retrying = _add(
        actions,
        "retry",
        "send a job again that was set aside; the terminal must be stopped",
        "Makes one REJECTED or QUARANTINED job READY again, and writes who did so and why into the diary. The terminal must be "
        "stopped: one store has one owner. On a running terminal staff do the same on the maintenance page, with their card.",
    )
    retrying.add_argument("key", metavar="KEY", help="the job's key, or its beginning")
    retrying.add_argument(
        "--reason",
        required=True,
        type=_reason,
        help="why, as a short code for the diary: centre-mended, ticket-4711; never anything about a person",
    )


def _add_export(actions: Any) -> None:
    exporting = _add(
        actions,
        "export",
        "sealed jobs as a signed file for the centre, from a disk that is all that is left",
        "Writes what the centre has not taken yet into one file, signed by this terminal's key. Each job stays sealed: whoever carries "
        "the file can read none. Changes nothing in the store; the terminal may be running, and what is delivered twice counts once.",
    )
    exporting.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="where to; readable for its owner only"
    )
    exporting.add_argument(
        "--all", action="store_true", help="also what the centre has taken and this terminal still keeps"
    )


def _reason(words: str) -> str:
    if not REASON.fullmatch(words):
        raise argparse.ArgumentTypeError(
            "expected 3 to 60 plain letters, digits, hyphens, such as centre-mended; and no long number"
        )
    return words


def run(arguments: argparse.Namespace) -> int:
    """Carry out one action. Returns 0, or 1 with the reason on stderr."""
    actions: dict[str, Callable[[argparse.Namespace], None]] = {
        "list": _list,
        "show": _show,
        "retry": _retry,
        "export": _export,
    }
    try:
        _refuse_what_is_no_folder(arguments.home)
        actions[arguments.action](arguments)
    except (HeartError, OSError) as error:
        _complain(error, as_json=arguments.json)
        return 1
    return 0


def _refuse_what_is_no_folder(home: Path) -> None:
    if home.exists() and not home.is_dir():
        raise HomeNotAFolder(f"{home} is a file; --home is the folder the terminal keeps its store in")


def _list(arguments: argparse.Namespace) -> None:
    jobs = list_jobs(arguments.home)
    if not (arguments.home / "store.db").exists():
        print(f"{arguments.home}: {NOTHING_YET}", file=sys.stderr)
    print(_as_json([_row(job) for job in jobs]) if arguments.json else _as_table(jobs))


def _show(arguments: argparse.Namespace) -> None:
    found = _the_one(arguments.home, arguments.key)
    row = _row(found.standing) | {
        "schema_version": found.schema_version,
        "put_off": found.put_off,
        "acknowledged_at": found.acknowledged_at.isoformat() if found.acknowledged_at else None,
        "payload_sha256": found.payload_sha256,
        "payload_bytes": found.payload_bytes,
        "meaning": MEANING[found.standing.state],
    }
    width = max(map(len, row))
    lines = (f"{name.ljust(width)}  {'' if value is None else value}".rstrip() for name, value in row.items())
    print(_as_json(row) if arguments.json else "\n".join(lines))


def _retry(arguments: argparse.Namespace) -> None:
    """Written into the diary before it is done: nothing is done that does not stand there."""
    job, home = _the_one(arguments.home, arguments.key).standing, arguments.home
    if not job.set_aside:
        raise JobNotSetAside(f"{job.key} is {job.state}: {MEANING[job.state]}")
    place, settings = enrolment.load(home), config.load(home / config.FILE)
    with open_outbox(home, place, settings) as outbox:
        now, diary = datetime.now(UTC), AuditLog(home / "audit.jsonl")
        try:
            diary.append(
                actor="technician", action="job-retried", object=job.key[:SHORT_KEY], result=arguments.reason, at=now
            )
        finally:
            diary.close()
        outbox.requeue(job.key, now)
    print(_as_json({"key": job.key, "state": "READY"}) if arguments.json else f"{job.key} goes again at the next start")


def _export(arguments: argparse.Namespace) -> None:
    place = enrolment.load(arguments.home)
    items, unreadable = export_items(arguments.home, everything=arguments.all)
    head = BundleHead(
        terminal_id=place.terminal_id, incarnation=place.incarnation, exported_at=datetime.now(UTC), jobs=len(items)
    )
    write_private(arguments.out, write_bundle(head, items, place.key))
    if unreadable:
        print(f"{unreadable} damaged rows were left out; keep the disk", file=sys.stderr)
    said = {"file": str(arguments.out), "jobs": len(items), "unreadable": unreadable}
    print(
        _as_json(said)
        if arguments.json
        else f"{arguments.out}: {len(items)} sealed jobs, signed by {place.terminal_id}"
    )


def _the_one(home: Path, key: str) -> JobParticulars:
    found = find_jobs(home, key) if key else []
    if not found:
        raise JobUnknown(f"no job here has a key that begins with {key!r}")
    if len(found) > 1:
        raise JobAmbiguous(f"several keys begin with {key!r}: give more of it")
    return found[0]


def _complain(error: HeartError | OSError, *, as_json: bool) -> None:
    code = error.code if isinstance(error, HeartError) else "home-unreadable"
    words = str(error) if isinstance(error, HeartError) else f"{error.filename}: {error.strerror}"
    print(json.dumps({"error": {"code": code, "detail": words}}) if as_json else words, file=sys.stderr)


def _row(job: JobStanding) -> dict[str, Any]:
    moments = {"next_at": job.next_at.isoformat(), "created_at": job.created_at.isoformat()}
    return asdict(job) | {"state": job.state.value} | moments


def _as_json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False, indent=2)


def _as_table(jobs: list[JobStanding]) -> str:
    rows = [COLUMNS, *(tuple(str(_row(job)[column]) for column in COLUMNS) for job in jobs)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )
