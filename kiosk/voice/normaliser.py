"""What is written, as it is said: numbers, dates, amounts in words; codes letter by letter with a pause every four. Pure.

The outcome is a row of pieces. Words are a sentence's own, in which no digit is left; what is spelt is said sign by sign. Joined
they are the phrase under which a clip is filed (`phrase`), so that a text finds its clip whatever numbers are written like.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from kiosk.voice import Ear
from kiosk.voice.numerals import (
    MOST,
    ZH_DIGITS,
    chinese_digits,
    chinese_number,
    english_number,
    english_ordinal,
    english_year,
)

GROUP: Final = 4
"""Signs between two pauses of what is spelt."""

PAUSE: Final = "，"
BETWEEN: Final = "\u2009"
"""A thin space stands between signs that are spelt: no other words have one."""

_SHORT: Final = 3
_BREATH: Final = 6
"""Up to three signs are a name (A4, T03) and said as a word, up to six are spelt in one breath; in longer ones Mandarin says 幺 for
one, as on the telephone."""
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_MONTH: Final = "|".join(month[:3] for month in _MONTHS)
_COUNTED: Final = "个页条件份位年天次家人种项步分小秒元张台处"
"""Before these two is 两, not 二."""

_NUMBER: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_HIDDEN: Final = "*×＊•●"
_TOKENS: Final = re.compile(
    rf"(?P<day>(?<!\d)\d{{4}}\s*年\s*\d{{1,2}}\s*月\s*(?:\d{{1,2}}\s*[日号])?)"
    rf"|(?P<iso>(?<!\d)\d{{4}}([-/.])\d{{1,2}}\3\d{{1,2}}(?!\d))"
    rf"|(?P<english_day>(?<!\d)\d{{1,2}}\s(?:{_MONTH})[a-z]*(?:\s\d{{4}})?(?!\d))"
    rf"|(?P<year>(?<!\d)\d{{4}}\s*年)"
    rf"|(?P<clock>(?<![\d:])(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:]))"
    rf"|(?P<hidden>[0-9A-Za-z]*[{_HIDDEN}]{{2,}}[0-9A-Za-z{_HIDDEN}]*)"
    rf"|(?P<telephone>(?<![\dA-Za-z])(?:1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}|0\d{{2,3}}[ -]\d{{3,8}}(?:[ -]\d{{1,4}})?)(?![\dA-Za-z]))"
    rf"|(?P<grouped>(?<![\dA-Za-z])[0-9A-Z]{{4}}(?:[ -][0-9A-Z]{{4}})+(?:[ -][0-9A-Z]{{1,3}})?(?![\dA-Za-z]))"
    rf"|(?P<money>[¥￥]\s*(?:{_NUMBER}))"
    rf"|(?P<percent>(?:{_NUMBER})\s*[%％])"
    rf"|(?P<code>(?<![\dA-Za-z])(?=[A-Z]*\d)(?:(?=\d*[A-Z])[0-9A-Z]+|0\d+|\d{{5,}}(?!\s*[万元人]|[,.]\d))(?![\dA-Za-z]))"
    rf"|(?P<number>{_NUMBER})"
    rf"|(?P<letters>(?<![A-Za-z])[A-Z]{{1,5}}(?![A-Za-z]))"
    rf"|(?P<latin>[^\W\d_]*[A-Za-z][A-Za-z'’-]*)"
    rf"|(?P<other>.)",
    re.DOTALL,
)
_MARKS: Final = str.maketrans(
    {
        **{mark: "，" for mark in "-·・/|—–→⟶…()（）[]【】〔〕<>《》「」『』、;；\n\t"},
        **{mark: "" for mark in '“”"‘＿_#^~`'},
        ",": "，",
        ":": "：",
        "!": "！",
        "?": "？",
        "&": "和",
        "+": "加",
        "=": "等于",
        "%": "%",
    }
)


@dataclass(frozen=True)
class Said:
    """A piece of speech. Of a spelt one `words` are digits (as the language says them), letters and pauses."""

    words: str
    spelt: bool = False


def read(text: str, ear: Ear) -> tuple[Said, ...]:
    """`text` as it is said in `ear`; nothing for what has no sound. Never raises, whatever is written."""
    plain = unicodedata.normalize("NFKC", text).replace("￥", "¥") if text else ""
    sayer = _English(plain) if ear is Ear.ENGLISH else _Chinese(plain, ear)
    return tuple(_tidied(_joined(sayer.pieces()), ear))


def phrase(text: str, ear: Ear) -> str:
    """What a clip of `text` is filed under: every word it says, digits in words, no mark at its end."""
    return _closed("".join(piece.words for piece in read(text, ear)))


def spelt(signs: str, ear: Ear) -> Said:
    """Digits and letters one by one, a pause every four."""
    step = GROUP if len(signs) > _BREATH else _BREATH
    return _spelt_in([signs[at : at + step] for at in range(0, len(signs), step)], ear)


def _spelt_in(groups: Sequence[str], ear: Ear) -> Said:
    is_long = sum(map(len, groups)) > _BREATH
    said = (BETWEEN.join(sign_said(sign, ear, is_long=is_long) for sign in group) for group in groups if group)
    return Said(PAUSE.join(said), spelt=True)


def sign_said(sign: str, ear: Ear, *, is_long: bool = True) -> str:
    """One digit or letter, as it is spelt in `ear`."""
    if not sign.isascii() or not sign.isdigit():
        return sign.upper()
    if ear is Ear.ENGLISH:
        return english_number(int(sign))
    return "幺" if sign == "1" and is_long and ear is Ear.MANDARIN else ZH_DIGITS[int(sign)]


class _Sayer:
    """Takes a text apart; each kind of token has a method of its name that says it."""

    ear: Ear

    def __init__(self, text: str) -> None:
        self._text = text

    def pieces(self) -> Iterator[Said]:
        for found in _TOKENS.finditer(self._text):
            say: Callable[[re.Match[str]], Said] = getattr(self, found.lastgroup or "other", self.other)
            yield say(found)

    def grouped(self, found: re.Match[str]) -> Said:
        return _spelt_in(re.split("[ -]", found[0]), self.ear)

    def code(self, found: re.Match[str]) -> Said:
        if len(found[0]) > _SHORT:
            return spelt(found[0], self.ear)
        signs = [sign_said(sign, self.ear, is_long=False) for sign in found[0]]
        return Said((" " if self.ear is Ear.ENGLISH else "").join(signs))

    def letters(self, found: re.Match[str]) -> Said:
        return Said(found[0])

    latin = letters

    def other(self, found: re.Match[str]) -> Said:
        return Said(found[0].translate(_MARKS))

    def telephone(self, found: re.Match[str]) -> Said:
        digits = re.sub(r"\D", "", found[0])
        first = 3 if digits.startswith("1") else 4
        rest = digits[first:]
        step = GROUP if len(rest) > _BREATH else _BREATH
        return _spelt_in([digits[:first], *(rest[at : at + step] for at in range(0, len(rest), step))], self.ear)

    def hidden(self, found: re.Match[str]) -> Said:
        parts = re.findall(rf"[{_HIDDEN}]+|[^{_HIDDEN}]+", found[0])
        words = [self.concealed(len(part)) if part[0] in _HIDDEN else spelt(part, self.ear).words for part in parts]
        return Said(PAUSE.join(words), spelt=len(parts) > 1)

    def concealed(self, signs: int) -> str:
        raise NotImplementedError


class _Chinese(_Sayer):
    def __init__(self, text: str, ear: Ear) -> None:
        super().__init__(text)
        self.ear = ear

    def day(self, found: re.Match[str]) -> Said:
        return self._date(*map(int, re.findall(r"\d+", found[0])))

    def iso(self, found: re.Match[str]) -> Said:
        year, month, day = map(int, re.findall(r"\d+", found[0]))
        return self._date(year, month, day)

    def english_day(self, found: re.Match[str]) -> Said:
        day, month, *year = found[0].split()
        words = f"{chinese_number(_month_of(month))}月{chinese_number(int(day))}日"
        return Said((chinese_digits(year[0]) + "年" if year else "") + words)

    def _date(self, year: int, month: int, day: int | None = None) -> Said:
        end = f"{chinese_number(day)}日" if day is not None else ""
        return Said(f"{chinese_digits(f'{year:04}')}年{chinese_number(month)}月{end}")

    def year(self, found: re.Match[str]) -> Said:
        return Said(chinese_digits(found[0][:4]) + "年")

    def clock(self, found: re.Match[str]) -> Said:
        hour, minute, *second = map(int, found[0].split(":"))
        minutes = f"{'零' if minute < 10 else ''}{chinese_number(minute)}分" if minute or second else "整"
        return Said(f"{chinese_number(hour)}点{minutes}" + "".join(f"{chinese_number(one)}秒" for one in second))

    def money(self, found: re.Match[str]) -> Said:
        return Said(_zh_amount(found[0].lstrip("¥ ")) + "元")

    def percent(self, found: re.Match[str]) -> Said:
        return Said("百分之" + _zh_amount(found[0].rstrip("%％ ")))

    def number(self, found: re.Match[str]) -> Said:
        after = self._text[found.end() :].lstrip()[:1]
        before = self._text[: found.start()].rstrip()[-1:]
        if found[0] == "2" and after and after in _COUNTED and before != "第":
            return Said("两")
        return Said(_zh_amount(found[0]))

    def hidden(self, found: re.Match[str]) -> Said:
        """张×× is 张某某."""
        is_name = re.search(r"[\u3400-\u9fff]$", self._text[: found.start()]) and not found[0].strip(_HIDDEN)
        return Said("某" * len(found[0])) if is_name else super().hidden(found)

    def concealed(self, signs: int) -> str:
        return f"隐藏{chinese_number(signs)}位"


class _English(_Sayer):
    ear = Ear.ENGLISH

    def day(self, found: re.Match[str]) -> Said:
        numbers = list(map(int, re.findall(r"\d+", found[0])))
        return self._date(numbers[0], numbers[1], numbers[2] if len(numbers) > 2 else None)

    iso = day

    def english_day(self, found: re.Match[str]) -> Said:
        day, month, *year = found[0].split()
        return self._date(int(year[0]) if year else None, _month_of(month), int(day))

    def _date(self, year: int | None, month: int, day: int | None) -> Said:
        name = _MONTHS[month - 1] if 1 <= month <= 12 else english_number(month)
        words = f"the {english_ordinal(day)} of {name}" if day else name
        return Said(words + (f" {english_year(year)}" if year else ""))

    def year(self, found: re.Match[str]) -> Said:
        return Said(english_year(int(found[0][:4])))

    def clock(self, found: re.Match[str]) -> Said:
        hour, minute, *_ = map(int, found[0].split(":"))
        minutes = (
            " o'clock"
            if minute == 0
            else f" oh {english_number(minute)}"
            if minute < 10
            else f" {english_number(minute)}"
        )
        return Said(english_number(hour) + minutes)

    def money(self, found: re.Match[str]) -> Said:
        return Said(_en_amount(found[0].lstrip("¥ ")) + " yuan")

    def percent(self, found: re.Match[str]) -> Said:
        return Said(_en_amount(found[0].rstrip("%％ ")) + " per cent")

    def number(self, found: re.Match[str]) -> Said:
        return Said(_en_amount(found[0]))

    def concealed(self, signs: int) -> str:
        return f"{english_number(signs)} hidden"


def _month_of(name: str) -> int:
    return next(at for at, month in enumerate(_MONTHS, start=1) if month.startswith(name[:3]))


def _zh_amount(written: str) -> str:
    return _amount(written, chinese_number, chinese_digits, "点")


def _en_amount(written: str) -> str:
    def digits(row: str) -> str:
        return " ".join(english_number(int(digit)) for digit in row)

    return _amount(written, english_number, digits, " point ")


def _amount(written: str, number: Callable[[int], str], digits: Callable[[str], str], point: str) -> str:
    whole, _, decimals = written.replace(",", "").partition(".")
    said = number(int(whole)) if int(whole) < MOST else digits(whole)
    return said + (point + digits(decimals) if decimals else "")


def _joined(pieces: Iterator[Said]) -> Iterator[Said]:
    """Neighbouring words are one piece."""
    words = ""
    for piece in pieces:
        if not piece.spelt:
            words += piece.words
            continue
        if words.strip():
            yield Said(words)
        words = ""
        yield piece
    if words.strip():
        yield Said(words)


_SPACES: Final = re.compile(r"\s+")
_SPACE_AT_HANZI: Final = re.compile(r"(?<=[\u3000-\u9fff，。：！？]) | (?=[\u3000-\u9fff，。：！？])")
_MANY_MARKS: Final = re.compile(r"[，：\s]*([。！？])[，。：！？\s]*|[，\s]*(：)[，：\s]*|\s*，[，\s]*")


def _tidied(pieces: Iterator[Said], ear: Ear) -> Iterator[Said]:
    after_code = False
    for piece in pieces:
        if piece.spelt:
            yield piece
            after_code = True
            continue
        words = _SPACE_AT_HANZI.sub("", _SPACES.sub(" ", piece.words))
        words = _MANY_MARKS.sub(lambda run: run[1] or run[2] or "，", words).strip()
        if ear is Ear.ENGLISH:
            words = _SPACES.sub(" ", re.sub(r"\s*([，。：！？])\s*", lambda mark: _EN_MARKS[mark[1]], words)).strip()
        runs_on = not (after_code and ear.is_chinese and words.startswith("，"))
        words = words.strip("，") if ear.is_chinese else words.strip(", ")
        if any(unicodedata.category(sign)[0] in "LNSC" for sign in words):
            yield Said(words if runs_on else f"，{words}")  # a code is not said in one with what follows


_EN_MARKS: Final = {"，": ", ", "。": ". ", "：": ": ", "！": "! ", "？": "? "}


def _closed(words: str) -> str:
    return words.strip(" ，。：！？,.:!?")
