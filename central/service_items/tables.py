"""The item room's tables (models 2.0.2, 2.3). What a version says lies apart, under its own hash: it can be added, not changed."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from central.db.base import Base


class ServiceItemText(Base):
    """What some version says: an item's or a theme's JSON. `sha256` is over exactly this text."""

    __tablename__ = "service_item_texts"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    content: Mapped[str]


class ServiceItemVersion(Base):
    """One version of one copy. `state` is where its change stands; its events are the record of how it came there.

    In force from `effective_from` up to the day before `effective_to`; neither is set before it is published.
    """

    __tablename__ = "service_item_versions"

    task_code: Mapped[str] = mapped_column(primary_key=True)
    task_version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    catalog_code: Mapped[str] = mapped_column(index=True)
    use_level: Mapped[str]
    flow_kind: Mapped[str]
    text_sha256: Mapped[str] = mapped_column(ForeignKey("service_item_texts.sha256"))
    state: Mapped[str] = mapped_column(index=True)
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]
    in_pack: Mapped[int | None]
    """The first version of the terminals' pack that holds it."""

    __table_args__ = (Index("ix_service_item_versions_in_force", "effective_from", "effective_to"),)


class ServiceItemEvent(Base):
    """One step of a copy's history; `number` counts per copy. `mark` is over this row and the mark before it, under the centre's key."""

    __tablename__ = "service_item_events"

    task_code: Mapped[str] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    task_version: Mapped[int]
    text_sha256: Mapped[str]
    state: Mapped[str]
    at: Mapped[datetime]
    who: Mapped[str]
    words: Mapped[str]
    mark: Mapped[str]


class ServiceThemeVersion(Base):
    """One version of one theme (一件事), published or not."""

    __tablename__ = "service_theme_versions"

    code: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text_sha256: Mapped[str] = mapped_column(ForeignKey("service_item_texts.sha256"))
    effective_from: Mapped[date | None]
    effective_to: Mapped[date | None]


class FrequentItem(Base):
    """One of a period's high-frequency items (A3.17). A period's list is frozen once and stays as it was."""

    __tablename__ = "frequent_items"

    period: Mapped[str] = mapped_column(primary_key=True)
    catalog_code: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    cases: Mapped[int]
    frozen_at: Mapped[datetime]
