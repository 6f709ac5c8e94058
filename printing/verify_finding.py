"""THE PAPER: what `guanjia verify` has found, for people and for programs: what was checked, as of when, and what was not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from printing.token.check import Answer, Standing

if TYPE_CHECKING:
    from printing.token.claims import Claims
    from printing.verdict import Verdict

VALID, NOT_VALID, CANNOT_SAY = 0, 1, 2
"""Exit statuses."""
BEIJING = timezone(timedelta(hours=8))

SEAL_CHECKED = (
    "the file is as it was sealed, to the last byte",
    "the seal's certificate leads to the given root",
    "the certificate is within its days now",
)
REVOCATION = "whether the centre has revoked it"
THE_SHEET = "whether the sheet says what its code says: compare them by eye"

SEAL_WORDS = {
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
STANDING_WORDS = {
    Standing.VALID: ("有效：本中心签发，没有撤销。", "Valid: issued by the centre, and not revoked."),
    Standing.SIGNED_ONLY: (
        "签名有效：本中心签发。现在是否已撤销，本机不知道。",
        "The signature is good: issued by the centre. Whether it stands now is not known here.",
    ),
    Standing.SUPERSEDED: ("已被更新：数据有变化，请重新出具。", "Superseded: data have changed; ask for a new report."),
    Standing.REVOKED: ("已撤销：不再有效。", "Revoked: no longer valid."),
    Standing.VOID: (
        "已作废：没有完整打印出来，纸张不能使用。",
        "Void: it was not printed whole, and its sheets must not be used.",
    ),
    Standing.EXPIRED: (
        "超过本机能核验的期限，请联网核验。",
        "Older than what can be vouched for without the centre; verify it online.",
    ),
    Standing.FORGED: (
        "内容不符：签名不对，或签名的钥匙当时无权签发。",
        "Does not match: the signature is wrong, or its key might not sign then.",
    ),
    Standing.UNKNOWN_ISSUER: (
        "签发方不在可信名单里：请不要采用，可扫码向中心核验。",
        "Whoever signed it is not on the list of issuers: do not rely on it; scan its code to ask the centre.",
    ),
    Standing.CANNOT_SAY: (
        "本机没有可信名单，或名单已过期，不能判断。请扫码向中心核验；或在联网的终端上核验（--papers 指它的 papers 文件夹）。",
        "There is no list of issuers here, or it is out of date: nothing can be said. Scan its code to ask the centre; "
        "or verify on a terminal that is online (--papers names its folder papers).",
    ),
}
FALLEN = frozenset({Standing.SUPERSEDED, Standing.REVOKED, Standing.VOID, Standing.FORGED, Standing.UNKNOWN_ISSUER})
UNKNOWN_REVOCATION = (
    "未核对：中心是否已撤销。请扫码核验。",
    "Not checked: whether the centre has revoked it. Scan its code for that.",
)


@dataclass(frozen=True)
class TokenFinding:
    """What the code on a paper is worth."""

    answer: Answer

    @property
    def status(self) -> int:
        if self.answer.standing is Standing.CANNOT_SAY:
            return CANNOT_SAY
        return VALID if self.answer.standing in (Standing.VALID, Standing.SIGNED_ONLY) else NOT_VALID

    def as_json(self) -> str:
        checked, not_checked = [], [THE_SHEET]
        if self.answer.claims:
            checked.append(f"signed by a key that the centre's root names, as of {_iso(self.answer.trust_as_of)}")
        if _knows_revocation(self.answer):
            checked.append(f"{REVOCATION}, as of {_iso(self.answer.status_as_of)}")
        else:
            not_checked.insert(0, REVOCATION)
        said = {"valid": self.answer.standing is Standing.VALID, **_said(self.answer)}
        return json.dumps(said | {"checked": checked, "not_checked": not_checked}, ensure_ascii=False)

    def as_words(self) -> str:
        lines = [*STANDING_WORDS[self.answer.standing], *_as_of(self.answer)]
        return "\n".join([*lines, *(_claims(self.answer.claims) if self.answer.claims else ())])


@dataclass(frozen=True)
class FileFinding:
    """What a sealed file is worth. `answer` is what is known of the paper that it is, where its seal names it."""

    verdict: Verdict
    pages: int | None
    answer: Answer | None = None

    @property
    def valid(self) -> bool:
        return self.verdict.valid and not (self.answer and self.answer.standing in FALLEN)

    @property
    def status(self) -> int:
        return VALID if self.valid else NOT_VALID

    def as_json(self) -> str:
        verdict, knows = self.verdict, self.answer is not None and _knows_revocation(self.answer)
        as_of = _iso(self.answer.status_as_of) if self.answer else None
        said = {
            "valid": self.valid,
            "code": verdict.code,
            "signer": verdict.signer,
            "signed_at": _iso(verdict.signed_at),
            "whole_file": verdict.whole_file,
            "time_stamped": verdict.time_stamped,
            "pages": self.pages,
            "paper": _said(self.answer) if self.answer else None,
            "checked": [*SEAL_CHECKED, *([f"{REVOCATION}, as of {as_of}"] if knows else [])],
            "not_checked": [] if knows else [REVOCATION],
        }
        return json.dumps(said, ensure_ascii=False)

    def as_words(self) -> str:
        lines = list(SEAL_WORDS[self.verdict.code])
        if self.verdict.signer and self.verdict.signed_at:
            lines.append(f"{self.verdict.signer}  {_moment(self.verdict.signed_at)}")
        if self.verdict.valid and self.answer and _knows_revocation(self.answer):
            lines += [*STANDING_WORDS[self.answer.standing], *_as_of(self.answer)]
        elif self.verdict.valid:
            lines += UNKNOWN_REVOCATION
        return "\n".join(lines)


def _knows_revocation(answer: Answer) -> bool:
    """Also an old list knows of what it says has fallen; that a paper stands, only a fresh one does."""
    return answer.standing in (Standing.VALID, Standing.SUPERSEDED, Standing.REVOKED, Standing.VOID)


def _said(answer: Answer) -> dict[str, Any]:
    claims = answer.claims
    return {
        "standing": answer.standing.value,
        "number": claims.number if claims else None,
        "issued_at": _iso(claims.issued_at) if claims else None,
        "claims": _in_figures(claims) if claims else None,
        "status_as_of": _iso(answer.status_as_of),
        "trust_as_of": _iso(answer.trust_as_of),
    }


def _in_figures(claims: Claims) -> dict[str, Any]:
    results = claims.results
    return {
        "uscc": claims.uscc,
        "period_from": claims.period_from.isoformat(),
        "period_to": claims.period_to.isoformat(),
        "clean": results.clean,
        "with_records": results.with_records,
        "no_conclusion": results.no_conclusion,
        "pages": claims.pages,
        "terminal": claims.terminal,
    }


def _claims(claims: Claims) -> Iterator[str]:
    """What to hold against the sheet."""
    results = claims.results
    yield f"编号 number      {claims.number}"
    yield f"信用代码 USCC    {claims.uscc}"
    yield f"时段 period      {claims.period_from} – {claims.period_to}"
    yield f"结论 results     {results.clean} 无 clean, {results.with_records} 有 with records, {results.no_conclusion} 不作结论 none"
    yield f"页数 pages       {claims.pages}"
    yield f"生成 issued      {_moment(claims.issued_at)}, {claims.terminal}"
    yield "请与纸面逐项核对。 Compare these with the sheet."


def _as_of(answer: Answer) -> Iterator[str]:
    if answer.status_as_of:
        moment = _moment(answer.status_as_of)
        yield f"撤销名单截至 {moment}。 Revocations as of {moment}."


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(moment: datetime) -> str:
    """As it stands on the paper: Beijing's time, wherever this is asked."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M:%S %z}"
