"""A template is read strictly, its answers are looked at, and what comes out says which text it is."""

from __future__ import annotations

import hashlib
import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_samples import page_texts, squeezed

import resources
from printing.document import Clauses, Document, Fields, Paragraph, Table
from printing.page import render
from printing.templates import pack
from printing.templates.answers import Given, validated
from printing.templates.composing import BLANK, PLACEHOLDER, composed, fingerprint, text_of, text_sha256
from printing.templates.reading import read
from printing.templates.refusals import AnswersRefused, TemplateRefused
from printing.templates.template import AnswerKind, Template

LETTER = """
id = "letter"
version = "1.0"
kind = "letter"
title = "证明信"
title_en = "Letter"
summary = "一封信"
summary_en = "A letter"
effective_from = 2026-01-01
source = "合成"
verified = true

[[questions]]
id = "who"
label = "谁"
required = true
most = 10
least = 2

[[questions]]
id = "code"
label = "信用代码"
kind = "uscc"

[[questions]]
id = "day"
label = "日期"
kind = "date"

[[questions]]
id = "pay"
label = "金额"
kind = "amount"

[[questions]]
id = "count"
label = "人数"
kind = "integer"
least = 1
most = 500

[[questions]]
id = "way"
label = "方式"
kind = "choice"
choices = ["自取", "邮寄"]

[[questions]]
id = "list"
label = "名单"
kind = "rows"
most = 3

[[blocks]]
type = "paragraph"
text = "兹证明{who}于{day}到场。"

[[blocks]]
type = "fields"
questions = ["who", "code", "day", "pay", "count", "way"]

[[blocks]]
type = "clauses"
first = 3
[[blocks.rows]]
id = "true"
text = "所填属实。"
ticks = true
required = true
[[blocks.rows]]
id = "told"
text = "已经告知{who}。"

[[blocks]]
type = "table"
rows_of = "list"
blank_rows = 2
[[blocks.columns]]
title = "姓名"
[[blocks.columns]]
title = "单位"
share = 2.5
"""


def letter(text: str = LETTER) -> Template:
    return read(text.encode(), "letter.toml")


def refused(text: str) -> str:
    with pytest.raises(TemplateRefused) as refusal:
        letter(text)
    return str(refusal.value)


# ---- reading ----


def test_template_is_read_as_it_is_written() -> None:
    template = letter()

    assert (template.id, template.version, template.name, template.name_en) == ("letter", "1.0", "证明信", "Letter")
    assert template.question("list").kind is AnswerKind.ROWS
    assert [(promise.id, promise.asked, promise.required) for promise in template.promises()] == [
        ("true", True, True),
        ("told", False, False),
    ]
    assert template.in_force(date(2026, 1, 1))
    assert not template.in_force(date(2025, 12, 31))


@pytest.mark.parametrize(
    ("wrong", "right", "words"),
    [
        ("versoin = ", "version = ", "did you mean version"),
        ("requird = true", "required = true", "questions[0].requird: 没有这一项 / no such key; 是不是 / did you mean required"),
        ('kind = "leter"', 'kind = "letter"', "did you mean letter"),
        ('type = "claused"', 'type = "clauses"', "did you mean clauses"),
        ('questions = ["whom", "code"', 'questions = ["who", "code"', "no such question: whom; 是不是 / did you mean who?"),
        ("兹证明{whom}于", "兹证明{who}于", "did you mean who"),
        ("兹证明{ who}于", "兹证明{who}于", "braces may only hold the name of a question"),
        ('verified = "yes"', "verified = true", "verified: 应为 / expected true 或 / or false"),
        ("most = 0", "most = 500", "questions[4].most: 应为 / expected 1 到"),
        ("effective_from = 2026-01-01T08:00:00", "effective_from = 2026-01-01", "a date without a time"),
        ("blank_rows = 2.5", "blank_rows = 2", "blank_rows: 应为 / expected 0 到 / to 60"),
        ("share = true", "share = 2.5", "share: 应为 0.1 到 20 的数"),
        ('id = "Who"', 'id = "who"', "expected small letters"),
        ('choices = ["自取", "邮寄"]', None, "questions.way: choices"),
        ('rows_of = "list"', None, "nothing shows the answer to: list"),
        ('title = "证明信"', None, "title: 缺少 / missing"),
        ('ticks = true', None, "only a clause that is ticked can be required"),
        ('id = "told"', 'id = "true"', None),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_place(wrong: str, right: str | None, words: str | None) -> None:
    """`right` stands in the good file and is replaced by `wrong`; None: `wrong` is taken out. `words` None: the good one twice."""
    if words is None:
        assert "twice: true" in refused(LETTER.replace(wrong, right or ""))
    elif right is None:
        assert words in refused(LETTER.replace(wrong, "", 1))
    else:
        assert words in refused(LETTER.replace(right, wrong, 1))


def test_every_wrong_key_is_named_at_once() -> None:
    words = refused(LETTER.replace("verified", "verifed").replace("abreast", "x").replace("version", "vrsion"))

    assert words.count("letter.toml: ") >= 3
    assert "did you mean verified" in words
    assert "did you mean version" in words


@pytest.mark.parametrize("sign", ["\u202e", "\u200b", "\u2066", "\ufeff", "\u00ad", "\u0007", "\u2028", "\ue000"])
def test_sign_that_cannot_be_seen_is_in_no_template(sign: str) -> None:
    escaped = f"\\u{ord(sign):04x}"

    assert f"U+{ord(sign):04X}" in refused(LETTER.replace("兹证明", f"兹{escaped}证明"))


@pytest.mark.parametrize(
    "octets", [b"", b"\xff\xfe", b"id = ", b"[[[", b'id = "x"\n' * 2, ("x = " + "[" * 3000).encode(), b"blocks = 3"]
)
def test_what_is_no_template_is_refused(octets: bytes) -> None:
    with pytest.raises(TemplateRefused):
        read(octets, "x.toml")


KEYS = ("id", "version", "kind", "title", "questions", "blocks", "rows", "columns", "type", "text", "most", "verified")
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=8))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_any_table_is_a_template_or_refused_in_words(written: dict[str, object]) -> None:
    from printing.templates.reading import _template
    from printing.templates.strict import Strict

    wrong: list[str] = []
    _template(Strict(written, "", wrong))

    assert wrong
    assert all(isinstance(line, str) and line for line in wrong)


# ---- answers ----

GOOD: dict[str, Given] = {
    "who": "测试甲",
    "code": "91441900MA0TE5T16P",
    "day": "2026-11-23",
    "pay": "1234.5",
    "count": "60",
    "way": "邮寄",
    "list": [["测试乙", "合成公司"]],
}


def wrong_in(given: dict[str, Given], *ticked: str, whole: bool = True) -> dict[str, str]:
    with pytest.raises(AnswersRefused) as refusal:
        validated(letter(), given, ticked=ticked or ("true",), whole=whole)
    return {problem.question: problem.code for problem in refusal.value.problems}


def test_good_answers_are_printed_as_people_write_them() -> None:
    answers = validated(letter(), GOOD, ticked=["true"])

    assert answers.texts["day"] == "2026年11月23日"
    assert answers.texts["pay"] == "1,234.50 元"
    assert answers.rows["list"] == (("测试乙", "合成公司"),)
    assert "测试" not in repr(answers)


@pytest.mark.parametrize(
    ("question", "answer", "code"),
    [
        ("who", "", "missing"),
        ("who", "甲", "too-short"),
        ("who", "甲" * 11, "too-long"),
        ("who", "   ", "invisible-character"),
        ("who", "测试\u202e甲", "invisible-character"),
        ("who", "测试\u200b甲", "invisible-character"),
        ("who", "测试\n甲", "invisible-character"),
        ("who", [["甲", "乙"]], "wrong-shape"),
        ("code", "91441900ma0te5t16p", "wrong-shape"),
        ("code", "９1441900MA0TE5T16P", "wrong-shape"),
        ("day", "2026-02-30", "wrong-shape"),
        ("day", "23.11.2026", "wrong-shape"),
        ("pay", "-5", "wrong-shape"),
        ("pay", "1e9", "wrong-shape"),
        ("count", "0", "too-short"),
        ("count", "501", "too-long"),
        ("count", "٣", "wrong-shape"),
        ("way", "托人", "not-a-choice"),
        ("list", "甲", "wrong-shape"),
        ("list", [["甲"]], "wrong-columns"),
        ("list", [["甲", "乙"]] * 4, "too-long"),
        ("list", [["甲", "乙" * 401]], "too-long"),
        ("list", [["甲\x1b", "乙"]], "invisible-character"),
        ("woh", "甲", "no-such-question"),
    ],
)
def test_answer_that_does_not_fit_is_refused(question: str, answer: Given, code: str) -> None:
    assert wrong_in({**GOOD, question: answer}) == {question: code}


def test_clause_that_must_be_ticked_is_not_left_out() -> None:
    assert wrong_in(GOOD, "told") == {"told": "no-such-clause", "true": "clause-not-ticked"}


def test_form_to_be_finished_by_hand_may_leave_out_anything() -> None:
    answers = validated(letter(), {"code": "91441900MA0TE5T16P"}, whole=False)

    assert dict(answers.texts) == {"code": "91441900MA0TE5T16P"}
    assert wrong_in({"code": "x"}, "true", whole=False) == {"code": "wrong-shape"}


def test_refusal_holds_no_answer() -> None:
    with pytest.raises(AnswersRefused) as refusal:
        validated(letter(), {"who": "张某某的秘密\u202e", "code": "secret-code"})

    assert "秘密" not in str(refusal.value) + repr(refusal.value)
    assert "secret" not in str(refusal.value)
    assert "U+202E" in str(refusal.value)


# ---- the document ----


def blocks_of(document: Document, kind: type) -> list[Paragraph | Fields | Clauses | Table]:
    return [block for block in document.blocks if isinstance(block, kind)]


def test_blank_paper_has_lines_where_answers_go() -> None:
    document = composed(letter())

    (paragraph,) = blocks_of(document, Paragraph)
    (table,) = blocks_of(document, Table)
    (fields,) = blocks_of(document, Fields)
    assert paragraph == Paragraph(f"兹证明{BLANK}于{BLANK}到场。")
    assert isinstance(table, Table)
    assert len(table.rows) == 2
    assert isinstance(fields, Fields)
    assert [field.value for field in fields.rows] == ["", "", "", "", "", "□ 自取    □ 邮寄"]


def test_answers_stand_where_they_belong_and_only_what_was_agreed_is_ticked() -> None:
    document = composed(letter(), validated(letter(), GOOD, ticked=["true"]))

    (clauses,) = blocks_of(document, Clauses)
    (table,) = blocks_of(document, Table)
    assert isinstance(clauses, Clauses)
    assert [(row.text, row.ticked) for row in clauses.rows] == [("所填属实。", True), ("已经告知测试甲。", None)]
    assert clauses.first == 3
    assert isinstance(table, Table)
    assert table.rows == (("测试乙", "合成公司"),)


def test_answer_that_looks_like_a_slot_stays_what_it_is() -> None:
    document = composed(letter(), validated(letter(), {**GOOD, "who": "{code}"}, ticked=["true"]))

    assert blocks_of(document, Paragraph) == [Paragraph("兹证明{code}于2026年11月23日到场。")]


def test_foot_of_every_page_says_version_and_fingerprint() -> None:
    rows = [["测试乙", "合成公司" * 40]] * 3
    long_letter = letter(
        LETTER.replace("所填属实。", "所填属实，没有遗漏。" * 300).replace('kind = "letter"', 'kind = "form"')
    )
    document = composed(
        long_letter, validated(long_letter, {**GOOD, "list": rows}, ticked=["true"]), reference="F-03-1"
    )

    pages = page_texts(render(document).pdf)

    assert len(pages) > 1
    for text in pages:
        assert squeezed(f"文字指纹 {fingerprint(long_letter)}") in text
        assert "证明信1.0版" in text
        assert "F-03-1" in text


def test_fingerprint_is_the_beginning_of_the_texts_sha256() -> None:
    template = letter()

    assert re.fullmatch(r"([0-9A-F]{4} ){3}[0-9A-F]{4}", fingerprint(template))
    assert hashlib.sha256(text_of(template).encode()).hexdigest() == text_sha256(template)
    assert text_sha256(template)[:16].upper() == fingerprint(template).replace(" ", "")


def test_every_word_of_a_template_is_under_its_fingerprint() -> None:
    before = fingerprint(letter())

    changed = {
        fingerprint(letter(LETTER.replace(word, other, 1)))
        for word, other in [
            ("证明信", "证明书"), ("到场", "离场"), ("所填属实", "所填不实"), ('"自取"', '"代取"'), ("姓名", "名称"),
            ('version = "1.0"', 'version = "1.1"'), ('label = "人数"', 'label = "个数"'), ("ticks = true\nrequired = true", ""),
        ]
    }  # fmt: skip

    assert before not in changed
    assert len(changed) == 8


def test_answers_do_not_change_the_fingerprint() -> None:
    filled, blank = composed(letter(), validated(letter(), GOOD, ticked=["true"])), composed(letter())

    assert filled.running == blank.running


def test_unverified_and_placeholder_texts_say_so_on_every_page() -> None:
    unverified = composed(letter(LETTER.replace("verified = true", "verified = false")))
    placeholder = composed(letter(LETTER.replace("verified = true", "verified = false\nplaceholder = true")))

    assert "尚未经主管部门核实" in repr(unverified.blocks[0])
    assert placeholder.blocks[0] == Paragraph(f"{PLACEHOLDER}。", strong=True, align="centre")
    assert placeholder.watermark == "示范文本占位"
    assert all(PLACEHOLDER in text for text in page_texts(render(placeholder).pdf))
    assert "核实" not in repr(composed(letter()).blocks[0])


def test_templates_of_the_house_are_the_ones_asked_for() -> None:
    templates = {template.id: template for template in pack.load(resources.path("packs", "papers")).templates}

    assert {"power-of-attorney", "address-declaration", "commitment", "labour-dispatch", "labour-contract"} <= set(
        templates
    )
    assert {"list", "guide", "route-slip"} <= {template.kind.value for template in templates.values()}
    assert [template.id for template in templates.values() if template.placeholder] == [
        "labour-contract",
        "labour-dispatch",
    ]


def test_address_is_declared_and_never_proved() -> None:
    """No title deed and no lease is asked for (一律采取住所申报模式)."""
    for template in pack.load(resources.path("packs", "papers")).templates:
        for sentence in re.split("[。；\n]", text_of(template)):
            if re.search("产权证明|租赁合同|房产证", sentence):
                assert re.search("不用交|不要求|不得", sentence), (template.id, sentence)
