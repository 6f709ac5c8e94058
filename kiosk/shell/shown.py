"""The rows the shell's own pages show: plain values from what happened. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kiosk.words import Language, problem

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from kiosk.door import Reason, Surroundings
    from kiosk.item_guides import ItemGuide, TooOld
    from kiosk.menu import Menu
    from kiosk.service import Service
    from kiosk.shell.trouble import Trouble, Way

MOST_MATERIALS = 4
"""As many as are read at a glance; the rest is counted."""

Row = dict[str, object]
Say = Callable[..., str]


class Closed(NamedTuple):
    """What was wanted, why it is closed, the service behind the tile, if there is one, where else it can be done, and what the centre's
    item says of it."""

    title: str
    reason: Reason
    service: Service | None
    where: str = ""
    guide: ItemGuide | TooOld | None = None


def closed_row(closed: Closed, menu: Menu, around: Surroundings, language: Language, say: Say) -> Row:
    """title, reason (in brief), what, act, where (it can be done instead), alternativeId, alternativeTitle; open: the service's id once
    nothing keeps it closed any more"""
    from kiosk.menu import reason_in_brief, title_of

    title, reason, service, where, guide = closed
    still = menu.closed_because(service, around) if service else reason
    reason = still or reason
    words = problem(language, reason.code)
    nearest = menu.service(service.alternative) if service and service.alternative else None
    open_now = nearest if nearest and menu.closed_because(nearest, around) is None else None
    return {
        "title": title_of(service, say) if service and service.title == title else say(title),
        "reason": reason_in_brief(reason, say),
        "what": words.what,
        "act": words.act,
        "where": say(where) if where else "",
        "alternativeId": open_now.id if open_now else "",
        "alternativeTitle": title_of(open_now, say) if open_now else "",
        **guide_row(guide, language, say),
        "open": service.id if service and still is None else "",
    }


def guide_row(guide: ItemGuide | TooOld | None, language: Language, say: Say) -> Row:
    """What the item says: promise (and who handles it), bring, edition; empty where nothing is known."""
    from kiosk.item_guides import ItemGuide, TooOld
    from kiosk.words.dates import day_words

    if not isinstance(guide, ItemGuide):
        stale = say("这台机超过七天没有更新，办理时限和材料请先问窗口。") if isinstance(guide, TooOld) else ""
        return {"promise": stale, "bring": "", "edition": ""}
    names = [english if language == "en" and english else name for name, english in guide.materials]
    bring, more = say("、").join(names[:MOST_MATERIALS]), len(names) - MOST_MATERIALS
    whole = say("要带：%1，另有 %2 样", bring, more) if more > 0 else say("要带：%1", bring)
    return {
        "promise": say("%1，由%2办", _promise(guide, say), guide.unit),
        "bring": whole if names else "",
        "edition": say("按事项第 %1 版，%2 起", guide.version, day_words(guide.since, say)),
    }


def _promise(guide: ItemGuide, say: Say) -> str:
    if guide.at_once:
        return say("当场办结")
    if guide.in_working_days:
        return say("承诺 %1 个工作日办结", guide.promise_day)
    return say("承诺 %1 天办结", guide.promise_day)


def problem_row(trouble: Trouble, ways: tuple[Way, ...], language: Language, say: Say) -> Row:
    """code, number, title, what, act, who (visitor | staff | nobody), ways: [{id, text}]"""
    words = problem(language, trouble.code)
    return {
        "code": trouble.code,
        "number": str(words.number),
        "title": words.title,
        "what": words.what,
        "act": words.act,
        "who": words.who,
        "ways": [{"id": way.id, "text": say(way.text)} for way in ways],
    }


def recovered_row(job: JobStanding, say: Say) -> Row:
    """kind, number, numberLabel, accepted: what was stored before the terminal went dark"""
    from printing.numbers import grouped

    return {
        "kind": say("提交企业诉求"),
        "number": grouped(job.receipt or job.local_no),
        "numberLabel": say("诉求编号") if job.receipt else say("暂存号"),
        "accepted": bool(job.receipt),
    }
