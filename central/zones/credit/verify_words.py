"""The public page in words: how a report stands, in Chinese and English, and what the reader should do."""

from __future__ import annotations

from html import escape
from typing import NamedTuple

from app.contract.credit import DomainOutcome
from central.clock import local_text
from central.zones.credit.facts import DomainFact
from central.zones.credit.paper import grouped, result_words
from central.zones.credit.paper_outcome import PRINTED
from central.zones.credit.paper_records import day_text
from central.zones.credit.standing import Standing, Verdict
from central.zones.credit.variants import VARIANTS


class Words(NamedTuple):
    """How it stands, and what the reader should do: who can act stands in every answer that is not a good one."""

    chinese: str
    english: str
    advice: str
    advice_in_english: str


WORDS: dict[Standing, Words] = {
    Standing.VALID: Words("有效", "Valid", "请将下列内容与纸面逐项核对。", "Compare what follows with the paper."),
    Standing.UPDATED: Words(
        "已被更新",
        "Superseded",
        "报告生成后数据已有变化，请重新出具。",
        "Data have changed since; ask for a new report.",
    ),
    Standing.REVOKED: Words(
        "已撤销",
        "Revoked",
        "本报告不再有效，请重新出具；有疑问请向窗口查询。",
        "This report is no longer valid: ask for a new one. In doubt, ask at a window.",
    ),
    Standing.VOID: Words(
        "已作废",
        "Void",
        "这份报告没有完整打印出来，纸张不能使用，请重新打印。",
        "It was not printed whole: its sheets must not be used; print it again.",
    ),
    Standing.UNKNOWN: Words(
        "不存在",
        "Not found",
        "没有这个编号的报告。请核对编号；仍查不到的，请不要采用，并向窗口查询。",
        "No report has this number. Check it; if it stays unknown, do not rely on the paper, and ask at a window.",
    ),
    Standing.MISMATCH: Words(
        "内容不符",
        "Does not match",
        "所出示的码与报告不符。请核对；仍不符的，请不要采用，并向窗口查询。",
        "What was shown does not belong to this report. Check it; if it stays so, do not rely on the paper, and ask at a window.",
    ),
}

OUTCOMES = {
    PRINTED: ("已打印", "printed"),
    "partial": ("打印中断，已作废", "broken off: void"),
    "failed": ("没有打出来，已作废", "did not come out: void"),
    "unknown": ("不知是否打完，已作废", "not known to have come out whole: void"),
}


def page(verdict: Verdict) -> str:
    words = WORDS[verdict.standing]
    said = (
        f'<p class="standing {verdict.standing.value}">{words.chinese} {words.english}</p>',
        f'<p>{words.advice}<br><span lang="en">{words.advice_in_english}</span></p>',
        _sheet(verdict),
        _facts(verdict),
        _copies(verdict),
        _loose_sheet() if verdict.facts else "",
    )
    return _FRAME.format(body="\n".join(filter(None, said)))


def ask() -> str:
    """The page for whoever has no scanner."""
    return _FRAME.format(
        body="""<form method="get">
<p><label>报告编号 Report no.<br><input name="n" size="32" maxlength="40" autocomplete="off" required></label></p>
<p><label>核验码 Verify code<br><input name="c" size="20" maxlength="20" autocomplete="off" required></label></p>
<p><label>页脚的页码（只有一页时填）Code at the foot, for a loose sheet<br>
<input name="p" size="12" maxlength="12" autocomplete="off"></label></p>
<p><button>核验 Verify</button></p>
</form>"""
    )


def _sheet(verdict: Verdict) -> str:
    if verdict.sheet is not None:
        code = escape(verdict.asked_sheet)
        english = f"The sheet with {code} at its foot is page {verdict.sheet} of this report."
        return f'<p>页码 {code} 是本报告的第 {verdict.sheet} 页。<br><span lang="en">{english}</span></p>'
    if verdict.asked_sheet:
        english = "No sheet of this report has that code at its foot."
        return f'<p>本报告没有这个页码的纸页。<br><span lang="en">{english}</span></p>'
    return ""


def _facts(verdict: Verdict) -> str:
    facts = verdict.facts
    if facts is None:
        return ""
    variant = VARIANTS[facts.variant]
    rows = "".join(_row(row, verdict.domains_in_english.get(row.domain, "")) for row in facts.findings.domains)
    return (
        f"<dl><dt>企业名称 Entity</dt><dd>{escape(facts.subject.entity_name)}</dd>"
        f"<dt>报告编号 Report no.</dt><dd>{escape(grouped(facts.report_no))}</dd>"
        f"<dt>报告版式 Edition</dt><dd>{escape(variant.name)} {escape(variant.name_en)}</dd>"
        f"<dt>查询时段 Period</dt><dd>{day_text(facts.period_from)} 至 to {day_text(facts.period_to)}</dd>"
        f"<dt>页数 Pages</dt><dd>{verdict.pages}</dd>"
        f"<dt>生成时间 Generated</dt><dd>{local_text(facts.generated_at)}</dd></dl>"
        f"<table><tr><th>领域 Domain</th><th>结论 Result</th></tr>{rows}</table>"
    )


def _row(row: DomainFact, name_in_english: str) -> str:
    cells = ((row.name, name_in_english), (result_words(row), result_in_english(row)))
    return "<tr>" + "".join(f"<td>{escape(zh)}<small>{escape(en)}</small></td>" for zh, en in cells) + "</tr>"


def result_in_english(row: DomainFact) -> str:
    """What `result_words` says."""
    if row.outcome is DomainOutcome.NO_CONCLUSION:
        known = f"; known: {row.records}, see the details" if row.records else ""
        return f"No conclusion: the data are {'late' if row.as_of else 'not connected'}{known}"
    if row.outcome is DomainOutcome.CLEAN:
        return "No violation found"
    return f"On record: {row.records}" + (f", of these repaired: {row.repaired}" if row.repaired else "")


def _copies(verdict: Verdict) -> str:
    """Which copies may be used: said only where one may not, or there is more than one."""
    copies = verdict.copies
    if not copies or (len(copies) == 1 and copies[0].outcome == PRINTED):
        return ""
    rows = "".join(_copy(record.copy_no, record.outcome) for record in copies)
    return f"<h2>打印份次 Copies</h2><ul>{rows}</ul>"


def _copy(copy_no: int, outcome: str) -> str:
    chinese, english = OUTCOMES.get(outcome, OUTCOMES["unknown"])
    marked = "（每页标有“补打”）" if copy_no > 1 else ""
    again = " (each sheet says 补打)" if copy_no > 1 else ""
    return f"<li>第 {copy_no} 份{marked}：{chinese}。Copy {copy_no}{again}: {english}.</li>"


def _loose_sheet() -> str:
    return """<h2>只有其中一页？ A loose sheet?</h2>
<form method="get"><p><label>页脚右下角的页码 The code at its foot, right<br>
<input name="p" size="12" maxlength="12" placeholder="3F2A-91C0" autocomplete="off" required></label>
<button>核验这一页 Verify it</button></p></form>"""


_FRAME = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>信用报告核验 Report verification</title>
<style>
body {{ font: 18px/1.6 "Noto Sans SC", sans-serif; max-width: 40rem; margin: 2rem auto; padding: 0 1rem; color: #1a1a1a; }}
h1, h2 {{ font-size: 1.2rem; font-weight: 500; }}
.standing {{ font-size: 1.8rem; font-weight: 700; margin: 0; }}
.valid {{ color: #1b6e3c; }}
.updated {{ color: #8a5a00; }}
.revoked, .void, .unknown, .mismatch {{ color: #a3241b; }}
dt {{ color: #4a4f4c; font-size: .9rem; }}
dd {{ margin: 0 0 .6rem; }}
td small {{ display: block; color: #4a4f4c; font-size: .8rem; }}
table {{ border-collapse: collapse; width: 100%; }}
th, td {{ text-align: left; padding: .3rem .4rem; border-bottom: 1px solid #d5d9d6; }}
input, button {{ font: inherit; padding: .3rem .5rem; }}
</style>
</head>
<body>
<h1>信用莞家 · 报告核验 Report verification</h1>
{body}
</body>
</html>
"""
