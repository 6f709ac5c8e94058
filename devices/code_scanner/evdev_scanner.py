"""A code scanner in keyboard mode (a wedge), read from its own input node and grabbed, so that nothing it types reaches a page."""

import time

from devices.code_scanner.framing import Frame, Framing
from devices.code_scanner.listening_scanner import ListeningScanner
from devices.code_scanner.wedge import GAP, AltCodes, Typing
from devices.evdev.codes import EV_LED
from devices.evdev.node import EvdevNode, condition_of
from devices.evdev.stream import EventStream


class EvdevScanner(ListeningScanner):
    """A CodeScanner on an input node. The node is opened by the first call, `state` too, and is grabbed from then on."""

    def __init__(self, device: str, *, alt_codes: AltCodes | str = AltCodes.BYTES, silence: float = GAP) -> None:
        node = EvdevNode(device)
        super().__init__(node, _Keys(node, AltCodes(alt_codes), silence), condition_of)


class _Keys:
    """Reads events as typing, and typing as frames."""

    def __init__(self, node: EvdevNode, alt_codes: AltCodes, silence: float) -> None:
        self._node = node
        self._events = EventStream()
        self._typing = Typing(alt_codes, silence)
        self._framing = Framing(silence)

    def opened(self) -> None:
        self.forget()
        self.take(self._node.as_it_is({EV_LED}), time.monotonic())

    def take(self, piece: bytes, now: float) -> list[Frame]:
        if not piece:
            return self._after_silence(now)
        what_was_typed = b"".join(map(self._typing.take, self._events.take(piece, now)))
        return self._framing.take(what_was_typed, now) if what_was_typed else []

    def _after_silence(self, now: float) -> list[Frame]:
        frames = self._framing.take(b"", now)
        if frames:
            self._typing.release_all()
        return frames

    def patience(self, now: float) -> float | None:
        return self._framing.patience(now)

    def forget(self) -> None:
        self._framing.forget()
        self._typing.release_all()
