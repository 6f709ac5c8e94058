"""Nobody gets through another's door: terminals, windows, enterprises and people, each at everything that is not theirs.

First everybody does what they may, with the very words that are then said by everybody who may not: a door that refuses all alike
would be found out. What lies in the database afterwards is what lay there before.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import product
from random import Random
from typing import Any

import pytest
import requests
from case_world import application
from central_world import Terminal, World
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from protocol_world import Operator
from sqlalchemy import select
from staff_world import (
    BANK,
    CITY,
    COORDINATION,
    OTHER_TOWN,
    TOWN,
    Console,
    little_work,
    newcomer,
    somebody,
)

from app.contract.help import CallbackAsked
from app.contract.jobs import JobKind, VisitRated
from app.contract.wire import OrderKind
from central.cases.opening import open_case
from central.db.base import Base
from central.helpdesk.windows import add_window
from central.organisations.people import posts_at
from central.organisations.roles import Role
from central.seeding.named import CLEAN_USCC, NAMED, REPRESENTATIVES
from central.terminals import revoke_terminal

HERE, THERE = "寮步镇政务服务中心", "长安镇政务服务中心"
REFUSED = (401, 403, 404, 405)
IN_SHORT, IN_FULL, SPELT_OTHERWISE = 150, 1_000, 400
PASSING = frozenset(
    {"nonces", "nonce_horizon", "staff_sessions", "staff_trail", "staff_trail_head", "licence_codes", "sign_in_tries"}
)
"""Tables in which a try may leave a mark: that it was here, and nothing of what it wanted."""
ONCE = pytest.mark.parametrize("database_kind", ["postgresql"], indirect=True)
"""What does not depend on the database, and what the long tests ask on both."""

TERMINAL, ITSELF, PERSON, EITHER, WINDOW, ANYBODY = "terminal", "itself", "person", "either", "window", "anybody"
"""Whose a route is. ITSELF: no other terminal's, also not an enrolled one's."""
SAID_TO_BE = {
    TERMINAL: ("terminal",),
    ITSELF: ("terminal",),
    PERSON: ("person",),
    EITHER: ("terminal", "person"),
    WINDOW: ("window",),
    ANYBODY: (),
}
ADMITTED = {
    TERMINAL: {"terminal", "other terminal"},
    ITSELF: {"terminal"},
    PERSON: {"handler"},
    EITHER: {"terminal", "other terminal", "handler"},
    WINDOW: {"window of this hall", "window of another hall"},
}
"""Of those who ask: past the door, whatever they are told behind it."""
DECLARED = {
    ANYBODY: (
        "GET /v1/greeting",
        "POST /v1/enrolments",
        "GET /v1/papers/trust",
        "GET /v1/papers/status",
        "GET /v1/openapi.json",
        "POST /v1/staff/sign-in",
        "POST /v1/staff/provider/away",
        "POST /v1/staff/provider/back",
        "POST /tsa",
        "GET /V",
        "GET /v",
        "GET /V/{said}",
        "GET /v/{said}",
        "GET /window",
        "GET /window/page.js",
    ),
    TERMINAL: (
        "POST /v1/licences/verify",
        "GET /v1/credit/catalogue",
        "POST /v1/credit/reports",
        "POST /v1/appeals/progress",
        "POST /v1/applications/progress",
        "POST /v1/applications/mine",
        "GET /v1/packs",
        "GET /v1/packs/files/{sha256}",
        "GET /v1/blobs/{sha256}",
        "PATCH /v1/blobs/{sha256}",
    ),
    ITSELF: (
        "POST /v1/terminals/{terminal_id}/batches",
        "POST /v1/terminals/{terminal_id}/orders/{order_id}",
        "POST /v1/terminals/{terminal_id}/key",
        "POST /v1/terminals/{terminal_id}/help",
        "GET /v1/terminals/{terminal_id}/help/{call_id}",
        "POST /v1/terminals/{terminal_id}/help/{call_id}/end",
        "POST /v1/terminals/{terminal_id}/prefill",
    ),
    WINDOW: (
        "GET /window/calls",
        "POST /window/calls/{call_id}/acknowledge",
        "POST /window/calls/{call_id}/close",
        "POST /window/callbacks/{number}/phone",
        "POST /window/callbacks/{number}/done",
    ),
    EITHER: (
        "GET /v1/cases",
        "GET /v1/cases/due",
        "GET /v1/cases/{project_no}",
        "GET /v1/cases/{project_no}/particulars",
        "POST /v1/cases/{project_no}/transitions",
        "POST /v1/cases/{project_no}/transfers",
        "POST /v1/cases/{project_no}/correction",
        "POST /v1/cases/{project_no}/correction/answer",
        "GET /v1/service-items",
        "GET /v1/service-items/compare",
        "GET /v1/service-items/compare/{catalog_code}",
        "GET /v1/service-items/{task_code}",
        "POST /v1/service-items/{task_code}/materials",
        "GET /v1/entries/{kind}",
        "GET /v1/entries/{kind}/{entry_id}",
        "POST /v1/knowledge/search",
    ),
    PERSON: (
        "POST /v1/staff/sign-out",
        "GET /v1/staff/me",
        "POST /v1/staff/password",
        "GET /v1/staff/units",
        "GET /v1/staff/units/{unit_id}",
        "GET /v1/staff/zones/{zone}",
        "GET /v1/staff/units/{unit_id}/responsible",
        "POST /v1/staff/units/{unit_id}/responsible",
        "GET /v1/staff/people",
        "POST /v1/staff/people",
        "GET /v1/staff/people/{person_id}",
        "GET /v1/staff/posts",
        "POST /v1/staff/people/{person_id}/posts",
        "POST /v1/staff/posts/{post_id}/end",
        "POST /v1/staff/people/{person_id}/close",
        "GET /v1/staff/trail",
        "GET /v1/staff/prefill/shares",
        "GET /v1/staff/ratings",
        "GET /v1/staff/targets",
        "GET /v1/staff/prefill/corrections",
        "POST /v1/staff/prefill/corrections/{number}/value",
        "POST /v1/staff/prefill/corrections/{number}/settle",
        "POST /v1/staff/knowledge/feedback",
        "GET /v1/staff/knowledge/feedback",
        "GET /v1/staff/knowledge/usefulness",
        "POST /v1/staff/knowledge/feedback/{number}/answer",
    ),
}

Body = bytes | None
Ask = Callable[[str, str, Body], int]
"""Method, path and body to the status of the answer."""


@dataclass(frozen=True)
class Door:
    """A question, with the words that its rightful owner would use."""

    method: str
    path: str
    said: Any = None
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> Body:
        return self.said if isinstance(self.said, bytes) or self.said is None else json.dumps(self.said).encode()


@dataclass
class Hall:
    """Two halls of one centre, and what belongs to the first of them."""

    world: World
    other: Terminal
    gone: Terminal
    call: str
    order: str
    callback: str
    blob: bytes
    grant: str
    case: str
    windows: dict[str, str] = field(repr=False)
    people: dict[str, Console] = field(repr=False)
    item: dict[str, Any] = field(repr=False)
    post: str = ""
    person: str = ""

    @property
    def blob_path(self) -> str:
        return f"/v1/blobs/{hashlib.sha256(self.blob).hexdigest()}"


@pytest.fixture(scope="module")
def hall(shared_world: World) -> Iterator[Hall]:
    with little_work():
        yield _furnished(shared_world)


def test_rightful_owners_get_through_with_these_words(hall: Hall) -> None:
    world, codes = hall.world, {}

    for door in _of_the_terminal(hall, "T0003"):
        codes[door.path, "terminal"] = _signed(world.terminal)(door.method, door.path, door.body)
    for door in _of_the_window(hall)[:1]:
        codes[door.path, "window"] = _bearer(world, hall.windows[HERE])(door.method, door.path, door.body)
    for door in _of_people(hall):
        if door.path.endswith(("/end", "/close", "/posts", "people", "/responsible", "/sign-out")) and door.said:
            continue  # what changes something is done by its owner in the tests of that room
        codes[door.path, "person"] = _bearer(world, hall.people["chief"].token)(door.method, door.path, door.body)
    handler = _bearer(world, hall.people["handler"].token)
    codes[hall.case, "case"] = handler("GET", f"/v1/cases/{hall.case}", None)

    assert {key: status for key, status in codes.items() if status != 200} == {}


@ONCE
def test_every_route_is_declared_to_be_somebodys(hall: Hall) -> None:
    """A route that is added tomorrow is tried tomorrow, or this fails: nobody has said yet who may ask there."""
    described = requests.get(f"{hall.world.url}/v1/openapi.json", timeout=60).json()["paths"]
    said = {
        f"{method.upper()} {path}": sorted(name for one in operation["security"] for name in one)
        for path, operations in described.items()
        for method, operation in operations.items()
        if not path.startswith("/licence-system")
    }

    declared = {
        operation: sorted(SAID_TO_BE[owner]) for owner, operations in DECLARED.items() for operation in operations
    }

    assert said == declared


@ONCE
def test_not_one_of_these_tries_gets_through(hall: Hall) -> None:
    _try_all(hall, IN_SHORT)


@pytest.mark.soak
def test_not_one_of_a_thousand_tries_gets_through(hall: Hall) -> None:
    _try_all(hall, 0)


STRANGERS = [
    (one.uscc, card)
    for one in NAMED
    for card in sorted({card for _, card in REPRESENTATIVES})
    if (one.uscc, card) not in REPRESENTATIVES
]
"""Every sample card at every enterprise that is not its holder's."""


@pytest.mark.parametrize(
    "pairs", [STRANGERS[::6], pytest.param(STRANGERS, marks=pytest.mark.soak)], ids=["some", "all"]
)
def test_no_enterprise_is_asked_about_by_who_is_not_on_its_licence(hall: Hall, pairs: list[tuple[str, str]]) -> None:
    world = hall.world

    codes = Counter(world.show_licence(world.licence_code(uscc, card), card).status for uscc, card in pairs)
    borrowed = [
        world.show_licence(world.licence_code(CLEAN_USCC, "zhang"), card, terminal=hall.other).status
        for card in ("wu-rare", "chen-hmt", "example-2017")
    ]

    assert len(pairs) >= 8
    assert codes == {403: len(pairs)}
    assert borrowed == [403] * 3


def test_no_report_is_made_on_another_terminals_grant_or_a_made_up_one(hall: Hall) -> None:
    order = hall.world.order(grant=hall.grant)
    made_up = [order.model_copy(update={"grant": grant}) for grant in ("x", hall.grant[:-1], hall.grant.swapcase())]

    codes = [hall.other.post("/v1/credit/reports", order).code]
    codes += [hall.world.terminal.post("/v1/credit/reports", one).code for one in made_up]

    assert codes == ["grant-unknown"] * 4


def _try_all(hall: Hall, count: int) -> None:
    """So many of them, all where it is 0: every asker at every door that is not theirs, and the same by other spellings."""
    plain, before, through = [*_tries(hall), *_at_every_route(hall)], _lying_there(hall.world), []
    tries = [*plain, *_spelt_otherwise(plain, max(SPELT_OTHERWISE, IN_FULL - len(plain)))]

    assert len(tries) >= IN_FULL
    for who, ask, door, spelling in Random("tries").sample(tries, count or len(tries)):
        status = ask(door.method, spelling(door.path), door.body)
        if status not in REFUSED and not (spelling is not _plainly and status == 422):
            through.append((who, door.method, spelling(door.path), status))

    assert through == []
    assert _lying_there(hall.world) == before


Spelling = Callable[[str], str]
SPELLINGS: tuple[Spelling, ...] = (
    lambda path: path + "?",
    lambda path: path + ("&" if "?" in path else "?") + "terminal_id=T0003",
    lambda path: path.partition("?")[0] + "/",
    lambda path: "/" + path,
    lambda path: path.replace("/v1/", "/V1/"),
    lambda path: path.replace("/v1/", "/v1//"),
    lambda path: path.replace("T0003", "T%30003"),
    lambda path: path.replace("staff", "st%61ff"),
    lambda path: path.partition("?")[0] + ";x=1",
    lambda path: path.partition("?")[0] + "%00",
    lambda path: path.partition("?")[0] + "/../" + path.rpartition("/")[2],
    lambda path: path.replace("/v1/", "/v1/staff/../"),
)


def _plainly(path: str) -> str:
    return path


Try = tuple[str, Ask, Door, Spelling]


def _tries(hall: Hall) -> Iterator[Try]:
    askers = _askers(hall)
    theirs = _of_the_terminal(hall, "T0003"), _of_the_window(hall), _of_people(hall)
    mine = {"window of this hall": 1, "handler": 2, "chief": 2, "terminal": 0}
    for place, doors in enumerate(theirs):
        for (who, ask), door in product(askers.items(), doors):
            if mine.get(who) != place and not _may_too(who, door):
                yield who, ask, door, _plainly
    for door in _of_the_terminal(hall, "T0004", only_its_own=True):
        yield "other terminal, in its own name", askers["other terminal"], door, _plainly
    for who, doors in _not_of_this_post(hall).items():
        for door in doors:
            yield who, _bearer(hall.world, hall.people[who].token), door, _plainly


def _at_every_route(hall: Hall) -> Iterator[Try]:
    """As the API describes itself: every asker at every route that is not for the like of them."""
    askers, here = _askers(hall), {"terminal_id": "T0003", "call_id": hall.call, "number": hall.callback}
    here |= {"project_no": hall.case, "person_id": hall.person, "post_id": hall.post, "unit_id": TOWN}
    for owner, operations in DECLARED.items():
        for operation, (who, ask) in product(operations, askers.items()):
            if owner != ANYBODY and who not in ADMITTED[owner]:
                method, path = operation.split()
                door = Door(method, path.format_map(defaultdict(lambda: "0", here)), None if method == "GET" else {})
                yield who, ask, door, _plainly


def _may_too(who: str, door: Door) -> bool:
    """What any terminal may ask for, or anybody who works here."""
    if who == "other terminal":
        return "T0003" not in door.path and not door.path.startswith("/v1/blobs")
    if who == "window of another hall":
        return door.path == "/window/calls"
    return who == "handler" and door.path == "/v1/service-items"


def _spelt_otherwise(plain: list[Try], count: int) -> Iterator[Try]:
    chance = Random("spellings")  # the same every time
    for _ in range(count):
        who, ask, door, _ = chance.choice(plain)
        yield who, ask, door, chance.choice(SPELLINGS)


def _askers(hall: Hall) -> dict[str, Ask]:
    world, key = hall.world, Ed25519PrivateKey.generate()
    thief = replace(world.terminal, key=hall.other.key, session=requests.Session())
    stranger = replace(world.terminal, terminal_id="T9999", key=key, session=requests.Session())
    return {
        "nobody": _nobody(world),
        "stranger": _signed(stranger),
        "other key in this terminal's name": _signed(thief),
        "revoked terminal": _signed(hall.gone),
        "terminal": _signed(world.terminal),
        "other terminal": _signed(hall.other),
        "window of this hall": _bearer(world, hall.windows[HERE]),
        "window of another hall": _bearer(world, hall.windows[THERE]),
        "whoever signed out": _bearer(world, hall.people["gone"].token),
        "handler": _bearer(world, hall.people["handler"].token),
        "made-up token": _bearer(world, secrets.token_urlsafe(32)),
    }


def _of_the_terminal(hall: Hall, name: str, *, only_its_own: bool = False) -> list[Door]:
    """`name` is the terminal in whose name it is asked for what is T0003's."""
    here = f"/v1/terminals/{name}"
    belongings = [
        Door("GET", f"{here}/help/{hall.call}"),
        Door("POST", f"{here}/orders/{hall.order}", {"outcome": "done"}),
        Door("GET", hall.blob_path),
    ]
    if only_its_own:
        return [*belongings, Door("POST", f"{here}/help/{hall.call}/end", {"word": "not-needed"})]
    asked = {"id": hall.call, "page": "Check", "service": "S901", "language": "zh", "mode": "standard"}
    return [
        *belongings,
        Door("POST", f"{here}/help", asked | {"asked_at": hall.world.clock().isoformat()}),
        Door("POST", f"{here}/batches", {"incarnation": hall.world.terminal.incarnation, "items": [hall.item]}),
        Door("GET", "/v1/credit/catalogue"),
        Door("GET", "/v1/packs"),
        Door("GET", "/v1/service-items"),
    ]


def _of_the_window(hall: Hall) -> list[Door]:
    return [
        Door("GET", "/window/calls"),
        Door("POST", f"/window/calls/{hall.call}/acknowledge", {"badge": "0317"}),
        Door("POST", f"/window/calls/{hall.call}/close", {"badge": "0317", "word": "solved"}),
        Door("POST", f"/window/callbacks/{hall.callback}/phone", {"badge": "0317"}),
        Door("POST", f"/window/callbacks/{hall.callback}/done", {"badge": "0317"}),
    ]


def _of_people(hall: Hall) -> list[Door]:
    post = {"unit": TOWN, "role": "handler", "first_day": "2026-11-23"}
    return [
        Door("GET", "/v1/staff/me"),
        Door("GET", "/v1/staff/units"),
        Door("GET", "/v1/staff/zones/A1"),
        *_of_people_here(hall),
        Door("POST", "/v1/staff/people", {"badge": "M-1", "name": "新人示例", "post": post}),
        Door("POST", f"/v1/staff/people/{hall.person}/posts", post | {"role": "approver"}),
        Door("POST", f"/v1/staff/posts/{hall.post}/end", {"last_day": "2026-11-23"}),
        Door("POST", f"/v1/staff/people/{hall.person}/close"),
        Door("POST", f"/v1/staff/units/{TOWN}/responsible", {"person": hall.person, "first_day": "2027-01-01"}),
    ]


def _of_people_here(hall: Hall) -> list[Door]:
    return [
        Door("GET", f"/v1/staff/people?unit={TOWN}&why=contact"),
        Door("GET", f"/v1/staff/people/{hall.person}?why=contact"),
        Door("GET", f"/v1/staff/posts?unit={TOWN}"),
        Door("GET", f"/v1/staff/trail?unit={TOWN}"),
    ]


def _not_of_this_post(hall: Hall) -> dict[str, list[Door]]:
    """People who have signed in, at what belongs to another unit or another post."""
    changing = [door for door in _of_people(hall) if door.method == "POST"]
    case = [
        Door("GET", f"/v1/cases/{hall.case}"),
        Door("POST", f"/v1/cases/{hall.case}/transitions", {"transition": "accept", "revision": 1}),
        Door("GET", f"/v1/cases/{hall.case}/particulars?why=handling"),
    ]
    contested = [Door("GET", f"/v1/staff/prefill/corrections?unit={TOWN}")]
    return {
        "colleague of another town": [*_of_people_here(hall), *changing, *case, *contested],
        "chief of another town": [*_of_people_here(hall), *changing, *case],
        "bank": [*_of_people_here(hall), *changing, *case, *contested],
        "handler": [*changing, _of_people_here(hall)[3]],
        "coordination": [*changing, _of_people_here(hall)[3], case[1]],
        "chief without a second factor": [*_of_people_here(hall), *changing],
    }


def _nobody(world: World) -> Ask:
    session = requests.Session()
    session.headers["Content-Type"] = "application/json"

    def ask(method: str, path: str, body: Body) -> int:
        return session.request(method, world.url + path, data=body, timeout=60, allow_redirects=False).status_code

    return ask


def _bearer(world: World, token: str) -> Ask:
    session = requests.Session()
    session.headers["Content-Type"] = "application/json"
    session.headers["Authorization"] = f"Bearer {token}"
    session.headers["Idempotency-Key"] = "k" * 32

    def ask(method: str, path: str, body: Body) -> int:
        return session.request(method, world.url + path, data=body, timeout=60, allow_redirects=False).status_code

    return ask


def _signed(terminal: Terminal) -> Ask:
    return lambda method, path, body: terminal.send(terminal.prepare(method, path, body)).status


def _furnished(world: World) -> Hall:
    terminal, other, gone = world.terminal, world.enrol("T0004", THERE), world.enrol("T0008", HERE)
    call, blob = secrets.token_hex(16), secrets.token_bytes(64)
    asked = {"id": call, "page": "Check", "service": "S901", "language": "zh", "mode": "standard"}
    assert terminal.post("/v1/terminals/T0003/help", asked | {"asked_at": world.clock().isoformat()}).status == 200
    with world.centre.database.writing() as session:
        revoke_terminal(session, "T0008", world.clock())
        mark = world.centre.home.keyed_hash
        windows = {site: add_window(session, mark, f"{site}1号窗", site, world.clock()) for site in (HERE, THERE)}
    hall = Hall(
        world=world,
        other=other,
        gone=gone,
        call=call,
        order=Operator(world).order(OrderKind.ROTATE_KEY, "T0003"),
        callback=_callback(terminal),
        blob=blob,
        grant=world.grant(),
        case=_case(world),
        item=_item(world.terminal),
        windows=windows,
        people=_people(world),
    )
    assert _signed(terminal)("PATCH", f"{hall.blob_path}?offset=0&length=128", blob) == 200
    hall.person = somebody(world, "M-0", TOWN, Role.HANDLER)
    with world.centre.database.reading() as session:
        hall.post = posts_at(session, hall.person, world.centre.today())[0].id
    return hall


def _people(world: World) -> dict[str, Console]:
    chief = Role.ADMINISTRATOR
    people = {
        "handler": newcomer(world),
        "chief": newcomer(world, TOWN, chief, second_factor=True),
        "colleague of another town": newcomer(world, OTHER_TOWN),
        "chief of another town": newcomer(world, OTHER_TOWN, chief, second_factor=True),
        "chief without a second factor": newcomer(world, CITY, chief),
        "coordination": newcomer(world, COORDINATION, Role.COORDINATION_OFFICE),
        "bank": newcomer(world, BANK, Role.BANK),
        "gone": newcomer(world),
    }
    for console in people.values():
        console.comes_in()
    assert people["gone"].post("sign-out").status_code == 200
    return people


def _callback(terminal: Terminal) -> str:
    asked = CallbackAsked(
        local_no="T03-1123-001", phone="13800000000", page="Help", service="", language="zh", agreed_at=terminal.clock()
    )
    (taken,) = terminal.deliver(terminal.item(JobKind.CALLBACK_ASKED, asked, aggregate=f"c:{secrets.token_hex(8)}"))
    return taken.receipt


def _item(terminal: Terminal) -> dict[str, Any]:
    """A visit that was rated: what anybody else may not deliver in this terminal's name."""
    rated = VisitRated(token="matrix", service="S101", stars=5, at=terminal.clock())
    return terminal.item(JobKind.VISIT_RATED, rated, aggregate="matrix").model_dump(mode="json")


def _case(world: World) -> str:
    wanted = application(unit_id=TOWN)
    return world.centre.database.write(lambda session: open_case(session, world.centre, wanted).project_no)


def _lying_there(world: World) -> dict[str, str]:
    """Every table that a try must leave alone, as a digest of its rows."""
    with world.centre.database.reading() as session:
        return {
            table.name: hashlib.sha256(
                repr(sorted(map(repr, session.execute(select(*table.columns)).all()))).encode()
            ).hexdigest()
            for table in Base.metadata.sorted_tables
            if table.name not in PASSING and not table.name.startswith(("credit_", "enterprise"))
        }
