"""The rows the shell's own pages show: plain values from what happened. No Qt."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from kiosk.words import Language, problem

if TYPE_CHECKING:
    from app.outbox import JobStanding
    from kiosk.door import Reason, Surroundings
    from kiosk.menu import Menu
    from kiosk.service import Service
    from kiosk.shell.trouble import Trouble

Row = dict[str, object]
Say = Callable[..., str]


class Closed(NamedTuple):
    """What was wanted, why it is closed, the service behind the tile, if there is one, and where else it can be done."""

    title: str
    reason: Reason
    service: Service | None
    where: str = ""


def closed_row(closed: Closed, menu: Menu, around: Surroundings, language: Language, say: Say) -> Row:
    """title, reason (in brief), what, act, where (it can be done instead), alternativeId, alternativeTitle"""
    from kiosk.menu import reason_in_brief

    title, reason, service, where = closed
    words = problem(language, reason.code)
    nearest = menu.service(service.alternative) if service and service.alternative else None
    open_now = nearest if nearest and menu.closed_because(nearest, around) is None else None
    return {
        "title": say(title),
        "reason": reason_in_brief(reason, say),
        "what": words.what,
        "act": words.act,
        "where": say(where) if where else "",
        "alternativeId": open_now.id if open_now else "",
        "alternativeTitle": say(open_now.title) if open_now else "",
    }


def problem_row(trouble: Trouble, language: Language, say: Say) -> Row:
    """code, title, what, act, who (visitor | staff | nobody), ways: [{id, text}]"""
    words = problem(language, trouble.code)
    return {
        "code": trouble.code,
        "title": words.title,
        "what": words.what,
        "act": words.act,
        "who": words.who,
        "ways": [{"id": way.id, "text": say(way.text)} for way in trouble.ways],
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
