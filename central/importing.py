"""THE CENTRE: what a terminal still owed, brought by hand from its disk: taken item by item, as if it had come over the wire.

A bundle is believed by its signature (`app.contract.bundles`), by any key its installation ever had: the terminal may have been
replaced since. Brought twice, it counts once; what the terminal delivers itself afterwards is a duplicate.
"""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.contract.bundles import BundleBroken, BundleHead, claimed_head, read_bundle
from app.contract.jobs import BatchItem, ItemResult, ItemStatus
from central.centre import Centre
from central.installations import FORKED, Forked, stop_both
from central.intake import answer_item, result_of
from central.known_keys import KnownKey, keys_of


class NotBelieved(Exception):
    """No installation that this centre ever let in has written this file. The words say what to look at."""


class KeyRevoked(Exception):
    """The installation was revoked: whoever has its disk can write what they like."""


@dataclass(frozen=True)
class Taken:
    """What a bundle brought: each of its items with the centre's answer, in its order."""

    head: BundleHead
    answers: tuple[tuple[BatchItem, ItemResult], ...]

    def count(self, status: ItemStatus) -> int:
        return sum(result.status is status for _, result in self.answers)

    @property
    def not_taken(self) -> list[tuple[BatchItem, ItemResult]]:
        fine = (ItemStatus.APPLIED, ItemStatus.DUPLICATE)
        return [(item, result) for item, result in self.answers if result.status not in fine]


def take_bundle(centre: Centre, content: bytes, *, even_revoked: bool = False) -> Taken:
    """Take in what this file holds. `even_revoked`: its terminal was revoked, and the disk is back in our own hands.

    Raises NotBelieved, KeyRevoked; DatabaseAway half-way, and then the file may simply be brought again.
    """
    with centre.database.reading() as session:
        head, items, key = _believed(session, content)
    if key.revoked_at is not None and not even_revoked:
        raise KeyRevoked
    return Taken(head, tuple((item, _take(centre, head, item)) for item in items))


def _believed(session: Session, content: bytes) -> tuple[BundleHead, tuple[BatchItem, ...], KnownKey]:
    try:
        claimed = claimed_head(content)
    except BundleBroken as broken:
        raise NotBelieved(str(broken)) from None
    known = keys_of(session, claimed.terminal_id, claimed.incarnation)
    if not known:
        raise NotBelieved(f"it says it is of {claimed.terminal_id}, of an installation this centre has never let in")
    for key in known:
        try:
            return *read_bundle(content, key.verifier), key
        except BundleBroken:
            continue
    raise NotBelieved(f"it was cut, or changed, or {claimed.terminal_id} has not written it")


def _take(centre: Centre, head: BundleHead, item: BatchItem) -> ItemResult:
    raw = item.model_dump(mode="json")
    try:
        return answer_item(centre, head.terminal_id, head.incarnation, raw)
    except Forked:
        stop_both(centre, head.terminal_id, head.incarnation)
        return result_of(raw, ItemStatus.REJECTED, code=FORKED)
