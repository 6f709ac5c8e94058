"""Handing batches to the centre until nothing is due, and believing what is proven of its answers (reliability B.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.central import Accepted, Cause, Central, Refused, Unreachable
from app.contract.jobs import MAX_ITEMS, Batch, BatchReceipt, ItemResult, ItemStatus
from app.outbox import JobStanding, LeasedJob, Outbox
from app.sync.errands import Errands

MOST_BATCHES = 200
"""In one go; then the road looks up, whatever the centre keeps asking for again."""

_FAULT_OF_THE_MESSAGE = frozenset({400, 413, 422})
_LATER = frozenset({408, 429, 503})


@dataclass(frozen=True)
class Delivery:
    """One go at what is due. `settled` hears of every job that came to an end."""

    outbox: Outbox
    central: Central
    now: Callable[[], datetime]
    go_on: Callable[[], bool]
    settled: Callable[[JobStanding], None]
    epoch: str
    """What the centre greeted with. A receipt from another life of the centre proves nothing: the next greeting tells which it is."""
    errands: Errands | None = None

    def deliver_what_is_due(self) -> Refused | Unreachable | None:
        """Until nothing is due or something stands in the way; what that is."""
        for _ in range(MOST_BATCHES):
            leased = self.outbox.lease(MAX_ITEMS, self.now()) if self.go_on() else []
            if not leased:
                return None
            obstacle = self._deliver(leased)
            if obstacle is not None:
                return obstacle
        return None

    def _deliver(self, leased: Sequence[LeasedJob]) -> Refused | Unreachable | None:
        answer = self._ask(leased)
        match answer:
            case Accepted(value=receipt) if receipt.server_epoch != self.epoch:
                answer = Unreachable(Cause.REPLY_NOT_BELIEVED)
            case Accepted(value=receipt):
                self._settle(leased, receipt.results, receipt.server_time)
                if receipt.backed_up_until is not None:
                    self.outbox.purge(receipt.backed_up_until, receipt.server_time)
                if self.errands is not None:
                    self.errands.received(receipt)
                return None
            case Refused(status=status) if status in _FAULT_OF_THE_MESSAGE:
                return self._find_the_culprit(leased, answer)
            case Refused(status=status) if status not in _LATER:
                self.outbox.give_back(leased)
                return answer
        self._settle(leased, ())
        return answer

    def _ask(self, leased: Sequence[LeasedJob]) -> Accepted[BatchReceipt] | Refused | Unreachable:
        head = self.errands.diary_head() if self.errands is not None else None
        batch = Batch(incarnation=self.outbox.incarnation, items=tuple(sent.item for sent in leased), audit=head)
        try:
            return self.central.deliver(batch)
        except Exception:
            # A defect of ours on the way: nothing is proven, and nothing may stay SENDING for it.
            self._settle(leased, ())
            raise

    def _find_the_culprit(self, leased: Sequence[LeasedJob], refused: Refused) -> Refused | Unreachable | None:
        """A batch refused whole is halved until the item at fault is alone; that one is set aside and blocks nobody."""
        if len(leased) == 1:
            item = leased[0].item
            poison = ItemResult(
                key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.MISMATCH, code=refused.code
            )
            self._settle(leased, (poison,))
            return None
        middle = len(leased) // 2
        obstacle = self._deliver(leased[:middle])
        if obstacle is not None:
            self.outbox.give_back(leased[middle:])
            return obstacle
        return self._deliver(leased[middle:])

    def _settle(
        self, leased: Sequence[LeasedJob], results: Sequence[ItemResult], at_centre: datetime | None = None
    ) -> None:
        for standing in self.outbox.settle(leased, results, self.now(), at_centre=at_centre):
            self.settled(standing)
