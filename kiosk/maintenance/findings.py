"""How everything is that this terminal stands on, as a person reads it: a name, a word for its state, when that was seen, what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from devices import advice
from devices.state import Condition, DeviceState
from kiosk.machine_findings import LITTLE_DISK
from kiosk.paper_ledger import MATTER, NOBODY_WAITS, TO_LOOK_AT
from kiosk.service import Facility
from kiosk.words import Language, problem

if TYPE_CHECKING:
    from app.sync import Link
    from devices.advice import Advice
    from devices.page_printer.stock import Stock

Tone = Literal["ok", "wait", "stop", "note"]
Say = Callable[..., str]

FRESH = timedelta(seconds=10)
"""正常 is said of what answered within this time. A supervised device answers every second or two; one that has not been heard
of for so long is not known to be well."""

NAMES: Mapping[Facility, str] = {
    Facility.CARD_READER: "读卡器",
    Facility.SMART_CARD: "插卡口",
    Facility.CODE_SCANNER: "扫码窗",
    Facility.RECEIPT_PRINTER: "小票机",
    Facility.PAGE_PRINTER: "A4 打印机",
    Facility.KEYPAD: "语音键盘",
    Facility.PRESENCE_SENSOR: "人体感应",
    Facility.LAMP: "状态灯",
    Facility.SOUND: "声音",
    Facility.CENTRE: "市里的系统",
}

STATES: Mapping[Condition, tuple[str, Tone]] = {
    Condition.READY: ("正常", "ok"),
    Condition.BUSY: ("正在用", "ok"),
    Condition.STARTING: ("正在启动", "note"),
    Condition.UNKNOWN: ("还没查过", "note"),
    Condition.NEEDS_VISITOR: ("等人操作", "wait"),
    Condition.NEEDS_STAFF: ("要人处理", "wait"),
    Condition.BROKEN: ("有故障", "stop"),
    Condition.ABSENT: ("没接上", "stop"),
}
NOT_HEARD_OF: tuple[str, Tone] = ("没有新消息", "note")

MOST_IN_STOCK = 6
"""A colour printer names a dozen supplies; those that run out are warned of by themselves."""


@dataclass(frozen=True)
class Finding:
    """One row, its words still in the source language; `text` and `figures` are put into a language by `shown`."""

    id: str
    name: str
    state: str
    tone: Tone
    checked_at: datetime | None = None
    text: str = ""
    figures: tuple[object, ...] = ()
    code: str = ""
    """Where the words of a problem say more."""
    device: DeviceState | None = None
    """Whose own reasons and warnings say more."""
    left: str = ""
    """What a printer has left, by its own names for its supplies and trays."""

    @property
    def needs_somebody(self) -> bool:
        return self.tone in {"wait", "stop"}


def of_devices(states: Mapping[str, DeviceState], now: datetime, stock: Stock | None = None) -> Iterator[Finding]:
    """Every device this hall has, in the order of the names above. `stock` is what the A4 printer has left."""
    for facility in NAMES:
        if facility in states:
            left = in_stock(stock) if stock is not None and facility is Facility.PAGE_PRINTER else ""
            yield of_device(facility, states[facility], now, left)


def of_device(facility: Facility, state: DeviceState, now: datetime, left: str = "") -> Finding:
    """A device as it was last seen."""
    words, tone = STATES[state.condition]
    if state.is_held_elsewhere:
        words, tone = STATES[Condition.NEEDS_STAFF]
    if tone == "ok" and not _fresh(state.checked_at, now):
        words, tone = NOT_HEARD_OF
    return Finding(facility, NAMES[facility], words, tone, state.checked_at, device=state, left=left)


def in_stock(stock: Stock) -> str:
    """`Black Toner 45 %, main 200/250`: the printer's own names, so that a hand finds them on the printer."""
    supplies = [f"{supply.name} {supply.percent} %" for supply in stock.supplies if supply.percent is not None]
    trays = [f"{tray.name} {tray.level}/{tray.capacity or '?'}" for tray in stock.trays if tray.level is not None]
    return ", ".join((supplies + trays)[:MOST_IN_STOCK])


def of_centre(link: Link) -> Finding:
    """The road to the centre: whether it answers, and whether it takes what this terminal brings."""
    name = NAMES[Facility.CENTRE]
    if link.online is None:
        return Finding("centre", name, "还没查过", "note")
    if link.refusal:
        return Finding("centre", name, "不接收", "stop", link.checked_at, code=link.refusal)
    if not link.online:
        return Finding("centre", name, "连不上", "stop", link.checked_at, code=f"centre-{link.cause}")
    return Finding("centre", name, "正常", "ok", link.checked_at)


def of_store(counts: tuple[int, int] | None, at: datetime) -> Finding:
    """What this terminal still owes the centre: jobs that wait, jobs that were set aside. None: the store cannot be read."""
    if counts is None:
        return Finding("store", "存储", "打不开", "stop", at, code="store-failed")
    waiting, set_aside = counts
    if set_aside:
        return Finding(
            "store", "存储", "要人处理", "wait", at, "%1 件送不出去，要人处理；%2 件等着送", (set_aside, waiting)
        )
    if waiting:
        return Finding("store", "存储", "正常", "ok", at, "%1 件等着送，通网后自动送出", (waiting,))
    return Finding("store", "存储", "正常", "ok", at, "都送出去了")


def of_papers(waiting: int | None, at: datetime) -> Finding:
    """Copies of which nobody knows whether they came out, or whole. None: the ledger cannot be read, and nothing is printed."""
    if waiting is None:
        return Finding("papers", "打印台账", "打不开", "stop", at, code="ledger-unusable")
    if waiting:
        return Finding("papers", "打印台账", "要人处理", "wait", at, TO_LOOK_AT, (waiting,), code=MATTER)
    return Finding("papers", "打印台账", "正常", "ok", at, NOBODY_WAITS)


def of_disk(free_bytes: int, at: datetime) -> Finding:
    """Room for what is owed to the centre: a terminal that is cut off for weeks keeps it all."""
    room = (f"{free_bytes / 2**30:.1f}",)
    if free_bytes < LITTLE_DISK:
        return Finding("disk", "磁盘", "快满了", "wait", at, "还剩 %1 GB", room, code="disk-nearly-full")
    return Finding("disk", "磁盘", "正常", "ok", at, "还剩 %1 GB", room)


def of_clock(link: Link, shown: str, at: datetime) -> Finding:
    """The centre compares clocks at every greeting: it alone can say that this one is right."""
    if link.refusal == "clock-skew":
        return Finding("clock", "时钟", "不对", "stop", at, "这里是 %1", (shown,), code="clock-skew")
    if link.online:
        return Finding("clock", "时钟", "正常", "ok", at, "这里是 %1，和市里的系统对得上", (shown,))
    return Finding("clock", "时钟", "没法核对", "note", at, "这里是 %1，请和手表对一下", (shown,))


# ---- in words ----


def shown(finding: Finding, language: Language, say: Say, local: Callable[[datetime], datetime]) -> dict[str, object]:
    """id, name, state, tone, checked, what, act, warning, left: a row as the page shows it."""
    found = [say(finding.text, *finding.figures)] if finding.text else []
    matters = _matters(finding, language)
    seen = local(finding.checked_at).strftime("%H:%M:%S") if finding.checked_at else ""
    return {
        "id": str(finding.id),
        "name": say(finding.name),
        "state": say(finding.state),
        "tone": finding.tone,
        "checked": say("%1 查过", seen) if seen else "",
        "what": say("；").join([*(what for what, _ in matters), *found]),
        "act": matters[0][1] if matters else "",
        "warning": say("；").join(_warnings(finding, language)),
        "left": say("还有：%1", finding.left) if finding.left else "",
    }


def _matters(finding: Finding, language: Language) -> list[tuple[str, str]]:
    """What is the matter, and what helps; the worst two, since a device that is stuck gives every reason it has. What helps is
    said of the worst alone: one thing after the other."""
    if finding.code:
        words = problem(language, finding.code)
        return [(_bare(words.title), _bare(words.act))]
    if finding.device is None or not finding.needs_somebody:
        return []
    return [(_in(language, each)[0], _in(language, each)[1]) for each in advice.advices(finding.device)[:2]]


def _warnings(finding: Finding, language: Language) -> list[str]:
    return [_in(language, each)[0] for each in advice.warnings(finding.device)] if finding.device else []


def _in(language: Language, given: Advice) -> tuple[str, str]:
    what, act = (given.what.en, given.act.en) if language == "en" else (given.what.zh, given.act.zh)
    return _bare(what), _bare(act)


def _bare(sentence: str) -> str:
    """Without its full stop: it stands among others here. English begins with a capital, as a row does."""
    words = sentence.rstrip("。. ")
    return words[:1].upper() + words[1:]


def _fresh(checked_at: datetime | None, now: datetime) -> bool:
    return checked_at is not None and now - checked_at <= FRESH
