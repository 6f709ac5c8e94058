"""THE CENTRE, OUTBOUND: one lap of one delivery: look, ask if need be, send, write down what became of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from central.centre import Centre
from central.outbound.attempts import Attempt, begin, finish
from central.outbound.http_system import HttpSystem
from central.outbound.outcomes import Absent, Sent, System
from central.outbound.plan import Plan, SystemPlan
from central.outbound.sealed import opened
from central.outbound.sms_gateway import SmsGateway

SPEAKERS: dict[str, Callable[[SystemPlan], System]] = {"json": HttpSystem, "sms": SmsGateway}
"""Who speaks which receiver's words."""


@dataclass(frozen=True)
class Receiver:
    plan: SystemPlan
    system: System


class Carrier:
    """Everything that a plan names, ready to be sent to. Raises OSError for a token that cannot be read."""

    def __init__(self, centre: Centre, plan: Plan) -> None:
        self._centre = centre
        self.receivers = {one.name: Receiver(one, SPEAKERS[one.speaks](one)) for one in plan.systems}

    def carry(self, system: str, delivery_id: str) -> None:
        """Safe to repeat, and to be killed at any point. Raises DatabaseAway."""
        receiver = self.receivers[system]
        database, plan = self._centre.database, receiver.plan
        attempt = database.write(lambda session: begin(session, delivery_id, plan, self._centre.now()))
        if attempt is None:
            return
        ready = replace(attempt, parcel=opened(self._centre.home.sealing_key, attempt.parcel))
        sent, still_unclear = _try(receiver, ready)
        database.write(
            lambda session: finish(
                session, delivery_id, attempt, sent, plan, self._centre.now(), still_unclear=still_unclear
            )
        )


def _try(receiver: Receiver, attempt: Attempt) -> tuple[Sent, bool]:
    """What became of it, and whether an earlier attempt may have arrived all the same."""
    if receiver.plan.kind == "idempotency-key" or not attempt.unclear:
        return receiver.system.send(attempt.parcel), attempt.unclear
    found = receiver.system.find(attempt.parcel)
    if isinstance(found, Absent):
        return receiver.system.send(attempt.parcel), False
    return found, True
