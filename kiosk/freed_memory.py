"""What was freed still says what it said, until somebody writes over it. Here somebody does. No Qt.

The C library can fill whatever it is given back (`M_PERTURB`); what it does not fill is what each thread keeps at hand for itself, and
what Python keeps for its own small objects. Both are drained at the end of a visit and written over.
"""

from __future__ import annotations

import ctypes
from functools import cache

M_PERTURB = -6
FILLING = 0xA5

_KEPT_AT_HAND = range(24, 1_049, 16)
"""Sizes that a thread of glibc keeps at hand (tcache): seven blocks of each."""
_BLOCKS = 16
_SMALL = range(48, 513, 16)
"""Sizes of Python's own small objects (pymalloc) that can hold a word."""
_BYTES_OF_EACH_SMALL_SIZE = 512 * 1024
_HEAD_OF_BYTES = 33


@cache
def _library() -> ctypes.PyDLL | None:
    """The C library, if it is one that we know how to speak to."""
    library = ctypes.PyDLL(None)
    if not all(hasattr(library, name) for name in ("mallopt", "malloc_trim", "gnu_get_libc_version")):
        return None
    library.malloc.restype = ctypes.c_void_p
    library.malloc.argtypes = [ctypes.c_size_t]
    library.free.argtypes = [ctypes.c_void_p]
    return library


def fill_whatever_is_freed() -> bool:
    """From now on, in every thread. False where this C library cannot."""
    library = _library()
    return library is not None and bool(library.mallopt(M_PERTURB, FILLING))


def write_over_what_this_thread_keeps() -> None:
    """Takes a few milliseconds; to be called in each thread that had somebody's words."""
    library = _library()
    if library is None:
        return
    for size in _KEPT_AT_HAND:
        taken = [library.malloc(size) for _ in range(_BLOCKS)]
        for block in taken:
            if block:
                ctypes.memset(block, 0, size)
                library.free(block)


def write_over_small_objects(size: int) -> None:
    """Python's free blocks of one of `small_sizes`: about half a millisecond."""
    kept = [bytes(size - _HEAD_OF_BYTES) for _ in range(_BYTES_OF_EACH_SMALL_SIZE // size)]
    del kept


def small_sizes() -> range:
    return _SMALL


def give_back() -> None:
    """Whole pages that nobody uses go back to the system, which hands them out empty."""
    library = _library()
    if library is not None:
        library.malloc_trim(0)
