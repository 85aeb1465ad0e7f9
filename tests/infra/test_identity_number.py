import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiayi.infra import division
from jiayi.infra.identity_number import (
    SYNTHETIC_PREFIX,
    BadIdentityNumber,
    Sex,
    check_character,
    generate,
    parse,
)

EXAMPLE_OF_THE_STANDARD = "11010519491231002X"


def test_the_example_of_gb_11643_is_read() -> None:
    number = parse(EXAMPLE_OF_THE_STANDARD)
    assert (number.division, number.birth_date, number.sex) == (110105, date(1949, 12, 31), Sex.FEMALE)
    assert not number.is_synthetic


def test_blanks_and_a_small_x_are_forgiven() -> None:
    assert parse(" 110105 19491231 002x ").text == EXAMPLE_OF_THE_STANDARD


def with_check(first_17: str) -> str:
    return first_17 + check_character(first_17)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "填了 0 位"),
        ("110105491231002", "18 位，您填了 15 位"),
        ("11010519491231002A", "只有数字"),
        ("1101051949123100XX", "只有数字"),
        ("１1010519491231002X", "只有数字"),
        ("110105194912310021", "有一位不对"),
        (with_check("11010519490230002"), "1949-02-30 不存在"),
        (with_check("11010519491331002"), "1949-13-31 不存在"),
        (with_check("11010500001231002"), "0000-12-31 不存在"),
        (with_check("11010520991231002"), "还没到"),
    ],
)
def test_refusals_say_what_to_do(text: str, sentence: str) -> None:
    with pytest.raises(BadIdentityNumber, match=sentence):
        parse(text, today=date(2026, 1, 1))


made_up = st.builds(
    generate,
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.sampled_from(Sex),
    st.integers(0, 499),
    st.integers(0, 9999),
)


@given(st.text(st.characters(codec=None)) | st.from_regex(r"\d{17}[\dXx]", fullmatch=True))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    with contextlib.suppress(BadIdentityNumber):
        assert len(parse(text).text) == len(EXAMPLE_OF_THE_STANDARD)


@given(made_up)
def test_made_up_numbers_can_be_read_and_are_known_as_such(number: str) -> None:
    assert parse(number).is_synthetic
    assert number.startswith(str(SYNTHETIC_PREFIX))


@given(st.dates(date(1900, 1, 1)), st.sampled_from(Sex), st.integers(0, 499))
def test_birth_and_sex_come_back(birth: date, sex: Sex, sequence: int) -> None:
    number = parse(generate(birth, sex, sequence))
    assert (number.birth_date, number.sex) == (birth, sex)


@given(made_up, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, step: int) -> None:
    wrong = str((int(number[place]) + step) % 10)
    with pytest.raises(BadIdentityNumber):
        parse(number[:place] + wrong + number[place + 1 :])


@given(made_up, st.integers(0, 15))
def test_two_neighbours_swapped_are_always_noticed(number: str, place: int) -> None:
    swapped = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    if swapped != number:
        with pytest.raises(BadIdentityNumber):
            parse(swapped)


def test_no_division_begins_like_a_made_up_number() -> None:
    heads = {code // 10_000 for code, _ in division.reading.county_rows()}
    assert SYNTHETIC_PREFIX not in heads


@pytest.mark.parametrize(("sequence", "group"), [(500, 0), (-1, 0), (0, 10_000), (0, -1)])
def test_there_is_an_end_to_made_up_numbers(sequence: int, group: int) -> None:
    with pytest.raises(ValueError, match="another group"):
        generate(date(1950, 1, 1), Sex.MALE, sequence, group)
