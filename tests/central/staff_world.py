"""What the tests of people's sign-in share: a console that speaks HTTP, people with passwords, and a transaction that leaves nothing."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests
from argon2 import PasswordHasher
from central_world import World
from sqlalchemy.orm import Session

from central.organisations import passwords, totp
from central.organisations.accounts import open_account
from central.organisations.people import add_person, find_by_badge, set_post
from central.organisations.roles import Role
from central.organisations.sign_in_tables import Account

CITY, TOWN, OTHER_TOWN, DEPARTMENT, COORDINATION, BANK = "DG", "DG-T15", "DG-T23", "DG-GXJ", "DG-XTB", "DG-BANK1"
LONG_AGO = date(2022, 1, 1)


@dataclass
class Console:
    """A browser with a person before it."""

    world: World
    badge: str
    password: str = field(repr=False)
    secret: bytes = field(default=b"", repr=False)
    token: str = field(default="", repr=False)
    http: requests.Session = field(default_factory=requests.Session, repr=False)

    @property
    def code(self) -> str:
        """What their authenticator app shows now."""
        return totp.code_at(self.secret, totp.step_at(self.world.clock())) if self.secret else ""

    @property
    def person(self) -> str:
        with self.world.centre.database.reading() as session:
            found = find_by_badge(session, self.badge)
        assert found is not None
        return found.id

    def tries(self, password: str | None = None, code: str | None = None) -> requests.Response:
        said = {"badge": self.badge, "password": password or self.password, "code": self.code if code is None else code}
        return self.http.post(f"{self.world.url}/v1/staff/sign-in", json=said, timeout=60)

    def comes_in(self) -> Console:
        answer = self.tries()
        assert answer.status_code == 200, answer.text
        self.token = answer.json()["token"]
        return self

    def get(self, path: str, url: str = "", **asked: Any) -> requests.Response:
        return self.http.get(
            f"{url or self.world.url}/v1/staff/{path}", params=asked, headers=self._headers, timeout=60
        )

    def post(self, path: str, said: dict[str, Any] | None = None) -> requests.Response:
        address = f"{self.world.url}/v1/staff/{path}"
        return self.http.post(address, json=said or {}, headers=self._headers, timeout=60)

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@contextmanager
def little_work() -> Iterator[None]:
    """The same argon2 with less to do: what these tests are about does not depend on how much."""
    usual = passwords._HASHER
    passwords._HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    passwords._nobodys.cache_clear()
    try:
        yield
    finally:
        passwords._HASHER = usual
        passwords._nobodys.cache_clear()


def let_in(world: World, badge: str, *, second_factor: bool = False) -> Console:
    """Somebody who is here already, with a password of their own."""
    with world.centre.database.writing() as session:
        person = find_by_badge(session, badge)
        assert person is not None, badge
        words = open_account(session, world.centre, person, world.clock(), second_factor=second_factor)
        session.flush()
        session.get_one(Account, person.id).must_change = False
    return Console(world, badge, words.password, secret_in(words.totp_address))


def somebody(
    world: World, badge: str, unit: str, role: Role, *, first: date = LONG_AGO, last: date | None = None
) -> str:
    """A new person with one post; their id."""
    with world.centre.database.writing() as session:
        person = add_person(session, badge, "测试示例", "test", world.clock())
        set_post(session, person.id, unit, role, first, last, "test", world.clock())
    return person.id


def newcomer(world: World, unit: str = TOWN, role: Role = Role.HANDLER, *, second_factor: bool = False) -> Console:
    """Somebody nobody else's test has met, with a password of their own."""
    badge = f"N-{secrets.token_hex(4)}".upper()
    somebody(world, badge, unit, role)
    return let_in(world, badge, second_factor=second_factor)


def code_of(answer: requests.Response) -> str:
    """The refusal's code; empty where the centre agreed."""
    if answer.headers["Content-Type"] != "application/problem+json":
        return ""
    code: str = answer.json()["code"]
    return code


class _Undo(Exception):
    pass


@contextmanager
def undone(world: World) -> Iterator[Session]:
    """A writing transaction of which nothing is left."""
    try:
        with world.centre.database.writing() as session:
            yield session
            session.flush()
            raise _Undo
    except _Undo:
        pass


def secret_in(address: str) -> bytes:
    if not address:
        return b""
    text = parse_qs(urlsplit(address).query)["secret"][0]
    return base64.b32decode(text + "=" * (-len(text) % 8))
