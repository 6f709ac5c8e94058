"""What a post allows: a table of acts and roles, and how far from its own unit each reaches. What is not in it is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from sqlalchemy.orm import Session

from central.keyed_hash import KeyedHash
from central.organisations.tables import Post
from central.organisations.units import is_within
from central.refusals import Refused


class Role(StrEnum):
    HANDLER = "handler"
    APPROVER = "approver"
    WINDOW_STAFF = "window-staff"
    COORDINATION_OFFICE = "coordination-office"
    BANK = "bank"
    OPERATOR = "operator"
    ADMINISTRATOR = "administrator"


class Act(StrEnum):
    SEE_UNITS = "see-units"
    SEE_PEOPLE = "see-people"
    ADD_PEOPLE = "add-people"
    SET_POSTS = "set-posts"
    SEE_TRAIL = "see-trail"
    SEE_SHARES = "see-shares"
    SEE_CORRECTIONS = "see-corrections"
    SETTLE_CORRECTIONS = "settle-corrections"
    GIVE_FEEDBACK = "give-feedback"
    SEE_FEEDBACK = "see-feedback"
    ANSWER_FEEDBACK = "answer-feedback"


class Reach(StrEnum):
    """OWN: the post's unit. BELOW: that, and all under it. ALL: every unit."""

    OWN = "own"
    BELOW = "below"
    ALL = "all"


ALLOWED: dict[Act, dict[Role, Reach]] = {
    Act.SEE_UNITS: dict.fromkeys(Role, Reach.ALL),
    Act.SEE_PEOPLE: {
        Role.HANDLER: Reach.OWN,
        Role.APPROVER: Reach.OWN,
        Role.WINDOW_STAFF: Reach.OWN,
        Role.COORDINATION_OFFICE: Reach.ALL,
        Role.OPERATOR: Reach.OWN,
        Role.ADMINISTRATOR: Reach.BELOW,
    },
    Act.ADD_PEOPLE: {Role.ADMINISTRATOR: Reach.BELOW},
    Act.SET_POSTS: {Role.ADMINISTRATOR: Reach.BELOW},
    Act.SEE_TRAIL: {Role.ADMINISTRATOR: Reach.BELOW},
    Act.SEE_SHARES: dict.fromkeys(Role, Reach.ALL),
    Act.SEE_CORRECTIONS: {
        Role.HANDLER: Reach.OWN,
        Role.APPROVER: Reach.OWN,
        Role.COORDINATION_OFFICE: Reach.ALL,
    },
    Act.SETTLE_CORRECTIONS: {Role.HANDLER: Reach.OWN, Role.APPROVER: Reach.OWN},
    Act.GIVE_FEEDBACK: dict.fromkeys((Role.HANDLER, Role.APPROVER, Role.WINDOW_STAFF), Reach.ALL),
    Act.SEE_FEEDBACK: {Role.HANDLER: Reach.OWN, Role.APPROVER: Reach.OWN, Role.COORDINATION_OFFICE: Reach.ALL},
    Act.ANSWER_FEEDBACK: {Role.HANDLER: Reach.OWN, Role.APPROVER: Reach.OWN},
}

TWO_FACTORS = frozenset({Role.ADMINISTRATOR})
"""A post of these counts only for who has shown two factors."""

CITY_ONLY = frozenset({Role.COORDINATION_OFFICE, Role.OPERATOR, Role.BANK})
"""These see beyond a unit, or are outside it: whoever administers the whole city gives them."""

APART = (frozenset({Role.COORDINATION_OFFICE}), frozenset({Role.HANDLER, Role.APPROVER, Role.WINDOW_STAFF}))
"""Who oversees the cases handles none (D.1)."""


@dataclass(frozen=True)
class Reader:
    """Who is asking, as the door let them in. `posts` are those of this day. `must_change`: a password somebody else knows."""

    person_id: str
    posts: tuple[Post, ...]
    factors: int
    must_change: bool
    keyed_hash: KeyedHash = field(repr=False, compare=False)

    def standing(self) -> tuple[Post, ...]:
        """The posts that count with the factors that were shown."""
        return tuple(post for post in self.posts if self.factors >= 2 or Role(post.role) not in TWO_FACTORS)


def may(session: Session, reader: Reader, act: Act, unit_id: str | None) -> bool:
    """Whether any of their posts allows this for this unit; None for what belongs to no unit, or to all."""
    return any(_reaches(session, post, ALLOWED[act].get(Role(post.role)), unit_id) for post in reader.standing())


def require(session: Session, reader: Reader, act: Act, unit_id: str | None) -> None:
    """Raises Refused: `second-factor-needed` where a second one would do, `role-lacking`, or `unit-other` where the role reaches
    other units than this one."""
    if may(session, reader, act, unit_id):
        return
    if reader.standing() != reader.posts and _would_do(session, reader, act, unit_id):
        raise Refused(403, "second-factor-needed")
    if any(Role(post.role) in ALLOWED[act] for post in reader.standing()):
        raise Refused(403, "unit-other")
    raise Refused(403, "role-lacking")


def clash(role: Role, other: Role) -> bool:
    """Whether nobody may hold both on one day."""
    return any(role in one and other in another for one, another in (APART, APART[::-1]))


def _would_do(session: Session, reader: Reader, act: Act, unit_id: str | None) -> bool:
    return any(_reaches(session, post, ALLOWED[act].get(Role(post.role)), unit_id) for post in reader.posts)


def _reaches(session: Session, post: Post, reach: Reach | None, unit_id: str | None) -> bool:
    match reach:
        case None:
            return False
        case Reach.ALL:
            return True
        case Reach.OWN:
            return unit_id == post.unit_id
        case Reach.BELOW:
            return unit_id is not None and is_within(session, unit_id, post.unit_id)
