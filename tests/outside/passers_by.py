"""People who come one after another, each with names, numbers and words of their own: whatever of them turns up later is known by it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from app.contract.masking import masked_name, masked_number, masked_phone
from app.contract.numbers import id_check_character, mod97_check, uscc_check_character
from devices.card_reader import CardType, IdCard

FIRST_HANZI, HANZI = 0x4E00, 5_000
A_DAY = timedelta(days=1)
SEPARATORS = re.compile(r"[\s\-_]+")


@dataclass(frozen=True, repr=False)
class PasserBy:
    """The `turn`th visitor. Synthetic, and unlike every other."""

    turn: int

    @cached_property
    def name(self) -> str:
        return chr(FIRST_HANZI + self.turn % HANZI) + "样例"

    @cached_property
    def number(self) -> str:
        born = date(1950, 1, 1) + A_DAY * (self.turn // 1_000)
        first = f"441900{born:%Y%m%d}{self.turn % 1_000:03d}"
        return first + id_check_character(first)

    @cached_property
    def uscc(self) -> str:
        first = f"91441900MA{self.turn:07d}"
        return first + uscc_check_character(first)

    @cached_property
    def enterprise(self) -> str:
        return f"东莞市第{self.turn:06d}家合成有限公司"

    @cached_property
    def phone(self) -> str:
        return f"139{self.turn:08d}"

    @cached_property
    def own_words(self) -> str:
        return f"第{self.turn:06d}位说的话"

    @cached_property
    def report_number(self) -> str:
        first = f"DGXY20261123{self.turn:010d}"
        return first + mod97_check(first)

    def card(self) -> IdCard:
        return IdCard(CardType.RESIDENT, self.name, "男", None, self.number, None, None, long_term=True)

    @cached_property
    def traces(self) -> frozenset[str]:
        """What would tell of them, without spaces, in every form that a page may show."""
        return frozenset(
            bare(trace)
            for trace in (
                *(self.name, masked_name(self.name), self.number, masked_number(self.number)),
                *(self.uscc, self.enterprise, self.phone, masked_phone(self.phone)),
                *(self.own_words, self.report_number),
            )
        )


def bare(words: str) -> str:
    """Numbers are shown in groups."""
    return SEPARATORS.sub("", words)


def others_in(texts: str, here: PasserBy, others: list[PasserBy]) -> set[str]:
    """What these texts tell of the `others` that is not also true of who stands `here`."""
    shown = bare(texts)
    return {trace for other in others for trace in other.traces - here.traces if trace in shown}
