"""What the centre has declared to be done here (A3.8): looked for every few seconds, read on a thread of its own. Nothing of packs is
loaded here while none is on the shelf."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kiosk.declared_rows import Offered
    from kiosk.hands import Hands

PACK, ITEMS_PACK = "declared-services", "service-items"


class DeclaredServices:
    """GUI thread only. `told` hears of what is offered whenever that may have changed."""

    def __init__(self, hands: Hands, told: Callable[[Offered], None]) -> None:
        self._hands, self._told = hands, told
        self._seen: tuple[int, int, date, bool] | None = None

    def look(self) -> None:
        """Whether there is news: costs a look at two links and the time of the last pull while there is none."""
        hands, shelf = self._hands, self._hands.packs
        if shelf is None or shelf.version_in_use(PACK) == 0:
            return
        seen = (shelf.version_in_use(PACK), shelf.version_in_use(ITEMS_PACK), hands.today(), self._is_old())
        if seen != self._seen:
            self._seen = seen
            hands.workers.guides.do(self._read, self._told, lambda _: None)

    def _is_old(self) -> bool:
        from app.packs import PacksTooOld

        try:
            if self._hands.packs is not None:
                self._hands.packs.check_age(self._hands.now())
        except PacksTooOld:
            return True
        return False

    def _read(self) -> Offered:
        """What its flow stands on is loaded here as well: its first visitor does not wait for it."""
        from kiosk.declared_rows import offered

        hands = self._hands
        return offered(hands.on_hand, hands.today(), hands.now(), hands.config.town)
