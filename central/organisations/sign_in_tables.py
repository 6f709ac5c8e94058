"""Accounts, tries, sessions, and whom an identity provider vouches for. Nothing here opens anything by itself: passwords are argon2
hashes, tokens keyed hashes, and a second factor's secret is sealed to the centre's own key."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class Account(Base):
    """How a person signs in here. `password_hash` is empty for who comes by an identity provider alone. `totp_step` is the last
    thirty seconds whose code was taken: no code is taken twice."""

    __tablename__ = "accounts"

    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), primary_key=True)
    password_hash: Mapped[str]
    must_change: Mapped[bool]
    totp_sealed: Mapped[bytes]
    totp_step: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        return f"Account({self.person_id})"


class SignInTries(Base):
    """How often somebody has just tried a badge, real or not: who asks learns nothing from being shut out. `badge_mark` is a keyed
    hash, because people type passwords into the wrong field."""

    __tablename__ = "sign_in_tries"

    badge_mark: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(index=True)
    locked_until: Mapped[datetime | None]


class StaffSession(Base):
    """One sign-in until it ends. `factors`: by how many things of a different kind it was shown who this is."""

    __tablename__ = "staff_sessions"

    token_mark: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"), index=True)
    factors: Mapped[int]
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    ends_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ProviderSubject(Base):
    """An identity provider's word for a person."""

    __tablename__ = "provider_subjects"

    issuer: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[str] = mapped_column(ForeignKey("people.id"))
    linked_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ProviderErrand(Base):
    """Somebody was sent to an identity provider and may come back, once and soon."""

    __tablename__ = "provider_errands"

    state_mark: Mapped[str] = mapped_column(primary_key=True)
    began_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]


class TrailEntry(Base):
    """Who did or read what, when, and why. `who` is a person's id, or `operator:NAME` for an order given at the centre itself.

    `subject_id` is a number of ours, never somebody's name or identity number. `mark` is over this row and the mark before it.
    """

    __tablename__ = "staff_trail"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    who: Mapped[str] = mapped_column(index=True)
    what: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[str] = mapped_column(index=True)
    purpose: Mapped[str]
    mark: Mapped[str]


class TrailHead(Base):
    """One row: where the trail ends, so that nothing can be cut off its end unseen. `seal` is over both."""

    __tablename__ = "staff_trail_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    mark: Mapped[str]
    seal: Mapped[str]
