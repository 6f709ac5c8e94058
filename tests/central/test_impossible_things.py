"""What must be impossible is tried, through the doors that people and terminals have (docs/impossible.md)."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import requests
from case_world import APPLICANT, Cases, application
from central_world import Answered, World, holder_of
from item_world import sample
from sqlalchemy import select
from staff_world import COORDINATION, LONG_AGO, TOWN, Console, code_of, little_work, newcomer

from app.contract.jobs import ItemStatus, JobKind, VisitRated
from central.api.app import app_for
from central.cases.acting import Wanted
from central.cases.opening import open_case
from central.cases.tables import CaseAttempt
from central.organisations.people import set_post
from central.organisations.roles import Role
from central.ratings.figures import figures
from kiosk.command_line import main

ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""What does not depend on the database."""
RESIDENCE, BUILD = 3, 4
"""Samples to which the declared address and small building work apply."""
PERSON, MOBILE = "44190019850615003X", "13800000001"


@dataclass
class Town:
    """A town's office with one of each post, all of them signed in, and the city's coordination office."""

    world: World
    people: dict[str, Console] = field(repr=False)

    def opens(self) -> str:
        wanted = application(unit_id=TOWN)
        centre = self.world.centre
        return centre.database.write(lambda session: open_case(session, centre, wanted).project_no)

    def asks(self, who: str, number: str, path: str, **said: Any) -> requests.Response:
        """As somebody who has just looked at the case."""
        headers = {"Authorization": f"Bearer {self.people[who].token}", "Idempotency-Key": secrets.token_hex(16)}
        address = f"{self.world.url}/v1/cases/{number}"
        seen = requests.get(address, headers=headers, timeout=60).json()
        body = {"revision": seen.get("revision", 1)} | said
        return requests.post(f"{address}/{path}", json=body, headers=headers, timeout=60)

    def does(self, who: str, number: str, transition: str, **said: Any) -> str:
        """The state it is in then, or the code of the refusal."""
        answer = self.asks(who, number, "transitions", transition=transition, **said)
        return code_of(answer) or str(answer.json()["state"])

    def done(self) -> str:
        """A case that was decided and handed over."""
        number = self.opens()
        self.does("window", number, "accept")
        self.does("handler", number, "review")
        self.does("approver", number, "approve")
        assert self.does("window", number, "deliver-decision", evidence=["送达回证-1"]) == "DONE"
        return number

    def applicant_says(self, number: str, wanted: Wanted) -> None:
        Cases(self.world.centre, self.world.clock).act(number, APPLICANT, wanted)

    def state(self, number: str) -> str:
        return Cases(self.world.centre, self.world.clock).case(number).state


@pytest.fixture(scope="module")
def town(shared_world: World) -> Iterator[Town]:
    with little_work():
        people = {
            "window": newcomer(shared_world, TOWN, Role.WINDOW_STAFF),
            "handler": newcomer(shared_world, TOWN, Role.HANDLER),
            "approver": newcomer(shared_world, TOWN, Role.APPROVER),
            "office": newcomer(shared_world, COORDINATION, Role.COORDINATION_OFFICE),
            "both": newcomer(shared_world, TOWN, Role.HANDLER),
        }
        with shared_world.centre.database.writing() as session:
            now = shared_world.clock()
            set_post(session, people["both"].person, TOWN, Role.APPROVER, LONG_AGO, None, "test", now)
        for console in people.values():
            console.comes_in()
        yield Town(shared_world, people)


# ---- 1: a material that may not be asked for ----


@pytest.mark.parametrize("wanted", [["产权证明"], ["租赁合同"], ["公司章程", "监理合同"], ["公司章程 "]])
@ONCE
def test_material_that_is_not_listed_cannot_be_asked_for(town: Town, wanted: list[str]) -> None:
    number = town.opens()

    answers = [
        town.asks("window", number, "correction", materials=wanted, reason="要看"),
        town.asks("handler", number, "transitions", transition="ask-correction", materials=wanted, reason="要看"),
    ]

    assert [(answer.status_code, code_of(answer)) for answer in answers] == [(422, "material-not-listed")] * 2
    assert town.state(number) == "RECEIVED"
    with town.world.centre.database.reading() as session:
        tried = list(session.scalars(select(CaseAttempt.code).where(CaseAttempt.project_no == number)))
    assert tried == ["material-not-listed"] * 2


@ONCE
def test_item_with_a_forbidden_material_cannot_be_published(
    town: Town, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """房屋产权证明 where an address is declared, 监理合同 where work is small: in whatever spelling."""
    asked = {RESIDENCE: ("租 赁（合同）", "房屋产权证明"), BUILD: ("监理合同", "审图合格书（原件）")}
    items = [_with_materials(number, names) for number, names in asked.items()]
    file = tmp_path / "items.json"
    file.write_text(json.dumps({"items": items}, ensure_ascii=False), "utf-8")
    home = ["--home", str(town.world.centre.settings.home), "--by", "合成甲"]
    assert main(["central", "import-items", str(file), *home]) == 0

    published = main(["central", "publish-items", *home])

    said = capfd.readouterr().err
    assert published == 1
    assert said.count("forbidden-material") == 4, said
    for item in items:
        assert main(["central", "withdraw-item", item["task_code"], "--reason", "合成", *home]) == 0


# ---- 2: a report with a number that the centre did not give ----


@ONCE
def test_terminal_cannot_choose_a_reports_number(shared_world: World) -> None:
    order = shared_world.order().model_dump(mode="json")

    chosen = [{name: "DGXY20261123T00030000123"} for name in ("report_no", "number", "sequence")]
    answered = [shared_world.terminal.post("/v1/credit/reports", order | each) for each in chosen]

    assert [one.code for one in answered] == ["message-malformed"] * 3


# ---- 4: consent, and a person in an address ----


@ONCE
def test_nothing_is_released_without_a_live_consent(shared_world: World) -> None:
    spent, order = shared_world.grant(), shared_world.order()
    without = order.model_dump(mode="json")
    del without["grant"]
    shared_world.clock.forward(minutes=15)

    codes = [
        shared_world.terminal.post("/v1/credit/reports", order.model_copy(update={"grant": spent})).code,
        shared_world.terminal.post("/v1/credit/reports", order.model_copy(update={"grant": ""})).code,
        shared_world.terminal.post("/v1/credit/reports", without).code,
    ]

    assert codes == ["grant-expired", "grant-unknown", "message-malformed"]


@ONCE
def test_address_that_names_a_person_is_not_answered(shared_world: World) -> None:
    """At every route there is: in its path, and behind its question mark."""
    world, through = shared_world, []
    with requests.Session() as http:
        for path, methods in app_for(world.centre).openapi()["paths"].items():
            for address in (
                _filled(path, PERSON) if PERSON in _filled(path, PERSON) else "",
                f"{_filled(path, '0')}?subject={PERSON}",
            ):
                for method in methods if address else ():
                    answer = http.request(method, world.url + address, data=b"{}", timeout=60)
                    if (answer.status_code, code_of(answer)) != (422, "message-malformed"):
                        through.append((method, address, answer.status_code))

    assert through == []


@pytest.mark.parametrize("said", [PERSON.lower(), MOBILE, f"86{MOBILE}", "%34" + PERSON[1:], f"x%20{MOBILE}%2c"])
@ONCE
def test_person_is_found_in_an_address_however_it_is_spelt(shared_world: World, said: str) -> None:
    asked = [f"{shared_world.url}/v1/greeting?who={said}", f"{shared_world.url}/v/{said}"]

    assert [code_of(requests.get(address, timeout=60)) for address in asked] == ["message-malformed"] * 2


@ONCE
def test_number_that_is_nobodys_is_no_person(shared_world: World) -> None:
    told = [PERSON[:-1] + "1", MOBILE + "0", "DGXY" + MOBILE]

    asked = [requests.get(f"{shared_world.url}/v1/greeting?n={one}", timeout=60).status_code for one in told]

    assert asked == [200] * 3


# ---- 5: closed by the doer, or without the applicant's word or a follow-up ----


@ONCE
def test_nobody_closes_what_they_have_done_themselves(town: Town) -> None:
    """With both posts, from another window, under the other post alone, and after handing the case away and back."""
    number = town.done()
    town.applicant_says(number, Wanted("rate-badly", "等得太久"))
    assert town.does("both", number, "rectified", reason="已加开窗口", evidence=["照片-1"]) == "VERIFYING"
    shown = {"reason": "回访属实", "evidence": ["回访录音-1"]}

    tried = [town.does("both", number, "close", **shown)]
    console = town.people["both"]
    again = replace(console, http=requests.Session(), token="")
    town.people["both again"] = again.comes_in()
    tried += [town.does("both again", number, "close", **shown)]
    tried += [
        town.does("both", number, "close", **shown, actor="P-OTHER"),
        town.does("both", number, "archive", **shown),
    ]

    assert tried == ["second-person-needed", "second-person-needed", "message-malformed", "case-step-not-now"]
    assert town.state(number) == "VERIFYING"
    assert town.does("approver", number, "close", **shown) == "ARCHIVED"


TRIED = {
    "some": (("handler", "office"), ("archive", "archive-unrated", "close")),
    "all": (
        ("window", "handler", "approver", "office", "both"),
        ("archive", "archive-unrated", "close", "rate-well", "rate-badly", "withdraw", "lapse", "refuse-acceptance"),
    ),
}


@pytest.mark.parametrize("tried", ["some", pytest.param("all", marks=pytest.mark.soak)])
@ONCE
def test_no_case_is_closed_without_the_applicants_word_or_a_follow_up(town: Town, tried: str) -> None:
    """Whoever tries whatever there is, from every state that a case can be closed from."""
    done, verifying = town.done(), town.done()
    town.applicant_says(verifying, Wanted("rate-badly", "等得太久"))
    town.does("handler", verifying, "rectified", reason="已加开窗口", evidence=["照片-1"])
    people, steps = TRIED[tried]

    for number, who, step in product((done, verifying), people, steps):
        for said in ({"reason": "已办", "evidence": []}, {"reason": "已办", "evidence": [" "]}):
            assert town.does(who, number, step, **said) not in {"ARCHIVED", "WITHDRAWN", "RATED", "NOT_ACCEPTED"}

    assert (town.state(done), town.state(verifying)) == ("DONE", "VERIFYING")


@ONCE
def test_parent_of_a_theme_is_closed_by_another_than_who_accepted_it(town: Town) -> None:
    cases = Cases(town.world.centre, town.world.clock)
    parent, (branch,) = cases.open_theme((application(unit_id=TOWN), True))
    cases.transfer(parent, TOWN)
    town.does("office", parent, "accept")
    for who, step in (("window", "accept"), ("handler", "review"), ("approver", "approve")):
        town.does(who, branch, step)
    town.does("window", branch, "deliver-decision", evidence=["送达回证-1"])
    assert town.state(parent) == "DONE"

    tried = [town.does("office", parent, "archive"), town.does("office", parent, "archive", evidence=["回访-1"])]

    assert tried == ["evidence-missing", "second-person-needed"]


# ---- 6: staff in the citizen's name ----


@pytest.mark.parametrize("who", ["window", "handler", "approver", "office"])
@ONCE
def test_staff_say_nothing_in_the_applicants_name(town: Town, who: str) -> None:
    fresh, done = town.opens(), town.done()
    steps = {fresh: ("withdraw",), done: ("rate-well", "rate-badly")}

    tried = {town.does(who, number, step, reason="代为") for number, named in steps.items() for step in named}
    named = town.does(who, fresh, "withdraw", actor_id=APPLICANT.person_id, role="applicant")
    filed = requests.post(
        f"{town.world.url}/v1/terminals/T0003/batches",
        json={"incarnation": town.world.terminal.incarnation, "items": []},
        headers={"Authorization": f"Bearer {town.people[who].token}"},
        timeout=60,
    )

    assert (tried, named) == ({"case-role-missing"}, "message-malformed")
    assert filed.status_code == 401
    assert (town.state(fresh), town.state(done)) == ("RECEIVED", "DONE")


def test_rating_while_staff_were_signed_in_counts_nowhere(world: World) -> None:
    """Kept with its mark, so that it shows how often it is tried."""
    terminal = world.terminal
    rated = VisitRated(token=secrets.token_hex(8), service="S901", stars=5, staff_present=True, at=terminal.clock())

    (answer,) = terminal.deliver(terminal.item(JobKind.VISIT_RATED, rated, aggregate=secrets.token_hex(8)))

    with world.centre.database.reading() as session:
        total = figures(session, world.centre, "2026-11").total
    assert (answer.status, answer.state) == (ItemStatus.APPLIED, "有工作人员在场，不计入")
    assert (total.rated, total.flagged, total.satisfaction) == (0, 1, None)


# ---- 7: a face alone ----


@ONCE
def test_face_is_no_way_to_a_grant(shared_world: World) -> None:
    """There is no field for one, in whatever company it comes."""
    code, holder = shared_world.licence_code(), holder_of("zhang").model_dump(mode="json")
    face = {"face": "base64", "face_verified": True}
    asked = [
        {"code": code, "service": "S901", **face},
        {"service": "S901", "holder": holder, **face},
        {"service": "S901", **face},
        {"code": code, "service": "S901", "holder": face},
    ]

    answered: list[Answered] = [shared_world.terminal.post("/v1/licences/verify", each) for each in asked]

    assert [one.code for one in answered] == ["message-malformed"] * 4


# ---- 8: a day across a year that nobody has arranged ----


@pytest.mark.parametrize(("day", "marked"), [("2026-12-03T02:00:00+00:00", False), ("2026-12-04T02:00:00+00:00", True)])
@ONCE
def test_day_across_an_open_year_is_never_shown_without_its_mark(
    world: World, day: str, marked: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    with little_work():
        town = Town(world, {"window": newcomer(world, TOWN, Role.WINDOW_STAFF).comes_in()})
    world.clock.forward(seconds=(_moment(day) - world.clock()).total_seconds())
    town.people["window"].comes_in()
    number = town.opens()

    shown = town.asks("window", number, "transitions", transition="accept").json()["business_clock"]
    main(["central", "cases", "list", "--home", str(world.centre.settings.home), "--due-within", "100"])
    (line,) = (line for line in capfd.readouterr().out.splitlines() if number in line)

    assert (shown["provisional"], shown["due"] > "2026-12-31") == (marked, marked)
    assert ("暂定" in line) == marked


def _with_materials(number: int, names: tuple[str, ...]) -> dict[str, Any]:
    """One of the synthetic items, with more materials than it may have."""
    item = sample(number)
    more = [
        item.materials[0].model_copy(update={"id": f"more-{place}", "material_name": name})
        for place, name in enumerate(names)
    ]
    return item.model_copy(update={"materials": (*item.materials, *more)}).model_dump(mode="json")


def _filled(path: str, said: str) -> str:
    """What stands between braces is this."""
    return re.sub(r"\{[^}]*\}", said, path.replace("{terminal_id}", "T0003"))


def _moment(day: str) -> datetime:
    return datetime.fromisoformat(day)
