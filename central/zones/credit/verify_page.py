"""GET /v/{report_no}?c=code: the public page behind a report's QR code. Name, number, time, conclusions: never details."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from html import escape

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from central.api.asking import TheCentre
from central.centre import Centre
from central.clock import day_of, local_text
from central.zones.credit.facts import Findings, ReportFacts
from central.zones.credit.find import Question, find
from central.zones.credit.numbers import is_report_no
from central.zones.credit.paper import grouped, result_words
from central.zones.credit.rules import Period
from central.zones.credit.tables import CreditReport
from central.zones.credit.verify_code import same_code, verify_code

router = APIRouter()


class Standing(Enum):
    """How a report stands, in Chinese and English, and what the reader should do."""

    VALID = ("有效", "Valid", "请将下列内容与纸面逐项核对。Compare what follows with the paper.")
    UPDATED = (
        "已被更新",
        "Superseded",
        "报告生成后数据已有变化，请重新出具。Data have changed since; ask for a new report.",
    )
    REVOKED = ("已撤销", "Revoked", "本报告不再有效。This report is no longer valid.")
    UNKNOWN = ("不存在", "Not found", "没有这个编号的报告，请核对编号。No report has this number.")
    MISMATCH = (
        "内容不符",
        "Does not match",
        "核验码与报告不符，请核对或向出具单位查证。The code does not belong to this report.",
    )

    @property
    def words(self) -> tuple[str, str, str]:
        chinese, english, advice = self.value
        return chinese, english, advice


@dataclass(frozen=True)
class Verdict:
    """`facts` only where the reader has shown the right code."""

    standing: Standing
    facts: ReportFacts | None = None


@router.get("/v/{report_no}", response_class=HTMLResponse)
def verify(report_no: str, centre: TheCentre, c: str = "") -> HTMLResponse:
    verdict = check(centre, report_no, c)
    status = 404 if verdict.standing is Standing.UNKNOWN else 200
    headers = {"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'"}
    return HTMLResponse(page(verdict), status_code=status, headers=headers)


def check(centre: Centre, report_no: str, code: str) -> Verdict:
    """The code is compared with one computed anew from the facts: facts changed in the database no longer match."""
    with centre.database.reading() as session:
        report = session.get(CreditReport, report_no) if is_report_no(report_no) else None
        if report is None:
            return Verdict(Standing.UNKNOWN)
        if not same_code(code, verify_code(centre.home.keyed_hash, report.facts)):
            return Verdict(Standing.MISMATCH)
        facts = ReportFacts.model_validate_json(report.facts)
        if report.revoked_at is not None:
            return Verdict(Standing.REVOKED, facts)
        return Verdict(Standing.UPDATED if _overtaken(session, facts) else Standing.VALID, facts)


def page(verdict: Verdict) -> str:
    chinese, english, advice = verdict.standing.words
    return _FRAME.format(
        standing=verdict.standing.name.lower(),
        chinese=chinese,
        english=english,
        advice=advice,
        facts=_facts(verdict.facts) if verdict.facts else "",
    )


def _overtaken(session: Session, facts: ReportFacts) -> bool:
    """Whether the same question, asked as of the same day, finds other records today."""
    domains = tuple(row.domain for row in facts.findings.domains)
    period = Period(facts.period_from, facts.period_to)
    found = find(session, Question(facts.subject.uscc, domains, period, day_of(facts.generated_at)))
    return _records(found) != _records(facts.findings)


def _records(findings: Findings) -> dict[str, object]:
    """The records alone: a source that has delivered again without news has changed nothing."""
    return findings.model_dump(exclude={"domains"})


def _facts(facts: ReportFacts) -> str:
    rows = "".join(
        f"<tr><td>{escape(row.name)}</td><td>{escape(result_words(row))}</td></tr>" for row in facts.findings.domains
    )
    return (
        f"<dl><dt>企业名称 Entity</dt><dd>{escape(facts.subject.entity_name)}</dd>"
        f"<dt>报告编号 Report no.</dt><dd>{escape(grouped(facts.report_no))}</dd>"
        f"<dt>生成时间 Generated</dt><dd>{local_text(facts.generated_at)}</dd></dl>"
        f"<table><tr><th>领域 Domain</th><th>结论 Result</th></tr>{rows}</table>"
    )


_FRAME = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>信用报告核验 Report verification</title>
<style>
body {{ font: 18px/1.6 "Noto Sans SC", sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }}
h1 {{ font-size: 1.2rem; font-weight: 500; }}
.standing {{ font-size: 1.8rem; font-weight: 700; margin: 0; }}
.valid {{ color: #1b6e3c; }}
.updated {{ color: #8a5a00; }}
.revoked, .unknown, .mismatch {{ color: #a3241b; }}
dt {{ color: #4a4f4c; font-size: .9rem; }}
dd {{ margin: 0 0 .6rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .3rem .4rem; border-bottom: 1px solid #d5d9d6; }}
</style>
</head>
<body>
<h1>信用莞家 · 报告核验 Report verification</h1>
<p class="standing {standing}">{chinese} {english}</p>
<p>{advice}</p>
{facts}
</body>
</html>
"""
