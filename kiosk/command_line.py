"""`guanjia`: each room speaks for itself on the command line.

A verb is a row: its words for `--help`, and the module that carries it out, imported only when it is called, so that no verb
pays for another room's libraries.
"""

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper


@dataclass(frozen=True)
class Verb:
    """`module` offers `add_arguments(parser)` and `run(arguments) -> int` (the exit status)."""

    name: str
    module: str
    help: str


VERBS = (
    Verb("kiosk", "kiosk.run", "open the terminal on this screen"),
    Verb("hall", "devices.simulators.command_line", "run the simulated hall: every device's other end"),
    Verb("demo", "kiosk.demo", "play the main job without a screen and keep what came out"),
    Verb("central", "central.command_line", "the reference central server: seed, serve"),
    Verb("enrol", "kiosk.enrol_command_line", "let this terminal in at its centre by a one-time code"),
    Verb("devices", "devices.command_line", "list devices, read a card, ask the security module"),
    Verb("paper", "kiosk.paper_command_line", "sample receipts, reports and forms into a file; the ledger of papers"),
    Verb(
        "voice",
        "kiosk.voice.command_line",
        "what the voice says and with what; recordings of one's own; how loud it is",
    ),
    Verb("verify", "printing.verify_command_line", "verify the seal of a report"),
    Verb("jobs", "app.jobs_command_line", "what this terminal owes the centre"),
    Verb(
        "services",
        "kiosk.services_command_line",
        "the plan's services here: zone, level, offline class, open or why not",
    ),
    Verb("problem", "kiosk.problem_command_line", "what a visitor's page said, by the 报修编号 that stood on it"),
    Verb("doctor", "kiosk.doctor", "look at everything this terminal needs and say in words what is wrong"),
)


STOPPED_BY_HAND = 130
"""What a shell says for Ctrl-C."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb. Returns its exit status: 0 done, 1 the answer is no, 2 the call's words are off, 130 stopped by Ctrl-C."""
    _speak_where_the_locale_cannot()
    try:
        status = _carry_out(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("已停止 / stopped", file=sys.stderr)
        return STOPPED_BY_HAND
    except BrokenPipeError:
        _speak_into_the_void()
        return 1
    except OSError as error:
        print(f"guanjia: {error}", file=sys.stderr)
        _speak_into_the_void()
        return 1
    return status


def _speak_where_the_locale_cannot() -> None:
    """A terminal that knows no Chinese gets escapes for it, not a traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def _speak_into_the_void() -> None:
    """Nobody takes what we say (`guanjia ... | head`, a full disk): Python would complain again when it flushes at exit."""
    with suppress(OSError, ValueError):
        sys.stdout.flush()
        return
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _carry_out(words: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="guanjia",
        description="莞家自助: the self-service terminal of Dongguan's service halls. "
        "See README.md for the two commands that set everything up (make run, make test).",
    )
    verbs = parser.add_subparsers(prog="guanjia", dest="verb", metavar="VERB", required=True)
    chosen = [verb for verb in VERBS if words[:1] == [verb.name]]
    for verb in chosen or VERBS:  # the one that is called needs no parsers for the rest
        its_parser = verbs.add_parser(verb.name, help=verb.help, description=verb.help)
        if chosen:
            importlib.import_module(verb.module).add_arguments(its_parser)
    arguments = parser.parse_args(words)
    verb = next(verb for verb in VERBS if verb.name == arguments.verb)
    status: int = importlib.import_module(verb.module).run(arguments)
    return status


if __name__ == "__main__":
    sys.exit(main())
