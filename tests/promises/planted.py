"""Two hundred synthetic people, planted so that a leak would show, and the search for them in raw bytes."""

from __future__ import annotations

import base64
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.contract.licence import CardHolder

COUNT = 200
BEGIN = 6
_SURNAMES, _GIVEN = "赵钱孙李周吴郑王冯陈", "测试样例甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳"


@dataclass(frozen=True)
class People:
    """One of them."""

    name: str
    number: str
    phone: str
    query_code: str
    firm: str

    @property
    def card(self) -> CardHolder:
        return CardHolder(name=self.name, number=self.number)

    @property
    def secrets(self) -> tuple[str, ...]:
        return self.name, self.number, self.phone, self.query_code, self.firm


def person(number: int) -> People:
    """Numbers of nobody: the district code 999999 does not exist; names of three characters, no two alike."""
    name = _SURNAMES[number % 10] + _GIVEN[number // 10 % 20] + _GIVEN[(number * 7 + 3) % 20] + _GIVEN[number % 20]
    return People(
        name=name,
        number=f"99999919900101{number:03d}X",
        phone=f"1999{number * 7919 % 10_000_000:07d}",
        query_code=f"77{number * 104_729 % 10_000_000_000:010d}",
        firm=f"植入企业{_GIVEN[number // 10 % 20]}{_GIVEN[number % 20]}{number:03d}有限公司",
    )


def found_in(folders: list[Path], until: int = COUNT) -> list[tuple[str, str]]:
    """Which file holds whom: (file, what), in any of the encodings a terminal might have written it in."""
    begins: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
    for number in range(until):
        for secret in person(number).secrets:
            for encoding, written in _written(secret):
                begins[written[:BEGIN]].append((written, f"{number}/{encoding}"))
    return [(path, what) for path, content in _files(folders) for what in _found(content, begins)]


def _found(content: bytes, begins: Mapping[bytes, list[tuple[bytes, str]]]) -> Iterator[str]:
    for place in range(len(content) - BEGIN + 1):
        if (begin := content[place : place + BEGIN]) in begins:
            yield from (what for written, what in begins[begin] if content.startswith(written, place))


def _files(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        for path in folder.rglob("*"):
            if path.is_file() and not path.is_symlink():
                # Room kept back is megabytes of nothing.
                yield str(path), path.read_bytes().rstrip(b"\0")


def _written(secret: str) -> Iterator[tuple[str, bytes]]:
    yield "utf-8", secret.encode()
    yield "utf-16", secret.encode("utf-16-le")
    yield "gb18030", secret.encode("gb18030")
    yield "hex", secret.encode().hex().encode()
    # In the middle of other text base64 may begin at any of three places; the inner characters are the same.
    for lead in range(3):
        text = base64.b64encode(b"\0" * lead + secret.encode())
        yield "base64", text[4 : -4 if len(text) > 16 else None]
    if not secret.isascii():
        yield "json", secret.encode("ascii", "backslashreplace")
