"""Whoever opens themes and whoever handles their cases, made to be killed: run by `test_themes_killed`, never imported by it.

It waits on stdin for orders, a JSON line each, and forks one process for each, because a fork starts in milliseconds what a new process
would load in a second or two. It says {"child": pid}.

    {"open": 1000, "home": …, "carried": true}   so many themes, each once; then it ends
    {"handle": ["market"], "home": …}            whatever those units have, step by step, until it is killed
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from case_world import ITEM, application
from sqlalchemy import select
from sqlalchemy.orm import Session

from central.cases import desk
from central.cases.acting import Actor, Wanted
from central.cases.opening import open_theme
from central.cases.tables import Case, CaseRequest
from central.centre import Centre
from central.db.database import DatabaseAway, insert_unless_there
from central.opening import opened
from central.outbound.owing import Owed, fan_out
from central.refusals import Refused
from central.settings import Settings

PR_SET_PDEATHSIG = 1
FOUR = ("market", "tax", "police", "land")
OFFICE = Actor("P-OFFICE", "lead", frozenset({"coordination-office"}))
THEME = replace(ITEM, task_name="我要开餐饮店(合成)", procedure="theme")
NEXT = {
    "RECEIVED": "accept",
    "ACCEPTED": "review",
    "REVIEW": "approve",
    "APPROVED": "make-certificate",
    "CERT": "deliver-certificate",
}


def open_themes(centre: Centre, themes: int, *, carried: bool) -> None:
    for number in range(themes):
        while not _begun(centre, number, carried):
            time.sleep(0.2)


def _begun(centre: Centre, number: int, carried: bool) -> bool:
    """False where the database was too busy to hear of it."""
    with suppress(DatabaseAway):
        centre.database.write(lambda session: _begin(session, centre, number, carried))
        return True
    return False


def _begin(session: Session, centre: Centre, number: int, carried: bool) -> None:
    """One theme with its four branches, accepted, and owed to the departments' own systems: all of it once, or nothing."""
    row = {"actor_id": "opener", "key": f"theme-{number:012d}", "sha256": "", "reply": "", "at": centre.now()}
    if not insert_unless_there(session, CaseRequest, **row):
        return
    branches = tuple((application(unit_id=name, project_name=f"{number}"), True) for name in FOUR)
    whole = application(THEME, unit_id="lead", project_name=f"{number}")
    parent, children = open_theme(session, centre, whole, branches)
    desk.act(session, centre, parent.project_no, parent.revision, Wanted("accept"), OFFICE)
    if carried:
        told = [
            Owed(f"p{number}-{name}", name, "branch", child.project_no)
            for name, child in zip(FOUR, children, strict=True)
        ]
        then = Owed(f"p{number}-join", "results", "join", parent.project_no)
        fan_out(session, f"p{number}", told, then, centre.now())


def handle(centre: Centre, units: list[str]) -> None:
    mine = select(Case.project_no, Case.revision, Case.state, Case.assignee_unit)
    mine = mine.where(Case.assignee_unit.in_(units), Case.state.in_(NEXT)).limit(50)
    while True:
        found: Sequence[Any] = ()
        with suppress(DatabaseAway), centre.database.reading() as session:
            found = session.execute(mine).all()
        for number, revision, state, unit in found:
            actor = Actor(f"P-{unit}", unit, frozenset({"window-staff", "handler", "approver"}))
            wanted = Wanted(NEXT[state], evidence=("送达回证",) if state == "CERT" else ())
            _act(centre, number, revision, wanted, actor)
        if not found:
            time.sleep(0.05)


def _act(centre: Centre, number: str, revision: int, wanted: Wanted, actor: Actor) -> None:
    """A case that a colleague was quicker with is left to them; one that the database was too busy for comes again."""
    with suppress(Refused, DatabaseAway):
        centre.database.write(lambda session: desk.act(session, centre, number, revision, wanted, actor))


def work(order: dict[str, Any]) -> None:
    with opened(Settings(home=Path(order["home"]))) as centre:
        if "open" in order:
            open_themes(centre, order["open"], carried=order["carried"])
        else:
            handle(centre, order["handle"])


def fork(order: dict[str, Any]) -> int:
    parent = os.getpid()
    child = os.fork()
    if child:
        return child
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)
    try:
        work(order)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        sys.stdout.write(json.dumps({"child": fork(json.loads(line))}) + "\n")
        sys.stdout.flush()
