"""`guanjia paper forms`, `form`, `pack`: the forms this terminal may lay out itself, one of them as PDF, and the pack they come in."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import resources
from kiosk.dongguan_time import DONGGUAN
from kiosk.findings import both
from printing.templates import pack
from printing.templates.composing import composed, fingerprint, text_of, text_sha256
from printing.templates.refusals import Refused
from printing.templates.template import Template

if TYPE_CHECKING:
    from argparse import _SubParsersAction

    from printing.document import Document


def add_form_arguments(papers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = papers.add_parser("forms", help="every form and letter in force: version, dates, whether it was verified")
    listing.add_argument("--json", action="store_true", help="a JSON array on stdout")
    form = papers.add_parser("form", help="one form as PDF, filled with sample answers or blank")
    form.add_argument("--sample", required=True, metavar="ID", help="as `guanjia paper forms` names it")
    form.add_argument("--blank", action="store_true", help="nothing filled in")
    form.add_argument(
        "--text", action="store_true", help="the text alone (UTF-8) that the fingerprint at its foot is over, no PDF"
    )
    form.add_argument("--out", type=Path, required=True, metavar="FILE")
    for action in (listing, form):
        action.add_argument(
            "--pack", type=Path, metavar="DIR", help="a pack's folder (default: the one installed here)"
        )
    folder = papers.add_parser("pack", help="check a pack of forms; with --write, list its files anew")
    folder.add_argument("folder", type=Path, metavar="DIR")
    folder.add_argument("--write", metavar="VERSION", help="write the manifest of what lies in the folder")


def run_forms(arguments: argparse.Namespace) -> int:
    """0: listed; 1: the pack is refused, in words."""
    try:
        found = _pack(arguments.pack).offered(_today())
    except Refused as refused:
        return _refuse(refused)
    if arguments.json:
        print(json.dumps([_as_json(template) for template in found], ensure_ascii=False, indent=2))
    else:
        print("\n".join(map(_as_words, found)))
    return 0


def run_form(arguments: argparse.Namespace) -> int:
    """0: the file is written; 1: there is no such form, or it cannot be written."""
    try:
        template = _pack(arguments.pack).template(arguments.sample, _today())
    except Refused as refused:
        return _refuse(refused)
    except KeyError:
        print(both("没有这张表，请看 guanjia paper forms", f"no such form: {arguments.sample}"), file=sys.stderr)
        return 1
    octets = text_of(template).encode() if arguments.text else _drawn(template, blank=arguments.blank)
    try:
        arguments.out.write_bytes(octets)
    except OSError as error:
        print(f"写不了 / cannot write {arguments.out}: {error.strerror}", file=sys.stderr)
        return 1
    print(f"{arguments.out}: {len(octets)} bytes, {template.version}, {text_sha256(template)}")
    return 0


def run_pack(arguments: argparse.Namespace) -> int:
    """0: the pack is whole; 1: it is not, in words."""
    try:
        if arguments.write:
            pack.write_manifest(arguments.folder, arguments.folder.resolve().name, arguments.write)
        whole = pack.load(arguments.folder)
    except Refused as refused:
        return _refuse(refused)
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
        return 1
    print(
        both(
            f"{whole.name} {whole.version}：完整，{len(whole.templates)} 个文件", f"whole, {len(whole.templates)} files"
        )
    )
    return 0


def _drawn(template: Template, *, blank: bool) -> bytes:
    from kiosk.sample_forms import sample_answers
    from printing.page import render

    sample: Document = composed(template, sample_answers(template, blank=blank), printed="样例 sample")
    return render(replace(sample, reference="F-00-20261123-0000")).pdf


def _pack(folder: Path | None) -> pack.Pack:
    return pack.load(folder or resources.path("packs", "papers"))


def _today() -> date:
    return datetime.now(UTC).astimezone(DONGGUAN).date()


def _as_json(template: Template) -> dict[str, Any]:
    until = template.effective_to
    return {
        "id": template.id,
        "version": template.version,
        "kind": template.kind.value,
        "name": template.name,
        "name_en": template.name_en,
        "effective_from": template.effective_from.isoformat(),
        "effective_to": until.isoformat() if until else None,
        "verified": template.verified,
        "placeholder": template.placeholder,
        "source": template.source,
        "text_sha256": text_sha256(template),
    }


def _as_words(template: Template) -> str:
    state = (
        both("占位", "placeholder")
        if template.placeholder
        else both("已核实", "verified")
        if template.verified
        else both("未核实", "not verified")
    )
    since = template.effective_from.isoformat()
    return f"{template.id}  {template.version}  {since}  {fingerprint(template)}  {state}  {both(template.name, template.name_en)}"


def _refuse(refused: Refused) -> int:
    print(refused, file=sys.stderr)
    return 1
