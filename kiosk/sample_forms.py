"""Sample answers to every form, of people and firms who do not exist: rare characters, long names, long addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from printing.templates.answers import Answers, Given, validated
from printing.templates.template import AnswerKind, Filler, Question, Template

FIRM: Final = "东莞市测试测试测试测试测试测试测试测试精密五金制品（合成）有限公司"
USCC: Final = "91441900MA0TE5T16P"
PERSON: Final = "欧阳𠅤䶮㙟"
ADDRESS: Final = "广东省东莞市寮步镇测试工业园区合成一路 1000 号附 3 栋之二（测试大厦）第 21 层 2101 至 2118 室，临时门楼牌测字 0001 号"

_FILLED: Final[Mapping[Filler, str]] = {
    Filler.ENTITY_NAME: FIRM,
    Filler.USCC: USCC,
    Filler.HOLDER_NAME: PERSON,
    Filler.TODAY: "2026-11-23",
}
_BY_KIND: Final[Mapping[AnswerKind, str]] = {
    AnswerKind.USCC: USCC,
    AnswerKind.ID_NUMBER: "441900190003079992",
    AnswerKind.PHONE: "0769-0000 0000",
    AnswerKind.DATE: "2026-11-23",
    AnswerKind.AMOUNT: "1234567.89",
    AnswerKind.INTEGER: "28",
}
_BY_ID: Final[Mapping[str, str]] = {
    "agent-number": "441900190003079992",
    "worker-number": "441900190003079992",
    "worker": PERSON,
    "contact": f"{PERSON} 0769-0000 0000",
    "case": "LB20261123-0001（合成）",
    "permit": "TEST-0001（合成）",
}
"""Where a firm's name or a person's would stand in a number's place."""
_WRITTEN_BY_HAND: Final = ("signed",)
_ROWS: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "jobs": (
        ("SMT 操作员（合成）", "120", "5,000～6,500", "会看作业指导书，能上夜班", "寮步镇，包住，两班倒"),
        ("钳工", "3", "8,000 起", "𬭎合金刀具经验", "厂区宿舍"),
    ),
    "posts": (("包装员", "临时性", "20", "每小时 22.00 元"), ("食堂帮厨", "辅助性", "4", "每月 4,200.00 元")),
    "moves": (("寮步镇政务服务中心", "东莞市测试局", "2026-11-23 09:41", "核对住所信息，11月25日前", "A012"),),
}


def sample_answers(template: Template, *, blank: bool = False) -> Answers:
    """Everything filled in and ticked but the signatures; or nothing at all."""
    if blank:
        return Answers()
    given: dict[str, Given] = {
        question.id: _sample(question) for question in template.questions if not _is_signature(question)
    }
    return validated(template, given, ticked=[promise.id for promise in template.promises() if promise.asked])


def _is_signature(question: Question) -> bool:
    return question.id.endswith(_WRITTEN_BY_HAND)


def _sample(question: Question) -> Given:
    if question.kind is AnswerKind.ROWS:
        return _ROWS[question.id]
    if question.kind is AnswerKind.CHOICE:
        return question.choices[0]
    if question.filled_by is not None:
        return _FILLED[question.filled_by]
    if question.id in _BY_ID:
        return _BY_ID[question.id]
    if question.kind in _BY_KIND:
        return _BY_KIND[question.kind]
    return ADDRESS if question.most >= len(ADDRESS) else FIRM if question.most >= len(FIRM) else PERSON
