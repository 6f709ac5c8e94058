"""THE PAPER: `guanjia verify FILE`: is this paper ours, and as it was sealed? Answers 0 yes, 1 no, 2 the call's words are off."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from printing.verdict import Verdict

ENROLMENT = Path("var/terminal/enrolment.json")
CENTRE_ROOT = Path("var/central/root-ca.pem")
DEMO_ROOT = Path("var/rehearsal/central/root-ca.pem")
LARGEST_FILE = 64 * 1024 * 1024
"""Reports have a few hundred kilobytes."""

CHECKED = (
    "the file is as it was sealed, to the last byte",
    "the seal's certificate leads to the given root",
    "the certificate is within its days now",
)
NOT_CHECKED = ("whether the centre has revoked it",)

WORDS = {
    "valid": ("印章有效：文件与盖章时一字不差。", "The seal is valid: the file is exactly as it was sealed."),
    "no-seal": ("这份 PDF 没有电子印章。", "This PDF carries no seal."),
    "digest-mismatch": (
        "内容与盖章时不符：文件被改过或者已损坏。",
        "The content is not what was sealed: changed or damaged.",
    ),
    "untrusted": ("印章不是本中心的，或者已过有效期。", "The seal is not one of this centre's, or is out of its days."),
    "time-stamp-not-valid": (
        "印章上的时间戳不是本中心的，或与印章不符。",
        "The seal's time stamp is not one of this centre's, or not of this seal.",
    ),
    "changed-after-sealing": ("盖章以后又加了内容。", "Something was added after the seal."),
    "not-a-pdf": ("这不是能读的 PDF 文件。", "This is not a PDF that can be read."),
}
UNKNOWN_REVOCATION = (
    "未核对：中心是否已撤销。请扫码核验。",
    "Not checked: whether the centre has revoked it. Scan its code for that.",
)


class CannotAsk(Exception):
    """The question cannot be put: a file or the root is missing. Holds the words for it, Chinese and English."""


@dataclass(frozen=True)
class Finding:
    verdict: Verdict
    pages: int | None

    def as_json(self) -> str:
        verdict = self.verdict
        said = {
            "valid": verdict.valid,
            "code": verdict.code,
            "signer": verdict.signer,
            "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else None,
            "whole_file": verdict.whole_file,
            "time_stamped": verdict.time_stamped,
            "pages": self.pages,
            "checked": list(CHECKED),
            "not_checked": list(NOT_CHECKED),
        }
        return json.dumps(said, ensure_ascii=False)

    def as_words(self) -> str:
        lines = list(WORDS[self.verdict.code])
        if self.verdict.signer and self.verdict.signed_at:
            lines.append(f"{self.verdict.signer}  {self.verdict.signed_at.astimezone():%Y-%m-%d %H:%M:%S %z}")
        return "\n".join([*lines, *UNKNOWN_REVOCATION] if self.verdict.valid else lines)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = "exit status: 0 valid, 1 not valid, 2 no such file or no root to check against"
    parser.add_argument("file", type=Path, metavar="FILE", help="the sealed PDF")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of words")
    parser.add_argument(
        "--root",
        type=Path,
        metavar="PEM",
        help=f"root certificate; else the one this terminal enrolled with ({ENROLMENT}), else {CENTRE_ROOT}, else the demo's ({DEMO_ROOT})",
    )


def run(arguments: argparse.Namespace) -> int:
    try:
        pdf, root = _read(arguments.file), _root(arguments.root)
    except CannotAsk as error:
        print(*error.args, sep="\n", file=sys.stderr)  # a command line speaks by printing
        return 2
    finding = _find(pdf, root)
    print(finding.as_json() if arguments.json else finding.as_words())  # as above
    return 0 if finding.verdict.valid else 1


def _find(pdf: bytes, root: bytes) -> Finding:
    from printing import picture  # imported late, so that --help answers at once
    from printing.verdict import verify

    try:
        pages = picture.count(pdf)
    except ValueError:
        pages = None
    return Finding(verify(pdf, root), pages)


def _read(path: Path) -> bytes:
    """Only an ordinary file: a pipe that nobody fills, or a device without end, would hold us for ever."""
    try:
        if path.is_file() and path.stat().st_size <= LARGEST_FILE:
            return path.read_bytes()
    except (OSError, ValueError):
        pass
    raise CannotAsk(f"找不到或读不了文件：{path}", f"No such file, or it cannot be read: {path}")


def _root(given: Path | None) -> bytes:
    if given:
        return _certificates(given)
    if ENROLMENT.is_file():
        return _enrolled_root()
    for kept in (CENTRE_ROOT, DEMO_ROOT):
        if kept.is_file():
            return _certificates(kept)
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
