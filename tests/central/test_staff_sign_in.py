"""The door by which people come in: what it lets through, what it refuses, and that it tells nobody why."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
import requests
from argon2 import Type, extract_parameters
from central_world import World
from hypothesis import HealthCheck, example, given, seed, settings
from hypothesis import strategies as st
from sqlalchemy import delete, event, select
from staff_world import CITY, TOWN, Console, code_of, let_in, little_work, newcomer, somebody

from central.organisations import passwords, totp
from central.organisations.people import end_post, find_by_badge, posts_at
from central.organisations.roles import Role
from central.organisations.sessions import SEEN_EVERY
from central.organisations.sign_in_tables import Account, SignInTries, StaffSession, TrailEntry
from central.organisations.tries import LOCKED_OUT
from central.recovery import begin_new_life

LOCK, IDLE, WHOLE = timedelta(minutes=15), timedelta(minutes=30), timedelta(hours=10)
AS_SHIPPED = passwords._HASHER
RFC_6238_SECRET = b"12345678901234567890"


@pytest.fixture(autouse=True, scope="module")
def quick_hashes() -> Iterator[None]:
    with little_work():
        yield


@pytest.fixture(scope="module")
def world(shared_world: World) -> World:
    """One for all: everybody here is new to it, and the clock goes forward only."""
    return shared_world


def chief(world: World) -> Console:
    """Somebody new who administers the city."""
    return newcomer(world, CITY, Role.ADMINISTRATOR, second_factor=True)


def test_passwords_are_worked_on_as_long_as_owasp_asks() -> None:
    shipped = extract_parameters(AS_SHIPPED.hash("any"))

    assert (shipped.type, shipped.memory_cost, shipped.time_cost, shipped.parallelism) == (Type.ID, 19 * 1024, 2, 1)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_codes_are_those_of_rfc_6238_appendix_b(moment: int, code: str) -> None:
    assert totp.code_at(RFC_6238_SECRET, moment // 30, digits=8) == code


def test_somebody_signs_in_and_the_centre_knows_them_until_they_sign_out(world: World) -> None:
    console = newcomer(world).comes_in()

    me = console.get("me").json()
    out = console.post("sign-out")

    assert (me["badge"], me["factors"], [post["unit"] for post in me["posts"]]) == (console.badge, 1, [TOWN])
    assert (out.status_code, code_of(console.get("me"))) == (200, "sign-in-needed")


def test_no_token_and_no_password_lies_in_the_database(world: World) -> None:
    console = chief(world).comes_in()

    kept = _everything(world, StaffSession) + _everything(world, Account)

    assert console.get("me").status_code == 200
    assert not [secret for secret in (console.token, console.password, console.secret.hex()) if secret in kept]


def test_session_begun_at_one_process_is_known_and_ended_at_the_other(world: World) -> None:
    console = newcomer(world).comes_in()

    with world.beside() as other:
        there = console.get("me", url=other)
        console.post("sign-out")
        gone = console.get("me", url=other)

    assert (there.status_code, code_of(gone)) == (200, "sign-in-needed")


def test_fifth_failure_locks_for_a_quarter_of_an_hour_to_the_second(world: World) -> None:
    console = newcomer(world)

    failures = [code_of(console.tries("wrong password")) for _ in range(5)]
    right = console.tries()
    world.clock.forward(seconds=LOCK.total_seconds() - 1)
    still = console.tries()
    world.clock.forward(seconds=1)
    after = console.tries()

    assert failures == ["sign-in-refused"] * 5
    assert (right.status_code, code_of(right), right.headers["Retry-After"]) == (429, "sign-in-locked", "900")
    assert (code_of(still), still.headers["Retry-After"]) == ("sign-in-locked", "1")
    assert after.status_code == 200


def test_four_failures_are_forgotten_once_somebody_is_in(world: World) -> None:
    console = newcomer(world)

    for _ in range(2):
        assert [code_of(console.tries("wrong password")) for _ in range(4)] == ["sign-in-refused"] * 4
        console.comes_in()


def test_twenty_tries_at_once_are_no_more_than_five(world: World) -> None:
    console = newcomer(world)

    with ThreadPoolExecutor(8) as pool:
        codes = sorted(pool.map(lambda _: code_of(console.tries("wrong password")), range(20)))

    assert codes == ["sign-in-locked"] * 15 + ["sign-in-refused"] * 5


def test_lock_is_on_the_trail_and_its_end_is_not_hastened_by_trying(world: World) -> None:
    console = newcomer(world)
    for _ in range(5):
        console.tries("wrong password")

    world.clock.forward(minutes=10)
    again = console.tries("wrong password")
    world.clock.forward(minutes=5)

    assert again.headers["Retry-After"] == "300"
    assert console.tries().status_code == 200
    with world.centre.database.reading() as session:
        locked = list(session.scalars(select(TrailEntry.who).where(TrailEntry.what == LOCKED_OUT)))
    assert locked.count(console.person) == 1


def test_badge_nobody_wears_is_answered_and_locked_like_any_other(world: World) -> None:
    known, unknown = newcomer(world), Console(world, "NOBODY-7", "whatever it is")

    answers = [[_said(console.tries("wrong password")) for _ in range(6)] for console in (known, unknown)]

    assert answers[0] == answers[1]
    assert [status for status, *_ in answers[0]] == [401] * 5 + [429]


def test_badge_nobody_wears_costs_the_same_work_here(world: World) -> None:
    known, unknown, shut = newcomer(world), Console(world, "NOBODY-8", "x" * 12), newcomer(world)
    _change(world, shut.badge, closed_at=world.clock())

    work = [_work_of(world, console) for console in (known, unknown, shut)]

    assert work[0] == work[1] == work[2]
    assert work[0].count("verify_secret") == 1
    with world.centre.database.reading() as session:
        kept = session.scalars(select(Account.password_hash)).first()
    assert kept is not None
    assert extract_parameters(kept) == extract_parameters(passwords._nobodys())


def test_badge_is_the_same_in_small_letters(world: World) -> None:
    console = newcomer(world)
    small = Console(world, console.badge.lower(), console.password)

    assert small.tries().status_code == 200


def test_code_is_needed_and_taken_once(world: World) -> None:
    console = chief(world)

    answers = [code_of(console.tries(code=code)) for code in ("", "000000", console.code, console.code)]
    world.clock.forward(seconds=30)
    later = console.tries()

    assert answers == ["sign-in-refused", "sign-in-refused", "", "sign-in-refused"]
    assert later.status_code == 200


def test_code_of_a_clock_half_a_minute_off_is_taken_and_no_other(world: World) -> None:
    people, here = [chief(world) for _ in range(5)], totp.step_at(world.clock())

    taken = [one.tries(code=totp.code_at(one.secret, here + off)).status_code for off, one in enumerate(people, -2)]

    assert taken == [401, 200, 200, 200, 401]


def test_code_of_the_step_before_one_that_was_taken_is_refused(world: World) -> None:
    console = chief(world).comes_in()

    earlier = console.tries(code=totp.code_at(console.secret, totp.step_at(world.clock()) - 1))

    assert code_of(earlier) == "sign-in-refused"


def test_of_two_who_show_one_code_at_one_moment_one_is_in(world: World) -> None:
    console = chief(world)
    code = console.code

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(pool.map(lambda _: console.tries(code=code).status_code, range(4)))

    assert statuses == [200, 401, 401, 401]


def test_session_ends_when_it_is_idle(world: World) -> None:
    console = newcomer(world).comes_in()

    world.clock.forward(seconds=IDLE.total_seconds() - 1)
    used = console.get("me")
    world.clock.forward(seconds=IDLE.total_seconds() - 1)
    used_again = console.get("me")
    world.clock.forward(seconds=IDLE.total_seconds())

    assert (used.status_code, used_again.status_code) == (200, 200)
    assert code_of(console.get("me")) == "sign-in-needed"


def test_session_in_use_ends_when_its_time_is_up(world: World) -> None:
    console, began = newcomer(world).comes_in(), world.clock()

    while world.clock() < began + WHOLE - SEEN_EVERY:
        world.clock.forward(minutes=29)
        world.clock.now = min(world.clock(), began + WHOLE - timedelta(seconds=1))
        assert console.get("me").status_code == 200
    world.clock.forward(seconds=1)

    assert code_of(console.get("me")) == "sign-in-needed"


def test_session_ends_with_the_last_post(world: World) -> None:
    console = newcomer(world).comes_in()

    with world.centre.database.writing() as session:
        for post in posts_at(session, console.person, world.centre.today()):
            end_post(session, post.id, world.centre.today() - timedelta(days=1), "test", world.clock())

    assert code_of(console.get("me")) == "sign-in-needed"
    assert code_of(console.tries()) == "sign-in-refused"


def test_somebody_is_let_in_from_the_first_day_of_their_post(world: World) -> None:
    somebody(world, "X-1", TOWN, Role.HANDLER, first=world.centre.today() + timedelta(days=1))
    console = let_in(world, "X-1")

    before = console.tries()
    world.clock.forward(hours=24)

    assert (code_of(before), console.tries().status_code) == ("sign-in-refused", 200)


def test_password_somebody_else_knows_must_be_changed_first(world: World) -> None:
    console = newcomer(world)
    _change(world, console.badge, must_change=True)
    console.comes_in()

    before = code_of(console.get("units"))
    weak = [
        console.post("password", {"old": console.password, "new": new})
        for new in ("short", "aaaaaaaaaaaaaaaa", f"my badge {console.badge}", console.password)
    ]
    changed = console.post("password", {"old": console.password, "new": "seven green boats"})

    assert before == "password-must-change"
    assert [code_of(answer) for answer in weak] == ["password-weak"] * 4
    assert (changed.status_code, console.get("units").status_code) == (200, 200)


def test_changed_password_lets_in_alone_and_ends_every_other_session(world: World) -> None:
    console = newcomer(world).comes_in()
    elsewhere = Console(world, console.badge, console.password).comes_in()

    changed = console.post("password", {"old": console.password, "new": "seven green boats"})

    assert changed.status_code == 200
    assert (console.get("me").status_code, code_of(elsewhere.get("me"))) == (200, "sign-in-needed")
    assert code_of(console.tries()) == "sign-in-refused"
    assert console.tries("seven green boats").status_code == 200


def test_whoever_has_the_session_does_not_guess_the_password_with_it(world: World) -> None:
    console = newcomer(world).comes_in()

    guesses = [code_of(console.post("password", {"old": f"guess {n}", "new": "seven green boats"})) for n in range(6)]

    assert guesses == ["password-wrong"] * 5 + ["sign-in-locked"]


def test_shut_out_is_out_everywhere_at_once(world: World) -> None:
    console = newcomer(world).comes_in()
    closed = chief(world).comes_in().post(f"people/{console.person}/close")

    assert closed.status_code == 200, closed.text
    assert (code_of(console.get("me")), code_of(console.tries())) == ("sign-in-needed", "sign-in-refused")


def test_nobody_is_signed_in_after_a_restore(world: World) -> None:
    """The backup may not know who has signed out since, or was shut out."""
    console = newcomer(world).comes_in()

    begin_new_life(world.centre.database, world.clock())

    assert code_of(console.get("me")) == "sign-in-needed"


@pytest.mark.parametrize("token", ["", "x", "Bearer", "x" * 5_000, "ü", "' OR 1=1 --"])
def test_any_other_token_is_refused_alike(shared_world: World, token: str) -> None:
    header = {"Authorization": f"Bearer {token}".encode()}

    answer = requests.get(f"{shared_world.url}/v1/staff/me", headers=header, timeout=20)

    assert (answer.status_code, answer.json()) == (401, {"code": "sign-in-needed", "detail": ""})


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)
GOOD = {"badge": "ZZ-1", "password": "any password", "code": "123456"}
SAID = ANYTHING | st.fixed_dictionaries(
    {
        "badge": st.text(max_size=40) | st.sampled_from(["T15-P01", "zz-1"]) | ANYTHING,
        "password": st.text(max_size=220) | ANYTHING,
        "code": st.from_regex(r"[0-9]{0,7}", fullmatch=True) | ANYTHING,
    }
)


@seed(20261123)
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(said=SAID)
@example(said=GOOD)
@example(said=GOOD | {"badge": "١٢"})
@example(said=GOOD | {"password": "\0"})
@example(said=GOOD | {"password": "\ud800"})
@example(said=GOOD | {"more": 1})
def test_whatever_is_said_at_the_door_is_refused_in_our_words(shared_world: World, said: Any) -> None:
    with shared_world.centre.database.writing() as session:
        session.execute(delete(SignInTries))
    body = json.dumps(said).encode()

    answer = _posted(shared_world, body)

    assert (answer.status_code, answer.json()["code"]) in {(401, "sign-in-refused"), (422, "message-malformed")}
    assert set(answer.json()) == {"code", "detail"}
    assert answer.json()["detail"] == ""


def test_well_formed_words_of_nobody_are_no_malformed_message(shared_world: World) -> None:
    assert code_of(_posted(shared_world, json.dumps(GOOD).encode())) == "sign-in-refused"


def _posted(world: World, body: bytes) -> requests.Response:
    header = {"Content-Type": "application/json"}
    return requests.post(f"{world.url}/v1/staff/sign-in", data=body, headers=header, timeout=60)


def _said(answer: requests.Response) -> tuple[int, bytes, set[str]]:
    return answer.status_code, answer.content, set(answer.headers)


def _work_of(world: World, console: Console) -> list[str]:
    """What a try at this badge makes us do: each statement for the database, and each password that is worked on."""
    from central.organisations.signing_in import sign_in
    from central.refusals import Refused

    with _statements(world) as done:

        def look(frame: Any, kind: str, _argument: object) -> None:
            if kind == "call" and frame.f_code.co_name == "verify_secret":
                done.append("verify_secret")

        sys.setprofile(look)
        try:
            with pytest.raises(Refused, match="sign-in-refused"):
                sign_in(world.centre, console.badge, "wrong password", "")
        finally:
            sys.setprofile(None)
    return done


@contextmanager
def _statements(world: World) -> Iterator[list[str]]:
    done: list[str] = []

    def keep(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        done.append(statement)

    event.listen(world.centre.database.engine, "before_cursor_execute", keep)
    try:
        yield done
    finally:
        event.remove(world.centre.database.engine, "before_cursor_execute", keep)


def _everything(world: World, table: Any) -> str:
    with world.centre.database.reading() as session:
        rows = session.execute(select(*table.__table__.columns)).all()
    return repr([tuple(row) for row in rows])


def _change(world: World, badge: str, **values: Any) -> None:
    with world.centre.database.writing() as session:
        person = find_by_badge(session, badge)
        assert person is not None
        account = session.get_one(Account, person.id)
        for name, value in values.items():
            setattr(account, name, value)
