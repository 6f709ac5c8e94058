"""The thread that walks to the centre and back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic

from app.central import Accepted, Central, Refused, Unreachable
from app.errors import StoreClosed, StoreError
from app.log import get_logger
from app.outbox import JobStanding, Outbox
from app.sync.delivery import Delivery
from app.sync.errands import Errands
from app.sync.link import Link

INTERVAL_SECONDS = 5.0
LEAST_PAUSE_SECONDS = 0.5
"""Between two rounds, however often it is woken."""
STOP_SECONDS = 2.0

log = get_logger("sync")


class Sync:
    """Greets the centre every `interval_seconds`, says how the link is, delivers what is due. One thread, one call in flight.

    Callbacks come on that thread; they should hand over and return. A round that failed is followed by the next one without
    anybody's doing.
    """

    def __init__(
        self,
        outbox: Outbox,
        central: Central,
        on_change: Callable[[Link], None] = lambda _: None,
        *,
        interval_seconds: float = INTERVAL_SECONDS,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        errands: Errands | None = None,
    ) -> None:
        self._outbox = outbox
        self._central = central
        self._interval = interval_seconds
        self._now = now
        self._errands = errands
        self._link = Link()
        self._stumbled = False
        self._on_link = on_change
        self._on_settled: Callable[[JobStanding], None] = lambda _: None
        self._awake = threading.Event()
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._walk, name="sync", daemon=True)

    @property
    def link(self) -> Link:
        """The last look. Any thread may ask."""
        return self._link

    @property
    def is_walking(self) -> bool:
        return self._thread.is_alive()

    def listen(
        self,
        *,
        on_link: Callable[[Link], None] | None = None,
        on_settled: Callable[[JobStanding], None] | None = None,
    ) -> None:
        """Who hears of a changed link and of each job the centre has answered for. To be called before `start`."""
        self._on_link = on_link or self._on_link
        self._on_settled = on_settled or self._on_settled

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """Something was filed, or the wire may be back: look now rather than at the next interval. Never blocks."""
        self._awake.set()

    def stop(self) -> None:
        """End within STOP_SECONDS. A call that is still waiting for the centre then is left behind: whatever it brings back
        finds the job as it was, READY at the next start."""
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join(STOP_SECONDS)

    def _walk(self) -> None:
        while not self._stopping.is_set():
            began = monotonic()
            self._awake.clear()
            self._make_a_round()
            self._awake.wait(self._pause())
            # Waking is cheap and may come from every tap; the centre is not asked more often for it.
            self._stopping.wait(max(0.0, began + min(LEAST_PAUSE_SECONDS, self._interval) - monotonic()))

    def _make_a_round(self) -> None:
        try:
            self._get_up()
            self._greet_and_deliver()
        except StoreClosed:
            self._stopping.set()
        except StoreError as error:
            self._stumbled = True
            log.error("round failed", code=error.code)
        except Exception as defect:
            self._stumbled = True
            # The road must not end because of one bad stone; what it was is told without its words.
            log.error("round failed", defect=type(defect).__name__)

    def _get_up(self) -> None:
        """After a round that failed half-way: what it had leased and could not settle is free to go again."""
        if self._stumbled:
            self._outbox.recall(self._now())
            self._stumbled = False

    def _greet_and_deliver(self) -> None:
        """The greeting alone says whether the centre is there: a batch that fails rests, and the pages do not flicker for it."""
        greeting = self._central.greet()
        if self._stopping.is_set():
            return
        if not isinstance(greeting, Accepted):
            self._publish(greeting)
            return
        if self._link.online is not True:
            self._outbox.make_due(self._now())
        self._outbox.note_epoch(greeting.value.server_epoch, self._now())
        if not self._link.refusal:
            self._publish(None)
        if self._errands is not None:
            self._errands.greeted(greeting.value)
        obstacle = self._delivery(greeting.value.server_epoch).deliver_what_is_due()
        self._publish(obstacle if isinstance(obstacle, Refused) else None)
        if self._errands is not None and self._goes_on():
            self._errands.round_done()

    def _delivery(self, epoch: str) -> Delivery:
        return Delivery(self._outbox, self._central, self._now, self._goes_on, self._tell_settled, epoch, self._errands)

    def _goes_on(self) -> bool:
        return not self._stopping.is_set()

    def _tell_settled(self, standing: JobStanding) -> None:
        if self._goes_on():
            self._on_settled(standing)

    def _publish(self, obstacle: Refused | Unreachable | None) -> None:
        match obstacle:
            case Unreachable(cause=cause):
                link = Link(online=False, cause=cause, checked_at=self._now())
            case Refused(code=code):
                link = Link(online=True, refusal=code, checked_at=self._now())
            case _:
                link = Link(online=True, checked_at=self._now())
        before, self._link = self._link, link
        if self._goes_on() and not link.says_the_same(before):
            log.info("link", online=link.online, cause=link.cause, refusal=link.refusal)
            self._on_link(link)

    def _pause(self) -> float:
        """Until the next greeting, or the next job that has rested enough, whichever comes first."""
        if self._link.online is not True or self._link.refusal or self._stopping.is_set():
            return self._interval
        try:
            due = self._outbox.next_due(self._now())
        except StoreError:
            return self._interval
        rest = timedelta(seconds=self._interval) if due is None else due - self._now()
        return min(self._interval, max(0.0, rest.total_seconds()))
