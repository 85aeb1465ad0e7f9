"""A boundary as a manager gives it, "lon,lat" lines or GeoJSON, and what is wrong with it. Pure."""

import json
import re
from typing import Any

from shapely.geometry import Polygon

from jiayi.infra import geo
from jiayi.infra.geo import Ring

MOST_CORNERS = 2000
SMALLEST = 100.0
"""Square metres: less is a slip of the finger."""
LARGEST = 2_000e6


class BadBoundary(ValueError):
    """Says what to do, in words for the manager."""


def read(text: str) -> Ring:
    """Closed, WGS-84, longitude first. Raises BadBoundary."""
    text = text.strip()
    points = _geojson(text) if text.startswith("{") else _lines(text)
    if points and points[0] == points[-1]:
        points = points[:-1]
    if len(set(points)) < 3:
        raise BadBoundary("边界至少要三个点，每行写一个“经度,纬度”")
    if len(points) > MOST_CORNERS:
        raise BadBoundary("点太多了，请先简化到 2000 个点以内")
    ring = [*points, points[0]]
    _check(ring)
    return ring


def write(ring: Ring) -> str:
    """For the text field: one corner a line."""
    return "\n".join(f"{x:.6f},{y:.6f}" for x, y in ring[:-1])


def _check(ring: Ring) -> None:
    box = geo.CHINA
    if any(not (box.west <= x <= box.east and box.south <= y <= box.north) for x, y in ring):
        raise BadBoundary("有的点不在中国境内：请先写经度、再写纬度，例如 104.05123,30.64456")
    if not Polygon(ring).is_valid:
        raise BadBoundary("边界线自己交叉了，请按顺序沿一个方向画")
    size = geo.area([ring])
    if size < SMALLEST:
        raise BadBoundary("画得太小了，请检查每个点")
    if size > LARGEST:
        raise BadBoundary("画得太大了，请检查每个点")


def _lines(text: str) -> Ring:
    points = []
    for line in filter(str.strip, re.split(r"[\n;；]+", text)):
        parts = [part for part in re.split(r"[,，\s]+", line.strip()) if part]
        try:
            x, y = (float(part) for part in parts)
        except ValueError:
            raise BadBoundary("有一行看不懂：请写成“经度,纬度”，例如 104.05123,30.64456") from None
        points.append((x, y))
    return points


def _geojson(text: str) -> Ring:
    try:
        found: Any = json.loads(text)
        while found["type"] in ("Feature", "FeatureCollection"):
            found = found["geometry"] if found["type"] == "Feature" else found["features"][0]
        if found["type"] != "Polygon" or len(found["coordinates"]) != 1:
            raise BadBoundary("只收一整块、没有洞的 Polygon；分成几块的地方请分别登记")
        return [(float(x), float(y)) for x, y, *_ in found["coordinates"][0]]
    except (ValueError, KeyError, IndexError, TypeError) as error:
        if isinstance(error, BadBoundary):
            raise
        raise BadBoundary("GeoJSON 看不懂，请检查是否完整") from None
