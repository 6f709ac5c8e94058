"""`guanjia central renew-keys`, and the words that name the machine in which the seal's key lies."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from central.papers.keys import SealMachine

PIN_VARIABLE = "GUANJIA_SEAL_PIN"
KEY_WORDS = {
    "no-such-key": "the seal's key is not in the home, nor under that name in a machine: see --seal-pkcs11, --token and --key",
    "not-a-key": "what lies there is no P-256 key",
    "machine-unreachable": "the machine that holds the seal's key does not answer, or refuses the PIN",
    "not-the-seals-key": "this is not the key that the seal's certificate names: guanjia central renew-keys makes one that does",
}


class BadOption(ValueError):
    """What was said on the command line does not go together."""


class Impossible(Exception):
    """It cannot be done here; the message says where."""


def add_machine(parser: argparse.ArgumentParser) -> None:
    machine = parser.add_argument_group(
        "the seal's key in a signature machine",
        f"its PIN comes from the environment ({PIN_VARIABLE}) or from a file, never from the command line",
    )
    machine.add_argument("--seal-pkcs11", metavar="MODULE", default="", help="the machine's PKCS #11 library")
    machine.add_argument("--token", default="", help="the token's label")
    machine.add_argument("--key", default="", help="the key's label in it")
    machine.add_argument("--pin-file", type=Path, metavar="FILE", help="the file whose first line is the PIN")


def add_renewal(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--withdraw-earlier",
        action="store_const",
        const="withdraw-earlier",
        default="",
        help="also say that nothing signed with an earlier key counts any more: it is in other hands",
    )
    add_machine(parser)


def renewed(arguments: argparse.Namespace) -> str:
    """Renew the keys; what was done, in words. Raises Impossible, BadOption, HomeMissing, KeyUnusable."""
    from central.clock import utc_now
    from central.papers.renewal import RootElsewhere, renew_keys, withdraw_earlier_keys

    try:
        issuers = renew_keys(arguments.home, utc_now, machine_of(arguments))
        if arguments.withdraw_earlier:
            issuers = withdraw_earlier_keys(arguments.home, utc_now)
    except RootElsewhere:
        raise Impossible(f"{arguments.home / 'root-ca.key'} is not here: renew where the root's key is") from None
    count = len(issuers.keys)
    return f"trust bundle {issuers.version}, keys that count: {count}; restart the centre so that it signs with the new one"


def machine_of(arguments: argparse.Namespace) -> SealMachine | None:
    """Raises BadOption."""
    from central.papers.keys import SealMachine

    named = (arguments.seal_pkcs11, arguments.token, arguments.key)
    if not any(named):
        return None
    if not all(named):
        raise BadOption("--seal-pkcs11, --token and --key belong together")
    return SealMachine(*named, pin=_pin(arguments.pin_file))


def _pin(file: Path | None) -> str:
    if file is None:
        pin = os.environ.get(PIN_VARIABLE, "")
    else:
        try:
            pin = file.read_text("utf-8").partition("\n")[0].strip()
        except (OSError, ValueError):
            raise BadOption(f"{file} cannot be read") from None
    if not pin:
        raise BadOption(f"the machine's PIN is missing: set {PIN_VARIABLE}, or name a file with --pin-file")
    return pin
