"""The audit's report: what was looked at, what was found, as JSON and as a page to read."""

from __future__ import annotations

import html
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.every_check import EVERY_CHECK
from audit.exceptions import EXCEPTIONS
from audit.looking import Sighting

from kiosk.shell import MAINTENANCE_PAGES, SHELL_PAGES

SERVICES = Path(__file__).resolve().parents[2] / "kiosk" / "services"
WHERE_SHOWN = 8
ACROSS = {
    "bar-place": (
        "26",
        "返回, 首页, 求助 and the others stand at the same place on every page",
        "leave the bar to KPage",
    ),
    "not-seen": (
        "27",
        "every page file is looked at in every variant",
        "a visit in tests/gallery/visits that comes by it",
    ),
    "not-reached": ("27", "every visit comes to its end", "run it by itself: make audit ONLY=…"),
}


@dataclass(frozen=True)
class Told:
    """One finding, and every place at which it was found."""

    check: str
    who: str
    what: str
    stop: str
    variants: tuple[str, ...]

    def in_a_line(self) -> str:
        where = ", ".join(self.variants[:2]) + (f" and {len(self.variants) - 2} more" if len(self.variants) > 2 else "")
        return f"{self.check}: {self.stop} [{where}] {self.who}: {self.what}"


@dataclass(frozen=True)
class Report:
    seconds: float
    pages: int
    stops: int
    variants: int
    sightings: int
    findings: tuple[Told, ...]

    @classmethod
    def of(cls, sightings: Sequence[Sighting], seconds: float, *, whole: bool) -> Report:
        found = list(_told(sightings))
        found += _bar_that_moves(sightings)
        if whole:
            found += _not_seen(sightings)
        seen = [one for one in sightings if one.stop and one.page]
        return cls(
            round(seconds, 1),
            len({one.page for one in seen}),
            len({one.stop for one in seen}),
            len({one.variant for one in seen}),
            len(seen),
            tuple(sorted(found, key=lambda told: (told.check, told.stop, told.who))),
        )

    def counts(self) -> Counter[str]:
        """Findings by check, every variant counted."""
        return Counter(
            {
                check: sum(max(1, len(one.variants)) for one in self.findings if one.check == check)
                for check in {one.check for one in self.findings}
            }
        )

    def in_brief(self) -> str:
        lines = [
            f"{self.pages} pages, {self.stops} states of them, {self.variants} variants, "
            f"{self.sightings} sheets looked at in {self.seconds:.0f} s: {sum(self.counts().values())} findings"
        ]
        lines += [f"  {check:18s} {count}" for check, count in self.counts().most_common()]
        lines += [f"  {one.in_a_line()}" for one in self.findings[:200]]
        return "\n".join(lines)


def _told(sightings: Iterable[Sighting]) -> Iterator[Told]:
    """The same of the same page in many variants is one finding; figures may differ, the first one is told."""
    where: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    what: dict[tuple[str, str, str], str] = {}
    for one in sightings:
        for finding in one.findings:
            key = (finding.check, one.stop, finding.who)
            where[key].append(one.variant)
            what.setdefault(key, finding.what)
    for (check, stop, who), variants in where.items():
        yield Told(check, who, what[check, stop, who], stop, tuple(dict.fromkeys(variants)))


def _bar_that_moves(sightings: Iterable[Sighting]) -> Iterator[Told]:
    """In one variant every place of the bar is where it is on most pages."""
    at: dict[tuple[str, str], dict[tuple[int, ...], list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in sightings:
        for place, rect in one.bar.items():
            at[one.variant, place][rect].append(one.stop)
    for (variant, place), rects in at.items():
        usual = max(rects, key=lambda rect: len(rects[rect]))
        for rect, stops in rects.items():
            if rect != usual:
                for stop in dict.fromkeys(stops):
                    yield Told("bar-place", place, f"at {rect}, elsewhere at {usual}", stop, (variant,))


def pages_never_seen(sightings: Iterable[Sighting]) -> list[str]:
    """Pages by which no visit comes, by their files' names."""
    files = [*SHELL_PAGES.glob("*.qml"), *MAINTENANCE_PAGES.glob("*.qml"), *SERVICES.rglob("*.qml")]
    seen = {one.page for one in sightings}
    return sorted(file.stem for file in files if file.stem not in seen)


def _not_seen(sightings: Sequence[Sighting]) -> Iterator[Told]:
    for page in pages_never_seen(sightings):
        yield Told("not-seen", page, "no visit comes by it", "", ())
    every = {one.variant for one in sightings if one.stop}
    for stop in sorted({one.stop for one in sightings if one.stop}):
        missing = every - {one.variant for one in sightings if one.stop == stop}
        if missing:
            yield Told("not-seen", stop, "not looked at in every variant", stop, tuple(sorted(missing)))


# ---- writing ----


def write(report: Report, out: Path) -> None:
    (out / "report.json").write_text(json.dumps(_as_json(report), ensure_ascii=False, indent=1) + "\n", "utf-8")
    (out / "index.html").write_text(_as_page(report, out), "utf-8")


def _checks() -> Iterator[tuple[str, str, str, str]]:
    """name, number, clause, hint"""
    for check in EVERY_CHECK:
        yield check.name, check.number, check.clause, check.hint
    yield from ((name, *words) for name, words in ACROSS.items())


def _as_json(report: Report) -> dict[str, Any]:
    counts = report.counts()
    return {
        "seconds": report.seconds,
        "pages": report.pages,
        "states": report.stops,
        "variants": report.variants,
        "sheets": report.sightings,
        "checks": [
            {"name": name, "number": number, "clause": clause, "findings": counts[name]}
            for name, number, clause, _ in _checks()
        ],
        "findings": [vars(one) for one in report.findings],
    }


def _as_page(report: Report, out: Path) -> str:
    counts = report.counts()
    checks = "".join(
        f"<tr class={'bad' if counts[name] else 'ok'}><td>{number}<td>{name}<td>{counts[name]}<td>{html.escape(clause)}"
        f"<td>{html.escape(hint)}"
        for name, number, clause, hint in _checks()
    )
    by_stop: dict[str, list[Told]] = defaultdict(list)
    for one in report.findings:
        by_stop[one.stop].append(one)
    stops = sorted({file.stem for file in (out / "sheets").glob("*.jpg")} | set(by_stop))
    pages = "".join(_page_of(stop, by_stop[stop]) for stop in stops)
    let_be = "".join(
        f"<li><b>{', '.join(sorted(one.checks))}</b> of {one.who}: {html.escape(one.reason)}" for one in EXCEPTIONS
    )
    return PAGE.format(let_be=let_be, brief=html.escape(report.in_brief().splitlines()[0]), checks=checks, pages=pages)


def _page_of(stop: str, findings: list[Told]) -> str:
    rows = "".join(
        f"<li><b>{one.check}</b> {html.escape(one.who)}: {html.escape(one.what)} "
        f"<small>{', '.join(one.variants[:WHERE_SHOWN])}{' …' if len(one.variants) > WHERE_SHOWN else ''}</small>"
        for one in findings
    )
    return (
        f"<h2 id='{stop}'>{stop or 'across pages'}</h2><ul>{rows}</ul>"
        f"<a href='sheets/{stop}.jpg'><img loading=lazy src='sheets/{stop}.jpg'></a>"
    )


PAGE = """<!doctype html><meta charset=utf-8><title>Audit</title>
<style>body{{font:16px/1.5 sans-serif;margin:2em;max-width:110em}}td{{padding:.2em 1em;border-top:1px solid #ccc;vertical-align:top}}
.bad{{background:#fdd}}img{{max-width:100%;border:1px solid #888}}small{{color:#555}}</style>
<h1>{brief}</h1>
<table><tr><th>no.<th>check<th>findings<th>what it holds a page to<th>what to do{checks}
</table><h2>Let be</h2><ul>{let_be}</ul>{pages}
"""
