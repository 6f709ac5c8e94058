"""`guanjia enrol`: let this terminal in at its centre, by the code that `guanjia central invite` prints there."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kiosk.findings import both


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--home", type=Path, default=Path("var/terminal"), help="the terminal's folder (default: %(default)s)"
    )
    parser.add_argument("--url", required=True, help="the centre's address, e.g. https://centre.example:8600")
    parser.add_argument(
        "--code", required=True, help="five groups of four letters and digits; valid for one hour, once"
    )
    parser.add_argument("--ca-file", type=Path, help="PEM file of the authority behind an https centre")


def run(arguments: argparse.Namespace) -> int:
    """0 enrolled, 1 not (the reason is on stderr)."""
    from app.contract.enrolment import BadCode
    from app.enrolment_by_code import NotLetIn, enrol_by_code
    from app.errors import HeartError

    ca_file = str(arguments.ca_file.resolve()) if arguments.ca_file else ""
    try:
        place, site = enrol_by_code(arguments.home, arguments.url, arguments.code, ca_file=ca_file)
        notes = _configure(arguments.home, arguments.url, ca_file, place.terminal_id, site)
    except (NotLetIn, BadCode) as refused:
        return _fail(*_words(refused.code))
    except (HeartError, OSError) as wrong:
        return _fail(str(wrong))
    _say(both(f"{place.terminal_id} 已登记：{place.centre}", f"enrolled at {site}"))
    for note in notes:
        _say(note)
    return 0


def _configure(home: Path, url: str, ca_file: str, terminal_id: str, site: str) -> list[str]:
    """A terminal.toml where there is none; what is not as enrolled in one that is there."""
    from app import config

    path = home / config.FILE
    if not path.exists():
        config.write_default(path, terminal_id=terminal_id, site=site, central_url=url, central_ca_file=ca_file)
        return [both(f"写好了 {path}，请再看一遍", f"{path} was written; look it through")]
    settings = config.load(path)
    told = {"terminal_id": (settings.terminal_id, terminal_id), "central.url": (settings.central.url, url)}
    return [
        both(f"{path}: {key} 写的是 {found}，登记的是 {wanted}", f"{key} says {found}, enrolled is {wanted}")
        for key, (found, wanted) in told.items()
        if found != wanted
    ]


def _words(code: str) -> tuple[str, str]:
    from kiosk.words import problem

    chinese, english = problem("zh", code), problem("en", code)
    return both(chinese.title, english.title), both(chinese.act, english.act)


def _say(words: str) -> None:
    print(words, file=sys.stderr)


def _fail(*words: str) -> int:
    for line in words:
        _say(line)
    return 1
