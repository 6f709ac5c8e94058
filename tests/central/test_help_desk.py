"""The help desk on both databases: one call a terminal, seen by its own hall's windows and by nobody else, and a number rung once."""

from __future__ import annotations

import re
import secrets
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import requests
from central_world import Terminal, World
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QGuiApplication
from PySide6.QtQml import QJSEngine
from sqlalchemy import func, select
from staff_world import OTHER_TOWN, TOWN, somebody

from app.contract.help import STAFF_WORDS, CallbackAsked, HelpAsked, HelpEnded, HelpStanding, HelpState, HelpWord
from app.contract.jobs import ItemStatus, JobKind
from central.db.parameters import Parameter
from central.helpdesk.tables import HelpCallback, HelpCallbackLook, HelpTicket
from central.helpdesk.tickets import ANSWER_SECONDS
from central.helpdesk.windows import add_window
from central.organisations.keys import post_for_a_key
from central.organisations.people import end_post, posts_at, set_post
from central.organisations.roles import Role
from kiosk.command_line import main

SITE = "寮步镇政务服务中心"
PHONE = "13800000000"


@dataclass
class Window:
    """A window's browser: it has a key, and asks as the page's script does."""

    url: str
    key: str
    session: requests.Session = field(default_factory=requests.Session)

    def ask(self, path: str, **said: Any) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.key}"}
        if said:
            return self.session.post(f"{self.url}/window/{path}", json=said, headers=headers, timeout=20)
        return self.session.get(f"{self.url}/window/{path}", headers=headers, timeout=20)

    @property
    def calls(self) -> list[dict[str, Any]]:
        return list(self.ask("calls").json()["calls"])

    @property
    def callbacks(self) -> list[dict[str, Any]]:
        return list(self.ask("calls").json()["callbacks"])


def a_window(world: World, name: str = "寮步3号窗", site: str = SITE) -> Window:
    with world.centre.database.writing() as session:
        return Window(world.url, add_window(session, world.centre.home.keyed_hash, name, site, world.clock()))


def asks(terminal: Terminal, call_id: str = "", **changes: Any) -> HelpStanding:
    said = {"page": "Check", "service": "S901", "language": "zh", "mode": "standard"} | changes
    asked = HelpAsked(id=call_id or secrets.token_hex(16), asked_at=terminal.clock(), **said)
    answered = terminal.post(f"/v1/terminals/{terminal.terminal_id}/help", asked)
    assert answered.status == 200, answered
    return HelpStanding.model_validate_json(answered.body)


def standing(terminal: Terminal, call_id: str) -> HelpStanding:
    answered = terminal.get(f"/v1/terminals/{terminal.terminal_id}/help/{call_id}")
    assert answered.status == 200, answered
    return HelpStanding.model_validate_json(answered.body)


def ends(terminal: Terminal, call_id: str, word: HelpWord = HelpWord.VISIT_ENDED) -> HelpStanding:
    answered = terminal.post(f"/v1/terminals/{terminal.terminal_id}/help/{call_id}/end", HelpEnded(word=word))
    return HelpStanding.model_validate_json(answered.body)


def leaves_a_number(terminal: Terminal, phone: str = PHONE) -> str:
    asked = CallbackAsked(
        local_no="T03-1123-001", phone=phone, page="Help", service="", language="zh", agreed_at=terminal.clock()
    )
    (taken,) = terminal.deliver(
        terminal.item(JobKind.CALLBACK_ASKED, asked, aggregate=f"callback:{secrets.token_hex(8)}")
    )
    assert taken.status is ItemStatus.APPLIED, taken
    return taken.receipt


def test_a_call_is_before_its_halls_windows_at_once_and_before_no_other(world: World) -> None:
    elsewhere = world.enrol("T0004", site="长安镇政务服务中心")
    here, there = a_window(world), a_window(world, "长安1号窗", "长安镇政务服务中心")

    mine, other = asks(world.terminal), asks(elsewhere, page="Home", service="")

    assert [(call["id"], call["terminal"], call["page"]) for call in here.calls] == [(mine.id, "T0003", "Check")]
    assert [call["id"] for call in there.calls] == [other.id]


def test_the_same_call_comes_in_once_however_often_it_is_sent(world: World) -> None:
    call_id = secrets.token_hex(16)

    with ThreadPoolExecutor(4) as pool:
        heard = list(pool.map(lambda _: asks(world.terminal, call_id).id, range(8)))

    assert (set(heard), world.count(HelpTicket)) == ({call_id}, 1)


def test_another_call_of_the_same_terminal_takes_the_place_of_the_one_before(world: World) -> None:
    window = a_window(world)
    first = asks(world.terminal)

    second = asks(world.terminal)

    assert [call["id"] for call in window.calls] == [second.id]
    assert standing(world.terminal, first.id).word is HelpWord.SUPERSEDED


def test_whoever_sees_it_first_goes_and_the_visitor_is_told_the_badge(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)

    seen = window.ask(f"calls/{call.id}/acknowledge", badge="0317")
    again = window.ask(f"calls/{call.id}/acknowledge", badge="0317")
    other = window.ask(f"calls/{call.id}/acknowledge", badge="0422")

    told = standing(world.terminal, call.id)
    assert (seen.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert (other.json()["code"], other.json()["detail"]) == ("help-taken", "0317")
    assert (told.state, told.badge, told.acknowledged_at) == (HelpState.ACKNOWLEDGED, "0317", world.clock())


def test_two_windows_at_one_moment_send_one_person(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda n: window.ask(f"calls/{call.id}/acknowledge", badge=f"{n:04d}"), range(8)))

    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 7


def test_staff_close_it_with_a_word_and_the_first_word_counts(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)

    window.ask(f"calls/{call.id}/close", badge="0317", word="to-window")
    late = ends(world.terminal, call.id)
    again = window.ask(f"calls/{call.id}/close", badge="0317", word="solved")

    assert (late.state, late.word) == (HelpState.CLOSED, HelpWord.TO_WINDOW)
    assert (again.status_code, again.json()["code"], window.calls) == (409, "help-ended", [])


@pytest.mark.parametrize("word", ["superseded", "visit-ended", "whatever", ""])
def test_staff_say_only_what_is_theirs_to_say(shared_world: World, word: str) -> None:
    window, call = a_window(shared_world), asks(shared_world.terminal)

    refused = window.ask(f"calls/{call.id}/close", badge="0317", word=word)

    assert (refused.status_code, refused.json()["code"]) == (422, "message-malformed")


def test_a_call_ends_with_the_visit_and_stands_before_nobody(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)

    ended = ends(world.terminal, call.id)

    assert (ended.state, ended.word, window.calls) == (HelpState.CLOSED, HelpWord.VISIT_ENDED, [])
    assert window.ask(f"calls/{call.id}/acknowledge", badge="0317").json()["code"] == "help-ended"


def test_a_call_that_nobody_has_seen_in_time_says_so_at_the_window_too(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)
    (fresh,) = window.calls

    world.clock.forward(seconds=61)
    standing(world.terminal, call.id)
    (late,) = window.calls

    assert (fresh["late"], late["late"], late["waited"], late["silent"]) == (False, True, 61, False)


def test_a_terminal_that_falls_silent_is_shown_as_silent_then_not_at_all(world: World) -> None:
    window, call = a_window(world), asks(world.terminal)

    world.clock.forward(seconds=30)
    (silent,) = window.calls
    world.clock.forward(minutes=16)
    gone = window.calls
    standing(world.terminal, call.id)

    assert (silent["silent"], gone, [one["id"] for one in window.calls]) == (True, [], [call.id])


def test_how_long_a_call_may_stand_is_a_dated_parameter(world: World) -> None:
    with world.centre.database.writing() as session:
        session.add(
            Parameter(
                name=ANSWER_SECONDS, effective_from=world.clock().date(), value="45", source="试点", verified=True
            )
        )

    assert asks(world.terminal).answer_seconds == 45


def test_a_centre_whose_seed_is_older_waits_a_minute(world: World) -> None:
    with world.centre.database.writing() as session:
        for row in session.scalars(select(Parameter).where(Parameter.name == ANSWER_SECONDS)):
            session.delete(row)

    assert asks(world.terminal).answer_seconds == 60


def test_nobody_speaks_of_anothers_call(shared_world: World) -> None:
    call, other = asks(shared_world.terminal), shared_world.enrol("T0009")

    looked = other.get(f"/v1/terminals/T0009/help/{call.id}")
    in_its_name = other.get(f"/v1/terminals/T0003/help/{call.id}")

    assert (looked.status, looked.code) == (404, "help-unknown")
    assert (in_its_name.status, in_its_name.code) == (403, "terminal-other")


@pytest.mark.parametrize("key", ["", "0" * 40, "x" * 150])
def test_without_its_key_a_window_sees_nothing(shared_world: World, key: str) -> None:
    call = asks(shared_world.terminal)
    stranger = Window(shared_world.url, key)

    answers = [
        stranger.ask("calls"),
        stranger.ask(f"calls/{call.id}/acknowledge", badge="0317"),
        stranger.ask("callbacks/HD202611230001/phone", badge="0317"),
    ]

    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(401, "window-unknown")}


# ---- call-backs ----


def test_a_number_is_shown_to_who_says_who_they_are_and_that_is_on_record(world: World) -> None:
    window, number = a_window(world), leaves_a_number(world.terminal)
    (owed,) = window.callbacks

    shown = window.ask(f"callbacks/{number}/phone", badge="0317")

    with world.centre.database.reading() as session:
        looks = session.execute(select(HelpCallbackLook.number, HelpCallbackLook.window, HelpCallbackLook.badge)).all()
    assert (owed["number"], owed["phone_masked"], shown.json()) == (number, "138****0000", {"phone": PHONE})
    assert [tuple(look) for look in looks] == [(number, "寮步3号窗", "0317")]


def test_once_rung_the_number_is_gone(world: World) -> None:
    window, number = a_window(world), leaves_a_number(world.terminal)

    window.ask(f"callbacks/{number}/done", badge="0317")
    again = window.ask(f"callbacks/{number}/phone", badge="0317")

    with world.centre.database.reading() as session:
        sealed = session.scalars(select(HelpCallback.phone_sealed)).one()
    assert (window.callbacks, again.json()["code"], sealed) == ([], "help-ended", b"")


def test_a_number_lies_nowhere_in_clear(world: World) -> None:
    leaves_a_number(world.terminal)

    with world.centre.database.reading() as session:
        (row,) = session.scalars(select(HelpCallback))
    kept = repr([getattr(row, column.name) for column in HelpCallback.__table__.columns])
    assert PHONE not in kept


def test_another_halls_number_is_not_shown(world: World) -> None:
    number = leaves_a_number(world.terminal)
    there = a_window(world, "长安1号窗", "长安镇政务服务中心")

    assert there.ask(f"callbacks/{number}/phone", badge="0317").json()["code"] == "help-unknown"


# ---- noise at the door ----


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.dictionaries(
        st.sampled_from(["id", "page", "service", "language", "mode", "asked_at", "name"]),
        st.one_of(st.text(max_size=60), st.integers(), st.none(), st.lists(st.text(max_size=4), max_size=3)),
    )
)
def test_noise_is_no_call(shared_world: World, said: dict[str, Any]) -> None:
    answered = shared_world.terminal.post("/v1/terminals/T0003/help", said)

    assert (answered.status, answered.code) == (422, "message-malformed")


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(badge=st.one_of(st.text(max_size=40), st.integers(), st.none()))
@example(badge="0317")
@example(badge="A-1")
@example(badge="0317\n")
def test_noise_is_no_badge(shared_world: World, badge: object) -> None:
    window, call = a_window(shared_world), asks(shared_world.terminal)

    answered = window.ask(f"calls/{call.id}/acknowledge", badge=badge)

    is_one = isinstance(badge, str) and re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z-]{0,15}", badge) is not None
    assert answered.status_code in ({200, 409} if is_one else {422})


# ---- the page ----


def test_the_page_and_its_script_are_plain_and_closed_to_others(shared_world: World) -> None:
    page = requests.get(f"{shared_world.url}/window", timeout=20)
    script = requests.get(f"{shared_world.url}/window/page.js", timeout=20)

    offered = re.findall(r'<option value="([a-z-]+)">', unescape(page.text))
    assert offered == [word.value for word in STAFF_WORDS]
    for answer in (page, script):
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "http" not in answer.text
    assert "innerHTML" not in script.text


def test_the_script_is_one_that_runs(shared_world: World) -> None:
    """A browser's little world stands in for the page: the script finds what it asks for, and asks the centre what it should."""
    # One for all: the windows of later tests in this process could not stand on less.
    application = QGuiApplication.instance() or QGuiApplication([])
    engine = QJSEngine()
    engine.evaluate(
        "var asked = []; var timers = [];"
        "var element = () => ({ value: ' k ', textContent: '', replaceChildren() {}, append() {}, content: {} });"
        "var document = { getElementById: id => element(), activeElement: null };"
        "function setInterval(look, ms) { timers.push(ms); look(); }"
        "function fetch(path, how) { asked.push(path + '|' + how.headers.Authorization); return new Promise(() => {}); }"
    )

    # The engine knows no `async`; a function that returns a promise is what it means here.
    plain = requests.get(f"{shared_world.url}/window/page.js", timeout=20).text
    plain = re.sub(r"\basync ", "", plain)
    plain = re.sub(r"\bawait ", "", plain)
    outcome = engine.evaluate(plain)

    assert not outcome.isError(), outcome.toString()
    assert engine.evaluate("asked.join()").toString() == "/window/calls|Bearer k"
    assert engine.evaluate("timers[0] <= 2000").toBool()
    del engine
    application.processEvents()


# ---- the operator's side ----


def test_a_window_of_no_hall_is_not_let_in(central_home: Path, capfd: pytest.CaptureFixture[str]) -> None:
    common = ("--home", str(central_home), "--by", "测试员甲", "--name", "寮步3号窗")

    added = main(["central", "add-window", *common, "--site", "没有这个大厅", "--badge", "T15-P03"])
    removed = main(["central", "remove-window", *common])

    assert (added, removed, capfd.readouterr().out) == (1, 1, "")


def test_a_key_is_printed_once_and_what_was_done_is_on_record(world: World, capfd: pytest.CaptureFixture[str]) -> None:
    common = ("--home", str(world.centre.settings.home), "--by", "测试员甲")

    added = main(["central", "add-window", *common, "--name", "寮步3号窗", "--site", SITE, "--badge", "T15-P03"])
    key = capfd.readouterr().out.strip()
    let_in = Window(world.url, key).ask("calls").status_code
    main(["central", "list-windows", "--home", str(world.centre.settings.home)])
    listed = capfd.readouterr().out
    removed = main(["central", "remove-window", *common, "--name", "寮步3号窗"])

    with world.centre.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(HelpTicket)) == 0
    assert (added, len(key), let_in, removed) == (0, 40, 200, 0)
    assert (key in listed, "寮步3号窗" in listed) == (False, True)
    assert Window(world.url, key).ask("calls").status_code == 401


# ---- whose a key is ----


def test_key_lets_in_while_its_person_holds_the_post_and_not_a_day_longer(world: World) -> None:
    person = somebody(world, "T15-W1", TOWN, Role.WINDOW_STAFF)
    window = _window_of(world, person)
    call = asks(world.terminal)

    before = window.ask("calls").status_code
    with world.centre.database.writing() as session:
        [post] = posts_at(session, person, world.centre.today())
        end_post(session, post.id, world.centre.today(), "test", world.clock())
    last_day = window.ask("calls").status_code
    world.clock.forward(days=1)
    after = [window.ask("calls"), window.ask(f"calls/{call.id}/acknowledge", badge="T15-W1")]

    assert (before, last_day) == (200, 200)
    assert [(one.status_code, one.json()["code"]) for one in after] == [(401, "window-post-ended")] * 2


def test_post_in_another_unit_or_as_something_else_opens_no_window(world: World) -> None:
    person = somebody(world, "T15-W2", TOWN, Role.WINDOW_STAFF)
    window = _window_of(world, person)
    with world.centre.database.writing() as session:
        [post] = posts_at(session, person, world.centre.today())
        end_post(session, post.id, world.centre.today(), "test", world.clock())
        tomorrow = world.centre.today() + timedelta(days=1)
        set_post(session, person, OTHER_TOWN, Role.WINDOW_STAFF, tomorrow, None, "test", world.clock())
        set_post(session, person, TOWN, Role.HANDLER, tomorrow, None, "test", world.clock())
    world.clock.forward(days=1)

    assert window.ask("calls").json()["code"] == "window-post-ended"


def test_nobody_acts_at_a_persons_window_under_another_badge(world: World) -> None:
    window = _window_of(world, somebody(world, "T15-W3", TOWN, Role.WINDOW_STAFF))
    call = asks(world.terminal)

    others = window.ask(f"calls/{call.id}/acknowledge", badge="0317")
    own = window.ask(f"calls/{call.id}/acknowledge", badge="t15-w3")

    assert (others.status_code, others.json()["code"], own.status_code) == (403, "badge-other", 200)


@pytest.mark.parametrize(("badge", "words"), [("T15-P01", "no window post"), ("NOBODY", "nobody has the badge")])
def test_no_key_is_made_for_who_holds_no_window_post(
    world: World, badge: str, words: str, capfd: pytest.CaptureFixture[str]
) -> None:
    common = ("--home", str(world.centre.settings.home), "--by", "测试员甲", "--name", "寮步3号窗", "--site", SITE)

    added = main(["central", "add-window", *common, "--badge", badge])

    said = capfd.readouterr()
    assert (added, said.out) == (1, "")
    assert words in said.err


def _window_of(world: World, person: str) -> Window:
    with world.centre.database.writing() as session:
        post = post_for_a_key(session, person, Role.WINDOW_STAFF, "", world.centre.today())
        key = add_window(session, world.centre.home.keyed_hash, f"窗-{person}", SITE, world.clock(), post)
    return Window(world.url, key)
