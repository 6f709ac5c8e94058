"""Whether the visitor took the report that came out: by his own word, or he went without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk.hands import Hands
    from printing.spooler import PagesOutcome


class PaperInHand:
    """One visit's paper. The ledger hears once of each copy that came out whole: taken, or left. GUI thread."""

    def __init__(self, hands: Hands) -> None:
        self._hands = hands
        self._out: tuple[str, int] | None = None
        self._gone = False

    def came_out(self, number: str, out: PagesOutcome) -> None:
        """Also after the visitor has gone: then it lies there."""
        if out.fate != "printed":
            return
        self._out = (number, out.copy_no)
        if self._gone:
            self._say(taken=False)

    def taken(self) -> None:
        self._say(taken=True)

    def visitor_goes(self) -> None:
        self._gone = True
        self._say(taken=False)

    def _say(self, *, taken: bool) -> None:
        if self._out is None:
            return
        (number, copy_no), self._out = self._out, None
        spooler = self._hands.spooler
        said = spooler.taken if taken else spooler.left
        self._hands.workers.pages.do(lambda: said(number, copy_no), lambda _: None)
