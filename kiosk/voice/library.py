"""The clips that there are: human recordings first, rendered ones after; files by the hash of what they say.

    resources/voice/<ear>/<hash>.ogg          rendered, with manifest.json saying what each says
    resources/voice/recorded/<ear>/<hash>.ogg recorded by a person: goes before; .wav and .flac count too
A hall may name a folder of its own for recordings; it goes before both.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import resources
from kiosk.voice import Ear
from kiosk.voice.composing import Live, Templates, sentences_of
from kiosk.voice.normaliser import phrase
from kiosk.words import english

SHIPPED: Final = "voice"
RECORDED: Final = "recorded"
_KINDS: Final = (".ogg", ".wav", ".flac")


@dataclass(frozen=True)
class ClipWords:
    """What a rendered clip says, how long it is (frames at the manifest's rate), and whether it is made to be joined."""

    words: str
    frames: int
    part: bool


def file_name(words: str, ear: Ear) -> str:
    """What the clip of a phrase is called, without its ending: nothing of the phrase can be read from it."""
    return hashlib.sha1(f"{ear}\0{words}".encode(), usedforsecurity=False).hexdigest()[:16]


class Library:
    """Looks at its folders when it is first asked about a language; what is put there later is found by the next terminal's start."""

    def __init__(self, shipped: Path | None = None, recordings: Path | None = None) -> None:
        """`recordings`: the hall's own folder, with a folder for each ear in it."""
        self._shipped = shipped or resources.path(SHIPPED)
        self._recordings = [folder for folder in (recordings, self._shipped / RECORDED) if folder]
        self._files: dict[Ear, dict[str, Path]] = {}
        self._clips: dict[Ear, dict[str, ClipWords]] = {}

    def has(self, words: str, ear: Ear) -> bool:
        return file_name(words, ear) in self._files_in(ear)

    def is_part(self, words: str, ear: Ear) -> bool:
        name = file_name(words, ear)
        clip = self.manifest(ear).get(name)
        return clip is not None and clip.part and name in self._files_in(ear)

    def file(self, words: str, ear: Ear) -> Path:
        """Raises KeyError where `has` is False."""
        return self._files_in(ear)[file_name(words, ear)]

    def rendered(self, words: str, ear: Ear) -> bool:
        """Whether there is a rendered clip, recorded or not."""
        name = file_name(words, ear)
        return name in self.manifest(ear) and (self._shipped / ear / f"{name}.ogg").exists()

    def manifest(self, ear: Ear) -> Mapping[str, ClipWords]:
        """What the rendered clips say, by their files' names."""
        if ear not in self._clips:
            self._clips[ear] = _read_manifest(self._shipped / ear / "manifest.json")
        return self._clips[ear]

    def keep_only(self, ear: Ear, wanted: Mapping[str, bool]) -> None:
        """Remove rendered clips that nobody says any more; `wanted` tells of each name whether it is a part."""
        folder = self._shipped / ear
        for file in folder.glob("*.ogg"):
            if file.stem not in wanted:
                file.unlink()
        manifest = folder / "manifest.json"
        if not manifest.exists():
            return
        told = json.loads(manifest.read_text("utf-8"))
        told["clips"] = {
            name: {
                **{key: value for key, value in clip.items() if key != "part"},
                **({"part": True} if wanted[name] else {}),
            }
            for name, clip in told["clips"].items()
            if name in wanted and (folder / f"{name}.ogg").exists()
        }
        manifest.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
        self._clips.pop(ear, None)
        self._files.pop(ear, None)

    def _files_in(self, ear: Ear) -> dict[str, Path]:
        if ear not in self._files:
            found: dict[str, Path] = {}
            for folder in [self._shipped / ear, *(folder / ear for folder in reversed(self._recordings))]:
                with suppress(OSError):
                    found |= {file.stem: file for file in folder.iterdir() if file.suffix in _KINDS}
            self._files[ear] = found
        return self._files[ear]


def _read_manifest(file: Path) -> dict[str, ClipWords]:
    """Empty where there is none, or none that can be read: everything is spoken live then."""
    try:
        clips = json.loads(file.read_text("utf-8"))["clips"]
        return {name: ClipWords(clip["text"], clip["frames"], clip.get("part", False)) for name, clip in clips.items()}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


@cache
def templates(ear: Ear) -> Templates:
    """The product's texts with slots, sentence by sentence."""
    texts = english().values() if ear is Ear.ENGLISH else english().keys()
    slotted = (part for text in texts if "%" in text for part in re.split(r"(?<=[。！？])|(?<=[.!?])\s", text))
    return Templates([part for part in slotted if re.search(r"%\d", part)], ear)


def said_in(ear: Ear, library: Library) -> list[str]:
    """Every phrase there should be a sound of in `ear`: what is rendered in Mandarin, which Cantonese says too; in English the texts."""
    if ear.is_chinese:
        return [clip.words for clip in library.manifest(Ear.MANDARIN).values()]
    whole = (text for text in english().values() if not re.search(r"%\d", text))
    return list(dict.fromkeys(words for text in whole for words in sentences_of(phrase(text, ear), ear)))


def missing(texts: Iterable[str], ear: Ear = Ear.MANDARIN, library: Library | None = None) -> list[str]:
    """Those of `texts` of which something would have to be spoken live: nobody has recorded or rendered it."""
    from kiosk.voice.composing import Composer

    composer = Composer(library or Library(), templates(ear), ear)
    return [
        text for text in texts if phrase(text, ear) and any(isinstance(step, Live) for step in composer.compose(text))
    ]
