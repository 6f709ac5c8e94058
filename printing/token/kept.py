"""THE PAPER: what a terminal keeps to check papers by when the wire is cut: whose signatures count, and which papers were revoked."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Final

from printing.token.check import Answer, check
from printing.token.paper_token import PaperToken
from printing.token.status_list import StatusList, StatusStore
from printing.token.trust import TrustBundle, TrustStore

FOLDER: Final = "papers"
"""In a terminal's home."""


class KeptTrust:
    """The newest trust bundle and status list this terminal has seen, in a folder of their own. Neither ever goes back."""

    def __init__(self, folder: Path, root_pem: bytes) -> None:
        self._trust = TrustStore(folder / "trust.cose", root_pem)
        self._statuses = StatusStore(folder / "statuses.cwt")

    @property
    def bundle(self) -> TrustBundle | None:
        return self._trust.current()

    @property
    def statuses(self) -> StatusList | None:
        bundle = self.bundle
        return self._statuses.current(bundle) if bundle else None

    @property
    def bundle_bytes(self) -> bytes:
        """As it was handed out; empty where there is none that counts."""
        return self._trust.held()

    @property
    def statuses_bytes(self) -> bytes:
        return self._statuses.held() if self.statuses else b""

    def take_bundle(self, bundle: bytes) -> TrustBundle:
        """Raises BundleRefused, OSError."""
        return self._trust.take(bundle)

    def take_statuses(self, message: bytes) -> StatusList | None:
        """None where no bundle says who may sign one. Raises ListRefused, OSError."""
        bundle = self.bundle
        return self._statuses.take(message, bundle) if bundle else None

    def check(self, token: PaperToken, now: datetime) -> Answer:
        """What can be said of a paper by what is kept here. `now` is aware."""
        return check(token, self.bundle, self.statuses, now)
