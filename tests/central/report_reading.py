"""What stands on a report's paper, read back from the PDF and held against the facts it was made from."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pypdfium2

from app.contract.wire import Message

SAID_OTHERWISE = {
    "domain",  # an id: the name is printed
    "id",
    "fresh",
    "outcome",
    "records",
    "repaired",
}
"""Fields that the paper puts into words of its own; their words have tests of their own."""


def text_of(pdf: bytes) -> str:
    """Every character in the order of the pages' content, blanks and line breaks left out."""
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return squeezed("".join(pages))


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFC", text).split()).replace("\ufffe", "")


def said(value: object) -> str:
    """A value as it stands on paper."""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        raise TypeError("moments are printed in words")
    return value.isoformat() if isinstance(value, date) else str(value)


def missing(facts: Message, text: str, unprinted: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """Every field of a record, at any depth, that is not on the paper: its name and what it says."""
    return [(name, value) for name, value in _leaves(facts, unprinted) if squeezed(value) not in text]


def _leaves(message: Message, unprinted: frozenset[str]) -> Iterator[tuple[str, str]]:
    for name in type(message).model_fields:
        value = getattr(message, name)
        if name in SAID_OTHERWISE | unprinted or value is None or value == "":
            continue
        if isinstance(value, Message):
            yield from _leaves(value, unprinted)
        elif isinstance(value, tuple):
            for part in value:
                yield from _leaves(part, unprinted)
        else:
            yield name, said(value)
