"""A form as its visitor finds it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from app.central import Accepted, Cause, Refused, Unreachable
from app.contract.prefill import Prefilled, PrefilledField, Standing
from app.prefill import CENTRE_SILENT, ONLY_VISITOR, NothingToContest, form_at_hand
from app.visit import Holder

NOW = datetime(2026, 11, 23, tzinfo=UTC)
FORM = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "title": "姓名", "x-purpose": "identify", "x-prefill": {"source": "id-card", "field": "name"}},
        "capital": {"type": "string", "title": "注册资本", "x-purpose": "decide", "x-prefill": {"source": "register"}},
        "phone": {"type": "string", "title": "电话", "x-purpose": "contact", "x-prefill": {"source": "visitor"}},
    },
}  # fmt: skip
CARD = Holder("测试甲", "441900199001010018")


def answer(**field: object) -> Accepted[Prefilled]:
    told = {"path": "capital", "source": "register", **field}
    said = {"asking": "a" * 32, "task_code": "1" * 20, "task_version": 1, "answered_at": NOW, "fields_due": 3}
    return Accepted(Prefilled.model_validate({**said, "fields": (PrefilledField.model_validate(told),)}))


FILLED = {
    "standing": Standing.FILLED,
    "value": "5000000.00",
    "system": "合成系统",
    "dataset": "登记注册",
    "unit": "合成局",
    "as_of": date(2026, 11, 22),
}


@pytest.mark.parametrize("heard", [None, Refused("grant-expired"), Unreachable(Cause.TIMEOUT)])
def test_form_can_be_filled_in_whatever_became_of_the_asking(heard: Refused | Unreachable | None) -> None:
    form = form_at_hand(FORM, CARD, heard)

    assert [line.why_empty for line in form.lines] == ["", CENTRE_SILENT, ONLY_VISITOR]
    assert form.answered("capital", "100").line("capital").value == "100"


def test_late_source_leaves_its_field_empty_and_says_late() -> None:
    form = form_at_hand(FORM, CARD, answer(standing=Standing.LATE))

    assert (form.line("capital").value, form.line("capital").why_empty) == (None, "source-late")


def test_share_counts_what_stands_there_by_itself() -> None:
    form = form_at_hand(FORM, CARD, answer(**FILLED))

    assert form.filled_by_itself == (2, 3)
    assert form.answered("phone", "13800000000").filled_by_itself == (2, 3)


def test_value_without_who_says_so_is_no_answer() -> None:
    for missing in ("system", "dataset", "unit", "as_of"):
        with pytest.raises(ValidationError):
            answer(**{name: value for name, value in FILLED.items() if name != missing})


def test_empty_field_brings_no_value() -> None:
    with pytest.raises(ValidationError):
        answer(standing=Standing.NO_RECORD, value="5000000.00")


@pytest.mark.parametrize("path", ["name", "phone"])
def test_only_what_the_centre_told_can_be_contested(path: str) -> None:
    form = form_at_hand(FORM, CARD, answer(**FILLED))

    with pytest.raises(NothingToContest):
        form.contested(path, "别的", "", NOW)


def test_nothing_personal_is_in_the_words_of_a_form() -> None:
    form = form_at_hand(FORM, CARD, answer(**FILLED))

    assert CARD.name not in repr(form)
    assert "5000000" not in repr(form) + repr(form.line("capital")) + repr(form.beside_the_answers())
