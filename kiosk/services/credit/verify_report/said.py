"""What a terminal may say of a report in somebody's hand: how it stands, as of when, and what to hold against the paper. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

from kiosk.words.dates import day_words, full_moment_words, in_fours, moment_words
from printing.numbers import grouped
from printing.token.check import Standing

if TYPE_CHECKING:
    from printing.token.check import Answer
    from printing.token.claims import Claims

Row = dict[str, object]
Say = Callable[..., str]

JUST_NOW: Final = timedelta(minutes=15)


class Words(NamedTuple):
    """`outcome` is the colour: nothing is green that was not checked to the end."""

    outcome: Literal["ok", "wait", "stop"]
    title: str
    lead: str


WORDS: Final[dict[Standing, Words]] = {
    Standing.VALID: Words("ok", "有效", "是本市出具的，没有撤销。请逐项和纸上对一对。"),
    Standing.SIGNED_ONLY: Words(
        "wait",
        "签名没问题，是否撤销不知道",
        "是本市出具的。撤销名单不够新，本机不能说它现在有效。要弄清楚，请用手机扫报告上的码。",
    ),
    Standing.SUPERSEDED: Words("wait", "已被更新", "报告出具后数据有变化，请对方重新打一份。"),
    Standing.REVOKED: Words("stop", "已撤销", "这份报告不再有效，请对方重新打一份。有疑问，问窗口人员。"),
    Standing.VOID: Words("stop", "已作废", "这份报告没有打完整，这些纸不能用，请对方重新打一份。"),
    Standing.EXPIRED: Words("wait", "时间太久，本机核不了", "请用手机扫报告上的码，由市里的系统回答。"),
    Standing.FORGED: Words("stop", "内容不符", "报告上的码被改过，或者是假的。请不要采用，拿给窗口人员看。"),
    Standing.UNKNOWN_ISSUER: Words(
        "stop", "不能认作本市出具的", "签它的不在本市的名单里。请不要采用，请对方重新打一份，或拿给窗口人员看。"
    ),
    Standing.CANNOT_SAY: Words("wait", "现在核不了", "本机还没有核验用的名单。请用手机扫报告上的码，或叫工作人员。"),
}
GENUINE: Final = frozenset(
    {Standing.VALID, Standing.SIGNED_ONLY, Standing.SUPERSEDED, Standing.REVOKED, Standing.VOID, Standing.EXPIRED}
)


def answer_row(answer: Answer, now: datetime, say: Say) -> Row:
    """outcome, title, lead, asOf; number; rows: [{label, value}] to hold against the paper. Without a good signature no rows."""
    words = WORDS[answer.standing]
    claims = answer.claims if answer.standing in GENUINE else None
    return {
        "outcome": words.outcome,
        "title": say(words.title),
        "lead": say(words.lead),
        "asOf": _as_of(answer, now, say),
        "number": grouped(claims.number) if claims else "",
        "rows": _rows(claims, say) if claims else [],
    }


def _as_of(answer: Answer, now: datetime, say: Say) -> str:
    """A list is always of some moment; never is it passed off as now."""
    if answer.status_as_of is None:
        return say("没有查撤销名单：本机的名单里还没有这份报告。") if answer.claims else ""
    moment = moment_words(answer.status_as_of, say)
    if now - answer.status_as_of <= JUST_NOW:
        return say("撤销名单是刚取来的，截至 %1。", moment)
    return say("撤销名单截至 %1，之后有没有撤销不知道。", moment)


def _rows(claims: Claims, say: Say) -> list[Row]:
    period = say("%1 到 %2", day_words(claims.period_from, say), day_words(claims.period_to, say))
    return [
        {"label": say("信用代码"), "value": in_fours(claims.uscc)},
        {"label": say("查询时间"), "value": period},
        {"label": say("结论"), "value": _results(claims, say)},
        {"label": say("页数"), "value": say("共 %1 页", claims.pages)},
        {"label": say("出具时间"), "value": full_moment_words(claims.issued_at, say)},
        {"label": say("出具终端"), "value": claims.terminal},
    ]


def _results(claims: Claims, say: Say) -> str:
    said = (
        ("没有发现 %1 个领域", claims.results.clean),
        ("有记录 %1 个领域", claims.results.with_records),
        ("不作结论 %1 个领域", claims.results.no_conclusion),
    )
    return say("，").join(say(words, count) for words, count in said if count)
