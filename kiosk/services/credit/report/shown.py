"""The rows the credit report's pages show: plain values from answers, catalogue and grant. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kiosk.services.credit.report.decision import OWN_PERIOD, Answers, Period, Scope, last_years, offered_years
from kiosk.services.credit.report.said import conclusion_words
from kiosk.services.credit.report.versions import VERSIONS, version_name
from kiosk.words.dates import in_fours, month_day_words, span_words
from printing.numbers import grouped

if TYPE_CHECKING:
    from app.contract.credit import CreditCatalogue, CreditDomain, SealedReport, VariantOffer
    from app.contract.licence import LicenceGrant
    from app.visit import Holder
    from kiosk.words import ProblemWords

Row = dict[str, object]
Say = Callable[..., str]


def version_rows(offered: Sequence[VariantOffer], english: bool, say: Say) -> list[Row]:
    """id, letter, text, hint: what each is good for"""
    return [
        {
            "id": offer.id,
            "letter": known.letter if (known := VERSIONS.get(offer.id)) else "信",
            "text": version_name(offer, english=english, say=say),
            "hint": say(known.good_for) if known else "",
        }
        for offer in offered
    ]


def consent_points(grant: LicenceGrant, holder: Holder, offer: VariantOffer, english: bool, say: Say) -> list[Row]:
    """title, text: who asks, what is looked up, what for, how long it is kept."""
    known, name = VERSIONS.get(offer.id), version_name(offer, english=english, say=say)
    what = say(known.looks_up) if known else say("这家企业的信用记录")
    who = say("%1，%2，代表%3", holder.masked_name, say(grant.holder_role), grant.entity_name)
    return [
        {"title": say("谁在查"), "text": who},
        {"title": say("查什么"), "text": what},
        {"title": say("做什么用"), "text": say("只用来做这一份报告（%1），内容交到您手上", name)},
        {"title": say("留多久"), "text": say("本机办完就清除；市里留一份底，供别人核对真假")},
    ]


def group_rows(groups: dict[str, list[CreditDomain]], chosen: frozenset[str], english: bool, say: Say) -> list[Row]:
    """id, title, hint (its first domains), chosen, total"""
    return [
        {
            "id": group,
            "title": say(group),
            "hint": _first_names(members, english, say),
            "chosen": sum(domain.id in chosen for domain in members),
            "total": len(members),
        }
        for group, members in groups.items()
    ]


def _first_names(members: list[CreditDomain], english: bool, say: Say) -> str:
    if english:
        return ", ".join(domain.name_en for domain in members[:2]) + " …"
    return say("%1等", "、".join(domain.name for domain in members[:3]))


def domain_rows(members: list[CreditDomain], chosen: frozenset[str], english: bool, say: Say) -> list[Row]:
    """id, name, hint (data up to when, or that no conclusion is drawn), chosen"""
    return [
        {
            "id": domain.id,
            "name": domain.name_en if english else domain.name,
            "hint": _as_of(domain, say),
            "chosen": domain.id in chosen,
        }
        for domain in members
    ]


def _as_of(domain: CreditDomain, say: Say) -> str:
    if domain.as_of is None:
        return say("数据未接入，不作结论")
    if domain.stale:
        return say("数据没有更新，不作结论")
    return say("数据到 %1", month_day_words(domain.as_of, say))


def purpose_rows(catalogue: CreditCatalogue, chosen: str, english: bool) -> list[Row]:
    """id, name, chosen"""
    return [
        {"id": row.id, "name": row.name_en if english else row.name, "chosen": row.id == chosen}
        for row in catalogue.purposes
    ]


def period_rows(max_years: int, say: Say) -> list[Row]:
    """id, text: the periods to choose from, the longest one marked, and one's own dates"""
    rows: list[Row] = [{"id": str(years), "text": _years_words(years, say)} for years in offered_years(max_years)]
    rows[-1]["text"] = say("%1，最长", rows[-1]["text"])
    return [*rows, {"id": OWN_PERIOD, "text": say("自己定日期")}]


def _years_words(years: int, say: Say) -> str:
    return say("近 1 年") if years == 1 else say("近 %1 年", years)


def own_period(period: Period, today: date, max_years: int, problem: ProblemWords | None, say: Say) -> Row:
    """fromYear, fromMonth, toYear, toMonth, firstYear, thisYear, thisMonth; longest: in words; problem, problemTitle: or empty"""
    return {
        "fromYear": period.start.year,
        "fromMonth": period.start.month,
        "toYear": period.end.year,
        "toMonth": period.end.month,
        "firstYear": last_years(today, max_years).start.year,
        "thisYear": today.year,
        "thisMonth": today.month,
        "longest": say("最长 %1 年", max_years),
        "problem": problem.what if problem else "",
        "problemTitle": problem.title if problem else "",
    }


def check_rows(
    answers: Answers,
    catalogue: CreditCatalogue,
    offer: VariantOffer,
    grant: LicenceGrant,
    holder: Holder,
    today: date,
    english: bool,
    say: Say,
) -> list[Row]:
    """label, value, note, change: the stage that asked, or empty where nothing can be changed"""
    purpose = next((str(row["name"]) for row in purpose_rows(catalogue, answers.purpose, english) if row["chosen"]), "")
    return [
        _row(say("报告版本"), version_name(offer, english=english, say=say), change="version"),
        _row(say("企业"), grant.entity_name, note=say("来自电子营业执照")),
        _row(say("信用代码"), in_fours(grant.uscc)),
        _row(say("经办人"), say("%1，%2", holder.masked_name, say(grant.holder_role))),
        *_scope_rows(answers, catalogue, offer, today, say),
        _row(say("用在哪里"), purpose, change="purpose"),
        _row(say("打印"), say("1 份，不收费")),
    ]


def check_in_brief(
    answers: Answers, catalogue: CreditCatalogue, offer: VariantOffer, grant: LicenceGrant, english: bool, say: Say
) -> list[Row]:
    """label, value: the four lines of 长辈版"""
    years = _period_words(answers, say) if offer.asks_scope else _years_words(offer.max_years, say)
    covered = say("%1，%2", years, _domain_words(answers, catalogue, say)) if offer.asks_scope else years
    return [
        {"label": say("哪家企业"), "value": grant.entity_name},
        {"label": say("打印什么"), "value": say("信用报告（%1），1 份", version_name(offer, english=english, say=say))},
        {"label": say("查多久"), "value": covered},
        {"label": say("要钱吗"), "value": say("不收费")},
    ]


def _scope_rows(answers: Answers, catalogue: CreditCatalogue, offer: VariantOffer, today: date, say: Say) -> list[Row]:
    """What was chosen; or what the version covers without being asked."""
    period = answers.period(today, offer)
    span = span_words(period.start, period.end, say)
    if not offer.asks_scope:
        return [_row(say("查询时间"), _years_words(offer.max_years, say), note=span)]
    return [
        _row(say("查询领域"), _domain_words(answers, catalogue, say), change="scope"),
        _row(say("查询时间"), _period_words(answers, say), note=span, change="scope"),
    ]


def _row(label: str, value: str, *, note: str = "", change: str = "") -> Row:
    return {"label": label, "value": value, "note": note, "change": change}


def _domain_words(answers: Answers, catalogue: CreditCatalogue, say: Say) -> str:
    count = len(answers.chosen_domains(catalogue))
    return say("全部 %1 个", count) if answers.scope is Scope.ALL else say("选了 %1 个", count)


def _period_words(answers: Answers, say: Say) -> str:
    choice = answers.period_choice
    return say("自己定的日期") if choice == OWN_PERIOD else _years_words(int(choice), say)


def report_row(report: SealedReport, domains: Sequence[CreditDomain], version: str, english: bool, say: Say) -> Row:
    """number, code, pages, version: its name, pictures: [image source], conclusions: [words], which version it is first"""
    known = VERSIONS.get(report.variant)
    names = {domain.id: domain.name_en if english else domain.name for domain in domains}
    return {
        "number": grouped(report.report_no),
        "code": report.verify_code,
        "pages": report.pages,
        "version": version,
        "pictures": [f"image://paper/{report.report_no}/{page}" for page in range(report.pages)],
        "conclusions": [say(known.made) if known else version, *conclusion_words(report.conclusions, names, say)],
    }
