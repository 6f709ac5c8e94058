"""THE PAPER: `guanjia verify FILE|TOKEN`: is this paper ours, as it was sealed, and does it stand? Answers without a wire.

0: nothing speaks against it, and the words say what was not checked; 1: not valid; 2: the call's words are off, or there is nothing
here to check against.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.token.check import Answer
    from printing.token.paper_token import PaperToken
    from printing.verify_finding import FileFinding, TokenFinding

ENROLMENT = Path("var/terminal/enrolment.json")
CENTRE_ROOT = Path("var/central/root-ca.pem")
DEMO_ROOT = Path("var/rehearsal/central/root-ca.pem")
DEMO_TERMINAL = Path("var/rehearsal/terminal")
FOLDER = "papers"
"""In a terminal's home, as `printing.token.kept` has it."""
LARGEST_FILE = 64 * 1024 * 1024
"""Reports have a few hundred kilobytes."""
TOKEN = re.compile(r"^https?://|^[A-Z2-7]{100,}$", re.IGNORECASE)
"""What can be no file's name of anybody's."""


class CannotAsk(Exception):
    """The question cannot be put: a file or the root is missing. Holds the words for it, Chinese and English."""


@dataclass(frozen=True)
class Trust:
    """What is believed here: a root, and the folder in which a terminal keeps bundle and list. The folder may be empty, or nowhere."""

    root_pem: bytes = field(repr=False)
    folder: Path | None


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "exit status: 0 nothing speaks against it (see what was not checked), 1 not valid, "
        "2 no such file, or nothing here to check against"
    )
    parser.add_argument("paper", metavar="FILE|TOKEN", help="the sealed PDF, or what the code on a paper says")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    parser.add_argument(
        "--root",
        type=Path,
        metavar="PEM",
        help=f"root certificate; else the one this terminal enrolled with ({ENROLMENT}), else {CENTRE_ROOT}, else the demo's ({DEMO_ROOT})",
    )
    parser.add_argument(
        "--papers",
        type=Path,
        metavar="DIR",
        help="where a terminal keeps whose signatures count and which papers were revoked; else beside its enrolment",
    )


def run(arguments: argparse.Namespace) -> int:
    try:
        finding = _find(arguments.paper, _trust(arguments))
    except CannotAsk as error:
        print(*error.args, sep="\n", file=sys.stderr)  # a command line speaks by printing
        return 2
    print(finding.as_json() if arguments.json else finding.as_words())  # as above
    return finding.status


def _find(paper: str, trust: Trust) -> FileFinding | TokenFinding:
    # Imported late, so that --help answers at once.
    from printing.token.paper_token import NotAToken, read

    if not TOKEN.search(paper):
        return _find_file(_read(Path(paper)), trust)
    from printing.verify_finding import TokenFinding

    try:
        return TokenFinding(_ask(trust, read(paper)))
    except NotAToken:
        raise CannotAsk("这不是报告上的码。", "This is not what the code on a report says.") from None


def _find_file(pdf: bytes, trust: Trust) -> FileFinding:
    from printing import picture
    from printing.token.paper_token import NotAToken, read
    from printing.verdict import verify
    from printing.verify_finding import FileFinding

    verdict = verify(pdf, trust.root_pem)
    try:
        pages = picture.count(pdf)
    except ValueError:
        pages = None
    try:
        return FileFinding(verdict, pages, _ask(trust, read(verdict.contact)))
    except NotAToken:
        return FileFinding(verdict, pages)


def _ask(trust: Trust, token: PaperToken) -> Answer:
    from printing.token.check import Answer, Standing
    from printing.token.kept import KeptTrust

    if trust.folder is None:
        return Answer(Standing.CANNOT_SAY)
    return KeptTrust(trust.folder, trust.root_pem).check(token, datetime.now(UTC))


def _read(path: Path) -> bytes:
    """Only an ordinary file: a pipe that nobody fills, or a device without end, would hold us for ever."""
    try:
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    raise CannotAsk(f"找不到或读不了文件：{path}", f"No such file, or it cannot be read: {path}")


def _trust(arguments: argparse.Namespace) -> Trust:
    """Raises CannotAsk where there is no root."""
    if arguments.root:
        return Trust(_certificates(arguments.root), arguments.papers)
    if ENROLMENT.is_file():
        return Trust(_enrolled_root(), arguments.papers or ENROLMENT.parent / FOLDER)
    for kept, terminal in ((CENTRE_ROOT, ENROLMENT.parent), (DEMO_ROOT, DEMO_TERMINAL)):
        if kept.is_file():
            return Trust(_certificates(kept), arguments.papers or terminal / FOLDER)
    raise CannotAsk(
        "没有根证书可供核对。请用 --root 指定，或先运行 make run。",
        "There is no root certificate to check against. Give one with --root, or run `make run` first.",
    )


def _certificates(path: Path) -> bytes:
    """A root that is none must not read as a verdict on the paper."""
    from cryptography.x509 import load_pem_x509_certificates  # imported late, so that --help answers at once

    root = _read(path)
    try:
        load_pem_x509_certificates(root)
    except ValueError:
        raise CannotAsk(f"这不是根证书：{path}", f"This is not a root certificate in PEM: {path}") from None
    return root


def _enrolled_root() -> bytes:
    try:
        return str(json.loads(_read(ENROLMENT))["root_pem"]).encode("ascii")
    except (ValueError, KeyError, TypeError):
        raise CannotAsk(
            f"本机的登记文件已损坏：{ENROLMENT}", f"This terminal's enrolment is damaged: {ENROLMENT}"
        ) from None
