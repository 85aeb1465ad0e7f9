"""Reads areas that people bring as GeoJSON, and says in a sentence what to mend when they cannot be kept."""

from itertools import pairwise
from typing import Any

import msgspec
from shapely.geometry import Polygon as ShapelyPolygon
from shapely.validation import explain_validity

from jiayi.infra.geo import CHINA, Box, Point, Ring, bbox
from jiayi.infra.sentence import Refusal

MOST_POINTS = 2_000  # of one ring: a hand-drawn boundary has dozens; more is a tracing error


class UnusableShape(Refusal):
    """The message is a sentence for the person who brought the file."""


class Area(msgspec.Struct, frozen=True):
    ring: Ring
    """Closed, not crossing itself, in China, WGS-84."""
    properties: dict[str, Any]


class _Geometry(msgspec.Struct, tag_field="type"):
    pass


class Polygon(_Geometry):
    coordinates: list[list[list[float]]]


class MultiPolygon(_Geometry):
    coordinates: list[list[list[list[float]]]]


class Feature(msgspec.Struct, tag_field="type"):
    geometry: Polygon | MultiPolygon
    properties: dict[str, Any] | None = None


class FeatureCollection(msgspec.Struct, tag_field="type"):
    features: list[Feature]


Document = FeatureCollection | Feature | Polygon | MultiPolygon


def parse_areas(text: str | bytes) -> list[Area]:
    """Raises UnusableShape."""
    features = _features(_decode(text))
    if not features:
        raise UnusableShape("文件里没有图形，请检查导出的内容。")
    areas = []
    for number, feature in enumerate(features, 1):
        try:
            areas.append(Area(check_ring(_only_ring(feature.geometry)), feature.properties or {}))
        except UnusableShape as problem:
            if len(features) == 1:
                raise
            raise UnusableShape("第 %(n)s 个图形：%(fault)s", n=number, fault=problem) from None
    return areas


def check_ring(positions: list[list[float]]) -> Ring:
    """Raises UnusableShape. A height, if given, is dropped; so is a point that repeats the one before."""
    if any(len(position) not in (2, 3) for position in positions):
        raise UnusableShape("有的点不是“经度, 纬度”，请检查坐标。")
    if len(positions) > MOST_POINTS:
        raise UnusableShape(
            "边界有 %(n)s 个点，请简化到 %(most)s 个以内。", n=len(positions), most=MOST_POINTS
        )
    points: list[Point] = [(position[0], position[1]) for position in positions]
    if len(points) < 4:
        raise UnusableShape("边界的点太少，请至少画三个角，再回到起点。")
    if points[0] != points[-1]:
        raise UnusableShape("边界没有闭合，请让最后一个点与第一个点相同。")
    _check_place(bbox(points))
    ring = points[:1] + [here for before, here in pairwise(points) if here != before]
    _check_simple(ring)
    return ring


def _decode(text: str | bytes) -> Document:
    try:
        document: Document = msgspec.json.decode(text, type=Document)
        return document
    except msgspec.ValidationError as error:
        raise UnusableShape(
            "读不出面状图形，请导出为 Polygon 类型的 GeoJSON（%(fault)s）。", fault=error
        ) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise UnusableShape("这不是 GeoJSON 文件，请重新导出后再上传。") from error


def _features(document: Document) -> list[Feature]:
    match document:
        case FeatureCollection(features=features):
            return features
        case Feature():
            return [document]
        case _:
            return [Feature(document)]


def _only_ring(geometry: Polygon | MultiPolygon) -> list[list[float]]:
    polygons = geometry.coordinates if isinstance(geometry, MultiPolygon) else [geometry.coordinates]
    if len(polygons) != 1:
        raise UnusableShape("一个片区只能是一整块，请把分开的几块分别保存。")
    if not polygons[0]:
        raise UnusableShape("图形是空的，请重新画。")
    if len(polygons[0]) != 1:
        raise UnusableShape("片区中间不能有洞，请画成不带洞的边界。")
    return polygons[0][0]


def _check_place(box: Box) -> None:
    if _within(box, CHINA):
        return
    if _within(Box(box.south, box.west, box.north, box.east), CHINA):
        raise UnusableShape("经度和纬度写反了，请把经度写在前面。")
    raise UnusableShape("边界不在中国范围内，请检查坐标（应为 WGS-84 经纬度）。")


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer.west <= inner.west
        and inner.east <= outer.east
        and outer.south <= inner.south
        and inner.north <= outer.north
    )


def _check_simple(ring: Ring) -> None:
    if len(ring) < 4:
        raise UnusableShape("边界的点太少，请至少画三个角，再回到起点。")
    shape = ShapelyPolygon(ring)
    if not shape.is_valid:
        where = explain_validity(shape).partition("[")[2].rstrip("]").replace(" ", ", ")
        raise UnusableShape("边界自己交叉了，请在 %(where)s 附近改正。", where=where)
    if shape.area == 0:
        raise UnusableShape("边界围不出面积，请重新画。")
