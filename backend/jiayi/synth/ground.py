"""Cuts a county's outline into cells, and gathers neighbouring cells into groups."""

from typing import TypeVar

import shapely
from shapely.geometry import MultiPoint, Polygon
from shapely.geometry.base import BaseGeometry

from jiayi.infra.geo import Point, Ring, Shape
from jiayi.synth.draw import Draw

DECIMALS = 6  # a decimetre
T = TypeVar("T")


def cells(outline: Shape, count: int, draw: Draw) -> list[Ring]:
    """Voronoi cells of `count` points, evened out; of a cell that falls apart the largest piece."""
    county = land(outline)
    points = _scatter(county, count, draw)
    for _ in range(2):
        points = [piece.centroid for piece in _pieces(county, points)]
        points = [point if county.contains(point) else shapely.Point(*_any(county, draw)) for point in points]
    return [
        [(round(x, DECIMALS), round(y, DECIMALS)) for x, y in piece.exterior.coords]
        for piece in _pieces(county, points)
    ]


def land(outline: Shape) -> BaseGeometry:
    whole: BaseGeometry = Polygon()
    for ring in outline:
        whole = whole.symmetric_difference(Polygon(ring))
    return whole


def _scatter(county: BaseGeometry, count: int, draw: Draw) -> list[shapely.Point]:
    shapely.prepare(county)
    return [shapely.Point(*_any(county, draw)) for _ in range(count)]


def _any(county: BaseGeometry, draw: Draw) -> Point:
    west, south, east, north = county.bounds
    while True:
        point = draw.uniform(west, east), draw.uniform(south, north)
        if shapely.contains_xy(county, *point):
            return point


def _pieces(county: BaseGeometry, points: list[shapely.Point]) -> list[Polygon]:
    whole = shapely.voronoi_polygons(MultiPoint(points), extend_to=county)
    cut = (cell.intersection(county) for cell in whole.geoms)
    pieces = (max(getattr(cell, "geoms", [cell]), key=lambda piece: piece.area) for cell in cut)
    return [Polygon(piece.exterior) for piece in pieces if isinstance(piece, Polygon)]


def gather(items: list[tuple[Point, T]], weights: list[float]) -> list[list[T]]:
    """Neighbours together: one group per weight, of about that share, by halving along the longer side."""
    if len(weights) == 1:
        return [[item for _, item in items]]
    half = len(weights) // 2
    spread = [max(p[axis] for p, _ in items) - min(p[axis] for p, _ in items) for axis in (0, 1)]
    axis = 0 if spread[0] >= spread[1] else 1
    ordered = sorted(items, key=lambda item: item[0][axis])
    cut = round(len(items) * sum(weights[:half]) / sum(weights))
    cut = max(min(cut, len(items) - (len(weights) - half)), half)
    return gather(ordered[:cut], weights[:half]) + gather(ordered[cut:], weights[half:])
