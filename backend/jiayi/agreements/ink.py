"""Whether a drawing can be somebody's name: a dot or one short line is none. static/js/sign.js says the same."""

import re
from itertools import pairwise
from math import dist

TOO_LITTLE = "签名太短了，看不出是谁签的。请把名字写完整，或者输入姓名"
LEAST_POINTS, LEAST_LENGTH = 10, 150
LEAST_LONG, LEAST_SHORT = 80, 15
"""Of the longer and the shorter side, on a field of 600 by 300."""
_MOVE = re.compile(r"([ML])(\d+(?:\.\d+)?)[ ,](\d+(?:\.\d+)?)")


def is_name(drawing: str) -> bool:
    strokes: list[list[tuple[float, float]]] = []
    for kind, x, y in _MOVE.findall(drawing):
        if kind == "M" or not strokes:
            strokes.append([])
        strokes[-1].append((float(x), float(y)))
    points = [point for stroke in strokes for point in stroke]
    if len(points) < LEAST_POINTS:
        return False
    sides = [max(values) - min(values) for values in zip(*points, strict=True)]
    length = sum(dist(a, b) for stroke in strokes for a, b in pairwise(stroke))
    return max(sides) >= LEAST_LONG and min(sides) >= LEAST_SHORT and length >= LEAST_LENGTH
