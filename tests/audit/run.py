"""The audit: every page of the product, in every variant, looked at by every check. `make audit` runs it.

It leaves in var/audit/ a sheet of pictures for each page, report.json, and index.html to read. Exit code 1: something was found.
"""

from __future__ import annotations

import argparse
import logging
import multiprocessing
import os
import pickle
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_QUICK_BACKEND", "software")

from audit.findings import Finding
from audit.looking import Look, Sighting
from audit.pictures import Album
from audit.report import Report, write
from gallery.variants import EVERY_VARIANT, LOW, PSEUDO, Variant
from gallery.visits.every import EVERY_VISIT, Visit

from kiosk.bootstrap import new_application

ROOT = Path(__file__).resolve().parents[2]
BROUGHT = "sightings"
LEFT_OUT = "elder-100"
"""长辈版 never writes smaller than 150 %: the same picture as elder-150, looked at once."""


@dataclass(frozen=True)
class Errand:
    """What one process does at a time: one visit, some of the variants."""

    visit: str
    variants: tuple[Variant, ...]
    is_pseudo: bool
    stops: frozenset[str]
    album: Path


def main(words: list[str]) -> int:
    asked = parse(words)
    out: Path = asked.out
    Album(out).begin_anew()
    begun = time.monotonic()
    errands = list(shared_out(asked, out))
    with ThreadPoolExecutor(asked.processes) as hands:
        going = [hands.submit(sent_out, errand) for errand in errands]
        sightings = list(as_they_come(going, begun))
    whole = not (asked.visits or asked.variants or asked.stops)
    report = Report.of(sightings, time.monotonic() - begun, whole=whole)
    Album(out).bind()
    write(report, out)
    sys.stdout.write(report.in_brief() + "\n")
    return 1 if report.findings else 0


def as_they_come(going: list[Future[list[Sighting]]], begun: float) -> Iterator[Sighting]:
    """Tells how far it is, and what was found: who stops it half-way has not waited for nothing."""
    for done, one in enumerate(as_completed(going), 1):
        yield from one.result()
        minutes, seconds = divmod(round(time.monotonic() - begun), 60)
        sys.stderr.write(f"{minutes:3d}:{seconds:02d}  {done} of {len(going)} walks\n")
        for told in Report.of(one.result(), 0, whole=False).findings:
            sys.stderr.write(f"        {told.in_a_line()}\n")


def parse(words: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make audit", description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "var" / "audit")
    parser.add_argument("--processes", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--visits", nargs="*", default=[], help="only these walks, by name")
    parser.add_argument("--stops", nargs="*", default=[], help="only these pages, by name (02-home)")
    parser.add_argument(
        "--variants", nargs="*", default=[], help="only variants whose name contains one of these words"
    )
    return parser.parse_args(words)


def shared_out(asked: argparse.Namespace, out: Path) -> Iterator[Errand]:
    """The pages of a visit by panel, so that two processes have about as much to do."""
    groups = [
        (tuple(variant for variant in EVERY_VARIANT if not variant.is_landscape), False),
        (tuple(variant for variant in EVERY_VARIANT if variant.is_landscape), False),
        (LOW, False),
        (PSEUDO, True),
    ]
    for visit in EVERY_VISIT:
        if asked.visits and visit.name not in asked.visits:
            continue
        for variants, is_pseudo in groups:
            wanted = tuple(one for one in variants if is_wanted(one, asked.variants, is_pseudo))
            if wanted:
                yield Errand(visit.name, wanted, is_pseudo, frozenset(asked.stops), out / "pages")


def is_wanted(variant: Variant, words: list[str], is_pseudo: bool) -> bool:
    name = f"pseudo-{variant.name}" if is_pseudo else variant.name
    return LEFT_OUT not in name and (not words or any(word in name for word in words))


def sent_out(errand: Errand) -> list[Sighting]:
    """In a process of its own: one that dies on the way is a finding, and nobody waits for it."""
    with tempfile.TemporaryDirectory(prefix="guanjia-audit-") as folder:
        process = multiprocessing.get_context("spawn").Process(target=carry_out, args=(errand, Path(folder)))
        process.start()
        process.join()
        brought = Path(folder) / BROUGHT
        if process.exitcode == 0 and brought.exists():
            seen: list[Sighting] = pickle.loads(brought.read_bytes())  # our own, of a moment ago
            return seen
    died = Finding(
        "not-reached", errand.visit, f"ended with {process.exitcode} among {errand.variants[0].name} and others"
    )
    return [Sighting(errand.visit, "", "", 0, (died,))]


def carry_out(errand: Errand, folder: Path) -> None:
    """What was seen is left in `folder`. Only our own words are said aloud there: what devices do is no matter here."""
    logging.disable(logging.WARNING)
    album = Album(errand.album.parent)
    look = Look(visit_named(errand.visit), lambda _stop: errand.variants, album.keep, is_pseudo=errand.is_pseudo)
    seen = look.sightings(new_application(), folder, errand.stops)
    (folder / BROUGHT).write_bytes(pickle.dumps(seen))
    sys.stdout.flush()
    os._exit(0)  # everything is brought home: what is still up need not be taken down


def visit_named(name: str) -> Visit:
    return next(visit for visit in EVERY_VISIT if visit.name == name)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
