"""librime through ctypes: sessions that spell, and the candidates they give. Runs in the helper process only.

The old C functions are used, which Debian's librime 1.8 exports by name. Schemas are finished files (resources/typing/rime), so
that nothing is deployed: librime reads them, maps the dictionaries that Debian ships, and is ready in some 40 ms.
"""

from __future__ import annotations

import ctypes
from ctypes import c_char_p, c_int, c_size_t, c_void_p
from pathlib import Path

LIBRARY = "librime.so.1"
DATA = Path("/usr/share/rime-data")
NEEDED = (
    *("luna_pinyin.table.bin", "luna_pinyin_simp.prism.bin"),
    *("stroke.table.bin", "stroke.prism.bin"),
)
"""Of the packages rime-data-luna-pinyin and rime-data-stroke."""

PAGE_DOWN = 0xFF56
PAGE_SIZE = 10
FATAL_ONLY = 3


class LibrimeMissing(Exception):
    """The library or its dictionaries are not installed."""


class _Traits(ctypes.Structure):
    _fields_ = (
        ("data_size", c_int),
        *((name, c_char_p) for name in ("shared_data_dir", "user_data_dir")),
        *((f"distribution_{name}", c_char_p) for name in ("name", "code_name", "version")),
        *(("app_name", c_char_p), ("modules", c_void_p), ("min_log_level", c_int)),
        *((name, c_char_p) for name in ("log_dir", "prebuilt_data_dir", "staging_dir")),
    )


class _Candidate(ctypes.Structure):
    _fields_ = (("text", c_char_p), ("comment", c_char_p), ("reserved", c_void_p))


class _Candidates(ctypes.Structure):
    _fields_ = (("ptr", c_void_p), ("index", c_int), ("candidate", _Candidate))


class _Composition(ctypes.Structure):
    _fields_ = (*((name, c_int) for name in ("length", "cursor", "start", "end")), ("preedit", c_char_p))


class _Menu(ctypes.Structure):
    _fields_ = (
        *((name, c_int) for name in ("page_size", "page_no", "is_last_page", "highlighted", "count")),
        *(("candidates", c_void_p), ("select_keys", c_char_p)),
    )


class _Context(ctypes.Structure):
    _fields_ = (
        *(("data_size", c_int), ("composition", _Composition), ("menu", _Menu)),
        *(("commit_text_preview", c_char_p), ("select_labels", c_void_p)),
    )


class _Commit(ctypes.Structure):
    _fields_ = (("data_size", c_int), ("text", c_char_p))


class Librime:
    """The library, set up once in a process. `folder` holds our schemas and phrases; it may be removed once `open` was called for
    every schema."""

    def __init__(self, folder: Path) -> None:
        """Raises LibrimeMissing."""
        if not all((DATA / "build" / name).exists() for name in NEEDED):
            raise LibrimeMissing("dictionaries")
        try:
            self._library = ctypes.CDLL(LIBRARY)
        except OSError as error:
            raise LibrimeMissing("library") from error
        self._library.RimeCreateSession.restype = c_size_t
        self._traits = _traits(folder)  # librime keeps pointers into it
        self._library.RimeSetup(ctypes.byref(self._traits))
        self._library.RimeInitialize(ctypes.byref(self._traits))

    def open(self, schema: str) -> Session:
        """A session of its own for a schema, its dictionary loaded. Raises LibrimeMissing where librime gives none."""
        session = Session(self._library, c_size_t(self._library.RimeCreateSession()))
        if not session.speaks(schema):
            raise LibrimeMissing(schema)
        return session


def _traits(folder: Path) -> _Traits:
    said: dict[str, bytes] = {
        "shared_data_dir": str(DATA).encode(),
        "prebuilt_data_dir": str(DATA / "build").encode(),
        "user_data_dir": str(folder).encode(),
        "staging_dir": str(folder / "build").encode(),
        "log_dir": b"",  # empty: nothing goes to a file
        "app_name": b"rime.guanjia",
    }
    traits = _Traits(min_log_level=FATAL_ONLY, **said)
    for name in ("name", "code_name", "version"):
        setattr(traits, f"distribution_{name}", b"guanjia")
    traits.data_size = _size_of(traits)
    return traits


def _size_of(versioned: ctypes.Structure) -> int:
    """librime's way to tell versions of a struct apart: what follows its first field."""
    return ctypes.sizeof(versioned) - ctypes.sizeof(c_int)


class Session:
    """One composition at a time. Nothing is learnt from it: our schemas have no user dictionary."""

    def __init__(self, library: ctypes.CDLL, session: c_size_t) -> None:
        self._library = library
        self._session = session

    def speaks(self, schema: str) -> bool:
        """Select a schema and load what it needs; False where it has no candidates for any of its keys."""
        chosen = self._library.RimeSelectSchema(self._session, schema.encode())
        self.spell("h")
        spoke = bool(self.candidates(1))
        self.clear()
        return bool(chosen) and spoke

    def clear(self) -> None:
        self._library.RimeClearComposition(self._session)
        self.committed()

    def spell(self, keys: str) -> None:
        for key in keys:
            self._library.RimeProcessKey(self._session, ord(key), 0)

    def choose(self, index: int) -> None:
        """Take the candidate with this place in the whole list, counted from 0."""
        for _ in range(index // PAGE_SIZE):
            self._library.RimeProcessKey(self._session, PAGE_DOWN, 0)
        self._library.RimeProcessKey(self._session, ord("1234567890"[index % PAGE_SIZE]), 0)

    def candidates(self, most: int) -> list[tuple[str, str]]:
        """The first `most` candidates, each with what librime says of it (for strokes: those still to come)."""
        found: list[tuple[str, str]] = []
        listed = _Candidates()
        if not self._library.RimeCandidateListBegin(self._session, ctypes.byref(listed)):
            return found
        while len(found) < most and self._library.RimeCandidateListNext(ctypes.byref(listed)):
            row = listed.candidate
            found.append((_text(row.text), _text(row.comment)))
        self._library.RimeCandidateListEnd(ctypes.byref(listed))
        return found

    def preedit(self) -> str:
        """What is being spelt, cut into syllables, with what was chosen of it already; empty where nothing is."""
        context = _Context()
        context.data_size = _size_of(context)
        if not self._library.RimeGetContext(self._session, ctypes.byref(context)):
            return ""
        said = _text(context.composition.preedit)
        self._library.RimeFreeContext(ctypes.byref(context))
        return said

    def committed(self) -> str:
        """What became text by the last choice; empty where something is still being spelt."""
        commit = _Commit()
        commit.data_size = _size_of(commit)
        if not self._library.RimeGetCommit(self._session, ctypes.byref(commit)):
            return ""
        said = _text(commit.text)
        self._library.RimeFreeCommit(ctypes.byref(commit))
        return said


def _text(raw: bytes | None) -> str:
    return raw.decode("utf-8", "replace") if raw else ""
