"""`guanjia voice`: what the voice says and with what; the studio's list and its recordings; how loud a terminal is."""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.voice import Ear

if TYPE_CHECKING:
    from kiosk.voice.library import Library

EARS = [str(ear) for ear in Ear]
LONGEST_SECONDS = 20.0
QUIETEST_RMS, LOUDEST_RMS = 0.04, 0.25
"""Of full: a recording within these is made no louder or quieter than the voice around it by more than 8 dB."""

MEASURED = "按下键听下一项，按确认键选它，按重复键再听一遍。长按重复键，换语言、快慢和音量。"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "What the voice says and with what. A hall that records its own voice: `script` for the studio, `check` what came back, "
        "the folder named in terminal.toml as [sound] recordings."
    )
    verbs = parser.add_subparsers(dest="voice_verb", metavar="WHAT", required=True)
    how = verbs.add_parser("how", help="how a text is said: which words by clips, which by live speech")
    how.add_argument("text")
    script = verbs.add_parser("script", help="what a studio is to record, as CSV: file name, words, rendered clip")
    script.add_argument("--out", type=Path, metavar="FILE", help="default: standard output")
    for verb in (how, script):
        verb.add_argument("--ear", choices=EARS, default=str(Ear.MANDARIN), help="language (default: cmn, Mandarin)")
    check = verbs.add_parser("check", help="whether a folder of recordings can be used")
    check.add_argument("folder", type=Path, help="with a folder cmn, yue or en in it")
    calibrate = verbs.add_parser("calibrate", help="play at full over the loudspeaker, for a sound meter")
    calibrate.add_argument("--config", type=Path, required=True, help="a terminal.toml")


def run(arguments: argparse.Namespace) -> int:
    """0: done; 1: no, in words."""
    actions = {"how": _how, "script": _script, "check": _check, "calibrate": _calibrate}
    return actions[arguments.voice_verb](arguments)


def _how(arguments: argparse.Namespace) -> int:
    from kiosk.voice.composing import Clip, Composer, Pause
    from kiosk.voice.library import Library, file_name, templates

    ear, library = Ear(arguments.ear), Library()
    for step in Composer(library, templates(ear), ear).compose(arguments.text):
        if isinstance(step, Pause):
            print(f"{'':18}… {step.seconds:.1f} s")
        elif isinstance(step, Clip):
            print(f"{file_name(step.words, ear)}  {step.words}")
        else:
            print(f"{'live ' + step.ear:18}{step.words}")
    return 0


def _script(arguments: argparse.Namespace) -> int:
    from kiosk.voice.library import Library

    rows = list(_lines(Ear(arguments.ear), Library()))
    if arguments.out is None:
        csv.writer(sys.stdout).writerows(rows)
        return 0
    with arguments.out.open("w", encoding="utf-8-sig", newline="") as file:  # a spreadsheet knows UTF-8 by the mark
        csv.writer(file).writerows(rows)
    print(f"{arguments.out}: {len(rows) - 1} 句 / phrases")
    return 0


def _lines(ear: Ear, library: Library) -> Iterator[tuple[str, str, str]]:
    """Cantonese says the words of Mandarin, which are written alike."""
    from kiosk.voice.library import file_name, said_in

    yield "file", "words", "rendered"
    for words in said_in(ear, library):
        yield f"{file_name(words, ear)}.wav", words, "yes" if library.rendered(words, ear) else "no"


def _check(arguments: argparse.Namespace) -> int:
    from kiosk.voice.library import Library, file_name, said_in

    wrong = found = 0
    for ear in Ear:
        names = {file_name(words, ear): words for words in said_in(ear, Library())}
        for file in sorted((arguments.folder / ear).glob("*")) if (arguments.folder / ear).is_dir() else []:
            found += 1
            complaint = "没有这一句 / nobody says this" if file.stem not in names else _complaint(file)
            if complaint:
                wrong += 1
                print(f"{ear}/{file.name}: {complaint}")
    print(f"{found} 个录音，{wrong} 个不能用 / recordings, of which cannot be used: {wrong}")
    return 1 if wrong or not found else 0


def _complaint(file: Path) -> str:
    """What is wrong with a recording; empty where nothing is."""
    import numpy as np

    from kiosk.voice.sounding import RATE, decoded

    try:
        samples = decoded(file).astype(np.float64) / 32_768
    except (OSError, RuntimeError):
        return "不是声音文件 / not a sound file"
    spoken = samples[np.abs(samples) > 0.01]
    if not len(spoken):
        return "没有声音 / silent"
    if len(samples) > LONGEST_SECONDS * RATE:
        return f"太长 / longer than {LONGEST_SECONDS:.0f} s"
    loud = float(np.sqrt(np.mean(spoken**2)))
    if not QUIETEST_RMS < loud < LOUDEST_RMS:
        return f"{'太响 / too loud' if loud > LOUDEST_RMS else '太轻 / too quiet'}: {20 * np.log10(loud):.0f} dB"
    return ""


def _calibrate(arguments: argparse.Namespace) -> int:
    from app import config
    from app.errors import HeartError
    from devices.errors import DeviceError
    from devices.sound import Outlet
    from kiosk.fittings import fit_out
    from kiosk.voice.composing import Composer
    from kiosk.voice.library import Library, templates
    from kiosk.voice.sounding import Sounding

    try:
        sound = fit_out(config.load(arguments.config).devices, "").sound
    except (HeartError, DeviceError) as refused:
        print(refused, file=sys.stderr)
        return 1
    if sound is None:
        print("terminal.toml 里没有 [devices.sound] / it has no sound device", file=sys.stderr)
        return 1
    library, ear = Library(), Ear.MANDARIN
    wav = Sounding(library, lambda *_: None).wav(Composer(library, templates(ear), ear).compose(MEASURED), ear, 1.0)
    print(
        "声级计放在访客头部，读 dB(A)，写进 [sound] full_volume_dba / meter at the visitor's head; write what it shows there"
    )
    try:
        sound.play(wav or b"", Outlet.SPEAKER)
    except DeviceError as trouble:
        print(f"{trouble.code}: {trouble}", file=sys.stderr)
        return 1
    finally:
        sound.close()
    return 0
