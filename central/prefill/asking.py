"""THE CENTRE, PREFILL: one asking: on the trail before anybody is asked, and counted when it is answered.

Two transactions and none between them: no lock is held while others take their time.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.contract.prefill import PrefillAsked, Prefilled, PrefilledField, Standing
from app.contract.service_forms import FormField
from central.centre import Centre
from central.db.database import insert_unless_there
from central.licences.grants import find_grant
from central.licences.tables import Grant
from central.organisations.tables import Unit
from central.organisations.trail import note
from central.organisations.units import name_on
from central.prefill.forms import FieldUnknown, Form, as_told, chosen_of, wanted_of
from central.prefill.http_system import HttpSystem
from central.prefill.own_enterprises import OwnEnterprises
from central.prefill.plan import Plan
from central.prefill.systems import Answer, Connected, Question, Wanted, ask_all
from central.prefill.tables import PrefillAsking, PrefillOrigin
from central.refusals import Refused
from central.service_items.versions import published_at

ASKED, SUBJECT = "asked-data-brain", "prefill"


@dataclass(frozen=True)
class _Begun:
    uscc: str = field(repr=False)
    task_version: int
    form: Form
    units: dict[str, str]
    """What each system's unit is called today, by its id."""


class DataBrain:
    """Everything that a plan names, ready to be asked. Raises OSError for a token that cannot be read."""

    def __init__(self, centre: Centre, plan: Plan) -> None:
        self._centre, self._plan = centre, plan
        self._connected = [
            Connected(one, HttpSystem(one) if one.kind == "http" else OwnEnterprises(centre.database))
            for one in plan.systems
        ]
        self._serving: dict[str, Connected] = {
            source: system for system in self._connected for source in system.plan.serves
        }

    def prefill(self, asked: PrefillAsked, terminal_id: str) -> Prefilled:
        """Raises Refused. Whatever becomes of the sources, an answer, in the plan's `most_seconds`."""
        centre, now = self._centre, self._centre.now()
        begun = centre.database.write(lambda session: self._begin(session, asked, terminal_id, now))
        told = self._told(asked, begun)
        centre.database.write(lambda session: self._keep(session, asked, told))
        return Prefilled(
            asking=asked.asking,
            task_code=asked.task_code,
            task_version=begun.task_version,
            answered_at=centre.now(),
            fields_due=len(begun.form.every),
            fields=told,
        )

    def _begin(self, session: Session, asked: PrefillAsked, terminal_id: str, now: datetime) -> _Begun:
        """On record, with all that it may ask. Raises Refused."""
        centre = self._centre
        grant = _standing_grant(session, centre, asked, terminal_id, now)
        version, form = _form_of(session, centre, asked, grant)
        row = {
            "id": asked.asking,
            "terminal_id": terminal_id,
            "grant_mark": grant.grant_mark,
            "uscc": grant.uscc,
            "asked_sha256": hashlib.sha256(asked.model_dump_json().encode()).hexdigest(),
            "task_code": asked.task_code,
            "task_version": version,
            "purposes": ",".join(sorted(set(asked.purposes))),
            "agreed_at": asked.agreed_at,
            "asked_at": now,
            "fields": len(form.every),
            "with_source": form.with_source,
            "from_card": form.from_card,
            "filled": 0,
        }
        if not insert_unless_there(session, PrefillAsking, **row):
            _check_the_same(session, asked.asking, str(row["asked_sha256"]), terminal_id)
        units = {one.unit_id: self._name_of(session, one.unit_id) for one in self._plan.systems}
        keyed_hash, purpose = centre.home.keyed_hash, f"{asked.task_code}: {row['purposes'] or 'none'}"
        note(session, keyed_hash, f"terminal:{terminal_id}", ASKED, SUBJECT, asked.asking, purpose, now)
        return _Begun(grant.uscc, version, form, units)

    def _name_of(self, session: Session, unit_id: str) -> str:
        unit = session.get(Unit, unit_id)
        return name_on(session, unit, self._centre.today()) if unit else unit_id

    def _told(self, asked: PrefillAsked, begun: _Begun) -> tuple[PrefilledField, ...]:
        wanted = defaultdict[str, list[Wanted]](list)
        for one in wanted_of(begun.form, asked.purposes):
            if one.source in self._serving:
                wanted[self._serving[one.source].plan.name].append(one)
        questions = [
            (system, Question(asked.asking, begun.uscc, asked.task_code, tuple(wanted[system.plan.name])))
            for system in self._connected
            if system.plan.name in wanted
        ]
        heard: dict[str, Answer | Standing] = {
            system.plan.name: answer for system, answer in ask_all(questions, self._plan.most_seconds)
        }
        return tuple(self._one(begun, asked, path, heard) for path in begun.form.chosen)

    def _one(
        self, begun: _Begun, asked: PrefillAsked, one: FormField, heard: dict[str, Answer | Standing]
    ) -> PrefilledField:
        today, system = self._centre.today(), self._serving.get(one.source)
        if one.purpose not in asked.purposes:
            return as_told(begun.form, one, Standing.NOT_AGREED, ("", ""), today)
        if system is None:
            return as_told(begun.form, one, Standing.NOT_CONNECTED, ("", ""), today)
        told_by = (system.plan.title, begun.units[system.plan.unit_id])
        return as_told(begun.form, one, heard[system.plan.name], told_by, today)

    def _keep(self, session: Session, asked: PrefillAsked, told: tuple[PrefilledField, ...]) -> None:
        """Where each value came from, and how many there were the last time. No value. What an earlier answer told stays known: whoever
        has that one may contest it."""
        row = session.get_one(PrefillAsking, asked.asking, with_for_update=True)
        filled = [one for one in told if one.standing is Standing.FILLED and one.as_of is not None]
        row.filled = len(filled)
        for one in filled:
            plan = self._serving[one.source].plan
            session.merge(
                PrefillOrigin(
                    asking_id=asked.asking,
                    path=one.path,
                    system=plan.name,
                    dataset=one.dataset,
                    as_of=one.as_of,
                    unit_id=plan.unit_id,
                )
            )


def _standing_grant(session: Session, centre: Centre, asked: PrefillAsked, terminal_id: str, now: datetime) -> Grant:
    """Raises Refused."""
    grant = find_grant(session, centre.marks, asked.grant, terminal_id)
    if grant is None:
        raise Refused(403, "grant-unknown")
    if grant.expires_at <= now:
        raise Refused(403, "grant-expired")
    return grant


def _form_of(session: Session, centre: Centre, asked: PrefillAsked, grant: Grant) -> tuple[int, Form]:
    """The form of the version in force, and which version that is. Raises Refused."""
    published = published_at(session, asked.task_code, centre.today())
    if published is None:
        raise Refused(404, "service-item-unknown")
    item = published.item
    if grant.service not in (item.task_code, item.catalog_code):
        raise Refused(403, "grant-other-service")
    try:
        return item.task_version, chosen_of(item.form or {}, asked.fields)
    except FieldUnknown:
        raise Refused(422, "prefill-field-unknown") from None


def _check_the_same(session: Session, asking: str, asked_sha256: str, terminal_id: str) -> None:
    """Another terminal's asking is as unlike this one as other words are. Raises Refused."""
    known = session.get_one(PrefillAsking, asking)
    if (known.terminal_id, known.asked_sha256) != (terminal_id, asked_sha256):
        raise Refused(409, "prefill-other")
