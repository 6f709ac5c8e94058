"""`guanjia problem`: what a visitor's page said, by the number that stood on it."""

import argparse
import sys

from kiosk.words import code_of, problem


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("number", type=int, metavar="NUMBER", help="报修编号: the three digits on the page")


def run(arguments: argparse.Namespace) -> int:
    """0: its words, in both languages; 1: no page shows this number."""
    code = code_of(arguments.number)
    if code is None:
        print(f"没有这个编号 / no page shows {arguments.number}", file=sys.stderr)
        return 1
    print(f"{arguments.number}  {code}")
    for words in (problem("zh", code), problem("en", code)):
        print(f"  {words.title}", words.what, words.act, sep="\n    ")
    return 0
