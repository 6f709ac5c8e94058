"""The text on the chip, four layouts, and everything that is not a card's text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from devices.card_reader import CardType, IdCard
from devices.card_reader.card_json import to_json
from devices.card_reader.nations import NATIONS
from devices.card_reader.text_block import check_digit, parse_appended_address, parse_card
from devices.command_line import _LABELS
from devices.errors import CardUnreadable
from devices.simulators.card_chip import sample_cards, text_block

ZHANG = sample_cards()["zhang"]
CHEN = sample_cards()["chen-hmt"]
EXAMPLE_2017 = sample_cards()["example-2017"]
EXAMPLE_2023 = sample_cards()["example-2023"]

PAD = " "


def with_text(offset: int, length: int, text: str, padding: str = PAD) -> bytes:
    """张测试's chip with one place overwritten."""
    chip = bytearray(text_block(ZHANG))
    chip[offset : offset + length] = text.ljust(length // 2, padding).encode("utf-16-le", "surrogatepass")[:length]
    return bytes(chip)


def test_resident_card() -> None:
    card = parse_card(text_block(ZHANG), photo=b"opaque")

    assert card == IdCard(
        card_type=CardType.RESIDENT,
        name="张测试",
        sex="男",
        nation="汉",
        birth=date(1900, 3, 7),
        address="广东省东莞市测试镇样例路1号",
        number="441900190003079992",
        issuer="东莞市测试局",
        valid_from=date(2020, 1, 1),
        valid_to=None,
        long_term=True,
        photo=b"opaque",
    )


def test_json_of_a_resident_card_has_exactly_the_promised_keys() -> None:
    assert to_json(parse_card(text_block(ZHANG))) == {
        "card_type": "resident",
        "name": "张测试",
        "sex": "男",
        "nation": "汉",
        "birth": "1900-03-07",
        "address": "广东省东莞市测试镇样例路1号",
        "number": "441900190003079992",
        "issuer": "东莞市测试局",
        "valid_from": "2020-01-01",
        "valid_to": "长期",
    }


def test_json_names_a_new_address_only_where_there_is_one() -> None:
    card = parse_card(text_block(ZHANG))
    moved = replace(card, appended_address="广东省东莞市测试镇新址3号")

    assert "appended_address" not in to_json(card)
    assert to_json(moved) == {**to_json(card), "appended_address": "广东省东莞市测试镇新址3号"}
    assert set(to_json(moved)) <= set(_LABELS)


@pytest.mark.parametrize(
    ("written", "address"), [("新址3号", "新址3号"), ("", None), ("　新址　", "新址"), ("x" * 35, "x" * 35)]
)
def test_an_appended_address_is_text_or_blank(written: str, address: str | None) -> None:
    assert parse_appended_address(written.ljust(35).encode("utf-16-le")) == address


@pytest.mark.parametrize("spoilt", ["新\n址", "新\0址", "\ud800"])
def test_an_appended_address_that_is_no_text_is_refused(spoilt: str) -> None:
    with pytest.raises(CardUnreadable) as refused:
        parse_appended_address(spoilt.ljust(35).encode("utf-16-le", "surrogatepass"))

    assert refused.value.args == ("appended_address",)


def test_json_of_a_residence_permit_has_no_nation() -> None:
    assert to_json(parse_card(text_block(CHEN))) == {
        "card_type": "hmt",
        "name": "陈测试",
        "sex": "女",
        "nation": None,
        "birth": "1900-01-01",
        "address": "广东省东莞市测试镇样例路2号",
        "number": "810000190001019987",
        "issuer": "东莞市测试局",
        "valid_from": "2020-01-01",
        "valid_to": "2030-01-01",
    }


def test_json_of_the_2017_card_has_both_names_and_the_country() -> None:
    assert to_json(parse_card(text_block(EXAMPLE_2017))) == {
        "card_type": "foreigner_2017",
        "name": "测试",
        "name_en": "TEST, EXAMPLE",
        "sex": "女",
        "nation": "XXX",
        "birth": "1900-01-01",
        "address": None,
        "number": "XXX000000000000",
        "issuer": None,
        "valid_from": "2018-01-01",
        "valid_to": "2028-01-01",
    }


def test_json_of_the_2023_card_puts_the_english_name_together() -> None:
    # The 35th character, the last of the first part, is a space: it must survive the cut.
    assert EXAMPLE_2023["name_en"][34] == " "
    assert to_json(parse_card(text_block(EXAMPLE_2023))) == {
        "card_type": "foreigner_2023",
        "name": "测试",
        "name_en": "TEST, EXAMPLE OF A NAME THAT NEEDS BOTH PARTS",
        "sex": "男",
        "nation": "XXX",
        "birth": "1900-01-01",
        "address": None,
        "number": "911444190001010010",
        "issuer": None,
        "valid_from": "2024-01-01",
        "valid_to": "2034-01-01",
    }


@pytest.mark.parametrize("name", sorted(sample_cards()))
def test_every_sample_card_is_readable(name: str) -> None:
    assert parse_card(text_block(sample_cards()[name])).name == sample_cards()[name]["name"]


def test_a_foreigner_without_a_chinese_name_goes_by_the_english_one() -> None:
    card = parse_card(text_block({**EXAMPLE_2023, "name": ""}))

    assert card.name == card.name_en == "TEST, EXAMPLE OF A NAME THAT NEEDS BOTH PARTS"


def test_a_short_english_name_padded_with_nuls_has_no_nuls() -> None:
    chip = bytearray(text_block({**EXAMPLE_2023, "name_en": "TEST, SHORT"}))
    chip[52 + 22 : 52 + 70] = bytes(48)
    chip[220:242] = bytes(22)

    assert parse_card(bytes(chip)).name_en == "TEST, SHORT"


@pytest.mark.parametrize("padding", [" ", "\0", "\u3000"], ids=["space", "NUL", "wide space"])
def test_padding_of_any_kind_is_taken_off(padding: str) -> None:
    padded = [
        with_text(0, 30, "张测试", padding),
        with_text(52, 70, "广东省东莞市测试镇样例路1号", padding),
        with_text(158, 30, "东莞市测试局", padding),
        with_text(204, 16, "长期", padding),
        with_text(248, 2, "", padding),
    ]

    assert [parse_card(chip) for chip in padded] == [parse_card(text_block(ZHANG))] * 5


@pytest.mark.parametrize(("code", "word"), [("0", "未知"), ("1", "男"), ("2", "女"), ("9", "未说明")])
def test_sexes(code: str, word: str) -> None:
    assert parse_card(with_text(30, 2, code)).sex == word


@pytest.mark.parametrize(
    ("code", "nation"), [("01", "汉"), ("11", "满"), ("56", "基诺"), ("97", "其他"), ("98", "外国血统中国籍人士")]
)
def test_nations(code: str, nation: str) -> None:
    assert parse_card(with_text(32, 4, code)).nation == nation


def test_all_58_codes_of_the_table_are_there_once() -> None:
    assert sorted(NATIONS) == [f"{code:02d}" for code in (*range(1, 57), 97, 98)]
    assert len(set(NATIONS.values())) == 58


@pytest.mark.parametrize("code", ["57", "00", "99", "7", "穿青"])
def test_an_unknown_nation_code_is_kept_as_it_stands(code: str) -> None:
    assert parse_card(with_text(32, 4, code)).nation == code


def test_a_blank_nation_is_none() -> None:
    assert parse_card(with_text(32, 4, "")).nation is None


@pytest.mark.parametrize(
    "name",
    ["吴䶮𠅤", "阿卜杜热西提·麦麦提艾力", "\ue863测试", "\U00031fff测试"],
    ids=["level 3", "long", "private", "too new"],
)
def test_rare_characters_survive(name: str) -> None:
    assert parse_card(with_text(0, 30, name)).name == name


def test_an_expired_card_is_read_and_says_so_when_asked() -> None:
    card = parse_card(text_block(sample_cards()["sun-expired"]))

    assert card.expired_on(date(2026, 1, 1))
    assert not card.expired_on(date(2025, 12, 31))
    assert not parse_card(text_block(ZHANG)).expired_on(date(9999, 12, 31))


@pytest.mark.parametrize(
    ("chip", "field"),
    [
        (with_text(0, 30, ""), "name"),
        (with_text(0, 30, "张\ud83d"), "name"),
        (with_text(0, 30, "\udc00张"), "name"),
        (with_text(0, 30, "张\n测试"), "name"),
        (with_text(0, 30, "张\0测试"), "name"),
        (with_text(0, 30, "张\u202e测试"), "name"),
        (with_text(0, 30, "张\ufffe测试"), "name"),
        (with_text(52, 70, "东莞\x1b[2J"), "address"),
        (with_text(30, 2, "3"), "sex"),
        (with_text(30, 2, ""), "sex"),
        (with_text(36, 16, "19000229"), "birth"),
        (with_text(36, 16, "00000101"), "birth"),
        (with_text(36, 16, "1900030"), "birth"),
        (with_text(36, 16, "１９０００３０７"), "birth"),
        (with_text(36, 16, "长期"), "birth"),
        (with_text(188, 16, "20201301"), "valid_from"),
        (with_text(188, 16, "长期"), "valid_from"),
        (with_text(204, 16, ""), "valid_to"),
        (with_text(204, 16, "长期长期"), "valid_to"),
        (with_text(204, 16, "20401"), "valid_to"),
        (with_text(122, 36, "441900190003079993"), "number"),
        (with_text(122, 36, "44190019000307999"), "number"),
        (with_text(122, 36, "44190019000307999X"), "number"),
        (with_text(122, 36, "４41900190003079992"), "number"),
        (with_text(122, 36, ""), "number"),
        (with_text(248, 2, "K"), "card_type"),
        (with_text(248, 2, "j"), "card_type"),
        (with_text(248, 2, "\ud800"), "card_type"),
        (text_block(ZHANG)[:-2], "text-length"),
        (text_block(ZHANG) + b" \0", "text-length"),
        (b"", "text-length"),
    ],
)
def test_what_is_no_text_of_a_card_is_refused_by_the_field_and_not_quoted(chip: bytes, field: str) -> None:
    with pytest.raises(CardUnreadable) as refused:
        parse_card(chip)

    assert refused.value.args == (field,)
    assert refused.value.__context__ is None


@pytest.mark.parametrize(
    "fields",
    [
        {**CHEN, "number": "810000190001019988"},
        {**EXAMPLE_2023, "number": "911444190001010011"},
        {**EXAMPLE_2017, "number": "XX0000000000000"},
        {**EXAMPLE_2017, "number": "XXX00000000000X"},
    ],
    ids=["hmt", "2023", "2017 letters", "2017 digits"],
)
def test_broken_numbers_are_refused_on_every_card(fields: dict[str, str]) -> None:
    with pytest.raises(CardUnreadable):
        parse_card(text_block(fields))


def test_the_2017_number_has_no_check_digit_to_be_wrong() -> None:
    assert parse_card(text_block({**EXAMPLE_2017, "number": "XXX123456789012"})).number == "XXX123456789012"


@pytest.mark.parametrize(
    "number",
    [
        "110101190001010014",
        "441900190003079992",
        "310101189912310025",
        "44010019000101009X",
        "810000190101019992",
        "830000190202029982",
        "911440190303030011",
    ],
)
def test_check_digits(number: str) -> None:
    assert check_digit(number[:17]) == number[17]


def test_a_small_x_is_written_large() -> None:
    assert parse_card(with_text(122, 36, "44010019000101009x")).number == "44010019000101009X"


@pytest.mark.parametrize("show", [repr, str], ids=["repr", "str"])
def test_a_card_does_not_show_its_fields_by_accident(show: Callable[[IdCard], str]) -> None:
    shown = show(parse_card(text_block(ZHANG)))

    assert "测试" not in shown
    assert "4419" not in shown
