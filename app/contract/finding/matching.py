"""Whether letters spell what characters say: first letters, whole syllables, or both mixed; the last syllable may be half keyed in."""

from __future__ import annotations

from collections.abc import Sequence

from app.contract.finding.readings import Reading

Sounds = Sequence[tuple[Reading, ...]]
"""The readings of a text, one character after the other; none where nothing is read."""

_DOUBLE = ("zh", "ch", "sh")


def spelt(letters: str, sounds: Sounds, at: int) -> int:
    """How many characters from place `at` on `letters` are a way to write, the last one perhaps half; 0 where they are none."""
    if at >= len(sounds):
        return 0
    return max((_spelt_as(letters, reading, sounds, at) for reading in sounds[at]), default=0)


def _spelt_as(letters: str, reading: Reading, sounds: Sounds, at: int) -> int:
    """As above, the first character read so: by all of its syllable, by what it begins with, or by its first letter."""
    if letters[0] != reading[0]:
        return 0
    if reading.startswith(letters):
        return 1
    begun = {1, len(reading) if letters.startswith(reading) else 1, 2 if letters[:2] in _DOUBLE else 1}
    rests = (spelt(letters[length:], sounds, at + 1) for length in begun if letters[:length] == reading[:length])
    return max((1 + rest for rest in rests if rest), default=0)


def sounds_alike(wanted: Sounds, sounds: Sounds, at: int) -> bool:
    """Whether the characters from place `at` on can be read as `wanted`: another character that sounds the same was written."""
    if at + len(wanted) > len(sounds):
        return False
    return all(not set(one).isdisjoint(sounds[at + place]) for place, one in enumerate(wanted))


def openings(sounds: Sounds, at: int, most: int = 3) -> set[str]:
    """What letters that spell from place `at` on may begin with: one to `most` of them."""
    if at >= len(sounds) or most == 0:
        return set()
    begun: set[str] = set()
    for reading in sounds[at]:
        begun |= {reading[:length] for length in range(1, min(most, len(reading)) + 1)}
        for said in {reading[0], reading} if len(reading) < most else {reading[0]}:
            begun |= {said + rest for rest in openings(sounds, at + 1, most - len(said))}
    return begun
