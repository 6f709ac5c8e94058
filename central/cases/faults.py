"""What is wrong with a procedure: all of it at once, so that its author mends it in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from central.cases.procedure import Business, Escalation, Need, Procedure, Role, Transition, Words

_ROLES = frozenset(Role)


def faults_of(procedure: Procedure) -> tuple[str, ...]:
    """Every fault in words; none where cases may go by it."""
    unknown = tuple(_unknown_states(procedure))
    return (
        *unknown,
        *_roles(procedure),
        *_words(procedure),
        *_clocks(procedure),
        *_pauses(procedure),
        *_names(procedure),
        *(() if unknown else _ends(procedure)),
        # Where names lead nowhere, the ways cannot be walked.
        *(() if unknown else _ways(procedure)),
    )


def _unknown_states(procedure: Procedure) -> Iterator[str]:
    named = [("begins", procedure.begins), ("received", procedure.received)]
    for name, each in procedure.transitions.items():
        named += [(f"transition {name}", state) for state in (*each.origins, each.to)]
    yield from (f"{where}: unknown state {state}" for where, state in named if state not in procedure.states)


def _roles(procedure: Procedure) -> Iterator[str]:
    for name, each in procedure.transitions.items():
        if not each.by:
            yield f"transition {name}: nobody may make it"
        yield from _unknown_roles(f"transition {name}", each.by)
    yield from _unknown_roles("transfer_by", procedure.transfer_by)
    yield from _unknown_roles("business_escalate", _told(procedure.business_escalate))
    for name, state in procedure.states.items():
        yield from _unknown_roles(f"state {name}", _told(state.clock.escalate if state.clock else ()))


def _unknown_roles(where: str, roles: Iterable[str]) -> Iterator[str]:
    yield from (f"{where}: unknown role {role}" for role in roles if role not in _ROLES)


def _told(escalations: Iterable[Escalation]) -> tuple[str, ...]:
    return tuple(each.to for each in escalations)


def _words(procedure: Procedure) -> Iterator[str]:
    said: list[tuple[str, Words]] = [("name", procedure.name)]
    said += [(f"state {name}", each.words) for name, each in procedure.states.items()]
    said += [(f"transition {name}", each.words) for name, each in procedure.transitions.items()]
    for where, words in said:
        yield from (f"{where}: no words in {tongue}" for tongue in ("zh", "en") if not getattr(words, tongue).strip())


def _clocks(procedure: Procedure) -> Iterator[str]:
    for name, state in procedure.states.items():
        clock = state.clock
        if clock is None:
            continue
        if (clock.limit is None) is (clock.limit_of == ""):
            yield f"state {name}: its clock has one limit, its own or the special procedure's"
        if clock.on_expiry and not _by_the_centre(procedure, clock.on_expiry, name):
            yield f"state {name}: the centre cannot make {clock.on_expiry} when the limit has passed"
        yield from _climbing(f"state {name}", clock.escalate)
    yield from _climbing("business_escalate", procedure.business_escalate)


def _climbing(where: str, escalations: tuple[Escalation, ...]) -> Iterator[str]:
    days = [each.overdue_days for each in escalations]
    if days != sorted(set(days)):
        yield f"{where}: escalations do not follow one another"


def _by_the_centre(procedure: Procedure, transition: str, state: str) -> bool:
    """And it asks for nothing: the centre has no evidence and no reason to write."""
    found = procedure.transitions.get(transition)
    return found is not None and Role.SYSTEM in found.by and state in found.origins and not found.needs


def _pauses(procedure: Procedure) -> Iterator[str]:
    """The business clock stands still for a listed procedure alone, and what is over does not run again."""
    for name, each in procedure.transitions.items():
        before = {procedure.states[state].business for state in each.origins if state in procedure.states}
        after = procedure.states[each.to].business if each.to in procedure.states else None
        if after is Business.PAUSED and (Need.SPECIAL_PROCEDURE not in each.needs or before != {Business.RUNS}):
            yield f"transition {name}: pauses the business clock without a listed procedure"
        if Business.OVER in before and after is not Business.OVER:
            yield f"transition {name}: lets a business clock run that is over"
        if before & {Business.RUNS, Business.PAUSED} and after is Business.NONE:
            yield f"transition {name}: forgets a business clock that runs"


def _names(procedure: Procedure) -> Iterator[str]:
    known = procedure.transitions
    for name, each in known.items():
        yield from (
            f"transition {name}: unknown transition {doer}" for doer in each.not_the_doer_of if doer not in known
        )
    joined = procedure.join
    for name in (joined.done, joined.refused, joined.over) if joined else ():
        if name not in known or Role.SYSTEM not in known[name].by:
            yield f"join: the centre cannot make {name}"
    asked = procedure.correction
    if asked and (asked.ask not in known or Need.MATERIALS not in known[asked.ask].needs):
        yield f"correction: {asked.ask} does not ask for materials"
    if asked and (asked.answer not in known or Need.ASKED_MATERIALS not in known[asked.answer].needs):
        yield f"correction: {asked.answer} does not bring what was asked for"


def _ends(procedure: Procedure) -> Iterator[str]:
    """What is done is closed by the applicant's word, or by a second person who has followed it up and shows it."""
    for name, each in procedure.transitions.items():
        done = [origin for origin in each.origins if procedure.states[origin].ends]
        followed_up = Need.EVIDENCE in each.needs and each.not_the_doer_of
        if not procedure.states[each.to].final or not done or followed_up:
            continue
        if not (_is_the_applicants(each) or all(_says_the_applicant(procedure, origin) for origin in done)):
            yield f"transition {name}: closes without the applicant's word or a follow-up by a second person"


def _says_the_applicant(procedure: Procedure, state: str) -> bool:
    """Nobody else brings a case there."""
    return all(_is_the_applicants(each) for each in procedure.transitions.values() if each.to == state)


def _is_the_applicants(transition: Transition) -> bool:
    return set(transition.by) == {Role.APPLICANT}


def _ways(procedure: Procedure) -> Iterator[str]:
    steps = [(origin, each.to) for each in procedure.transitions.values() for origin in each.origins]
    reached = _closure({procedure.begins}, steps)
    yield from (f"state {name}: cannot be reached" for name in procedure.states if name not in reached)
    finals = {name for name, state in procedure.states.items() if state.final}
    out = _closure(finals, [(to, origin) for origin, to in steps])
    yield from (f"state {name}: has no way out to an end" for name in procedure.states if name not in out)
    yield from (f"state {name}: is final and is left" for name in finals if procedure.leaving(name))
    if not finals:
        yield "no state is final"


def _closure(begun: set[str], steps: list[tuple[str, str]]) -> set[str]:
    reached = set(begun)
    while more := {to for origin, to in steps if origin in reached} - reached:
        reached |= more
    return reached
