"""Say it at the door: which services are open here and now, and why the others are not."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from devices.state import Condition, DeviceState
from kiosk.service import Facility, OfflineClass, Service

WORKING = frozenset({Condition.READY, Condition.BUSY, Condition.STARTING, Condition.UNKNOWN, Condition.NEEDS_VISITOR})
"""A device not yet asked closes nothing: it is asked within seconds, and again when it is needed."""

NOT_FITTED = "not-on-this-terminal"


@dataclass(frozen=True)
class Reason:
    """Why a service is closed: a code with words of its own, and the facility that is missing."""

    code: str
    facility: Facility


@dataclass(frozen=True)
class Surroundings:
    """What the terminal knows of itself at this moment. `online` is None before the centre was first asked."""

    online: bool | None = None
    devices: Mapping[Facility, DeviceState] = field(default_factory=dict)
    fitted: frozenset[Facility] = frozenset(Facility)
    """What this hall has at all."""
    no_room: str = ""
    """Why nothing new is stored for the centre (`app.outbox.NoRoom`, or `shut-out`); empty while there is room."""

    def works(self, facility: Facility) -> bool:
        if facility is Facility.CENTRE:
            return self.online is not False
        state = self.devices.get(facility)
        return facility in self.fitted and (state is None or _is_working(state))

    @property
    def out_of_order(self) -> frozenset[Facility]:
        """What the hall has and cannot use now: all that tiles, lamp and pages go by."""
        return frozenset(facility for facility in self.fitted if not self.works(facility))


def _is_working(state: DeviceState) -> bool:
    """One that another program has is busy in vain for us: a visitor would wait before it for nothing."""
    return state.condition in WORKING and not state.is_held_elsewhere


def closed_because(service: Service, around: Surroundings) -> Reason | None:
    """None where the service is open. The centre counts only for services that cannot wait for it (O3).

    What the hall does not have at all comes first: nobody waits for that to be mended.
    """
    needed = sorted(service.needs.facilities)
    for facility in needed:
        if facility not in around.fitted:
            return Reason(NOT_FITTED, facility)
    if service.needs.offline is OfflineClass.O3_CLOSED and not around.works(Facility.CENTRE):
        return Reason("closed-no-centre", Facility.CENTRE)
    if service.needs.offline is OfflineClass.O2_QUEUED and around.no_room:
        return Reason(f"closed-{around.no_room}", Facility.CENTRE)
    for facility in needed:
        if not around.works(facility):
            return Reason(f"closed-{facility}", facility)
    return None
