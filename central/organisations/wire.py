"""What people's consoles and the centre say to each other under /v1/staff."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from app.contract.wire import IsoDate, Message
from central.organisations.passwords import MOST_CHARACTERS
from central.organisations.roles import Role
from central.organisations.units import UnitKind

BADGE = r"^[0-9A-Za-z][0-9A-Za-z-]{1,31}$"
ID = r"^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$"
NAME = r"^[^\s\x00-\x1f\x7f](?:[^\x00-\x1f\x7f]{0,48}[^\s\x00-\x1f\x7f])?$"

Password = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS, repr=False)]


class Why(StrEnum):
    """For what somebody looks at colleagues' names."""

    CONTACT = "contact"
    HANDOVER = "handover"
    APPOINTMENT = "appointment"
    SUPERVISION = "supervision"


class SignIn(Message):
    """`code` is empty for who has no second factor."""

    badge: str = Field(pattern=BADGE)
    password: Password
    code: str = Field(default="", pattern=r"^(?:[0-9]{6})?$", repr=False)


class SignedIn(Message):
    """`token` goes into `Authorization: Bearer`; it is not shown again. Unused for `idle_seconds`, or at `ends_at`, it ends."""

    token: str = Field(repr=False)
    idle_seconds: int
    ends_at: datetime


class SentAway(Message):
    """The browser goes to `address`, and comes back with `state` and a code."""

    address: str
    state: str = Field(repr=False)


class CameBack(Message):
    state: str = Field(min_length=20, max_length=100, repr=False)
    code: str = Field(min_length=1, max_length=500, repr=False)


class NewPassword(Message):
    old: Password
    new: Password


class Done(Message):
    at: datetime


class PostHeld(Message):
    """`to` is the last day, itself included; none while nobody has said when it ends."""

    id: str
    person: str
    unit: str
    role: Role
    first_day: date
    last_day: date | None


class Me(Message):
    """`must_change`: nothing else is answered before the password is changed. `factors`: some posts count with two only."""

    person: str
    badge: str
    name: str = Field(repr=False)
    factors: int
    must_change: bool
    posts: tuple[PostHeld, ...]


class UnitShown(Message):
    """`name` is what it is called on the day that was asked for."""

    id: str
    code: str
    name: str
    kind: UnitKind
    parent: str | None
    first_day: date
    last_day: date | None


class Units(Message):
    """One page; `after` asks for the next, and is empty after the last."""

    units: tuple[UnitShown, ...]
    after: str


class ZoneShown(Message):
    zone: str
    leads: tuple[UnitShown, ...]
    members: tuple[UnitShown, ...]


class PersonShown(Message):
    id: str
    badge: str
    name: str = Field(repr=False)
    posts: tuple[PostHeld, ...]


class People(Message):
    people: tuple[PersonShown, ...]
    after: str


class Posts(Message):
    posts: tuple[PostHeld, ...]
    after: str


class Responsibles(Message):
    """Who answers for the unit, then their deputy."""

    people: tuple[PersonShown, ...]


class NewPost(Message):
    unit: str = Field(pattern=ID)
    role: Role
    first_day: IsoDate
    last_day: IsoDate | None = None


class NewPerson(Message):
    badge: str = Field(pattern=BADGE)
    name: str = Field(pattern=NAME, repr=False)
    post: NewPost


class LastDay(Message):
    last_day: IsoDate


class NewResponsible(Message):
    person: str = Field(pattern=ID)
    deputy: bool = False
    first_day: IsoDate


class TrailShown(Message):
    number: int
    at: datetime
    who: str
    what: str
    subject_kind: str
    subject: str
    purpose: str


class Trail(Message):
    """Newest first."""

    entries: tuple[TrailShown, ...]
    after: str
