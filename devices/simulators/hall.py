"""The simulated hall: every device's other end and the road to the centre in one process, moved by stage directions."""

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from devices.simulators.card_chip import sample_cards
from devices.simulators.hall_client import SOCKET_NAME, short_name
from devices.simulators.phone import licence_code
from devices.simulators.road import Road, RoadState
from devices.simulators.stands import PRINTED, Stand, stands

PLACES_NAME: Final = "hall.json"

Directions = dict[str, Any]


class HallIsRunning(Exception):
    """Another hall is at work in this home folder."""


class Hall:
    """All simulators (`stands.py` says which), the road to the centre, and the socket that hears stage directions. Their lines,
    ports and papers are found in `home`, as hall.json says."""

    def __init__(self, home: Path, *, centre_port: int, road_port: int = 0, paced: bool = True) -> None:
        self._home = home.resolve()
        self._centre_port = centre_port
        self._road = Road(centre_port, port=road_port)
        self._stands = {stand.device: stand for stand in stands(self._home, paced=paced)}
        self._device_of = {verb: stand.device for stand in self._stands.values() for verb in stand.verbs}
        self._door = ControlSocket(self._home / SOCKET_NAME, self.direct)

    def start(self) -> Directions:
        """Set everything up; returns where everything is, as hall.json says it. Raises HallIsRunning, OSError."""
        self._home.mkdir(parents=True, exist_ok=True)
        (self._home / PRINTED).mkdir(exist_ok=True)
        self._door.open()
        places = {
            "ready": True,
            "control": str(self._home / SOCKET_NAME),
            "road_port": self._road.start(),
            "central_port": self._centre_port,
            "printed": str(self._home / PRINTED),
            **{stand.place: self._started(stand) for stand in self._stands.values()},
        }
        places.pop("", None)
        (self._home / PLACES_NAME).write_text(json.dumps(places, ensure_ascii=False, indent=1), "utf-8")
        return places

    def stop(self) -> None:
        """Unplug everything and leave no name behind. What was printed stays."""
        self._door.close()
        (self._home / PLACES_NAME).unlink(missing_ok=True)
        self._road.stop()
        for stand in self._stands.values():
            stand.simulator.stop()

    def direct(self, directions: Directions) -> Directions:
        """Carry out one stage direction (see `devices.simulators`). Raises KeyError, ValueError where it makes no sense."""
        match directions["do"]:
            case "look":
                return self.look()
            case "wire":
                self._road.turn_to(RoadState(directions["state"]))
                return {}
            case "phone-code":
                return self._show_code_on_phone(directions)
        return self._stand_meant_by(directions).simulator.direct(directions)

    def look(self) -> Directions:
        """Everything as it stands: each device by its name, the wire, and what was printed."""
        return {
            **{device: stand.simulator.look() for device, stand in self._stands.items()},
            "wire": self._road.state.value,
            "printed": sorted(paper.name for paper in (self._home / PRINTED).iterdir()),
        }

    def _started(self, stand: Stand) -> object:
        said = stand.simulator.start()
        return said if said is not None else str(self._home / stand.device)

    def _stand_meant_by(self, directions: Directions) -> Stand:
        """By its device's name, or as a `printer`; a direction that only one device understands needs neither."""
        if "device" in directions:
            device = str(directions["device"])
        else:
            device = self._device_of.get(str(directions["do"])) or f"{directions['printer']}-printer"
        if device not in self._stands:
            raise ValueError(f"no such device: {device}")
        return self._stands[device]

    def _show_code_on_phone(self, directions: Directions) -> Directions:
        """The code goes back to the director too, who may want to show it a second time."""
        holder = sample_cards()[directions["holder"]]
        code = licence_code(
            self._centre_port,
            holder_number=holder["number"],
            uscc=str(directions["uscc"]),
            age_seconds=int(directions.get("age", 0)),
        )
        self.direct({"do": "show-code", "text": code, "device": directions.get("device", "code-scanner")})
        return {"code": code}


class ControlSocket:
    """Hears stage directions: one JSON object a line, answered by one; every connection on a thread of its own."""

    def __init__(self, path: Path, direct: Callable[[Directions], Directions]) -> None:
        self._path = path
        self._direct = direct
        self._door = socket.socket(socket.AF_UNIX)

    def open(self) -> None:
        """Take the name, also from a predecessor that was killed. Raises HallIsRunning while that one still answers."""
        with short_name(self._path) as name:
            if self._path.exists() and _answers(name):
                raise HallIsRunning
            self._path.unlink(missing_ok=True)
            self._door.bind(name)
        self._path.chmod(0o600)
        self._door.listen()
        threading.Thread(target=self._let_in, name="hall's door", daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._path.unlink(missing_ok=True)

    def _let_in(self) -> None:
        while True:
            try:
                line, _ = self._door.accept()
            except OSError:
                return
            threading.Thread(target=self._listen, args=(line,), name="director", daemon=True).start()

    def _listen(self, line: socket.socket) -> None:
        with line, suppress(OSError), line.makefile("rwb") as stream:
            for said in stream:
                stream.write(json.dumps(self._answer(said), ensure_ascii=False).encode() + b"\n")
                stream.flush()

    def _answer(self, said: bytes) -> Directions:
        try:
            return {"ok": True, **self._direct(json.loads(said))}
        except KeyError as missing:
            return {"ok": False, "error": f"unknown or missing: {missing.args[0]}"}
        except Exception as refused:
            # A director gets words for whatever he says; the hall goes on.
            return {"ok": False, "error": str(refused) or type(refused).__name__}


def _answers(name: str) -> bool:
    with socket.socket(socket.AF_UNIX) as probe, suppress(OSError):
        probe.connect(name)
        return True
    return False
