"""How a report stands, for whoever has shown its token, or its number with the verify code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from central.centre import Centre
from central.papers import register
from central.papers.tables import IssuedPaper
from central.zones.credit.claims import facts_hash
from central.zones.credit.facts import ReportFacts
from central.zones.credit.numbers import is_report_no
from central.zones.credit.overtaken import is_overtaken
from central.zones.credit.paper_outcome import copies_of
from central.zones.credit.tables import CreditReport, Domain, PrintRecord
from central.zones.credit.verify_code import same_code, verify_code
from printing.token import paper_token
from printing.token.claims import HASH_BYTES, Claims
from printing.token.paper_token import NotAToken, PaperToken

PAGE_CODE = re.compile(r"[0-9A-F]{8}")


class Standing(Enum):
    """The words of it are in `verify_words`."""

    VALID = "valid"
    UPDATED = "updated"
    REVOKED = "revoked"
    VOID = "void"
    UNKNOWN = "unknown"
    MISMATCH = "mismatch"


@dataclass(frozen=True)
class Verdict:
    """`facts`, `copies` and `sheet` (which page a loose sheet is) only where the reader has shown the right code."""

    standing: Standing
    facts: ReportFacts | None = None
    pages: int = 0
    copies: Sequence[PrintRecord] = ()
    sheet: int | None = None
    asked_sheet: str = ""
    """What was typed of the foot of a loose sheet, as it is printed there."""
    domains_in_english: Mapping[str, str] = field(default_factory=dict)
    """By their ids; the facts say their names in Chinese alone."""


def judge(centre: Centre, said: str, code: str, page_code: str = "") -> Verdict:
    """What is kept here decides, not what the token says: facts changed in the database no longer match."""
    try:
        token = paper_token.read(said)
    except NotAToken:
        token = None
    number = token.claims.number if token else said
    with centre.database.reading() as session:
        report = session.get(CreditReport, number) if is_report_no(number) else None
        if report is None:
            return Verdict(Standing.UNKNOWN)
        paper = session.get(IssuedPaper, number)
        if not (_is_ours(centre, token, report, paper) if token else _is_its_code(centre, code, report)):
            return Verdict(Standing.MISMATCH)
        verdict = _stands(session, report, paper, page_code)
    _note(centre, report, verdict)
    return verdict


def _is_its_code(centre: Centre, code: str, report: CreditReport) -> bool:
    """Compared with one computed anew from the facts."""
    return same_code(code, verify_code(centre.home.keyed_hash, report.facts))


def _is_ours(centre: Centre, token: PaperToken, report: CreditReport, paper: IssuedPaper | None) -> bool:
    """Signed by a key of ours while that key might sign, and it says what is kept here."""
    by_id = {issuer.key_id: issuer for issuer in centre.home.issuers.issuing_keys()}
    issuer = by_id.get(token.signed.key_id)
    if issuer is None or paper is None:
        return False
    claims = token.claims
    signed = token.signed.is_signed_by(issuer.key) and issuer.may_sign_at(claims.issued_at)
    return signed and _says_the_same(claims, report, paper)


def _says_the_same(claims: Claims, report: CreditReport, paper: IssuedPaper) -> bool:
    pages = register.pages_of(paper)
    return (
        claims.status_index == paper.status_index
        and claims.facts_hash == facts_hash(report.facts)
        and pages is not None
        and claims.pages_root == pages.root[:HASH_BYTES]
    )


def _stands(session: Session, report: CreditReport, paper: IssuedPaper | None, page_code: str) -> Verdict:
    asked = page_code.upper().replace("-", "").replace(" ", "")
    sheet = _sheet(paper, asked)
    if asked and sheet is None:
        return Verdict(Standing.MISMATCH, asked_sheet=page_code)
    return Verdict(
        _standing(session, report, paper),
        ReportFacts.model_validate_json(report.facts),
        report.pages or 0,
        copies_of(session, report.report_no),
        sheet,
        f"{asked[:4]}-{asked[4:]}" if asked else "",
        {row.id: row.name_en for row in session.scalars(select(Domain))},
    )


def _standing(session: Session, report: CreditReport, paper: IssuedPaper | None) -> Standing:
    if report.revoked_at is not None:
        return Standing.REVOKED
    if paper is not None and paper.void:
        return Standing.VOID
    return Standing.UPDATED if is_overtaken(session, report) else Standing.VALID


def _sheet(paper: IssuedPaper | None, asked: str) -> int | None:
    """Which page has this code at its foot, counted from 1."""
    pages = register.pages_of(paper) if paper and PAGE_CODE.fullmatch(asked) else None
    codes = [pages.code(page).replace("-", "") for page in range(len(pages.pages))] if pages else []
    return codes.index(asked) + 1 if asked in codes else None


def _note(centre: Centre, report: CreditReport, verdict: Verdict) -> None:
    """What was noticed here goes into the status list at once, not at its next review."""
    if verdict.standing not in (Standing.VALID, Standing.UPDATED):
        return
    overtaken = verdict.standing is Standing.UPDATED
    with centre.database.reading() as session:
        paper = session.get(IssuedPaper, report.report_no)
        if paper is not None and paper.overtaken == overtaken:
            return
    centre.database.write(
        lambda session: register.set_overtaken(session, report.report_no, overtaken, report.generated_at)
    )
