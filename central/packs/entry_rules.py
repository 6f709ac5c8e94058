"""What keeps an entry from being published. Every rule that is broken is named, with who can mend it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import singledispatch
from itertools import pairwise

from app.contract.dated_values import DatedValue
from app.contract.declared_services import DeclaredService
from app.contract.entries import Entry
from app.contract.knowledge import Channel, KnowledgeEntry
from app.contract.numbers import is_id_number
from app.contract.places import Place
from app.contract.policies import Policy, PolicyMode
from app.contract.service_forms import fields, wrong_form
from app.contract.service_items import Opening, ServiceItem
from app.contract.service_situations import When, can_come_about
from app.contract.shared_forms import SharedForm
from central.packs.refused import Fault, Who

Found = Iterator[Fault]


@dataclass(frozen=True)
class Ground:
    """What entries are judged by, as of `today`. Each question is answered by the room that knows: whether there is such a unit on that
    day, whether somebody holds a post, whether an item (by catalog code) is published, what its copies say that count or will count."""

    today: date
    is_unit: Callable[[str, date], bool]
    in_post: Callable[[str, date], bool]
    is_item: Callable[[str], bool]
    copies_of: Callable[[str], Sequence[ServiceItem]] = lambda _: ()


def broken_rules(entry: Entry, ground: Ground) -> list[Fault]:
    """Everything that is wrong with it; empty where it may be published."""
    return [*_any(entry, ground), *_of_its_kind(entry, ground)]


def _any(entry: Entry, ground: Ground) -> Found:
    if entry.valid_to is not None and entry.valid_to < ground.today:
        yield Fault(entry.id, "ended-already", f"有效期止于 {entry.valid_to}，已经过了")
    if any(is_id_number(run) for run in _runs(entry.model_dump_json())):
        yield Fault(entry.id, "personal-number", "内容里有身份证号码：公开的内容不能有个人号码")


@singledispatch
def _of_its_kind(_entry: Entry, _ground: Ground) -> Found:
    yield from ()


@_of_its_kind.register
def _knowledge(entry: KnowledgeEntry, ground: Ground) -> Found:
    yield from _kept_up(entry, entry.owner_unit, entry.owner_id, ground)
    yield from _known_items(entry, entry.items, ground)
    if Channel.TERMINAL in entry.channels and not (entry.english_question and entry.english_answer):
        yield Fault(entry.id, "english-missing", "自助终端用的知识要有英文问题和英文答案")
    if entry.updated_on > ground.today:
        yield Fault(entry.id, "updated-in-future", f"更新日期 {entry.updated_on} 还没有到")


@_of_its_kind.register
def _policy(entry: Policy, ground: Ground) -> Found:
    yield from _kept_up(entry, entry.lead_unit, entry.owner_id, ground)
    guide = {
        "兑现时限": entry.pay_within is not None or not entry.fund,
        "受理地址": bool(entry.accept_address),
        "咨询电话": bool(entry.phone),
    }
    missing = "、".join(name for name, there in guide.items() if not there)
    if missing:
        yield Fault(entry.id, "guide-incomplete", f"申兑指南缺少：{missing}")
    if entry.mode is PolicyMode.WITHOUT_ASKING and not (entry.criteria and entry.facts_needed):
        yield Fault(entry.id, "criteria-missing", "免申即享要写明条件和所需数据项，否则没有人能算出谁符合")
    if entry.fund and not entry.standard and entry.most_amount is None:
        yield Fault(entry.id, "standard-missing", "提供资金的政策没有写支持标准，也没有写封顶金额")
    if entry.apply_to is not None and entry.valid_to is not None and entry.apply_to > entry.valid_to:
        yield Fault(entry.id, "applied-for-too-long", f"申报截止 {entry.apply_to} 晚于失效日期 {entry.valid_to}")


@_of_its_kind.register
def _place(entry: Place, ground: Ground) -> Found:
    yield from _kept_up(entry, entry.owner_unit, None, ground)
    yield from _known_items(entry, entry.items, ground)
    if not entry.all_day and not entry.opening_hours:
        yield Fault(entry.id, "hours-missing", "没有写开放时间，也没有写全天开放")
    for one, other in pairwise(sorted(entry.opening_hours, key=_begins)):
        if one.weekday == other.weekday and other.opens < one.closes:
            yield Fault(entry.id, "hours-overlap", f"星期{one.weekday} 的开放时间重叠")


@_of_its_kind.register
def _form(entry: SharedForm, ground: Ground) -> Found:
    yield from _kept_up(entry, entry.owner_unit, None, ground)
    yield from _known_items(entry, entry.items, ground)
    yield from (Fault(entry.id, code, words) for code, words in wrong_form(entry.form))


@_of_its_kind.register
def _service(entry: DeclaredService, ground: Ground) -> Found:
    yield from _kept_up(entry, entry.owner_unit, None, ground)
    yield from _known_items(entry, (entry.catalog_code,), ground)
    for item in ground.copies_of(entry.catalog_code):
        yield from _fits(entry, item)


def _fits(entry: DeclaredService, item: ServiceItem) -> Found:
    """What is asked on its pages is what the item's form asks, each thing once, in situations that can come about."""
    asked = {path for page in entry.pages for path in page.fields}
    there = {field.path for field in fields(item.form or {})}
    if asked != there:
        apart = "、".join(sorted(asked ^ there)[:5])
        yield Fault(entry.id, "pages-differ", f"页面和事项 {item.task_code} 的表单不一致：{apart}")
    whens: dict[str, When] = {f"第 {page.id} 页": page.when for page in entry.pages}
    if entry.commitment is not None:
        whens["承诺书"] = entry.commitment.not_for
    for where, when in whens.items():
        if not can_come_about(item.questions, when):
            yield Fault(entry.id, "situation-unreachable", f"{where}的情形，事项 {item.task_code} 里不会出现")


@_of_its_kind.register
def _value(entry: DatedValue, _ground: Ground) -> Found:
    if entry.valid_to is not None:
        yield Fault(entry.id, "value-ends", "参数不写失效日期：由下一个参数接替")


def _kept_up(entry: Entry, unit: str, person: str | None, ground: Ground) -> Found:
    begins = max(entry.valid_from, ground.today)
    if not ground.is_unit(unit, begins):
        yield Fault(entry.id, "unit-unknown", f"没有单位 {unit}，或者它在 {begins} 已经不在", Who.ORGANISATIONS)
    if person is not None and not ground.in_post(person, begins):
        yield Fault(entry.id, "responsible-not-in-post", f"责任人 {person} 在 {begins} 没有任职", Who.ORGANISATIONS)


def _known_items(entry: Entry, items: Sequence[str], ground: Ground) -> Found:
    unknown = [code for code in items if not ground.is_item(code)]
    if unknown:
        yield Fault(entry.id, "item-unknown", f"事项没有发布：{'、'.join(unknown[:5])}", Who.ITEMS)


def _begins(opening: Opening) -> tuple[int, object]:
    return opening.weekday, opening.opens


def _runs(text: str) -> Iterator[str]:
    """Every run of characters that could be a number of a card."""
    run = ""
    for one in text.upper():
        if one.isdecimal() or one == "X":
            run += one
        else:
            if len(run) == 18:
                yield run
            run = ""
