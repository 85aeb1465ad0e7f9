"""Draws shapes of geo.py into an SVG: equirectangular, north up, undistorted, the box in the middle."""

import math
from itertools import pairwise
from typing import Self

import msgspec

from jiayi.infra.geo import Box, Point, Ring, Shape


class Viewport(msgspec.Struct, frozen=True):
    width: float
    height: float
    centre: Point
    per_lon: float
    """SVG units per degree of longitude; `per_lat` of latitude."""
    per_lat: float

    @classmethod
    def fit(cls, box: Box, width: float, height: float | None = None, margin: float = 0.0) -> Self:
        """Without a height, as tall as the box needs."""
        centre = ((box.west + box.east) / 2, (box.south + box.north) / 2)
        shrink = math.cos(math.radians(centre[1]))
        wide, tall = (box.east - box.west) * shrink, box.north - box.south
        scale = (width - 2 * margin) / wide
        if height is None:
            height = round(tall * scale + 2 * margin, 1)
        scale = min(scale, (height - 2 * margin) / tall)
        return cls(width, height, centre, scale * shrink, scale)

    def place(self, point: Point) -> Point:
        """Rounded to a tenth of a unit."""
        x = self.width / 2 + (point[0] - self.centre[0]) * self.per_lon
        y = self.height / 2 - (point[1] - self.centre[1]) * self.per_lat
        return round(x, 1), round(y, 1)

    def path(self, shape: Shape) -> str:
        """The `d` of a path: relative steps in tenths, none that goes nowhere. Fill it `evenodd`."""
        return "".join(self._ring_path(ring) for ring in shape)

    def _ring_path(self, ring: Ring) -> str:
        # Differences of rounded places, not rounded differences: else the error grows along the ring.
        tenths = [(round(x * 10), round(y * 10)) for x, y in map(self.place, ring[:-1])]
        steps = [(x - px, y - py) for (px, py), (x, y) in pairwise(tenths) if (x, y) != (px, py)]
        if len(steps) < 2:
            return ""
        return f"M{_pair(tenths[0])}l{' '.join(map(_pair, steps))}z"


def _pair(tenths: tuple[int, int]) -> str:
    return f"{tenths[0] / 10:g} {tenths[1] / 10:g}"
