"""THE PAPER: why a template, a pack or an answer is refused, in words.

Refused
├── TemplateRefused      a file says something that cannot be; every wrong key at once
├── PackRefused          a folder is no whole pack: missing, damaged, unsigned, of a newer kind
└── AnswersRefused       what was answered does not fit the form; never the answer itself
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar


class Refused(ValueError):
    """`code` is stable and has words of its own on a screen; the message says it in Chinese and English."""

    code: ClassVar[str] = "refused"


class TemplateRefused(Refused):
    """`problems`: one line for each thing that is wrong."""

    code = "pack-damaged"

    def __init__(self, name: str, problems: list[str]) -> None:
        super().__init__("\n".join(f"{name}: {problem}" for problem in problems))
        self.problems = tuple(problems)


class PackRefused(Refused):
    code = "pack-damaged"


class PackMissing(PackRefused):
    code = "pack-missing"


class PackNotSigned(PackRefused):
    code = "pack-not-signed"


class PackTooNew(PackRefused):
    code = "pack-too-new"


@dataclass(frozen=True)
class AnswerProblem:
    """What is wrong with the answer to one question (or the tick at one clause); `detail` is a limit or a code point."""

    question: str
    code: str
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.question}: {WORDS[self.code]}{self.detail and f' ({self.detail})'}"


class AnswersRefused(Refused):
    code = "answers-refused"

    def __init__(self, problems: list[AnswerProblem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


WORDS = {
    "no-such-question": "没有这一项 / no such field",
    "missing": "必填 / this must be filled in",
    "too-long": "太长或太大 / too long or too large",
    "too-short": "太短或太小 / too short or too small",
    "invisible-character": "有看不见的字符 / it holds a character that cannot be seen",
    "wrong-shape": "格式不对 / it does not have the right form",
    "not-a-choice": "不在可选的范围里 / not one of the choices",
    "wrong-columns": "列数不对 / a row has the wrong number of columns",
    "no-such-clause": "没有这一条 / no such clause",
    "clause-not-ticked": "这一条必须勾选 / this clause must be ticked",
}
