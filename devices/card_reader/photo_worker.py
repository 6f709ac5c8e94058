"""Runs a vendor's photo decoder for `photo.py`, in a process of its own. Knows nothing of this project; needs the standard library only.

python photo_worker.py LIBRARY SYMBOL FORM NUMBER     the photo on stdin; on stdout a word or the answer, a line feed, the picture
"""

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from io import BufferedWriter

Decoder = Callable[..., int]

_DIES_WITH_PARENT = 1
_NOT_DUMPABLE = 4
_ROOM = 1 << 20
"""Bytes for a bitmap of 102 by 126 dots, many times over: how much a library writes is known only afterwards."""


def main() -> None:
    library, symbol, form, number = sys.argv[1:5]
    answers = keep_stdout_for_the_answer()
    leave_nothing_behind(may_write=form != "memory")
    photo = sys.stdin.buffer.read()
    answers.write(answer(library, symbol, form, int(number), photo))
    answers.flush()
    # Not through the library's own way out, which may be the part of it that crashes.
    os._exit(0)


def answer(library: str, symbol: str, form: str, number: int, photo: bytes) -> bytes:
    try:
        loaded = ctypes.CDLL(library)
    except OSError:
        return b"no-library\n"
    try:
        decode = getattr(loaded, symbol)
    except AttributeError:
        return b"no-such-symbol\n"
    decode.restype = ctypes.c_int
    said, picture = {"memory": in_memory, "file": by_file, "two-files": by_two_files}[form](decode, number, photo)
    return b"%d\n" % said + picture


def in_memory(decode: Decoder, number: int, photo: bytes) -> tuple[int, bytes]:
    bitmap = ctypes.create_string_buffer(_ROOM)
    said = decode(ctypes.create_string_buffer(photo, len(photo)), bitmap, ctypes.c_int(number))
    return said, bitmap.raw


def by_file(decode: Decoder, number: int, photo: bytes) -> tuple[int, bytes]:
    write("photo.wlt", photo)
    said = decode(os.path.abspath("photo.wlt").encode(), ctypes.c_int(number))
    return said, read("photo.bmp")


def by_two_files(decode: Decoder, _number: int, photo: bytes) -> tuple[int, bytes]:
    write("photo.wlt", photo)
    said = decode(os.path.abspath("photo.wlt").encode(), os.path.abspath("photo.bmp").encode())
    return said, read("photo.bmp")


def write(name: str, content: bytes) -> None:
    with open(name, "wb") as file:
        file.write(content)


def read(name: str) -> bytes:
    try:
        with open(name, "rb") as file:
            return file.read(_ROOM)
    except OSError:
        return b""


def keep_stdout_for_the_answer() -> BufferedWriter:
    """A vendor's library may print what it likes, but not between the answer's bytes."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def leave_nothing_behind(*, may_write: bool) -> None:
    """A photo must not stay in a core file, nor, where the library needs no files, in any it might write all the same."""
    ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
    ctypes.CDLL(None).prctl(_NOT_DUMPABLE, 0)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not may_write:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


if __name__ == "__main__":
    main()
