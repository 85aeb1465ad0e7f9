"""Names as identity cards print them, however they are typed."""

import pytest

from jiayi.infra import names
from jiayi.infra.web.forms import Form


@pytest.mark.parametrize(
    "typed", ["买买提.艾力", "买买提．艾力", "买买提•艾力", "买买提・艾力", "买买提 · 艾力", "买买提··艾力"]
)
def test_every_dot_is_the_dot_of_the_card(typed: str) -> None:
    assert names.plain(typed) == "买买提·艾力" and names.same(typed, "买买提·艾力")


def test_a_full_stop_of_latin_letters_stays() -> None:
    assert names.plain("J.R. Smith") == "J.R.Smith"


@pytest.mark.parametrize(
    ("name", "shown"),
    [("王芳", "王"), ("欧阳娜", "欧阳"), ("欧阳", "欧"), ("司马光", "司马"), ("马司", "马"), ("", "")],
)
def test_a_family_name_of_two_characters_is_not_cut(name: str, shown: str) -> None:
    assert names.family(name) == shown


def test_sentences_keep_their_marks_and_numbers_become_plain() -> None:
    form = Form({"why": ["搬家了，以后（大概）不回来！"], "identity": ["５１０１０７"]})
    assert form.prose("why") == "搬家了，以后（大概）不回来！" and form.text("identity") == "510107"
