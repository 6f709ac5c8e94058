"""Every code this product can raise where a person may meet it has words of its own in both languages, found in the code itself."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import app.errors
from app.central import Cause
from app.contract.bundles import BundleBroken
from app.contract.sealing import SealedBroken
from app.outbox import NoRoom
from kiosk.attendance import SHUT_OUT
from kiosk.words import known_codes

ROOT = Path(__file__).parents[2]
STAND_INS = {"central/licences/outside.py"}
"""Of systems that are not ours: no terminal hears them."""
ABSTRACT = {"heart-error", "store-error"}


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name not in STAND_INS:
                yield name, ast.parse(path.read_text("utf-8"))


def said(called: str, place: int, *folders: str) -> set[str]:
    """The codes given to `called(…)` at this place; a name stands for the text that its module, or another one, gives to it."""
    texts = {name: text for _, tree in modules(*folders) for name, text in _named_texts(tree)}
    found = set()
    for module, tree in modules(*folders):
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == called and len(call.args) > place:
                found |= set(_texts(call.args[place], texts, module))
    return found


def _named_texts(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for line in tree.body:
        if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant) and isinstance(line.value.value, str):
            yield from ((name.id, line.value.value) for name in line.targets if isinstance(name, ast.Name))


def _texts(word: ast.expr, named: dict[str, str], module: str) -> Iterator[str]:
    match word:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one, named, module), *_texts(other, named, module))
        case ast.Name(id=name) if name in named:
            yield named[name]
        case ast.Attribute(attr="code"):
            return  # handed on from where it was first raised
        case ast.Call():
            return  # a table of HTTP's own numbers, below
        case _:
            raise AssertionError(f"{module}: a code this test cannot follow: {ast.dump(word)}")


def test_every_refusal_of_the_centre_has_words() -> None:
    codes = said("Refused", 1, "central") | {"route-unknown", "method-not-allowed"}

    assert len(codes) > 50
    assert codes - known_codes() == set()


def test_every_signature_that_is_refused_has_words() -> None:
    written = _source("app/contract/signing.py") + _source("app/contract/replies.py")
    codes = set(re.findall(r'"((?:signature|reply)-[a-z]+|clock-skew|terminal-unknown)"', written)) - {
        "signature-input"
    }

    assert len(codes) == 7
    assert codes - known_codes() == set()


def test_everything_that_can_be_wrong_with_the_store_or_the_terminal_has_words() -> None:
    errors = [error for error in vars(app.errors).values() if isinstance(error, type)]
    codes = {error.code for error in errors if issubclass(error, app.errors.HeartError)} - ABSTRACT

    assert len(codes) > 10
    assert codes | {BundleBroken.code, SealedBroken.code} <= known_codes()


def test_every_reason_why_one_job_does_not_get_through_has_words_for_staff() -> None:
    """The room for stuck jobs looks for `job-` and the job's own code."""
    codes = said("EffectRefused", 0, "central") | said("Answered", 1, "central")
    codes |= {"centre-error", "message-malformed", "message-too-large", SealedBroken.code}
    codes |= set(re.findall(r'error_code="([a-z-]+)"', _source("app/outbox/delivering.py")))

    assert len(codes) > 10
    assert {f"job-{code}" for code in codes} - known_codes() == set()


def test_everything_that_closes_the_door_or_the_road_has_words() -> None:
    codes = {f"centre-{cause}" for cause in Cause} | {f"closed-{reason}" for reason in (*NoRoom, SHUT_OUT)}

    assert codes - known_codes() == set()


def _source(path: str) -> str:
    return (ROOT / path).read_text("utf-8")
