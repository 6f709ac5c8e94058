"""Prefilling as every centre promises it: the one in memory, the same over HTTP, and the reference server with its own enterprises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from central_pairs import (
    KNOWN_NAME,
    PREFILLED_FORM,
    Pair,
    Reference,
    in_memory,
    of_the_reference,
    over_http,
    publish_a_form,
    seeded_home,
)
from filing_samples import NUMBER

from app.central import Accepted, Refused, Unreachable
from app.contract.licence import CardHolder, HolderRole, LicenceGrant, LicenceVerification
from app.contract.prefill import AgreedPurpose, PrefillAsked, Prefilled, Standing
from app.fake_central import ShownLicence
from app.prefill import asking_for, form_at_hand
from app.visit import Holder, Visit


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return seeded_home(tmp_path_factory.mktemp("prefill"))


@pytest.fixture(params=["memory", "reference"])
def pair(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Pair]:
    if request.param == "reference":
        made = of_the_reference(request.getfixturevalue("seeded"), tmp_path / "central")
    else:
        made = in_memory() if request.param == "memory" else over_http()
    with made as pair:
        if isinstance(pair.behind, Reference):
            publish_a_form(pair.behind.centre)
        yield pair


def granted(pair: Pair, service: str = "") -> LicenceGrant:
    pair.behind.show_licence("code-0", ShownLicence(pair.clock.now, {NUMBER: HolderRole.MANAGER}))
    service = service or pair.known_form
    holder = CardHolder(name="测试甲", number=NUMBER)
    answer = pair.seen.verify_licence(LicenceVerification(code="code-0", service=service, holder=holder))
    assert isinstance(answer, Accepted)
    return answer.value


def asking(pair: Pair, grant: LicenceGrant, *purposes: AgreedPurpose) -> PrefillAsked:
    agreed = frozenset(purposes or {AgreedPurpose.IDENTIFY})
    return asking_for(grant, pair.known_form, agreed, pair.clock.now)


def told(pair: Pair, asked: PrefillAsked) -> Prefilled:
    answer = pair.seen.prefill(asked)
    assert isinstance(answer, Accepted), answer
    return answer.value


@pytest.mark.parametrize("pair", ["memory", "http", "reference"], indirect=True)
def test_values_come_with_who_says_so_and_as_of_when(pair: Pair) -> None:
    answer = told(pair, asking(pair, granted(pair)))

    by_path = {one.path: one for one in answer.fields}
    name = by_path["entity_name"]
    assert (name.standing, name.value) == (Standing.FILLED, KNOWN_NAME)
    assert name.system
    assert name.dataset
    assert name.unit
    assert name.as_of is not None
    assert name.as_of <= pair.clock.now.date()
    assert answer.fields_due == len(PREFILLED_FORM["properties"])


def test_what_only_the_visitor_knows_nobody_is_asked_for(pair: Pair) -> None:
    answer = told(pair, asking(pair, granted(pair)))

    assert {one.path for one in answer.fields} == {"entity_name", "uscc", "earlier_no"}


def test_field_without_a_source_that_answers_is_empty_and_says_why(pair: Pair) -> None:
    answer = told(pair, asking(pair, granted(pair)))

    earlier = {one.path: one for one in answer.fields}["earlier_no"]
    assert (earlier.standing, earlier.value) == (Standing.NOT_CONNECTED, None)


def test_purpose_that_was_not_agreed_to_is_not_asked_for(pair: Pair) -> None:
    answer = told(pair, asking(pair, granted(pair), AgreedPurpose.CONTACT))

    assert {one.standing for one in answer.fields} == {Standing.NOT_AGREED}


def test_same_asking_again_is_answered_again_and_other_words_are_not(pair: Pair) -> None:
    asked = asking(pair, granted(pair))
    first = told(pair, asked)

    again = told(pair, asked)
    other = pair.seen.prefill(asked.model_copy(update={"purposes": (AgreedPurpose.CHARGE,)}))

    assert again.fields == first.fields
    assert isinstance(other, Refused)
    assert (other.status, other.code) == (409, "prefill-other")


def test_grant_for_another_service_asks_for_nothing(pair: Pair) -> None:
    answer = pair.seen.prefill(asking(pair, granted(pair, "S901")))

    assert isinstance(answer, Refused)
    assert (answer.status, answer.code) == (403, "grant-other-service")


def test_grant_that_has_run_out_asks_for_nothing(pair: Pair) -> None:
    asked = asking(pair, granted(pair))
    pair.clock.now += timedelta(hours=1)

    answer = pair.seen.prefill(asked)

    assert isinstance(answer, Refused)
    assert answer.code == "grant-expired"


@pytest.mark.parametrize("path", ["phone", "agent_name", "shoe_size"])
def test_field_that_the_form_does_not_ask_of_others_is_refused(pair: Pair, path: str) -> None:
    asked = asking(pair, granted(pair)).model_copy(update={"fields": (path,)})

    answer = pair.seen.prefill(asked)

    assert isinstance(answer, Refused)
    assert (answer.status, answer.code) == (422, "prefill-field-unknown")


def test_without_the_wire_there_is_a_form_all_the_same(pair: Pair) -> None:
    asked = asking(pair, granted(pair))
    pair.behind.cut()

    heard = pair.seen.prefill(asked)
    form = form_at_hand(PREFILLED_FORM, Holder("测试甲", NUMBER), heard)

    assert isinstance(heard, Unreachable)
    assert form.line("agent_name").value == "测试甲"
    assert form.line("entity_name").why_empty == "centre-silent"
    assert form.filled_by_itself == (1, 5)


def test_visitors_own_value_goes_beside_what_was_prefilled(pair: Pair) -> None:
    form = form_at_hand(PREFILLED_FORM, Holder("测试甲", NUMBER), pair.seen.prefill(asking(pair, granted(pair))))

    form, draft = form.contested("entity_name", "东莞市改名有限公司(合成)", "上月已改名", pair.clock.now)

    beside = {one.path: one for one in form.beside_the_answers()}["entity_name"]
    assert form.line("entity_name").value == "东莞市改名有限公司(合成)"
    assert (beside.prefilled, beside.contested) == (KNOWN_NAME, True)
    assert (draft.payload.asking, draft.payload.path) == (form.asking, "entity_name")


def test_goodbye_wipes_the_form_with_the_visit(pair: Pair) -> None:
    visit = Visit(pair.clock.now, holder=Holder("测试甲", NUMBER))
    visit.form = form_at_hand(PREFILLED_FORM, visit.holder, pair.seen.prefill(asking(pair, granted(pair))))

    visit.wipe()

    assert visit.form is None
    assert KNOWN_NAME not in repr(visit)
