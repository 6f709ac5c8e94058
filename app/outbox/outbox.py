"""The outbox: what this terminal has promised, until the centre has taken it or refused it."""

from __future__ import annotations

import random
import secrets
import shutil
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection

from app.config import Keeping, TerminalConfig
from app.contract.jobs import ItemResult
from app.enrolment import Enrolment
from app.errors import StoreAtCap, StoreFailed, StoreFull
from app.outbox import delivering, keeping, listing, telling, wiping
from app.outbox.delivering import Carrier, LeasedJob
from app.outbox.filing import Clerk, Draft, FiledJob
from app.outbox.keeping import USUAL_CAPS, Caps, Headroom, Room
from app.outbox.listing import JobStanding
from app.outbox.names import Tagger
from app.outbox.reserve import Reserve
from app.outbox.states import JobState
from app.outbox.store import Store
from app.outbox.telling import Ticks, Untold, uptime

T = TypeVar("T")


class Outbox:
    """One process owns it; its threads may share it. What `file` returned is on the disk.

    Order is strict within an aggregate and there is none across: a job set aside holds back its own aggregate alone.
    Every method may raise StoreFull, StoreFailed or StoreClosed, and then has changed nothing. What brings the queue nearer its end
    may use the reserve when the disk is full; filing may not.
    """

    def __init__(
        self,
        home: Path,
        *,
        sealing_public_key: bytes,
        short_name: str,
        incarnation: str = "",
        share: Callable[[], float] = random.random,  # the random part of a rest, no secret
        caps: Caps = USUAL_CAPS,
        ticks: Ticks = uptime,
    ) -> None:
        """Open the store at `home`, creating it if need be, and take over what a former owner was sending.

        `incarnation` is what the centre calls this installation; `share` draws the random part of a rest, 0 to 1;
        `caps` say up to where new filings are taken; `ticks` is how long this machine has been on.

        Raises StoreOwned, StoreUnreadable, StoreTooNew, UnsafeSqlite; ValueError for a key that is no X25519 key.
        """
        X25519PublicKey.from_public_bytes(sealing_public_key)
        self.incarnation = incarnation
        self._carrier = Carrier(owner=secrets.token_hex(8), share=share)
        self._home, self._caps = home, caps
        self._owed: Headroom | None = None
        self._reserve = Reserve(home, caps.reserve_bytes)
        self._store = self._open(home)
        self._tagger = Tagger(self._store.key)
        self._clerk = Clerk(sealing_public_key, short_name, self._tagger, ticks)
        self.boot(datetime.now(UTC))
        self._lay_reserve()

    def _open(self, home: Path) -> Store:
        """A store whose log finds no room cannot even be opened: the reserve is for that, too."""
        try:
            return Store(home)
        except (StoreFull, StoreFailed):
            if not self._reserve.release():
                raise
            return Store(home)

    def file(self, drafts: Sequence[Draft], now: datetime) -> list[FiledJob]:
        """Promise all of `drafts` or none, in their order: keys, numbers and seals are made in the one transaction.

        Raises StoreAtCap where too much is owed, beyond what `room_left` closes the door for; StoreFull also before the last byte.
        """
        with self._store.write() as connection:
            owed = self._room_for(connection, drafts, now)
            filed = [self._clerk.file(connection, draft, now) for draft in drafts]
            owed.filed([job.sealed_bytes for job in filed], now)
        return filed

    def _room_for(self, connection: Connection, drafts: Sequence[Draft], now: datetime) -> Headroom:
        """The door has let somebody in who may have stood there for a while since. Counted only where the last count says no."""
        if not keeping.has_last_room(self._caps, self._home, self._reserve.held):
            raise StoreFull("the disk is all but full; nothing was written")
        by_age = any(draft.kind in telling.WAITED_FOR for draft in drafts)
        for owed in (self._owed, None):
            counted = owed or Headroom.of(keeping.load_of(connection))
            closed_by = counted.closed_by(self._caps, len(drafts), now, by_age=by_age)
            if closed_by is None:
                self._owed = counted
                return counted
        raise StoreAtCap(f"{closed_by}: too much waits for the centre already; nothing was written")

    def room_left(self, now: datetime) -> Room:
        """Whether new filings are taken, asked before anybody begins one; and room made for the reserve when there is some again."""
        self._lay_reserve()
        with self._store.read() as connection:
            load = keeping.load_of(connection)
        return keeping.room(load, self._caps, self._home, self._reserve.held, now)

    def _lay_reserve(self) -> None:
        self._reserve.lay(keeping.least_free(self._caps, shutil.disk_usage(self._home).total))

    def _finish(self, work: Callable[[Connection], T]) -> T:
        """A write that brings the queue nearer its end: where the disk is full, the reserve makes room for it."""
        try:
            with self._store.write() as connection:
                return work(connection)
        except StoreFull:
            if not self._reserve.release():
                raise
        with self._store.write() as connection:
            return work(connection)

    def lease(self, limit: int, now: datetime) -> list[LeasedJob]:
        """Take up to `limit` jobs that may go now. Each must come back through `settle` or `give_back`."""
        return self._finish(lambda connection: self._carrier.lease(connection, limit, now))

    def settle(
        self,
        leased: Sequence[LeasedJob],
        results: Sequence[ItemResult],
        now: datetime,
        *,
        at_centre: datetime | None = None,
    ) -> list[JobStanding]:
        """Believe of the centre's answer what is proven: key and payload hash match, and it is said once.

        A leased job without such a result (none at all: the wire broke) rests with full jitter and comes again. Returns the jobs
        that have come to an end: DONE, REJECTED or QUARANTINED. `at_centre` is the centre's clock in that answer: how long a DONE job
        is kept goes by it alone.
        """
        told_at, self._owed = at_centre or now, None
        return self._finish(lambda connection: self._carrier.settle(connection, leased, results, now, told_at))

    def give_back(self, leased: Sequence[LeasedJob]) -> None:
        """Undo a lease whose failure was not the jobs' (this terminal was not let in): no attempt counts."""
        self._finish(lambda connection: self._carrier.give_back(connection, leased))

    def recall(self, now: datetime) -> int:
        """Undo the leases whose `settle` did not reach the disk, so that no job stays SENDING until the next start; how many.

        To be called by the one who leases, while it awaits no answer.
        """
        return self._finish(lambda connection: self._carrier.recall(connection, now))

    def boot(self, now: datetime) -> int:
        """SENDING of a former owner becomes READY; how many. The constructor has already done it."""
        return self._finish(lambda connection: self._carrier.take_over(connection, now))

    def make_due(self, now: datetime) -> None:
        """The wire is back: whatever rests may go at once."""
        self._finish(lambda connection: delivering.make_due(connection, now))

    def note_epoch(self, server_epoch: str, now: datetime) -> int:
        """Remember which life of the centre this is. A new one means it was restored: all that is DONE is offered again."""
        self._owed = None
        return self._finish(lambda connection: delivering.note_epoch(connection, server_epoch, now))

    def purge(self, backed_up_until: datetime, server_time: datetime) -> int:
        """Forget DONE jobs that have been in the centre's backup for 30 days, up to 500 at once; how many. Both moments are the
        centre's, out of one signed answer."""
        return self._finish(lambda connection: keeping.purge(connection, backed_up_until, server_time))

    def watermark(self) -> datetime | None:
        """Up to when the centre has everything in its backup, as it last said."""
        with self._store.read() as connection:
            return keeping.watermark(connection)

    def requeue(self, key: str, now: datetime) -> bool:
        """Staff send a job that was set aside again. False when it is not set aside."""
        return self._finish(lambda connection: delivering.requeue(connection, key, now))

    def set_aside(self, limit: int = 50) -> list[JobStanding]:
        """What staff must decide on, oldest first."""
        with self._store.read() as connection:
            return listing.set_aside(connection, limit)

    def latest(self, kind: str, limit: int = 5) -> list[JobStanding]:
        """The last jobs of a kind, newest first."""
        with self._store.read() as connection:
            return listing.latest(connection, kind, limit)

    def untold(self, now: datetime) -> Untold | None:
        """What was filed at most three minutes ago in a visit that came to no end: its visitor may not have seen their number."""
        with self._store.read() as connection:
            return telling.untold(connection, self._clerk.ticks(), now)

    def note_told(self) -> None:
        """The visit came to its end: nobody is to be told of it any more."""
        self._finish(telling.note_told)

    def next_due(self, now: datetime) -> datetime | None:
        """When the next resting job wants to go; None when nothing waits."""
        with self._store.read() as connection:
            return delivering.next_due(connection, now)

    def pending(self) -> list[JobStanding]:
        """All that is not DONE, oldest first."""
        with self._store.read() as connection:
            return listing.owed(connection, settled=False)

    def jobs(self) -> list[JobStanding]:
        """Everything, oldest first."""
        with self._store.read() as connection:
            return listing.owed(connection)

    def counts(self) -> dict[JobState, int]:
        """How many jobs stand in each state; every state is named."""
        with self._store.read() as connection:
            return listing.count_by_state(connection)

    def query_tag(self, query_code: str) -> str:
        """The tag an appeal's query code is found by on this terminal; the code itself is not kept."""
        return self._tagger.tag(query_code)

    def find_by_query_tag(self, tag: str) -> JobStanding | None:
        """The appeal filed here under this tag: its state, local number, the centre's number and first state there."""
        with self._store.read() as connection:
            return listing.find_by_query_tag(connection, tag)

    def find_appeal(self, query_code: str) -> JobStanding | None:
        """How the appeal with this query code stands on this terminal, if it was filed here."""
        return self.find_by_query_tag(self.query_tag(query_code))

    def wipe(self, *, even_unsent: bool) -> int | None:
        """The centre's order: every job goes, how many; what is deleted is overwritten, in the log too. None, and nothing is gone,
        where the centre lacks some of them and `even_unsent` is not said."""
        wiped = self._finish(lambda connection: wiping.wipe(connection, even_unsent=even_unsent))
        if wiped is not None:
            self._store.empty_the_log()
        return wiped

    def close(self) -> None:
        """Give the store back; what is being sent will be READY for the next owner."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_outbox(home: Path, place: Enrolment, config: TerminalConfig) -> Outbox:
    """This terminal's own outbox. Raises as `Outbox` does."""
    return Outbox(
        home,
        sealing_public_key=place.sealing_public_key,
        short_name=config.short_name,
        incarnation=place.incarnation,
        caps=caps_of(config.outbox),
    )


def caps_of(told: Keeping) -> Caps:
    """The caps this terminal was told."""
    return Caps(
        jobs=told.most_jobs,
        bytes=told.most_megabytes * 2**20,
        age=timedelta(days=told.most_days),
        free_bytes=told.least_free_megabytes * 2**20,
        reserve_bytes=told.reserve_megabytes * 2**20,
    )
