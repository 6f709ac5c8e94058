"""Synthetic enterprises: real check digits, names that cannot be mistaken for anyone's."""

from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app.contract.numbers import USCC_ALPHABET, uscc_check_character
from central.enterprises import TOWNS, RegistrationStatus
from central.seeding.named import NAMED, NamedEnterprise

CITY_PREFIX = "91441900"
TRADES = ("五金", "电子", "塑胶", "模具", "服装", "家具", "纸品", "食品", "物流", "智能装备", "新材料", "餐饮管理")
WORDS = ("宏样", "达例", "盛试", "恒测", "佳合", "泰成", "瑞样", "隆例")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
CLASSES = ("特大型", "总部经济", "专精特新", "上市优势", "倍增")

_ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def uscc_of(organisation: str) -> str:
    """The USCC of a Dongguan company whose organisation code begins with these eight characters (GB 11714, GB 32100)."""
    weighted = sum(
        int(character, 36) * weight for character, weight in zip(organisation, _ORGANISATION_WEIGHTS, strict=True)
    )
    check = (11 - weighted % 11) % 11
    first_17 = CITY_PREFIX + organisation + ("X" if check == 10 else str(check))
    return first_17 + uscc_check_character(first_17)


def enterprise_row(index: int, today: date) -> dict[str, Any]:
    """The enterprise with this place in the list: the same on every machine. The first ones are those the samples name."""
    if index < len(NAMED):
        return _named_row(NAMED[index])
    chance = Random(f"enterprise:{index}")  # noqa: S311 - synthetic data, wanted the same every time
    trade = TRADES[index % len(TRADES)]
    town = TOWNS[index % len(TOWNS)]
    founded = today - timedelta(days=chance.randint(400, 9_000))
    return _row(
        uscc=uscc_of(f"MA0{_in_base_31(index)}"),
        entity_name=f"东莞市{chance.choice(WORDS)}{index:05d}{trade}有限公司(合成)",
        legal_rep=f"{chance.choice(SURNAMES)}合成",
        reg_capital=Decimal(chance.choice((500_000, 1_000_000, 3_000_000, 5_000_000, 10_000_000, 50_000_000))),
        established_on=founded,
        town=town,
        trade=trade,
        reg_status=_status(chance),
        key_class=chance.choice(CLASSES) if chance.random() < 0.06 else "无",
    )


def _named_row(named: NamedEnterprise) -> dict[str, Any]:
    return _row(
        uscc=named.uscc,
        entity_name=named.entity_name,
        legal_rep=named.legal_rep,
        reg_capital=Decimal(named.reg_capital),
        established_on=named.established_on,
        town=named.town,
        trade=named.trade,
        reg_status=named.reg_status,
        key_class=named.key_class,
    )


def _row(*, town: str, trade: str, established_on: date, **known: Any) -> dict[str, Any]:
    return known | {
        "entity_type": "有限责任公司",
        "established_on": established_on,
        "term_to": None,
        "scope": f"{trade}产品的研发、生产、销售；货物进出口。（合成数据，不代表任何真实主体）",
        "address": f"广东省东莞市{town}样例路{established_on.timetuple().tm_yday}号",
        "authority": "东莞市市场监督管理局",
        "approved_on": established_on,
        "town": town,
    }


def _status(chance: Random) -> RegistrationStatus:
    drawn = chance.random()
    if drawn < 0.03:
        return RegistrationStatus.REVOKED
    if drawn < 0.06:
        return RegistrationStatus.CANCELLED
    return RegistrationStatus.MOVED_OUT if drawn < 0.07 else RegistrationStatus.ACTIVE


def _in_base_31(number: int) -> str:
    digits = ""
    for _ in range(5):
        number, digit = divmod(number, 31)
        digits = USCC_ALPHABET[digit] + digits
    return digits
