"""Declared services: what the project's own files say, and what becomes of files that say something else."""

from __future__ import annotations

import json
import re
from pathlib import Path
from random import Random
from typing import Any

import pytest
from declared_answers import answers_to, first_situation, situations, wrong_in_one
from hypothesis import given
from hypothesis import strategies as st

from app.contract.service_forms import fields, wrong_answers, wrong_form
from central.declarations.entries import entry_of
from central.declarations.plan import plan
from central.declarations.reading import read_declaration, read_folder, shipped
from central.packs.refused import ContentRefused, Fault, Who
from resources import path

FILES = sorted(path("services", "declared").glob("S*.json"))
ONE = json.loads(path("services", "declared", "S801.json").read_text("utf-8"))
HAN = re.compile(r"[\u3400-\u9fff]")

every_service = pytest.mark.parametrize("service_id", [file.stem for file in FILES])


def test_every_file_can_be_published() -> None:
    assert sorted(shipped().services) == [file.stem for file in FILES]


@every_service
def test_every_field_stands_on_one_page(service_id: str) -> None:
    form, service = shipped().form(service_id), entry_of(shipped().services[service_id])

    asked = [field for page in service.pages for field in page.fields]

    assert not list(wrong_form(form))
    assert sorted(asked) == sorted(form["properties"]) == sorted(field.path for field in fields(form))
    assert 5 <= len(asked) <= 20


@every_service
def test_everything_is_said_in_english_too(service_id: str) -> None:
    one = shipped().services[service_id]
    english = [field["x-english"] for field in shipped().form(service_id)["properties"].values()]
    english += [page.title[1] for page in one.pages] + [one.title[1], one.hint[1], one.next_step[1]]

    assert all(words and not HAN.search(words) for words in english)


@every_service
def test_identity_and_offline_class_are_the_plans(service_id: str) -> None:
    row, one = plan()[service_id], shipped().services[service_id]

    assert one.identity in row.identity
    assert one.offline in row.offline
    assert one.item.promise_days <= one.item.legal_days


@every_service
def test_right_answers_fit_and_wrong_ones_do_not(service_id: str) -> None:
    form, service = shipped().form(service_id), entry_of(shipped().services[service_id])
    questions = shipped().services[service_id].item.questions

    for situation in situations(questions):
        for only_required in (False, True):
            assert wrong_answers(form, answers_to(service, form, situation, only_required=only_required)) == []
    for why, answers in wrong_in_one(form, answers_to(service, form, first_situation(questions))):
        assert wrong_answers(form, answers), why


def test_plan_lists_all_eighty() -> None:
    assert len(plan()) == 80
    assert sum(row.for_staff_only for row in plan().values()) == 7


# ---- files that are not as they should be ----


def broken(tmp_path: Path, **changes: Any) -> list[str]:
    """The codes of what is said of one file with these changes."""
    (tmp_path / "S801.json").write_text(json.dumps(ONE | changes, ensure_ascii=False), "utf-8")
    with pytest.raises(ContentRefused) as refused:
        read_folder(tmp_path)
    assert all("由" in str(fault) and "处理" in str(fault) for fault in refused.value.faults)
    return [fault.code for fault in refused.value.faults]


def with_field(**changes: Any) -> list[dict[str, Any]]:
    """The pages, with something else said of one field."""
    pages: list[dict[str, Any]] = json.loads(json.dumps(ONE["pages"]))
    pages[1]["fields"]["demand_type"] |= changes
    return pages


WHEN = [[{"question": "nobody", "one_of": ["asks"]}]]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"identity": "N0"}, "plan-differs"),
        ({"offline": "O3"}, "plan-differs"),
        ({"outputs": ["A4"]}, "plan-differs"),
        ({"identity": "N4"}, "field-malformed"),
        ({"id": "S899"}, "service-misnamed"),
        ({"title": ["登记招工", "登记"]}, "english-missing"),
        ({"consents": []}, "consent-missing"),
        ({"item": ONE["item"] | {"promise_days": 9}}, "promise-over-law"),
        ({"item": ONE["item"] | {"kind": "d-nothing"}}, "kind-unknown"),
        ({"pages": [*ONE["pages"], ONE["pages"][0]]}, "field-malformed"),
        ({"pages": [ONE["pages"][0] | {"fields": {"x": "no_such_field"}}]}, "field-unknown"),
        ({"pages": [*ONE["pages"][:2], ONE["pages"][2] | {"when": WHEN}]}, "situation-unreachable"),
        ({"pages": with_field(**{"x-options": {"fill": ["补员", "Fill"]}})}, "option-without-words"),
        ({"pages": with_field(**{"x-english": ""})}, "english-missing"),
        ({"pages": with_field(**{"x-purpose": "curiosity"})}, "field-without-purpose"),
        ({"pages": with_field(**{"format-of-ours": 1})}, "form-invalid"),
        ({"nobody": "knows"}, "field-malformed"),
    ],
)
def test_what_is_wrong_is_told_with_who_can_mend_it(tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    assert code in broken(tmp_path, **changes)


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"id": "S801", "id": "S802"}', b"\xff", b"[" * 100_000])
def test_file_that_is_no_declaration_is_refused(content: bytes) -> None:
    with pytest.raises(ContentRefused) as refused:
        read_declaration(content, "S801.json")

    assert {fault.who for fault in refused.value.faults} == {Who.AUTHOR}


@given(seed=st.integers(0, 2**32))
def test_damaged_file_is_refused_in_words_or_read(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    folder = tmp_path_factory.getbasetemp() / f"damaged-{seed}"
    folder.mkdir(exist_ok=True)
    (folder / "S801.json").write_text(json.dumps(_damaged(ONE, Random(seed)), ensure_ascii=False), "utf-8")

    found, faults = _read(folder)

    assert found == ["S801"] or (faults and all(fault.words and fault.who for fault in faults))


def _read(folder: Path) -> tuple[list[str], tuple[Fault, ...]]:
    try:
        return list(read_folder(folder).services), ()
    except ContentRefused as refused:
        return [], refused.faults


def _damaged(whole: Any, dice: Random) -> Any:
    """The same, with one thing somewhere in it replaced, left out or doubled."""
    if isinstance(whole, dict) and whole and dice.random() < 0.9:
        name = dice.choice(list(whole))
        if dice.random() < 0.2:
            return {key: value for key, value in whole.items() if key != name}
        return whole | {name: _damaged(whole[name], dice)}
    if isinstance(whole, list) and whole and dice.random() < 0.9:
        place = dice.randrange(len(whole))
        return [*whole[:place], _damaged(whole[place], dice), *whole[place + dice.randrange(2) :]]
    return dice.choice(
        [None, "", "\u202e", -1, 10**400, 1.5, True, [], {}, "N3", ["中", "文"], [[]], {"type": "string"}]
    )
