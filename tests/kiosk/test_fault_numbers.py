"""Every code has a number that can be said over a telephone, and staff find the words by it."""

from __future__ import annotations

import pytest

from kiosk.command_line import main
from kiosk.words import code_of, known_codes, problem

SPOKEN_FOR = {"card-removed": 101, "card-unreadable": 105, "media-jam": 118, "centre-no-connection": 137}
"""Some that were given in the first table: a number is never given to another code."""


def test_every_code_has_a_number_of_its_own_of_three_digits() -> None:
    numbers = {code: problem("zh", code).number for code in known_codes()}

    assert len(set(numbers.values())) == len(numbers)
    assert all(100 <= number <= 999 for number in numbers.values())
    assert {code: code_of(number) for code, number in numbers.items()} == {code: code for code in numbers}


@pytest.mark.parametrize(("code", "number"), SPOKEN_FOR.items())
def test_number_once_given_stays(code: str, number: int) -> None:
    assert problem("zh", code).number == number


def test_staff_find_the_words_by_the_number(capsys: pytest.CaptureFixture[str]) -> None:
    number = problem("zh", "media-jam").number

    status = main(["problem", str(number)])

    said = capsys.readouterr().out
    assert status == 0
    assert all(words in said for words in ("media-jam", problem("zh", "media-jam").act, problem("en", "media-jam").act))


def test_number_that_no_page_shows_is_refused_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["problem", "999"]) == 1
    assert "没有这个编号" in capsys.readouterr().err
