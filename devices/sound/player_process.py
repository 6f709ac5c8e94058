"""A player of PipeWire or ALSA as a process: it gets a WAV on its standard input, and is killed where silence is wanted."""

import math
import os
import select
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from devices.errors import Cancelled, DeviceAbsent, DeviceError, OutOfService
from devices.sound import Outlet
from devices.sound.players import players_of
from devices.sound.wave import quieter, read, silence, written
from devices.state import Condition, DeviceState

ANSWERS_WITHIN: Final = 3.0
"""Seconds beyond the sound's own length after which a player that goes on is stopped."""

_SOUND_CARDS = Path("/proc/asound/cards")
_PROBED_WITHIN = 0.95
_AT_ONCE = 0.5
_DEAD_WITHIN = 0.5


class PlayerProcess:
    """A SoundOut through a player program.

    `player` is a name of PLAYERS, or a command whose words may contain `{sink}`; the first installed of PLAYERS where it is
    empty. `speaker` and `headphones` are what this player calls the two outlets (an ALSA device such as `plughw:1`, a PipeWire
    node's name); empty means its own choice, `default` in a command. A sink with a name is played to or not at all.
    `loudest_speaker_db` and `loudest_headphones_db` cap each outlet, 0 or less, in dB below full scale; a volume of 0.5 is 6 dB
    below that.

    A player that was given a sound, or 50 ms of silence for a test, and ended well proves that the way is open. The proof holds
    until something fails or the machine's sound cards are others, so that nothing crackles each time somebody asks.
    """

    def __init__(
        self,
        player: str | Sequence[str] = "",
        *,
        speaker: str = "",
        headphones: str = "",
        loudest_speaker_db: float = 0.0,
        loudest_headphones_db: float = 0.0,
    ) -> None:
        """Raises ValueError for a cap above 0 dB, and for a player's name that we do not know."""
        if max(loudest_speaker_db, loudest_headphones_db) > 0 or not math.isfinite(
            loudest_speaker_db + loudest_headphones_db
        ):
            raise ValueError("a cap is 0 dB or less")
        self._players = players_of(player)
        self._sinks = {Outlet.SPEAKER: speaker, Outlet.HEADPHONES: headphones}
        self._caps = {
            Outlet.SPEAKER: 10 ** (loudest_speaker_db / 20),
            Outlet.HEADPHONES: 10 ** (loudest_headphones_db / 20),
        }
        self._changed = threading.Condition()
        self._turn = 0
        self._process: subprocess.Popen[bytes] | None = None
        self._is_probe = False
        self._probing = threading.Lock()
        self._proof: object = None
        self._trouble: DeviceError | None = None

    def play(
        self, wave: bytes, outlet: Outlet, volume: float = 1.0, *, unless: Callable[[], bool] | None = None
    ) -> None:
        """See SoundOut. Also raises OutOfService("not-a-wave") for what is no WAV of 16-bit PCM."""
        with self._changed:
            if unless is not None and unless():
                raise Cancelled
            self._turn += 1
            turn = self._turn
            self._silence()
        pcm = read(wave)
        loud = quieter(pcm, self._caps[outlet] * min(1.0, max(0.0, volume)))
        self._try(written(loud), outlet, turn, pcm.seconds + ANSWERS_WITHIN)

    def stop(self) -> None:
        """See SoundOut."""
        with self._changed:
            self._turn += 1
            self._silence()

    def state(self) -> DeviceState:
        """Ready when the last sound, or a test of silence, was played to its end on the sound cards that are there now."""
        if self._is_playing():
            return _state(Condition.BUSY)
        with self._probing:
            if self._proof is None or self._proof != self._circumstances():
                self._probe()
        return _state(Condition.BUSY) if self._is_playing() else _state(_condition_of(self._trouble), self._trouble)

    def close(self) -> None:
        """Be silent."""
        self.stop()

    def _is_playing(self) -> bool:
        with self._changed:
            return self._process is not None and not self._is_probe

    def _probe(self) -> None:
        """Play nothing, shortly, to every outlet that has a name of its own."""
        for outlet in {sink: outlet for outlet, sink in self._sinks.items()}.values():
            with self._changed:
                turn = self._turn
            try:
                self._try(written(silence()), outlet, turn, _PROBED_WITHIN, is_probe=True)
            except DeviceError:
                return

    def _try(self, octets: bytes, outlet: Outlet, turn: int, patience: float, *, is_probe: bool = False) -> None:
        """Play it to its end, and remember what that proves. Raises Cancelled, DeviceAbsent, OutOfService."""
        circumstances = self._circumstances()
        try:
            self._run(octets, outlet, turn, patience, is_probe)
        except Cancelled:
            raise
        except DeviceError as trouble:
            self._proof, self._trouble = None, trouble
            raise
        self._proof, self._trouble = circumstances, None

    def _run(self, octets: bytes, outlet: Outlet, turn: int, patience: float, is_probe: bool) -> None:
        command = self._command(outlet)
        if command is None:
            raise DeviceAbsent("no-player")
        started = time.monotonic()
        with self._changed:
            if turn != self._turn:
                raise Cancelled
            process = self._process = _started(command, octets)
            self._is_probe = is_probe
        is_over = _ends_within(process, patience)
        with self._changed:
            _kill(process)
            status = process.wait()
            self._process = None
            self._changed.notify_all()
            if turn != self._turn:
                raise Cancelled
        if not is_over:
            raise OutOfService("player-hangs")
        if status != 0:
            at_once = time.monotonic() - started < _AT_ONCE
            raise DeviceAbsent("player-failed") if at_once else OutOfService("player-died")

    def _silence(self) -> None:
        """End what is playing; whoever played it sees to the rest. Called with `_changed` held."""
        if self._process is not None:
            _kill(self._process)
            self._changed.wait_for(lambda: self._process is None, _DEAD_WITHIN)

    def _command(self, outlet: Outlet) -> list[str] | None:
        """The player and its words, or None where none is installed."""
        sink = self._sinks[outlet]
        for player in self._players:
            name, *words = player.to_sink if sink else player.to_its_own_choice
            program = shutil.which(name)
            if program is not None:
                return [program, *(word.replace("{sink}", sink or "default") for word in words)]
        return None

    def _circumstances(self) -> object:
        """What a proof holds for: this program, and these sound cards."""
        command = self._command(Outlet.SPEAKER)
        try:
            return command and (command[0], os.stat(command[0]).st_mtime_ns, _sound_cards())
        except OSError:
            return None


def _sound_cards() -> bytes:
    try:
        return _SOUND_CARDS.read_bytes()
    except OSError:
        return b""


def _started(command: Sequence[str], octets: bytes) -> "subprocess.Popen[bytes]":
    """A process that ends with us, in a group of its own, with `octets` on a standard input that it may also seek in."""
    with os.fdopen(os.memfd_create("sound"), "w+b") as sound:
        sound.write(octets)
        sound.seek(0)
        keeper = shutil.which("setpriv")
        try:
            return subprocess.Popen(  # noqa: S603 - the words are the terminal's own configuration, and no shell reads them
                [*((keeper, "--pdeathsig", "KILL", "--") if keeper else ()), *command],
                stdin=sound,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )
        except OSError:
            pass
    raise DeviceAbsent("no-player")


def _ends_within(process: "subprocess.Popen[bytes]", seconds: float) -> bool:
    """Whether it has ended by then. It is left to be waited for, so that its number is nobody else's meanwhile."""
    descriptor = os.pidfd_open(process.pid)
    try:
        poll = select.poll()
        poll.register(descriptor, select.POLLIN)
        return bool(poll.poll(seconds * 1000))
    finally:
        os.close(descriptor)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Not asked but killed: a player that is asked plays its buffer to the end."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _condition_of(trouble: DeviceError | None) -> Condition:
    if trouble is None:
        return Condition.READY
    return Condition.ABSENT if isinstance(trouble, DeviceAbsent) else Condition.BROKEN


def _state(condition: Condition, error: DeviceError | None = None) -> DeviceState:
    reasons, detail = ((error.code,), str(error)) if error else ((), "")
    return DeviceState("sound", condition, reasons, checked_at=datetime.now(UTC), detail=detail)
