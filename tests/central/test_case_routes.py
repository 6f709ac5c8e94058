"""The cases over HTTP: pages by cursor, every POST once and only on what was seen, and what must not be asked for is on record."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import requests
from case_world import APPLICANT, HANDLER, ITEM, OFFICE, OTHER, STRANGER, UNIT, WINDOW, Cases, cases_at
from central_world import START, CopiedHome, serving_app
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from starlette.requests import Request

from app.contract.cases import CasePage, CaseShown
from central.api.app import app_for
from central.cases.acting import Actor
from central.cases.tables import CaseAttempt

PEOPLE = {"window": WINDOW, "handler": HANDLER, "office": OFFICE, "applicant": APPLICANT, "stranger": STRANGER}


@dataclass
class Desk:
    """The routes as whoever has signed in meets them; who that is, a header says here."""

    cases: Cases
    url: str
    session: requests.Session

    def get(self, path: str, by: str = "window") -> requests.Response:
        return self.session.get(f"{self.url}/v1/cases{path}", headers={"x-by": by}, timeout=20)

    def post(self, path: str, said: dict[str, Any], by: str = "window", key: str = "") -> requests.Response:
        headers = {"x-by": by, "Idempotency-Key": key or secrets.token_hex(16)}
        return self.session.post(f"{self.url}/v1/cases/{path}", json=said, headers=headers, timeout=20)


@pytest.fixture(scope="module")
def shared(copied_home: CopiedHome, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with copied_home(tmp_path_factory.mktemp("desk") / "central") as home, cases_at(home) as cases:
        app = app_for(cases.centre)
        # The door lets in terminals and people who have signed in; here a header says who that was.
        app.user_middleware.clear()
        app.state.find_actor = _said_to_be
        with serving_app(app) as url, requests.Session() as session:
            yield Desk(cases, url, session)


@pytest.fixture
def desk(shared: Desk) -> Desk:
    shared.cases.clock.now = START
    return shared


def _said_to_be(request: Request) -> Actor | None:
    return PEOPLE.get(request.headers.get("x-by", ""))


def test_nobody_acts_who_has_not_signed_in(desk: Desk) -> None:
    answered = desk.get("", by="nobody")

    assert (answered.status_code, answered.json()["code"]) == (401, "actor-unknown")
    assert answered.headers["content-type"] == "application/problem+json"


def test_no_sign_in_makes_anybody_the_centres_clock(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PEOPLE, "window", replace(WINDOW, roles=frozenset({"system"})))
    number = desk.cases.open()

    assert desk.get(f"/{number}").json()["state"] == "RECEIVED"
    refused = desk.post(f"{number}/transitions", {"transition": "accept-by-silence", "revision": 1})

    assert (refused.status_code, refused.json()["code"]) == (403, "case-role-missing")


def test_case_is_shown_with_its_words_clocks_and_steps(desk: Desk) -> None:
    number = desk.cases.open()

    answered = desk.post(f"{number}/transitions", {"transition": "accept", "revision": 1})

    shown = CaseShown.model_validate_json(answered.content)
    assert (shown.words.zh, shown.words.en, shown.revision) == ("已受理", "Accepted", 2)
    assert (str(shown.business_clock.due), shown.business_clock.provisional) == ("2026-12-21", False)
    assert [step.words.zh for step in shown.steps] == ["收件", "受理"]
    assert shown.possible == ("review",)
    assert desk.get(f"/{number}").content == answered.content


def test_same_request_twice_is_answered_the_same_and_done_once(desk: Desk) -> None:
    number, key = desk.cases.open(), secrets.token_hex(16)
    asked = {"transition": "accept", "revision": 1}

    first, second = (desk.post(f"{number}/transitions", asked, key=key) for _ in range(2))
    other = desk.post(f"{number}/transitions", {**asked, "reason": "另一回事"}, key=key)

    assert (first.status_code, second.status_code, first.content) == (200, 200, second.content)
    assert desk.cases.names(number) == ["open", "accept"]
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")


def test_refused_request_may_be_asked_again_under_its_key(desk: Desk) -> None:
    number, key = desk.cases.open(), secrets.token_hex(16)
    asked = {"transition": "review", "revision": 2}

    refused = desk.post(f"{number}/transitions", asked, by="handler", key=key)
    desk.post(f"{number}/transitions", {"transition": "accept", "revision": 1})
    taken = desk.post(f"{number}/transitions", asked, by="handler", key=key)

    assert (refused.json()["code"], taken.status_code, taken.json()["state"]) == ("case-moved-on", 200, "REVIEW")


def test_post_without_a_key_is_refused(desk: Desk) -> None:
    number = desk.cases.open()

    answered = desk.post(f"{number}/transitions", {"transition": "accept", "revision": 1}, key="short")

    assert (answered.status_code, answered.json()["code"]) == (422, "idempotency-key-missing")


def test_correction_is_asked_for_and_answered(desk: Desk) -> None:
    number = desk.cases.open()

    asked = desk.post(f"{number}/correction", {"revision": 1, "materials": ["公司章程"], "reason": "缺公章"})
    answered = desk.post(f"{number}/correction/answer", {"revision": 2, "materials": ["公司章程"]}, by="applicant")

    assert (asked.json()["state"], asked.json()["correction_materials"]) == ("SUPPLEMENT", ["公司章程"])
    assert answered.json()["state"] == "RECEIVED"


def test_asking_for_an_unlisted_material_is_refused_and_on_record(desk: Desk) -> None:
    number = desk.cases.open()

    refused = desk.post(f"{number}/correction", {"revision": 1, "materials": ["产权证明"], "reason": "要看"})

    assert (refused.status_code, refused.json()["code"], refused.json()["detail"]) == (
        422,
        "material-not-listed",
        "产权证明",
    )
    with desk.cases.centre.database.reading() as session:
        (attempt,) = session.scalars(select(CaseAttempt).where(CaseAttempt.project_no == number))
    assert (attempt.actor_id, attempt.code, attempt.wanted) == ("P-WINDOW", "material-not-listed", "correction")
    assert desk.cases.names(number) == ["open"]


def test_transfer_goes_to_the_unit_and_out_of_the_list_of_the_one_before(desk: Desk) -> None:
    number = desk.cases.open()

    handed = desk.post(
        f"{number}/transfers", {"revision": 1, "unit_id": OTHER, "person_id": "P-X", "reason": "不属本单位职责"}
    )

    assert (handed.json()["assignee_unit"], handed.json()["assignee_person"]) == (OTHER, "P-X")
    assert number not in _numbers(desk, "", by="window")
    assert number in _numbers(desk, "", by="stranger")
    assert desk.get(f"/{number}", by="window").status_code == 200


@pytest.mark.parametrize("by", ["stranger", "applicant"])
def test_case_of_others_is_as_unknown_as_none(desk: Desk, by: str) -> None:
    number = desk.cases.open(applicant_id="another-mark")

    found, none = desk.get(f"/{number}", by=by), desk.get("/BJ20991231000001", by=by)

    assert (found.status_code, found.content) == (none.status_code, none.content) == (404, none.content)


def test_pages_hold_every_case_once(desk: Desk) -> None:
    opened = {desk.cases.open() for _ in range(5)}

    assert opened <= set(_numbers(desk, "?limit=2"))
    every = _numbers(desk, "?limit=2")
    assert len(every) == len(set(every))
    assert every == sorted(every)


def test_due_list_has_the_nearest_first_and_what_is_overdue(desk: Desk) -> None:
    late = desk.cases.open(replace(ITEM, promise_days=1))
    desk.cases.act(late, WINDOW, "accept")
    soon = desk.cases.open()
    desk.cases.on("2026-11-30")

    found = _numbers(desk, "/due?until=2026-11-30&limit=2")

    assert found.index(late) < found.index(soon)
    dues = [row["next_due"] for row in desk.get("/due?until=2026-11-30").json()["cases"]]
    assert dues == sorted(dues)
    assert soon not in _numbers(desk, "/due?until=2026-11-29&limit=2")


def test_only_flagged_cases_are_listed_where_asked_for(desk: Desk) -> None:
    number, plain = desk.cases.open(), desk.cases.open()
    for unit in (OTHER, UNIT):
        desk.cases.transfer(number, unit)

    flagged = _numbers(desk, "?flagged=true")

    assert number in flagged
    assert plain not in flagged


def test_state_is_listed_where_asked_for(desk: Desk) -> None:
    number, received = desk.cases.open(), desk.cases.open()
    desk.cases.act(number, WINDOW, "accept")

    assert number in _numbers(desk, "?state=ACCEPTED")
    assert received not in _numbers(desk, "?state=ACCEPTED")


@pytest.mark.parametrize(
    "path",
    [
        "?limit=0",
        "?limit=201",
        "?after=x",
        "?after=WyJhIiwiYiJd",
        "/due",
        "/due?until=tomorrow",
        "/due?until=2026-11-30&after=WyJhIiwiYiJd",
        "/BJ1",
        "?state=%00",
    ],
)
def test_question_that_makes_no_sense_is_refused(desk: Desk, path: str) -> None:
    answered = desk.get(path)

    assert (answered.status_code, answered.json()["code"]) == (422, "message-malformed")


TEXTS = st.text(max_size=40)
SAID = st.dictionaries(
    st.sampled_from(
        ["transition", "revision", "reason", "evidence", "materials", "unit_id", "person_id", "special_procedure"]
    ),
    st.one_of(
        TEXTS,
        st.integers(-(2**40), 2**40),
        st.lists(TEXTS, max_size=3),
        st.none(),
        st.sampled_from(["accept", "withdraw"]),
    ),
    max_size=6,
)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(["transitions", "transfers", "correction", "correction/answer"]), SAID, st.text(max_size=90))
def test_noise_is_refused_in_our_words(desk: Desk, route: str, said: dict[str, Any], by: str) -> None:
    number = "BJ20261123000001"
    actor = "window" if len(by) % 2 else "office"

    answered = desk.post(f"{number}/{route}", said, by=actor)

    assert answered.status_code in (200, 403, 404, 409, 422)
    assert answered.status_code == 200 or answered.json()["code"]


def _numbers(desk: Desk, query: str, by: str = "window") -> list[str]:
    """Every page, to the end."""
    found, after = [], ""
    while True:
        sign = "&" if "?" in query else "?"
        answered = desk.get(f"{query}{sign}after={after}" if after else query, by=by)
        assert answered.status_code == 200, answered.text
        page = CasePage.model_validate_json(answered.content)
        found += [row.project_no for row in page.cases]
        after = page.next
        if not after:
            return found
