"""A smart-card reader as the hall has it: pcscd with a virtual reader in a room of its own, and the card that is put into it."""

import shutil
import signal
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from devices.simulators.pcscd_room import PcscdRoom
from devices.simulators.staff_card_chip import StaffCardOffice
from devices.simulators.virtual_card import VirtualCard

OFFICE_FILE: Final = "office.pem"
ROSTER_FILE: Final = "roster"
ROSTER: Final = "DG-0001\nDG-0002\n"
"""The numbers of the sample staff cards that count in the simulated hall."""


class SmartCardStage:
    """Needs what `pcscd_room.why_not` asks for. A terminal finds it when PCSCLITE_CSOCK_NAME is `socket_path` in its environment,
    and believes its staff cards when it is given `office.pem` and `roster`, which lie in `folder` then. The folder is this reader's
    alone; without one it makes itself one with a short name, as a socket's must be, and takes it away at the end."""

    def __init__(self, folder: Path | None = None, office: StaffCardOffice | None = None) -> None:
        self._own_folder = folder is None
        self._folder = folder or Path(tempfile.mkdtemp(prefix="guanjia-pcscd-"))
        self._room = PcscdRoom(self._folder)
        self._card = VirtualCard(self._room.connect, office=office)
        self._plugged = False

    @property
    def socket_path(self) -> Path:
        return self._room.socket_path

    @property
    def office(self) -> StaffCardOffice:
        return self._card.office

    def start(self) -> str:
        """Returns the folder."""
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / OFFICE_FILE).write_bytes(self.office.pem)
        (self._folder / ROSTER_FILE).write_text(ROSTER, "utf-8")
        self._room.start()
        self._plugged = True
        self._card.start()
        return str(self._folder)

    def stop(self) -> None:
        self._card.stop()
        self._room.stop()
        self._plugged = False
        if self._own_folder:
            shutil.rmtree(self._folder, ignore_errors=True)

    def direct(self, directions: Mapping[str, Any]) -> dict[str, Any]:
        """A stage direction: those of VirtualCard; plug, unplug (the reader); pcscd with `state` ("running", "stopped", "frozen")."""
        match directions["do"]:
            case "plug" | "unplug":
                self._plug(directions["do"] == "plug")
            case "pcscd":
                self._be(str(directions["state"]))
            case _:
                return self._card.direct(directions)
        return {}

    def look(self) -> dict[str, Any]:
        """The card as VirtualCard sees it, the reader, and pcscd."""
        return {
            **self._card.look(),
            "plugged": self._plugged,
            "pcscd": self._room.running,
            "port": str(self.socket_path),
        }

    def _plug(self, plugged: bool) -> None:
        """vpcd cannot be pulled out of a pcscd that runs: it is ended, and another begins with the reader or without."""
        self._room.stop_pcscd()
        self._room.start_pcscd(with_reader=plugged)
        self._plugged = plugged

    def _be(self, state: str) -> None:
        match state:
            case "running" if self._room.running:
                self._room.stop_pcscd(signal.SIGCONT)
            case "running":
                self._room.start_pcscd(with_reader=self._plugged)
            case "stopped":
                self._room.stop_pcscd()
            case "frozen":
                self._room.stop_pcscd(signal.SIGSTOP)
            case unknown:
                raise ValueError(f"pcscd is running, stopped or frozen, not {unknown}")
