"""Who may show each licence. Identity numbers exist here for a moment only: the table gets their marks."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from random import Random
from typing import Any

from app.contract.licence import HolderRole
from app.contract.masking import masked_name
from app.contract.numbers import id_check_character
from central.licences.grants import Marks
from central.licences.tables import FULL_AUTHORITY, MOST_MANAGERS, NAMED_SERVICES
from central.seeding.enterprises import SURNAMES
from central.seeding.named import HOLDERS, NamedHolder
from resources import path

AGENT_SERVICES = ("S101", "S203", "S901")


def holder_rows(index: int, enterprise: dict[str, Any], marks: Marks, today: date) -> Iterator[dict[str, Any]]:
    """Everyone on one enterprise's licence. The named people hold only the licences that the samples give them."""
    uscc = enterprise["uscc"]
    named = [holder for holder in HOLDERS if holder.uscc == uscc]
    if named:
        yield from (_named_row(holder, marks, today) for holder in named)
        return
    chance = Random(f"holders:{index}")  # noqa: S311 - synthetic data, wanted the same every time
    yield _row(uscc, marks, index, 0, HolderRole.LEGAL_REPRESENTATIVE, enterprise["legal_rep"])
    managers = chance.choice((0, 0, 1, 1, 2, MOST_MANAGERS))
    for place in range(1, managers + 1):
        yield _row(uscc, marks, index, place, HolderRole.MANAGER, f"{chance.choice(SURNAMES)}合成")
    for place in range(managers + 1, managers + 1 + chance.choice((0, 1, 2))):
        agent = _row(uscc, marks, index, place, HolderRole.AGENT, f"{chance.choice(SURNAMES)}合成")
        yield agent | _authority(chance, today)


def sample_card(name: str) -> dict[str, str]:
    """A synthetic card by its name in resources/samples/cards.json."""
    return _cards()[name]


@cache
def _cards() -> dict[str, dict[str, str]]:
    cards: dict[str, dict[str, str]] = json.loads(path("samples", "cards.json").read_text("utf-8"))["cards"]
    return cards


def _named_row(holder: NamedHolder, marks: Marks, today: date) -> dict[str, Any]:
    card = sample_card(holder.card)
    return {
        "uscc": holder.uscc,
        "holder_mark": marks.holder(card["number"]),
        "holder_role": holder.role,
        "holder_masked": masked_name(card["name"]),
        "auth_type": holder.auth_type,
        "auth_items": ",".join(holder.services),
        "auth_valid_to": today + timedelta(days=holder.days) if holder.days else None,
    }


def _row(uscc: str, marks: Marks, index: int, place: int, role: HolderRole, name: str) -> dict[str, Any]:
    return {
        "uscc": uscc,
        "holder_mark": marks.holder(_number(index, place)),
        "holder_role": role,
        "holder_masked": masked_name(name),
        "auth_type": "",
        "auth_items": "",
        "auth_valid_to": None,
    }


def _authority(chance: Random, today: date) -> dict[str, Any]:
    full = chance.random() < 0.4
    return {
        "auth_type": FULL_AUTHORITY if full else NAMED_SERVICES,
        "auth_items": "" if full else ",".join(sorted(chance.sample(AGENT_SERVICES, chance.randint(1, 2)))),
        "auth_valid_to": today + timedelta(days=chance.randint(-200, 900)),
    }


def _number(index: int, place: int) -> str:
    """An identity number of nobody: born in 1900, its check character right."""
    day = date(1900, 1, 1) + timedelta(days=(index * 8 + place) // 999 % 365)
    first_17 = f"441900{day:%Y%m%d}{(index * 8 + place) % 999 + 1:03d}"
    return first_17 + id_check_character(first_17)
