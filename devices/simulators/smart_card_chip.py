"""Chips with contacts: a card's own side of ISO/IEC 7816-4, and the social security card as a set of records. Knows no reader."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Final, Literal

Fields = Mapping[str, str]
Form = Literal["file", "tag"]

ATR_T0: Final = bytes.fromhex("3B 6D 00 00 00 80 31 80 65 B0 89 35 01 F1 83 00 90 00")
ATR_T1: Final = bytes.fromhex("3B 80 01 81")

OK: Final = 0x9000
WRONG_LENGTH, NO_SUCH_FILE, NO_SUCH_RECORD = 0x6700, 0x6A82, 0x6A83
NO_SUCH_INSTRUCTION, NOT_ALLOWED, PIN_NEEDED, WRONG_PARAMETERS = 0x6D00, 0x6985, 0x6982, 0x6A86

SELECT, GET_RESPONSE, READ_RECORD, GET_DATA = 0xA4, 0xC0, 0xB2, 0xCA


class Refusal(Exception):
    """The card's status word for what it will not do."""

    def __init__(self, status: int) -> None:
        super().__init__(f"{status:04X}")
        self.status = status


@dataclass(frozen=True)
class Command:
    ins: int
    p1: int
    p2: int
    content: bytes
    le: int | None
    """Bytes wanted, 256 for 00; None where there is no Le."""


class Chip(ABC):
    """A card that is powered. `answer` takes a command and gives the answer, status word included.

    `holds_back`: whatever it has to say after being told something, it says only to GET RESPONSE, as T=0 cards do.
    `insists`: asked for a record, it gives no other number of bytes than that has, and answers 6Cxx to any other Le.
    """

    kind: ClassVar[str] = "other"
    atr: bytes = ATR_T0

    def __init__(self, *, holds_back: bool = False, insists: bool = False) -> None:
        self._holds_back = holds_back
        self._insists = insists
        self._held = b""

    def reset(self) -> None:
        """Power or reset: nothing is selected, nothing is held back."""
        self._held = b""

    def answer(self, words: bytes) -> bytes:
        try:
            asked = _parsed(words)
            if asked.ins == GET_RESPONSE:
                return self._given(self._held, asked.le or 256, insists=False)
            self._held = b""
            content = self.carry_out(asked)
            if self._holds_back and asked.content and content:
                self._held = content
                return _status(0x6100 | (len(content) if len(content) < 256 else 0))
            return self._given(content, asked.le or 0, insists=self._insists and not asked.content)
        except Refusal as refusal:
            return _status(refusal.status)

    @abstractmethod
    def carry_out(self, asked: Command) -> bytes:
        """What the card has to say to it. Raises Refusal."""

    def _given(self, content: bytes, le: int, *, insists: bool) -> bytes:
        if insists and content and le != len(content) and len(content) < 256:
            return _status(0x6C00 | len(content))
        self._held = content[le:] if le else b""
        left = min(len(self._held), 256)
        return content[:le] + _status(0x6100 | left & 0xFF if left else OK)


@dataclass
class SocialSecurityChip(Chip):
    """`fields`: name, number, sex (GB/T 2261.1: 1, 2). `form` is how its holder's records are found; `pin` locks them behind a PIN."""

    fields: Fields = field(repr=False)
    generation: str = "2.00"
    form: Form = "file"
    padding: bytes = b"\0"
    pin: bool = False
    holds_back: bool = False
    insists: bool = False

    kind: ClassVar[str] = "social-security"
    APPLICATION: ClassVar[bytes] = "sx1.sh.社会保障".encode("gb18030")

    def __post_init__(self) -> None:
        super().__init__(holds_back=self.holds_back, insists=self.insists)
        self._selected = self._in_holder_file = False
        self._about_card = self._write_about_card()
        self._about_holder = self._write_about_holder()

    def reset(self) -> None:
        super().reset()
        self._selected = self._in_holder_file = False

    def carry_out(self, asked: Command) -> bytes:
        if asked.ins == SELECT:
            return self._select(asked)
        if asked.ins == READ_RECORD:
            return self._read(asked)
        raise Refusal(NO_SUCH_INSTRUCTION)

    def _select(self, asked: Command) -> bytes:
        if asked.p1 == 0x04 and asked.content == self.APPLICATION:
            self._selected, self._in_holder_file = True, False
            return b"\x6f" + _tlv(0x84, self.APPLICATION)[1:]
        if asked.p1 == 0x02 and asked.content == b"\xef\x06" and self._selected and self.form == "tag":
            self._in_holder_file = True
            return b""
        raise Refusal(NO_SUCH_FILE)

    def _read(self, asked: Command) -> bytes:
        if not self._selected:
            raise Refusal(NOT_ALLOWED)
        if asked.p2 == 0x2C:
            return self._record(self._about_card, asked.p1)
        if asked.p2 == 0x34 and self.form == "file":
            return self._holders(asked.p1)
        if asked.p2 == 0x00 and self._in_holder_file:
            return self._holders(asked.p1)
        raise Refusal(NO_SUCH_FILE)

    def _holders(self, record: int) -> bytes:
        if self.pin:
            raise Refusal(PIN_NEEDED)
        return self._record(self._about_holder, record)

    def _record(self, file: Mapping[int, bytes], record: int) -> bytes:
        if record not in file:
            raise Refusal(NO_SUCH_RECORD)
        return file[record]

    def _write_about_card(self) -> dict[int, bytes]:
        return {
            1: _tlv(0x01, bytes.fromhex("441900") + bytes(13)),
            3: _tlv(0x03, self.generation.encode("ascii")),
            4: _tlv(0x04, bytes(12)),
            5: _tlv(0x05, bytes.fromhex("20200102")),
            6: _tlv(0x06, bytes.fromhex("20300101")),
            7: _tlv(0x07, b"T00000001"),
        }

    def _write_about_holder(self) -> dict[int, bytes]:
        number = _tlv(0x08, self.fields["number"].encode("ascii"))
        name = _tlv(0x09, self.fields["name"].encode("gb18030").ljust(30, self.padding))
        sex = _tlv(0x0A, self.fields.get("sex", "9").encode("ascii"))
        if self.form == "tag":
            return {0x08: number, 0x09: name, 0x0A: sex}
        return {1: number, 2: name, (3 if self.generation < "2" else 4): sex}


class OtherChip(Chip):
    """Somebody's bank card: it knows none of the hall's applications."""

    def carry_out(self, asked: Command) -> bytes:
        raise Refusal(NO_SUCH_FILE if asked.ins == SELECT else NO_SUCH_INSTRUCTION)


def _parsed(words: bytes) -> Command:
    """Cases 1 to 4 of ISO/IEC 7816-3 12.1, short. Raises Refusal."""
    if len(words) < 4 or words[0] != 0x00:
        raise Refusal(0x6E00)
    (_, ins, p1, p2), body = words[:4], words[4:]
    if len(body) <= 1:
        return Command(ins, p1, p2, b"", (body[0] or 256) if body else None)
    length, rest = body[0], body[1 + body[0] :]
    if len(body) < 1 + length or len(rest) > 1:
        raise Refusal(WRONG_LENGTH)
    return Command(ins, p1, p2, body[1 : 1 + length], (rest[0] or 256) if rest else None)


def _tlv(tag: int, value: bytes) -> bytes:
    return bytes((tag, len(value))) + value


def _status(word: int) -> bytes:
    return word.to_bytes(2, "big")
