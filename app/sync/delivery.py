"""Handing batches to the centre until nothing is due, and believing what is proven of its answers (reliability B.2)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeGuard

from app.central import Accepted, Cause, Central, Refused, Unreachable
from app.contract.jobs import MAX_ITEMS, Batch, BatchReceipt, ItemResult, ItemStatus
from app.outbox import JobStanding, LeasedJob, Outbox
from app.sync.errands import Errands

MOST_BATCHES = 200
"""In one go; then the road looks up, whatever the centre keeps asking for again."""

MOST_TRIES_ALONE = 3
"""As often a job that is all there is is offered to a centre that cannot read it."""

_TOO_LARGE = 413
_FAULT_OF_THE_MESSAGE = frozenset({400, _TOO_LARGE, 422})
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
        if _blames_the_message(answer):
            return self._find_the_culprits(leased, answer)
        return self._take_in(leased, answer)

    def _take_in(
        self, leased: Sequence[LeasedJob], answer: Accepted[BatchReceipt] | Refused | Unreachable
    ) -> Refused | Unreachable | None:
        """Give the jobs what the answer proves; None when the centre has looked at them."""
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

    def _find_the_culprits(self, leased: Sequence[LeasedJob], refused: Refused) -> Refused | Unreachable | None:
        """A batch refused whole is halved until the items at fault are alone; those are set aside and block nobody.

        But only where the fault is shown to be theirs: others went through, or a job that is all there is was refused again and again.
        Where everything is refused it is the two versions that do not fit, and nothing is set aside for that.
        """
        search = _Search()
        obstacle = self._halve(leased, refused, search)
        alone = [sent for sent, _ in search.refused]
        if obstacle is not None:
            self.outbox.give_back(alone)
            return obstacle
        if not (search.others_went_through or _is_to_blame(leased, refused)):
            self._settle(alone, ())
            return refused
        self._settle(alone, [_poison(sent, why) for sent, why in search.refused])
        return None

    def _halve(self, leased: Sequence[LeasedJob], refused: Refused, search: _Search) -> Refused | Unreachable | None:
        if len(leased) == 1:
            search.refused.append((leased[0], refused))
            return None
        middle = len(leased) // 2
        for part, rest in ((leased[:middle], leased[middle:]), (leased[middle:], ())):
            obstacle = self._ask_for_part(part, search)
            if obstacle is not None:
                self.outbox.give_back(rest)
                return obstacle
        return None

    def _ask_for_part(self, part: Sequence[LeasedJob], search: _Search) -> Refused | Unreachable | None:
        answer = self._ask(part)
        if _blames_the_message(answer):
            return self._halve(part, answer, search)
        obstacle = self._take_in(part, answer)
        search.others_went_through |= obstacle is None
        return obstacle

    def _settle(
        self, leased: Sequence[LeasedJob], results: Sequence[ItemResult], at_centre: datetime | None = None
    ) -> None:
        for standing in self.outbox.settle(leased, results, self.now(), at_centre=at_centre):
            self.settled(standing)


@dataclass
class _Search:
    """For the items because of which a batch was refused."""

    refused: list[tuple[LeasedJob, Refused]] = field(default_factory=list)
    others_went_through: bool = False


def _blames_the_message(answer: Accepted[BatchReceipt] | Refused | Unreachable) -> TypeGuard[Refused]:
    return isinstance(answer, Refused) and answer.status in _FAULT_OF_THE_MESSAGE


def _is_to_blame(leased: Sequence[LeasedJob], refused: Refused) -> bool:
    """A job that was alone from the beginning, so that nothing else could go through beside it."""
    return len(leased) == 1 and (refused.status == _TOO_LARGE or leased[0].attempt >= MOST_TRIES_ALONE)


def _poison(sent: LeasedJob, refused: Refused) -> ItemResult:
    item = sent.item
    return ItemResult(key=item.key, payload_sha256=item.payload_sha256, status=ItemStatus.MISMATCH, code=refused.code)
