"""Said words as a row of clips, pauses and, where there is no clip, live speech. Pure but for what the library knows.

First the whole phrase, then its sentences, then a sentence with slots (第 %1 步，共 %2 步), then its clauses; digits and letters that
are spelt, and numbers, are put together from clips of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Final, Protocol

from kiosk.voice import Ear
from kiosk.voice.normaliser import BETWEEN, PAUSE, phrase

SLOT: Final = "\ue000"
"""Stands for what is filled in; no page has this character."""

AFTER_SENTENCE, AFTER_CLAUSE, AFTER_GROUP = 0.3, 0.15, 0.3
"""Seconds of silence."""

_SENTENCE_END: Final = {True: re.compile(r"(?<=[。！？])"), False: re.compile(r"(?<=[.!?])\s")}
_COLON: Final = {True: re.compile("："), False: re.compile(r":\s")}
_COMMA: Final = {True: re.compile("，"), False: re.compile(r",\s")}
_SIGN_WORDS: Final = (
    r"[A-Z零一二三四五六七八九幺]|隐藏.{1,4}位|zero|one|two|three|four|five|six|seven|eight|nine|[a-z-]+ hidden"
)
_SIGN: Final = re.compile(_SIGN_WORDS)
_GROUP: Final = rf"(?:{_SIGN_WORDS})(?:{BETWEEN}(?:{_SIGN_WORDS}))"
_CODE: Final = re.compile(rf"({_GROUP}+(?:{PAUSE}{_GROUP}+|{PAUSE}(?:{_SIGN_WORDS})(?=$|[，。：]))*)")
"""Signs that are spelt, in their groups; the last group may be one sign alone."""
_MOST_PARTS: Final = 40
_TOO_LITTLE: Final = 2
"""A text of so few words and a slot (%1 人) is meant for numbers: any sentence may end like that."""
_DEEPEST: Final = 4
_HANZI_OR_NOT: Final = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]+|[^\u3400-\u9fff\U00020000-\U0003ffff]+")


@dataclass(frozen=True)
class Clip:
    """A file of the library says it. Its words are in the manifest, so they are nobody's secret."""

    words: str


@dataclass(frozen=True, repr=False)
class Live:
    """No file says it: a program speaks it, in `ear`. May be anybody's name, so it does not show itself."""

    words: str
    ear: Ear


@dataclass(frozen=True)
class Pause:
    seconds: float


Step = Clip | Live | Pause


class Clips(Protocol):
    """What is there to be played."""

    def has(self, words: str, ear: Ear) -> bool:
        """Whether a clip says `words`, a phrase as `normaliser.phrase` writes it."""
        ...

    def is_part(self, words: str, ear: Ear) -> bool:
        """Whether it is made to be joined: a number, a letter, a part of a date."""
        ...


class Templates:
    """The product's texts with slots: each as the words between the slots."""

    def __init__(self, texts: Iterable[str], ear: Ear) -> None:
        phrases = {slotted(text, ear) for text in texts}
        told = (words for words in phrases if SLOT in words and words.replace(SLOT, "").strip(" ，。："))
        self._longest_first = sorted(told, key=lambda words: -len(words.replace(SLOT, "")))

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], list[str]]]:
        return [(_pattern(words), _literals(words)) for words in self._longest_first]

    def literals(self) -> Iterator[str]:
        """Every run of words between slots: what there should be clips of."""
        return (part for words in self._longest_first for part in _literals(words) if part)

    def matches(self, words: str) -> Iterator[list[str]]:
        """The parts of `words` by each text that fits, likeliest first: literal, slot, literal, slot … literal."""
        for pattern, literals in self._patterns:
            found = pattern.fullmatch(words)
            if found:
                slots = [_bare(slot) for slot in found.groups()]
                yield [part for pair in zip(literals, [*slots, ""], strict=True) for part in pair][:-1]


def slotted(text: str, ear: Ear) -> str:
    """A text of the product as a phrase, with SLOT in place of %1, %2 … A share of a hundred (%1%) is read as such."""
    shares = re.sub(r"(%\d)%", r"百分之\1" if ear.is_chinese else r"\1 per cent", text)
    return phrase(re.sub(r"%\d", SLOT, shares), ear)


def _pattern(words: str) -> re.Pattern[str]:
    return re.compile("(.+?)".join(map(re.escape, words.split(SLOT))))


def _literals(words: str) -> list[str]:
    return [_bare(part) for part in words.split(SLOT)]


def _bare(words: str) -> str:
    return words.strip(" ，。：！？,.:!?")


def sentences_of(words: str, ear: Ear) -> list[str]:
    """The sentences of a phrase, bare: what is rendered one by one."""
    return [bare for part in _SENTENCE_END[ear.is_chinese].split(words) if (bare := _bare(part))]


class Composer:
    """Puts together what says a text in one language of the ear."""

    def __init__(self, clips: Clips, templates: Templates, ear: Ear) -> None:
        self._clips = clips
        self._templates = templates
        self._ear = ear

    def compose(self, text: str) -> list[Step]:
        """Everything `text` says, in order. Never raises, whatever is written."""
        words = phrase(text, self._ear)
        return list(_without_doubled_pauses(self._said(words, _DEEPEST))) if words else []

    def _said(self, words: str, depth: int) -> list[Step]:
        if self._clips.has(words, self._ear):
            return [Clip(words)]
        sentences = sentences_of(words, self._ear)
        if len(sentences) > 1:
            return self._joined(sentences, AFTER_SENTENCE, depth)
        return (
            self._spelt(words)
            or self._put_together(words)
            or self._filled_in(words, depth)
            or self._clauses(words, depth)
        )

    def _joined(self, parts: Sequence[str], pause: float, depth: int) -> list[Step]:
        steps: list[Step] = []
        for part in parts:
            steps += [*([Pause(pause)] if steps else []), *self._said(part, depth)]
        return steps

    def _spelt(self, words: str) -> list[Step]:
        """A code: its signs, with a pause between its groups. Empty where something else is said too."""
        groups = [group.split(BETWEEN) for group in words.split(PAUSE)]
        if BETWEEN not in words or not all(map(_is_sign, chain(*groups))):
            return []
        return _with_pauses([[step for sign in group for step in self._sign(sign)] for group in groups], AFTER_GROUP)

    def _sign(self, sign: str) -> list[Step]:
        return [Clip(sign)] if self._clips.has(sign, self._ear) else self._put_together(sign) or self._live(sign)

    def _put_together(self, words: str) -> list[Step]:
        """Out of parts alone: as few as can be. Empty where they do not say it all."""
        if len(words) > _MOST_PARTS:
            return []
        ways: list[tuple[str, ...] | None] = [(), *([None] * len(words))]
        for end in range(1, len(words) + 1):
            for start in range(max(0, end - 8), end):
                before = ways[start]
                part = words[start:end]
                if before is not None and self._clips.is_part(part, self._ear):
                    best = ways[end]
                    ways[end] = (*before, part) if best is None or len(before) + 1 < len(best) else best
        return [Clip(part) for part in ways[-1] or ()]

    def _filled_in(self, words: str, depth: int) -> list[Step]:
        """By a text with slots, where every word between the slots has its clip."""
        for parts in self._templates.matches(words) if depth else ():
            literals, slots = parts[::2], parts[1::2]
            if all(slots) and all(self._clips.has(literal, self._ear) for literal in literals if literal):
                steps = [step for part in parts if part for step in self._said(part, depth - 1)]
                if len("".join(literals)) > _TOO_LITTLE or not any(isinstance(step, Live) for step in steps):
                    return steps
        return []

    def _clauses(self, words: str, depth: int) -> list[Step]:
        """Clauses that are known together, then what stands before a colon and after it, then what stands between commas; codes among
        them stay whole."""
        for cut in (self._around_what_is_known, self._among_codes, self._at_colons, self._at_commas):
            clauses = [bare for part in cut(words) if (bare := _bare(part))]
            if len(clauses) > 1 and self._knows_any(clauses, depth):
                return self._joined(clauses, AFTER_CLAUSE, depth)
        return self._live(words)

    def _around_what_is_known(self, words: str) -> list[str]:
        """Cut about the first, longest row of clauses that one clip says (“企莞家”平台，或者惠企政策窗口), or that has a code in it."""
        comma, clauses = "，" if self._ear.is_chinese else ", ", self._at_commas(words)
        for first in range(len(clauses)):
            for end in range(len(clauses), first, -1):
                together = _bare(comma.join(clauses[first:end]))
                if (end - first > 1 or BETWEEN in together) and self._clips.has(together, self._ear):
                    return [comma.join(clauses[:first]), together, comma.join(clauses[end:])]
        return []

    def _among_codes(self, words: str) -> list[str]:
        return _CODE.split(words) if BETWEEN in words else []

    def _at_colons(self, words: str) -> list[str]:
        return _COLON[self._ear.is_chinese].split(words)

    def _at_commas(self, words: str) -> list[str]:
        return _COMMA[self._ear.is_chinese].split(words)

    def _knows_any(self, clauses: Sequence[str], depth: int) -> bool:
        """Whether it is worth while: what is live altogether is said in one breath."""
        return any(not isinstance(step, Live) for clause in clauses for step in self._said(clause, max(0, depth - 1)))

    def _live(self, words: str) -> list[Step]:
        """By a program, each script by a voice that can read it."""
        plain = words.replace(BETWEEN, " ")
        if self._ear is Ear.ENGLISH and _HANZI_OR_NOT.fullmatch(plain) is None:
            runs = [run for run in _HANZI_OR_NOT.findall(plain) if _bare(run)]
            return [Live(run.strip(), _ear_of(run)) for run in runs]
        return [Live(plain, Ear.MANDARIN if self._ear is Ear.ENGLISH and _ear_of(plain) is Ear.MANDARIN else self._ear)]


def _is_sign(words: str) -> bool:
    """A digit, a letter, or how many of them are hidden."""
    return _SIGN.fullmatch(words) is not None


def _ear_of(run: str) -> Ear:
    return Ear.MANDARIN if re.search(r"[\u3400-\u9fff\U00020000-\U0003ffff]", run) else Ear.ENGLISH


def _with_pauses(groups: Iterable[Sequence[Step]], seconds: float) -> list[Step]:
    steps: list[Step] = []
    for group in groups:
        steps += [*([Pause(seconds)] if steps else []), *group]
    return steps


def _without_doubled_pauses(steps: Iterable[Step]) -> Iterator[Step]:
    before: Step | None = None
    for step in steps:
        if not (isinstance(step, Pause) and isinstance(before, Pause)):
            yield step
        before = step
