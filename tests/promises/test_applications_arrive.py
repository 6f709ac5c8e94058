"""Applications with attachments, from the terminals' own queue over a damaged road into cases: nothing is lost, nothing comes twice."""

from __future__ import annotations

import hashlib
import json
import math
import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from bench_world import World, wait_until, world
from conftest import OnPostgres, Say
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from damaging_proxy import DamagingProxy, at_random
from item_world import sample
from sqlalchemy import func, select

from app import config, enrolment
from app.attachments import Attachments
from app.audit import AuditLog
from app.contract.application import ATTACHMENT, Applicant, ApplicantKind, ApplicationFiled, HandedIn
from app.contract.jobs import JobKind
from app.contract.licence import CardHolder
from app.contract.sealing import open_sealed
from app.contract.service_items import ServiceItem
from app.errands import errands_of
from app.http_central import HttpCentral
from app.outbox import JobState, Outbox, open_outbox
from app.sync import Sync
from central.api.limits import TERMINAL
from central.applications.tables import FiledApplication
from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.chain import check_cases
from central.cases.nightly import run_clocks
from central.cases.tables import Case, CaseEvent
from central.centre import Centre
from central.db.parameters import Parameter
from central.opening import opened
from central.service_items.publishing import publish
from central.service_items.versions import Book
from central.settings import Settings

MATERIALS = ("application", "id-card")
STAFF = Actor("P-1", "", frozenset({"window-staff", "handler", "approver"}))
WAY = ("accept", "review", "approve", "make-certificate", Wanted("deliver-certificate", evidence=("送达回证",)))
LATER = timedelta(days=40)


@dataclass(frozen=True)
class Scale:
    """`handled`: one in so many goes the whole way through the case engine; the others are accepted by silence."""

    applications: int
    terminals: int
    handled: int
    patience: float
    most_owed: int = 400


SHORT = Scale(applications=5, terminals=1, handled=5, patience=60)
WHOLE = Scale(applications=int(os.environ.get("APPLICATIONS", "15000")), terminals=2, handled=10, patience=5_400)


@dataclass
class Hall:
    """One terminal: its queue, its attachments, its road. `filed`: what it handed in, by its own name for it."""

    name: str
    home: Path
    outbox: Outbox
    attachments: Attachments
    sync: Sync
    filed: dict[str, list[str]] = field(default_factory=dict)

    def file(self, item: ServiceItem, number: int, chance: random.Random) -> None:
        """The attachments first, then the promise that names them."""
        names = [
            self.attachments.keep(chance.randbytes(chance.randint(200, 3_000))) for _ in range(chance.randint(1, 3))
        ]
        local_no = f"{self.name}-{number:06d}"
        materials = (HandedIn(material="application", blobs=tuple(names[:1])),)
        if names[1:]:
            materials += (HandedIn(material="id-card", blobs=tuple(names[1:])),)
        payload = _application(item, local_no, number, materials)
        self.outbox.file([_Draft(f"application:{local_no}", payload)], datetime.now(UTC))
        self.filed[local_no] = names


@dataclass(frozen=True)
class _Draft:
    aggregate: str
    payload: ApplicationFiled
    kind: JobKind = JobKind.APPLICATION_FILED


def _application(item: ServiceItem, local_no: str, number: int, materials: tuple[HandedIn, ...]) -> ApplicationFiled:
    return ApplicationFiled(
        query_code=f"{local_no[1:5]}{number:08d}",
        local_no=local_no,
        task_code=item.task_code,
        task_version=item.task_version,
        situation={"who": "self", "large": "no"},
        answers={
            "entity_name": f"合成企业{number:06d}有限公司",
            "uscc": "91441900MA0TE5T08W",
            "agent_name": "测试甲",
            "phone": "13800000001",
            "premises_area": number,
        },
        materials=materials,
        applicant=Applicant(
            kind=ApplicantKind.ENTERPRISE, name=f"合成企业{number:06d}有限公司", number="91441900MA0TE5T08W"
        ),
        holder=CardHolder(name="测试甲", number="441900200107100043"),
        phone="13800000001",
        terminal_submitted_at=datetime.now(UTC),
    )


def play(bench: World, database: str, scale: Scale, chance: random.Random) -> dict[str, float]:
    """The whole story, and what it took. Raises AssertionError for whatever was not kept."""
    settings = Settings(home=bench.centre.home, database_url=database or None)
    with opened(settings) as centre:
        item = _on_the_books(centre)
    began = time.monotonic()
    with ExitStack() as stack:
        wire = stack.enter_context(DamagingProxy(bench.centre.port, at_random(chance, slow=0.02)))
        halls = [stack.enter_context(_hall(bench, f"T{place + 1:04d}", wire.url)) for place in range(scale.terminals)]
        _file_all(halls, item, scale, chance)
        filed = time.monotonic()
        wait_until(lambda: all(_owed(hall) == 0 for hall in halls), scale.patience, "all are delivered", every=0.2)
        arrived = time.monotonic()
        assert wire.damaged * 2 >= wire.requests
        carried = wire.requests
        standing = {job.local_no: job for hall in halls for job in hall.outbox.jobs()}
    with opened(settings) as centre:
        _judge(centre, halls, standing)
        handled = _handle(centre, scale)
    with opened(
        Settings(home=bench.centre.home, database_url=database or None, clock=lambda: datetime.now(UTC) + LATER)
    ) as later:
        ran = run_clocks(later)
        _judge_the_engine(later, scale, handled)
    return {
        "applications": scale.applications,
        "filed after s": round(filed - began, 1),
        "arrived after s": round(arrived - began, 1),
        "requests": carried,
        "damaged": wire.damaged,
        "blobs": sum(len(names) for hall in halls for names in hall.filed.values()),
        "brought to the end": handled,
        "steps of the night": ran.steps,
        "whole s": round(time.monotonic() - began, 1),
    }


def _on_the_books(centre: Centre) -> ServiceItem:
    """An item, and room at the door for a hall that brings a year at once."""
    item = sample(plan_effective_date=date(2026, 1, 1))
    with centre.database.writing() as session:
        session.add(
            Parameter(name=TERMINAL, effective_from=date(2026, 1, 1), value="600000/100000", source="", verified=False)
        )
        book = Book(session, centre.home.keyed_hash, "合成甲", centre.now())
        book.propose([item])
        publish(book, lambda _person, _day: True, [item.task_code])
    return item


@contextmanager
def _hall(bench: World, name: str, url: str) -> Iterator[Hall]:
    home = bench.terminal(name, url).home
    settings, place = config.load(home / config.FILE), enrolment.load(home)
    central = HttpCentral(settings.central, place)
    diary = AuditLog(home / "audit.jsonl")
    with open_outbox(home, place, settings) as outbox:
        errands = errands_of(home, place, central, outbox, diary)
        assert errands.attachments is not None
        # Packs come another day: it is the queue that is looked at.
        errands._packs_due = math.inf
        sync = Sync(outbox, central, interval_seconds=0.05, errands=errands)
        sync.start()
        try:
            yield Hall(name, home, outbox, errands.attachments, sync)
        finally:
            sync.stop()
            diary.close()


def _file_all(halls: list[Hall], item: ServiceItem, scale: Scale, chance: random.Random) -> None:
    """As fast as the halls' queues let anybody."""
    for number in range(scale.applications):
        hall = halls[number % len(halls)]
        if number % 50 < len(halls):
            wait_until(lambda hall=hall: _owed(hall) < scale.most_owed, scale.patience, "the queue moves")  # type: ignore[misc]
        hall.file(item, number, chance)
        hall.sync.wake()


def _owed(hall: Hall) -> int:
    counts = hall.outbox.counts()
    assert counts[JobState.REJECTED] == counts[JobState.QUARANTINED] == 0, counts
    return counts[JobState.READY] + counts[JobState.SENDING]


def _judge(centre: Centre, halls: list[Hall], standing: dict[str, object]) -> None:
    """Every application is one case, with the papers that were handed in and no others, under the number that its slip was told."""
    filed = {name: papers for hall in halls for name, papers in hall.filed.items()}
    key = X25519PrivateKey.from_private_bytes(centre.home.sealing_key)
    with centre.database.reading() as session:
        known = session.execute(select(FiledApplication.local_no, FiledApplication.project_no))
        cases = {name: number for name, number in known}
        opened_by = select(CaseEvent.project_no, CaseEvent.content).where(CaseEvent.number == 1)
        contents = {number: content for number, content in session.execute(opened_by)}
        assert session.scalar(select(func.count()).select_from(FiledApplication)) == len(filed)
        assert session.scalar(select(func.count()).select_from(Case)) == len(filed)
    assert set(cases) == set(filed)
    assert {name: job.receipt for name, job in standing.items()} == cases  # type: ignore[attr-defined]
    for name, papers in filed.items():
        handed_in = [sha256 for _, sha256 in json.loads(contents[cases[name]])["handed_in"]]
        assert handed_in == papers, name
        for sha256 in papers:
            sealed = (centre.home.path / "blobs" / sha256).read_bytes()
            assert hashlib.sha256(sealed).hexdigest() == sha256
            assert open_sealed(key, sealed, ATTACHMENT)


def _handle(centre: Centre, scale: Scale) -> int:
    """One in so many is brought to its end by staff; how many."""
    with centre.database.reading() as session:
        numbers = list(session.scalars(select(Case.project_no).order_by(Case.project_no)))[:: scale.handled]
    for number in numbers:
        for step in WAY:
            wanted = Wanted(step) if isinstance(step, str) else step
            centre.database.write(lambda session, number=number, wanted=wanted: _act(session, centre, number, wanted))  # type: ignore[misc]
    return len(numbers)


def _act(session, centre: Centre, number: str, wanted: Wanted) -> None:  # type: ignore[no-untyped-def]
    case = session.get_one(Case, number)
    actor = Actor(STAFF.person_id, case.assignee_unit, STAFF.roles)
    desk.act(session, centre, number, case.revision, wanted, actor)


def _judge_the_engine(centre: Centre, scale: Scale, handled: int) -> None:
    """After the nights: every case that nobody looked at is accepted as of the day it came in; every record holds."""
    with centre.database.reading() as session:
        counted = session.execute(select(Case.state, func.count()).group_by(Case.state))
        by_state = {state: count for state, count in counted}
        assert by_state == {"DONE": handled, "ACCEPTED": scale.applications - handled}
        silent = select(func.count()).where(CaseEvent.event_name == "accept-by-silence")
        assert session.scalar(silent) == scale.applications - handled
        assert list(check_cases(session, centre.home.keyed_hash)) == []


def test_applications_arrive_once_over_a_damaged_road(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    with world(tmp_path, seeded) as bench:
        say(play(bench, "", SHORT, chance))


@pytest.mark.soak
def test_applications_arrive_once_over_a_damaged_road_on_postgresql(
    tmp_path: Path, on_postgres: OnPostgres, chance: random.Random, say: Say
) -> None:
    database = on_postgres.database()
    with world(tmp_path, on_postgres.seeded, database=database) as bench:
        say(play(bench, database, SHORT, chance))


@pytest.mark.soak
@pytest.mark.timeout(6_000)
def test_fifteen_thousand_applications_arrive_once(
    tmp_path: Path, seeded: Path, chance: random.Random, say: Say
) -> None:
    with world(tmp_path, seeded) as bench:
        say(play(bench, "", WHOLE, chance))


@pytest.mark.soak
@pytest.mark.timeout(6_000)
def test_fifteen_thousand_applications_arrive_once_on_postgresql(
    tmp_path: Path, on_postgres: OnPostgres, chance: random.Random, say: Say
) -> None:
    database = on_postgres.database()
    with world(tmp_path, on_postgres.seeded, database=database) as bench:
        say(play(bench, database, WHOLE, chance))
