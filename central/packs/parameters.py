"""The pack of dated values: a mirror of the centre's own table, and the door by which a value comes into it.

A value that has begun to count is never changed: a new one begins on a day of its own. That somebody has confirmed it, and where it is
written, may be put right later.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.contract.dated_values import DatedValue
from app.contract.entries import laid_out
from central.centre import Centre
from central.db.parameters import Parameter
from central.packs.entries import Publication, shelf_of
from central.packs.entry_rules import Ground, broken_rules
from central.packs.publishing import Publisher
from central.packs.refused import ContentRefused, Fault, Who
from central.reply_key import reply_key


def publish_parameters(centre: Centre) -> Publication:
    """All there are, as the pack's next version. Raises PackRefused, PackUnreadable."""
    with centre.database.reading() as session:
        values = dated_values(session)
        known = {(one.id, one.valid_from): one.value for one in shelf_of(session, centre.home.path, DatedValue).entries}
    publisher = Publisher(centre.home.path, reply_key(centre.home.path))
    files = publisher.prepare(laid_out(DatedValue, values))
    manifest = centre.database.write(lambda session: publisher.put(session, DatedValue.PACK, files, centre.now()))
    return Publication(sum(known.get((one.id, one.valid_from)) != one.value for one in values), manifest)


def dated_values(session: Session) -> list[DatedValue]:
    """By name and day; a name's versions are its days in their order."""
    rows = session.scalars(select(Parameter).order_by(Parameter.name, Parameter.effective_from)).all()
    return [
        DatedValue(
            id=name,
            version=place,
            valid_from=row.effective_from,
            value=row.value,
            source=row.source or "未注明",
            verified=row.verified,
        )
        for name, named in groupby(rows, key=lambda row: row.name)
        for place, row in enumerate(named, start=1)
    ]


def take_values(centre: Centre, values: Sequence[DatedValue], ground: Ground) -> int:
    """Put these into the table; how many said something new. `version` is not looked at. Raises ContentRefused: then none was."""

    def work(session: Session) -> int:
        faults = [*_faults(session, values, ground)]
        if faults:
            raise ContentRefused(faults)
        return sum(_put(session, one) for one in values)

    return centre.database.write(work)


def _faults(session: Session, values: Sequence[DatedValue], ground: Ground) -> Iterator[Fault]:
    met = set()
    for one in values:
        yield from broken_rules(one, ground)
        if (one.id, one.valid_from) in met:
            yield Fault(one.id, "entry-twice", f"{one.valid_from} 出现两次")
        met.add((one.id, one.valid_from))
        before = session.scalars(
            select(Parameter).where(Parameter.name == one.id).order_by(Parameter.effective_from.desc())
        ).all()
        if not before:
            yield Fault(one.id, "parameter-unknown", "程序不认得这个参数名", Who.OPERATOR)
        elif _shape(before[0].value) != _shape(one.value):
            yield Fault(one.id, "value-other-kind", f"原来的值是{_shape(before[0].value)}，这个是{_shape(one.value)}")
        there = next((row for row in before if row.effective_from == one.valid_from), None)
        if one.valid_from <= ground.today and (there is None or there.value != one.value):
            yield Fault(one.id, "value-in-the-past", f"{one.valid_from} 已经到了：新的值请从明天或以后开始")


def _put(session: Session, said: DatedValue) -> bool:
    row = session.get(Parameter, (said.id, said.valid_from))
    if row is None:
        row = Parameter(name=said.id, effective_from=said.valid_from)
        session.add(row)
    before = (row.value, row.source, row.verified)
    row.value, row.source, row.verified = said.value, said.source, said.verified
    return before != (said.value, said.source, said.verified)


def _shape(value: str) -> str:
    """What a value is, in words: a program that reads a number stops at a word."""
    for read, words in ((int, "整数"), (Decimal, "小数"), (json.loads, "JSON")):
        try:
            read(value)
        except (ValueError, InvalidOperation):
            continue
        return words
    return "文字"
