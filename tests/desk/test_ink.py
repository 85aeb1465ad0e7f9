"""What may stand as a signature: K1."""

import pytest

from jiayi.agreements.ink import is_name

WAVE = "M10 10" + "".join(f"L{20 * i} {60 + i % 3 * 40}" for i in range(1, 15))


@pytest.mark.parametrize(
    ("drawing", "counts"),
    [
        (WAVE, True),
        (WAVE.replace("L", "M"), False),
        ("", False),
        ("M300 150L301 150", False),
        ("M10 10L400 200", False),
        ("M10 10" + "".join(f"L{20 * i} 10" for i in range(1, 20)), False),
        ("M10 10" + "".join(f"L{10 + i} {10 + i % 2}" for i in range(1, 30)), False),
    ],
    ids=["a name", "dots", "nothing", "a dot", "one line", "a straight line", "a corner"],
)
def test_a_dot_or_a_line_is_no_name(drawing: str, counts: bool) -> None:
    assert is_name(drawing) is counts
