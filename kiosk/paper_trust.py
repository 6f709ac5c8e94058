"""Keeps up with whose signatures on papers count and which papers stand, so that a paper can be checked when the wire is cut."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from app.central import Accepted
from app.contract.papers import etag_of
from app.log import get_logger
from printing.token.status_list import ListRefused
from printing.token.trust import BundleRefused

if TYPE_CHECKING:
    from app.central import Central, Published, Refused, Unreachable
    from printing.token.check import Answer
    from printing.token.kept import KeptTrust
    from printing.token.paper_token import PaperToken

ROUND_SECONDS: Final = 3_600.0
SOON_SECONDS: Final = 60.0
"""After a round that brought nothing."""
STOP_SECONDS: Final = 2.0
RECENT: Final = timedelta(minutes=1)

log = get_logger("paper-trust")


class PaperTrust:
    """Fetches bundle and list every hour, on a thread of its own, and once more when somebody wants to know now.

    What is fetched is judged by its own signature and never goes back to an older one. Any thread may call.
    """

    def __init__(
        self,
        central: Central,
        kept: KeptTrust,
        now: Callable[[], datetime],
        *,
        round_seconds: float = ROUND_SECONDS,
        soon_seconds: float = SOON_SECONDS,
    ) -> None:
        self._central, self._kept, self._now = central, kept, now
        self._round_seconds, self._soon_seconds = round_seconds, soon_seconds
        self._awake, self._stopping = threading.Event(), threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._walk, name="paper-trust", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        """The wire may be back: look now. Never blocks."""
        self._awake.set()

    def stop(self) -> None:
        """A call that still waits for the centre is left behind: it leaves whole files or none."""
        self._stopping.set()
        self._awake.set()
        if self._thread.is_alive():
            self._thread.join(STOP_SECONDS)

    def fetch(self) -> bool:
        """Ask the centre for both; whether both are as new as the centre's now. Blocks up to the centre's time-out, twice."""
        with self._turn:
            return self._fetch_bundle() and self._fetch_statuses()

    def check(self, token: PaperToken) -> Answer:
        """By what is kept here: what can be said, as of when."""
        return self._kept.check(token, self._now())

    def check_now(self, token: PaperToken) -> Answer:
        """The same, after asking the centre where what is kept here is not from this very minute."""
        statuses = self._kept.statuses
        if statuses is None or self._now() - statuses.issued_at > RECENT:
            self.fetch()
        return self.check(token)

    def _walk(self) -> None:
        while not self._stopping.is_set():
            self._awake.clear()
            try:
                done = self.fetch()
            except Exception as defect:
                # The round must not end because of one bad stone; what it was is told without its words.
                log.error("round failed", defect=type(defect).__name__)
                done = False
            self._awake.wait(self._round_seconds if done else self._soon_seconds)

    def _fetch_bundle(self) -> bool:
        held = self._kept.bundle_bytes
        return self._take(self._central.paper_trust(_known(held)), self._kept.take_bundle)

    def _fetch_statuses(self) -> bool:
        held = self._kept.statuses_bytes
        return self._take(self._central.paper_statuses(_known(held)), self._kept.take_statuses)

    def _take(self, answer: Accepted[Published] | Refused | Unreachable, keep: Callable[[bytes], object]) -> bool:
        if not isinstance(answer, Accepted):
            return False
        if answer.value.content is None:
            return True
        try:
            return keep(answer.value.content) is not None
        except (BundleRefused, ListRefused) as refused:
            log.error("not taken", code=refused.code)
        except OSError as error:
            log.error("not kept", defect=type(error).__name__)
        return False


def _known(held: bytes) -> str:
    return etag_of(held) if held else ""
