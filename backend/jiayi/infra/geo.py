"""Geometry of small places. WGS-84 degrees, longitude first; lengths in metres, areas in square metres.

A shape is a list of closed rings filled even-odd: a second ring is a hole or another part. The shift to
GCJ-02 is the browser's.
"""

import math
from collections.abc import Iterable
from functools import reduce
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from shapely import make_valid, union_all
from shapely.geometry import Polygon
from shapely.geometry.base import BaseGeometry

Point = tuple[float, float]
Ring = list[Point]
Shape = list[Ring]

EARTH_RADIUS = 6_371_008.8
METRES_PER_DEGREE = math.radians(EARTH_RADIUS)


class Box(NamedTuple):
    west: float
    south: float
    east: float
    north: float


CHINA = Box(73.4, 3.4, 135.1, 53.6)


def distance(a: Point, b: Point) -> float:
    """Haversine."""
    (lon_a, lat_a), (lon_b, lat_b) = a, b
    rise = math.sin(math.radians(lat_b - lat_a) / 2) ** 2
    turn = math.sin(math.radians(lon_b - lon_a) / 2) ** 2
    chord = rise + math.cos(math.radians(lat_a)) * math.cos(math.radians(lat_b)) * turn
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, chord)))


def bbox(points: Iterable[Point]) -> Box:
    xs, ys = zip(*points, strict=True)
    return Box(min(xs), min(ys), max(xs), max(ys))


def contains(shape: Shape, point: Point) -> bool:
    crossings = 0
    x, y = point
    for ring in shape:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
                crossings += 1
    return crossings % 2 == 1


def area(shape: Shape) -> float:
    return float(_flat(shape, _Plane.at(shape)).area)


def centroid(ring: Ring) -> Point:
    """The centre of gravity; of a crescent it may lie outside, then use `inner_point`."""
    plane = _Plane.at([ring])
    centre = Polygon(plane.ring(ring)).centroid
    return plane.back((centre.x, centre.y))


def inner_point(shape: Shape) -> Point:
    """Certainly inside; for a label or a pin."""
    plane = _Plane.at(shape)
    inside = _flat(shape, plane).representative_point()
    return plane.back((inside.x, inside.y))


def overlap(a: Shape, b: Shape) -> float:
    """Square metres that both cover; two neighbours that share a border have 0."""
    plane = _Plane.at(a)
    return float(_flat(a, plane).intersection(_flat(b, plane)).area)


def apart(a: Shape, b: Shape) -> float:
    """Metres between the nearest points; 0 if they meet."""
    plane = _Plane.at(b)
    return float(_flat(a, plane).distance(_flat(b, plane)))


class Uncovered(NamedTuple):
    area: float
    share: float
    patches: list[Ring]
    """Outer rings, largest first; slivers under the asked size are not listed, but are counted."""


def uncovered(whole: Shape, parts: Iterable[Shape], smallest_patch: float = 2_500.0) -> Uncovered:
    plane = _Plane.at(whole)
    ground = _flat(whole, plane)
    rest = ground.difference(union_all([_flat(part, plane) for part in parts]))
    pieces = sorted(_polygons_of(rest), key=lambda piece: -piece.area)
    patches = [
        [plane.back(p) for p in piece.exterior.coords] for piece in pieces if piece.area >= smallest_patch
    ]
    return Uncovered(float(rest.area), float(rest.area / ground.area), patches)


def simplify(ring: Ring, tolerance: float) -> Ring:
    """Douglas-Peucker, tolerance in metres. A ring too small to survive is returned as it is."""
    return simplify_all([ring], tolerance)[0]


def simplify_all(rings: list[Ring], tolerance: float) -> list[Ring]:
    """Many rings of one neighbourhood at once: one call into GEOS, four times as fast as ring by ring."""
    if not rings:
        return []
    narrow = math.cos(math.radians(rings[0][0][1]))
    points = np.array([point for ring in rings for point in ring])
    owner = np.repeat(np.arange(len(rings)), [len(ring) for ring in rings])
    shapes = shapely.linearrings(points * (narrow, 1.0), indices=owner)
    thin = shapely.simplify(shapes, tolerance / METRES_PER_DEGREE, preserve_topology=False)
    kept, of_ring = shapely.get_coordinates(thin, return_index=True)
    ends = np.searchsorted(of_ring, np.arange(len(rings) + 1))
    corners = [[(round(x / narrow, 9), y) for x, y in kept[i:j].tolist()] for i, j in pairwise(ends)]
    return [few if len(few) > 3 else ring for few, ring in zip(corners, rings, strict=True)]


class _Plane(NamedTuple):
    """Sinusoidal, in metres around a middle: true to area everywhere, to shape near the middle."""

    lon: float
    lat: float

    @classmethod
    def at(cls, shape: Shape) -> "_Plane":
        box = bbox(point for ring in shape for point in ring)
        return cls((box.west + box.east) / 2, (box.south + box.north) / 2)

    def ring(self, ring: Ring) -> Ring:
        return [self.flat(point) for point in ring]

    def flat(self, point: Point) -> Point:
        lon, lat = point
        east = (lon - self.lon) * math.cos(math.radians(lat))
        return east * METRES_PER_DEGREE, (lat - self.lat) * METRES_PER_DEGREE

    def back(self, point: tuple[float, ...]) -> Point:
        lat = self.lat + point[1] / METRES_PER_DEGREE
        return self.lon + point[0] / METRES_PER_DEGREE / math.cos(math.radians(lat)), lat


def _flat(shape: Shape, plane: _Plane) -> BaseGeometry:
    rings = [make_valid(Polygon(plane.ring(ring))) for ring in shape]
    return reduce(lambda a, b: a.symmetric_difference(b), rings)


def _polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    parts = getattr(geometry, "geoms", [geometry])
    return [part for part in parts if isinstance(part, Polygon) and not part.is_empty]
