"""The vendor's photo decoder: a small library of our own in its place, which obeys, refuses, crashes, hangs and litters."""

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from devices.card_reader.photo import DecoderForm, PhotoDecoder
from devices.errors import PhotoUndecodable
from devices.words import words_of

pytestmark = pytest.mark.skipif(shutil.which("cc") is None, reason="no C compiler (cc) to make a decoder library with")

PHOTO = bytes(range(256)) * 4
SOURCE = r"""
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LENGTH (54 + 1024)

/* A "bitmap": its header, then the photo's own bytes turned over, so that a test sees that they came here and back. */
static void make(const unsigned char *wlt, unsigned char *bmp) {
    memset(bmp, 0, 54);
    memcpy(bmp, "BM", 2);
    bmp[2] = LENGTH & 255;
    bmp[3] = LENGTH >> 8;
    for (int i = 0; i < 1024; i++) bmp[54 + i] = wlt[i] ^ 255;
}

int unpack(const unsigned char *wlt, unsigned char *bmp, int number) {
    printf("a library may talk\n");
    fflush(stdout);
    if (number < 0) return number;
    make(wlt, bmp);
    return 1;
}

int no_picture(const unsigned char *wlt, unsigned char *bmp, int number) { memcpy(bmp, wlt, 1024); return 1; }
int too_short(const unsigned char *wlt, unsigned char *bmp, int number) { memcpy(bmp, "BM\1\0\0\0", 6); return 1; }
int crash(const unsigned char *wlt, unsigned char *bmp, int number) { return *(volatile int *)0; }
int overrun(const unsigned char *wlt, unsigned char *bmp, int number) { memset(bmp, 1, 1 << 26); return 1; }
int leave(const unsigned char *wlt, unsigned char *bmp, int number) { exit(0); }
int hang(const unsigned char *wlt, unsigned char *bmp, int number) { for (;;) pause(); }

/* Writes what it was given where it should not. */
int litter(const unsigned char *wlt, unsigned char *bmp, int number) {
    char path[4096];
    snprintf(path, sizeof path, "%s/litter", getenv("LD_LIBRARY_PATH"));
    FILE *file = fopen(path, "wb");
    size_t written = 0;
    if (file) { written = fwrite(wlt, 1, 1024, file); if (fclose(file)) written = 0; }
    make(wlt, bmp);
    return written ? 2 : 1;
}

static int by_files(const char *from, const char *to) {
    unsigned char wlt[1024], bmp[LENGTH];
    FILE *in = fopen(from, "rb"), *out;
    if (!in || fread(wlt, 1, 1024, in) != 1024) return -3;
    fclose(in);
    make(wlt, bmp);
    out = fopen(to, "wb");
    if (!out || fwrite(bmp, 1, LENGTH, out) != LENGTH || fclose(out)) return -3;
    return 1;
}

int GetBmp(const char *path, int number) {
    char to[4096];
    if (number == 7) return -5;
    strcpy(to, path);
    strcpy(strrchr(to, '.'), ".bmp");
    return by_files(path, to);
}

int Wlt2Bmp(const char *wlt, const char *bmp) { return by_files(wlt, bmp); }
int writes_nothing(const char *path, int number) { return 1; }
int hang_with_a_file(const char *path, int number) { by_files(path, "half-done.bmp"); for (;;) pause(); }
int lock_away(const char *path, int number) { mkdtemp(strdup("lockedXXXXXX")); return GetBmp(path, number); }
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("vendor")
    (folder / "decoder.c").write_text(SOURCE)
    subprocess.run(
        ["cc", "-w", "-shared", "-fPIC", "-o", str(folder / "libdecoder.so"), str(folder / "decoder.c")], check=True
    )
    return folder / "libdecoder.so"


@pytest.fixture(autouse=True)
def nothing_is_left_in_memory() -> Iterator[None]:
    yield
    assert not list(Path("/dev/shm").glob("guanjia-photo-*"))


in_a_file = pytest.mark.skipif(not os.path.ismount("/dev/shm"), reason="no memory file system at /dev/shm")


def is_picture_of(photo: bytes, bitmap: bytes) -> bool:
    return bitmap.startswith(b"BM") and bitmap[54:] == bytes(byte ^ 255 for byte in photo)


def test_a_library_that_works_in_memory_makes_a_picture(library: Path) -> None:
    bitmap = PhotoDecoder(library).picture(PHOTO)

    assert is_picture_of(PHOTO, bitmap)
    assert len(bitmap) == 54 + 1024


@in_a_file
@pytest.mark.parametrize(
    ("symbol", "form"),
    [("GetBmp", DecoderForm.FILE), ("Wlt2Bmp", DecoderForm.TWO_FILES), ("lock_away", DecoderForm.FILE)],
)
def test_a_library_that_wants_files_gets_them_in_memory_only(library: Path, symbol: str, form: DecoderForm) -> None:
    assert is_picture_of(PHOTO, PhotoDecoder(library, symbol, form).picture(PHOTO))


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [
        ("no_picture", "not-a-picture"),
        ("too_short", "not-a-picture"),
        ("crash", "crashed"),
        ("overrun", "crashed"),
        ("leave", "crashed"),
        ("no_such_function", "no-such-symbol"),
    ],
)
def test_what_is_no_picture_is_refused_with_its_reason(library: Path, symbol: str, reason: str) -> None:
    with pytest.raises(PhotoUndecodable) as refused:
        PhotoDecoder(library, symbol).picture(PHOTO)

    assert refused.value.args == (reason,)
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    ("symbol", "form", "number", "reason"),
    [
        ("unpack", DecoderForm.MEMORY, -5, "refused--5"),
        pytest.param("GetBmp", DecoderForm.FILE, 7, "refused--5", marks=in_a_file),
        pytest.param("writes_nothing", DecoderForm.FILE, 1, "not-a-picture", marks=in_a_file),
    ],
)
def test_the_librarys_own_answer_is_passed_on(
    library: Path, symbol: str, form: DecoderForm, number: int, reason: str
) -> None:
    with pytest.raises(PhotoUndecodable) as refused:
        PhotoDecoder(library, symbol, form, number).picture(PHOTO)

    assert refused.value.args == (reason,)


def test_other_answers_may_mean_success(library: Path) -> None:
    assert PhotoDecoder(library, "unpack", success=(0, 1)).picture(PHOTO)


@pytest.mark.parametrize(
    ("symbol", "form"),
    [("hang", DecoderForm.MEMORY), pytest.param("hang_with_a_file", DecoderForm.FILE, marks=in_a_file)],
)
def test_a_library_that_hangs_is_ended_and_leaves_no_process(library: Path, symbol: str, form: DecoderForm) -> None:
    decoder = PhotoDecoder(library, symbol, form, timeout=0.5)
    began = time.monotonic()

    with pytest.raises(PhotoUndecodable) as refused:
        decoder.picture(PHOTO)

    assert refused.value.args == ("timed-out",)
    assert refused.value.__context__ is None
    assert time.monotonic() - began < 3
    assert not workers_of(library)


def workers_of(library: Path) -> list[str]:
    found = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            command = process.read_bytes()
        except OSError:
            continue
        if str(library).encode() in command:
            found.append(process.parent.name)
    return found


def test_a_library_that_needs_no_files_can_write_none(library: Path) -> None:
    assert is_picture_of(PHOTO, PhotoDecoder(library, "litter").picture(PHOTO))
    assert (library.parent / "litter").stat().st_size == 0


def test_without_a_library_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(PhotoUndecodable) as missing:
        PhotoDecoder(tmp_path / "libWltRS.so").picture(PHOTO)
    (tmp_path / "libWltRS.so").write_text("no library")
    with pytest.raises(PhotoUndecodable) as broken:
        PhotoDecoder(tmp_path / "libWltRS.so").picture(PHOTO)

    assert missing.value.args == broken.value.args == ("no-library",)
    assert "解码库" in words_of(missing.value).zh


@pytest.mark.parametrize("length", [0, 1_023, 1_025])
def test_what_is_no_photo_reaches_no_library(library: Path, length: int) -> None:
    with pytest.raises(PhotoUndecodable) as refused:
        PhotoDecoder(library).picture(bytes(length))

    assert refused.value.args == ("not-a-photo",)


def test_two_photos_at_the_same_time_do_not_meet(library: Path) -> None:
    decoder = (
        PhotoDecoder(library, "GetBmp", DecoderForm.FILE) if os.path.ismount("/dev/shm") else PhotoDecoder(library)
    )
    photos = [bytes([number]) * 1_024 for number in range(4)]
    pictures: dict[bytes, bytes] = {}
    threads = [threading.Thread(target=lambda p=photo: pictures.update({p: decoder.picture(p)})) for photo in photos]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all(is_picture_of(photo, pictures[photo]) for photo in photos)
