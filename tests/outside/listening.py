"""Somebody who never looks at the screen: hears what the sound wire played, presses keys on the keypad's wire, and has two hands."""

from __future__ import annotations

import re
from pathlib import Path

from ear import HallEar
from private_desktop import Hand, NeverCame, waits_for

from devices.simulators.hall_client import HallClient

FIRST, LAST = "第一项", "最后一项"
NOT_CHOSEN, CHOSEN = "没选中", "已选中"
KINDS = (NOT_CHOSEN, CHOSEN, "按钮", "输入框")
MOST_STOPS = 80
KNOCKS = 6
PUNCTUATION = re.compile(r"[\s，。：、？！“”（）,.:?!-]")


class Listener:
    """Decides by the transcript alone: the words of every sound that was begun, in their order, and where they came out."""

    def __init__(self, street: HallClient) -> None:
        self._street = street
        self._ear = HallEar(Path(street.direct(do="look")["sound"]["player"]).parent)
        self._ear.from_now_on()
        self._hand = Hand()
        self._attended = 0
        """How much of the transcript has been acted on."""

    @property
    def transcript(self) -> list[str]:
        return self._ear.heard()

    @property
    def outlets(self) -> set[str]:
        return self._ear.outlets()

    def plugs_in(self) -> None:
        self._street.direct(do="headphones", inserted=True)

    def unplugs(self) -> None:
        self._street.direct(do="headphones", inserted=False)

    def outlets_after(self, place: int) -> set[str]:
        """Where everything came out that was said from that place of the transcript on."""
        return HallEar(self._ear.folder, skipped=self._ear.skipped + place).outlets()

    def knocks(self, key: str) -> None:
        """A key that starts the voice, pressed again where a terminal that has just been switched on missed it."""
        for _ in range(KNOCKS):
            self._street.direct(do="press", key=key)
            try:
                waits_for(lambda: self.transcript, "an answer", 5.0)
            except NeverCame:
                continue
            return
        raise AssertionError(f"{key} started nothing")

    def presses(self, key: str) -> None:
        """What is heard after it is what the key brought about."""
        if key == "ok":
            waits_for(self._hand.is_free, "the hand")
            self._hand.has_pressed()
        self._attended = len(self.transcript)
        self._street.direct(do="press", key=key)

    def hears(self, *words: str) -> str:
        """Wait until one of these is said, and go on from there. Which it was."""
        found: list[tuple[int, str]] = []

        def was_said() -> bool:
            found[:] = [
                (place, one)
                for place, said in enumerate(self.transcript)
                if place >= self._attended
                for one in words
                if plain(one) in plain(said)
            ]
            return bool(found)

        waits_for(was_said, lambda: f"{words} to be said; heard {self.transcript[-20:]}", pause=0.02)
        self._attended, said = found[0]
        return said

    def goes_to(self, *words: str) -> None:
        """On to the last, then back to the first, until something is said that has one of these in it."""
        for key, end in (("down", LAST), ("up", FIRST)):
            for _ in range(MOST_STOPS):
                said = self.steps(key)
                if any(plain(one) in plain(said) for one in words):
                    return
                if end in said:
                    break
        raise AssertionError(f"{words} is not among what the keys lead to: {self.transcript[-40:]}")

    def chooses(self, *words: str) -> None:
        self.goes_to(*words)
        self.presses("ok")

    def chooses_some_option(self) -> None:
        """The first of several to choose from, told by how it stands: 没选中."""
        for _ in range(MOST_STOPS):
            self.steps("down")
            if self.hears(*KINDS, LAST) == NOT_CHOSEN:
                self.presses("ok")
                self.hears(CHOSEN)
                return
        raise AssertionError(f"nothing to choose from: {self.transcript[-40:]}")

    def steps(self, key: str) -> str:
        """Press, and hear what comes first then."""
        self.presses(key)
        waits_for(lambda: len(self.transcript) > self._attended, lambda: f"anything after {key}", pause=0.02)
        return self.transcript[self._attended]


def plain(words: str) -> str:
    """As it sounds: nobody hears a comma."""
    return PUNCTUATION.sub("", words)
