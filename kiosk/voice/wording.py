"""A control as a sentence: name, what it is, how it stands, which of how many, and its hint. Pure.

Everything said of a control is what assistive technology is told of it; nobody writes a second text for the voice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from kiosk.voice import Ear

Say = Callable[..., str]


class Role(StrEnum):
    """What a thing on a page is to the ear."""

    BUTTON = "button"
    RADIO = "radio"
    CHECK = "check"
    HEADING = "heading"
    TEXT = "text"
    ALERT = "alert"
    PROGRESS = "progress"
    EDIT = "edit"
    OTHER = "other"


CONTROLS = frozenset({Role.BUTTON, Role.RADIO, Role.CHECK, Role.EDIT})


@dataclass(frozen=True)
class Thing:
    """One thing of a page as assistive technology sees it. `place` of `places` among its like; 0 of 0 where it has none."""

    role: Role
    name: str
    description: str = ""
    chosen: bool = False
    closed: bool = False
    place: int = 0
    places: int = 0
    private: bool = False
    """Its words are for headphones only."""
    key: bool = False
    """It is a key of a keyboard on the screen: only its name is said."""

    def __repr__(self) -> str:
        return f"Thing({self.role}, private={self.private})"


@dataclass(frozen=True, repr=False)
class Phrase:
    """One thing said in one breath. `private`: it is somebody's own, for headphones. `ear`: in this language, whatever the rest is in."""

    words: str
    private: bool = False
    ear: Ear | None = None


def sentences(thing: Thing, say: Say, *, aloud: bool) -> list[Phrase]:
    """What is said of `thing`. `aloud`: over the loudspeaker, where what is private is not said."""
    hides = thing.private and aloud
    if thing.key:
        return [Phrase(say("点") if hides else thing.name, thing.private and not aloud)]
    name = hidden(thing.name, say) if hides else thing.name
    hint = "" if hides else thing.description
    own = [Phrase(words, thing.private and not aloud) for words in (name, hint) if words]
    said = [own[0], Phrase(kind(thing, say)), *own[1:], Phrase(place(thing, say))] if own else []
    return [phrase for phrase in said if phrase.words]


def kind(thing: Thing, say: Say) -> str:
    """按钮; 单选，已选中; for what is no control nothing."""
    if thing.role in {Role.RADIO, Role.CHECK}:
        return say("已选中") if thing.chosen else say("没选中")
    if thing.role is Role.BUTTON:
        return say("按钮，现在不能用") if thing.closed else say("按钮")
    return say("输入框") if thing.role is Role.EDIT else ""


def place(thing: Thing, say: Say) -> str:
    return say("第 %1 项，共 %2 项", thing.place, thing.places) if thing.places > 1 else ""


def hidden(words: str, say: Say) -> str:
    """姓名：张某某 is 姓名：内容已隐藏; what has no label is hidden altogether."""
    label, colon, _ = words.partition("：") if "：" in words else words.partition(": ")
    return f"{label}{colon}{say('内容已隐藏')}" if colon else say("内容已隐藏")


def page(things: Iterable[Thing], say: Say, *, aloud: bool) -> list[Phrase]:
    """A page that has just come up: its heading, how much there is to choose from, and its words from top to bottom."""
    there = list(things)
    headings = [thing for thing in there if thing.role is Role.HEADING]
    words = [thing for thing in there if thing.role not in CONTROLS - {Role.EDIT} | {Role.HEADING}]
    choices = sum(thing.role in CONTROLS - {Role.EDIT} and not thing.key for thing in there)
    count = Phrase(say("这一页有 %1 个可以选的", choices))
    hides = aloud and any(thing.private for thing in there)
    return [
        *(phrase for thing in headings for phrase in sentences(thing, say, aloud=aloud)),
        count,
        *([Phrase(say("插上耳机，才念您自己的内容。"))] if hides else []),
        *(phrase for thing in words for phrase in sentences(thing, say, aloud=aloud)),
    ]


def news(thing: Thing, say: Say, *, aloud: bool) -> list[Phrase]:
    """What has changed on a page: of a field how much is in it, of anything else what it says now."""
    if thing.role is Role.EDIT:
        return [Phrase(thing.description)] if thing.description else []
    return sentences(thing, say, aloud=aloud)
