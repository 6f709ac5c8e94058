"""企业族谱 of the synthetic enterprises: groups of holdings, branches, and one circle that whoever draws it must notice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from central.datasets.kinds import EdgeKind, FamilyEdge
from central.seeding.enterprises import enterprise_row

GROUP: Final = 20
"""So many enterprises in a row are one family: the first is at its top."""
FIRST_DAY: Final = date(2026, 1, 1)
CIRCLE: Final = (4_001, 4_002, 4_003)
"""Each holds a share of the next, and the last one of the first."""


def family_edges(enterprises: int) -> Iterator[FamilyEdge]:
    codes = [str(enterprise_row(index, FIRST_DAY)["uscc"]) for index in range(enterprises)]
    number = 0
    for index in range(1, enterprises):
        dice = Random(f"family {index}")  # noqa: S311 - synthetic data, wanted the same every time
        if index % GROUP == 0 or dice.random() > 0.45 or index in CIRCLE:
            continue
        first = index // GROUP * GROUP
        owner = dice.randrange(first, index)
        number += 1
        if dice.random() < 0.15:
            yield _branch(number, codes[owner], codes[index], dice)
            continue
        share = dice.randint(10, 100)
        yield _share(number, codes[owner], codes[index], share, dice)
        if share <= 60 and owner != first:
            number += 1
            yield _share(number, codes[first], codes[index], dice.randint(5, 100 - share), dice)
    if enterprises > max(CIRCLE):
        for place, index in enumerate(CIRCLE):
            number += 1
            dice = Random(f"circle {index}")  # noqa: S311 - synthetic data, wanted the same every time
            yield _share(number, codes[index], codes[CIRCLE[(place + 1) % len(CIRCLE)]], 30, dice)


def _share(number: int, owner: str, owned: str, share: int, dice: Random) -> FamilyEdge:
    return FamilyEdge(
        id=f"ZP-{number:05d}",
        kind=EdgeKind.INVESTS,
        owner=owner,
        owned=owned,
        share=f"{share}.00",
        amount=f"{dice.randint(10, 900) * 10_000}.00",
        since=FIRST_DAY - timedelta(days=dice.randint(30, 3_000)),
    )


def _branch(number: int, owner: str, owned: str, dice: Random) -> FamilyEdge:
    since = FIRST_DAY - timedelta(days=dice.randint(30, 3_000))
    return FamilyEdge(id=f"ZP-{number:05d}", kind=EdgeKind.BRANCH, owner=owner, owned=owned, since=since)
