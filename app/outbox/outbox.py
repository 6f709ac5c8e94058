"""The outbox: what this terminal has promised, until the centre has taken it or refused it."""

from __future__ import annotations

import random
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from app.config import TerminalConfig
from app.contract.jobs import ItemResult
from app.enrolment import Enrolment
from app.outbox import delivering, listing
from app.outbox.delivering import Carrier, LeasedJob
from app.outbox.filing import Clerk, Draft, FiledJob
from app.outbox.listing import JobStanding
from app.outbox.names import Tagger
from app.outbox.states import JobState
from app.outbox.store import Store


class Outbox:
    """One process owns it; its threads may share it. What `file` returned is on the disk.

    Order is strict within an aggregate and there is none across: a job set aside holds back its own aggregate alone.
    Every method may raise StoreFull, StoreFailed or StoreClosed, and then has changed nothing.
    """

    def __init__(
        self,
        home: Path,
        *,
        sealing_public_key: bytes,
        short_name: str,
        incarnation: str = "",
        share: Callable[[], float] = random.random,  # the random part of a rest, no secret
    ) -> None:
        """Open the store at `home`, creating it if need be, and take over what a former owner was sending.

        `incarnation` is what the centre calls this installation; `share` draws the random part of a rest, 0 to 1.

        Raises StoreOwned, StoreUnreadable, StoreTooNew, UnsafeSqlite; ValueError for a key that is no X25519 key.
        """
        X25519PublicKey.from_public_bytes(sealing_public_key)
        self.incarnation = incarnation
        self._carrier = Carrier(owner=secrets.token_hex(8), share=share)
        self._store = Store(home)
        self._tagger = Tagger(self._store.key)
        self._clerk = Clerk(sealing_public_key, short_name, self._tagger)
        self.boot(datetime.now(UTC))

    def file(self, drafts: Sequence[Draft], now: datetime) -> list[FiledJob]:
        """Promise all of `drafts` or none, in their order: keys, numbers and seals are made in the one transaction."""
        with self._store.write() as connection:
            return [self._clerk.file(connection, draft, now) for draft in drafts]

    def lease(self, limit: int, now: datetime) -> list[LeasedJob]:
        """Take up to `limit` jobs that may go now. Each must come back through `settle` or `give_back`."""
        with self._store.write() as connection:
            return self._carrier.lease(connection, limit, now)

    def settle(self, leased: Sequence[LeasedJob], results: Sequence[ItemResult], now: datetime) -> list[JobStanding]:
        """Believe of the centre's answer what is proven: key and payload hash match, and it is said once.

        A leased job without such a result (none at all: the wire broke) rests with full jitter and comes again. Returns the jobs
        that have come to an end: DONE, REJECTED or QUARANTINED.
        """
        with self._store.write() as connection:
            return self._carrier.settle(connection, leased, results, now)

    def give_back(self, leased: Sequence[LeasedJob]) -> None:
        """Undo a lease whose failure was not the jobs' (this terminal was not let in): no attempt counts."""
        with self._store.write() as connection:
            self._carrier.give_back(connection, leased)

    def recall(self, now: datetime) -> int:
        """Undo the leases whose `settle` did not reach the disk, so that no job stays SENDING until the next start; how many.

        To be called by the one who leases, while it awaits no answer.
        """
        with self._store.write() as connection:
            return self._carrier.recall(connection, now)

    def boot(self, now: datetime) -> int:
        """SENDING of a former owner becomes READY; how many. The constructor has already done it."""
        with self._store.write() as connection:
            return self._carrier.take_over(connection, now)

    def make_due(self, now: datetime) -> None:
        """The wire is back: whatever rests may go at once."""
        with self._store.write() as connection:
            delivering.make_due(connection, now)

    def note_epoch(self, server_epoch: str, now: datetime) -> int:
        """Remember which life of the centre this is. A new one means it was restored: all that is DONE is offered again."""
        with self._store.write() as connection:
            return delivering.note_epoch(connection, server_epoch, now)

    def requeue(self, key: str, now: datetime) -> bool:
        """Staff send a job that was set aside again. False when it is not set aside."""
        with self._store.write() as connection:
            return delivering.requeue(connection, key, now)

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
    )
