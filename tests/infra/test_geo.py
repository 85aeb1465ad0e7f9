import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiayi.infra.geo import (
    Ring,
    area,
    bbox,
    centroid,
    contains,
    distance,
    inner_point,
    overlap,
    simplify,
    uncovered,
)
from jiayi.infra.geo_json import UnusableShape, parse_areas
from jiayi.infra.geo_svg import Viewport

DEGREE = 0.01  # about a kilometre


def square(west: float, south: float, side: float = DEGREE) -> Ring:
    east, north = west + side, south + side
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]


HERE = square(104.0, 30.6)
BESIDE = square(104.0 + DEGREE, 30.6)
ACROSS = square(104.0 + DEGREE / 2, 30.6)
HOLE = square(104.0 + DEGREE / 4, 30.6 + DEGREE / 4, DEGREE / 2)
CRESCENT = [(104.0, 30.6), (104.03, 30.6), (104.03, 30.601), (104.001, 30.601), (104.0, 30.63), (104.0, 30.6)]


@pytest.mark.parametrize(
    ("point", "inside", "inside_with_hole"),
    [((104.005, 30.605), True, False), ((104.001, 30.601), True, True), ((104.02, 30.605), False, False)],
)
def test_contains(point: tuple[float, float], inside: bool, inside_with_hole: bool) -> None:
    assert contains([HERE], point) is inside
    assert contains([HERE, HOLE], point) is inside_with_hole


def test_distances_and_areas_are_metric() -> None:
    assert distance((104.0, 30.0), (104.0, 31.0)) == pytest.approx(111_195, abs=1)
    assert distance((116.4, 39.9), (121.47, 31.23)) == pytest.approx(1_067_300, rel=0.001)
    side_ns, side_we = distance(HERE[0], HERE[3]), distance(HERE[0], HERE[1])
    assert area([HERE]) == pytest.approx(side_ns * side_we, rel=0.001)
    assert area([HERE, HOLE]) == pytest.approx(area([HERE]) * 3 / 4, rel=0.001)


def test_a_label_lies_inside_where_the_centre_of_gravity_does_not() -> None:
    assert centroid(HERE) == pytest.approx((104.005, 30.605))
    assert not contains([CRESCENT], centroid(CRESCENT))
    assert contains([CRESCENT], inner_point([CRESCENT]))


@pytest.mark.parametrize(("other", "share"), [(HERE, 1), (ACROSS, 0.5), (BESIDE, 0)])
def test_overlap(other: Ring, share: float) -> None:
    assert overlap([HERE], [other]) == pytest.approx(share * area([HERE]), rel=0.001, abs=1)


def test_uncovered_ground_is_measured_and_shown() -> None:
    whole, left = [HERE, BESIDE], uncovered([HERE, BESIDE], [[ACROSS]])
    assert left.share == pytest.approx(0.5, abs=0.001)
    assert left.area == pytest.approx(area(whole) / 2, rel=0.001)
    assert len(left.patches) == 2
    assert uncovered([HERE], [[HERE]]) == (0, 0, [])
    assert uncovered([HERE], []).share == pytest.approx(1)


def test_simplify_drops_only_what_is_within_the_tolerance() -> None:
    dented = [HERE[0], (104.005, 30.6001), *HERE[1:]]  # 11 m off the line
    assert simplify(dented, 20) == HERE
    assert simplify(dented, 5) == dented
    assert simplify(HERE, 10_000) == HERE


def test_a_path_is_short_and_relative() -> None:
    view = Viewport.fit(bbox(HERE), width=100)
    assert view.path([HERE]) == f"M0 {view.height:g}l100 0 0 -{view.height:g} -100 0z"
    assert view.place(HERE[2]) == (100, 0)
    assert view.path([square(104.0, 30.6, DEGREE / 10_000)]) == ""


def test_a_viewport_keeps_proportions_and_margins() -> None:
    view = Viewport.fit(bbox(HERE), width=200, height=50, margin=5)
    (x1, y1), (x2, y2) = view.place(HERE[0]), view.place(HERE[2])
    assert (y1, y2) == (45, 5) and x1 + x2 == pytest.approx(200)
    assert (x2 - x1) / (y1 - y2) == pytest.approx(0.861, abs=0.002)


def geojson(*rings: list[Any], kind: str = "Polygon") -> str:
    return json.dumps({"type": kind, "coordinates": list(rings)})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "这不是 GeoJSON"),
        (geojson(HERE[:-1]), "没有闭合"),
        (geojson([HERE[0], HERE[2], HERE[1], HERE[3], HERE[0]]), "自己交叉.* 104.005, 30.605 "),
        (geojson([HERE[0], HERE[1], HERE[0]]), "点太少"),
        (geojson([HERE[0], HERE[1], HERE[1], HERE[0]]), "点太少"),
        (geojson([HERE[0], HERE[0], HERE[0], HERE[0]]), "点太少"),
        (geojson([[30.6, 104.0], [30.6, 104.1], [30.7, 104.1], [30.6, 104.0]]), "写反"),
        (geojson(square(2.3, 48.8)), "不在中国"),
        (geojson([[104.0], [104.1], [104.1], [104.0]]), "经度, 纬度"),
        (geojson([HERE[0]] * 2001), "简化到 2000 个以内"),
        (geojson(HERE, HOLE), "不能有洞"),
        (geojson([HERE], [BESIDE], kind="MultiPolygon"), "一整块"),
        (geojson(), "空的"),
        ('{"type": "Point", "coordinates": [104, 30]}', "Polygon 类型"),
        ('{"type": "FeatureCollection", "features": []}', "没有图形"),
    ],
)
def test_geojson_is_refused_in_a_sentence(text: str, sentence: str) -> None:
    with pytest.raises(UnusableShape, match=sentence):
        parse_areas(text)


def test_geojson_names_the_shape_that_is_wrong() -> None:
    features = [
        {"type": "Feature", "geometry": json.loads(geojson(ring)), "properties": {"name": "甲"}}
        for ring in (HERE, HERE[:-1])
    ]
    with pytest.raises(UnusableShape, match="第 2 个图形"):
        parse_areas(json.dumps({"type": "FeatureCollection", "features": features}))
    good = parse_areas(json.dumps({"type": "FeatureCollection", "features": features[:1]}))
    assert (good[0].ring, good[0].properties) == (HERE, {"name": "甲"})


def test_heights_and_repeated_points_are_dropped() -> None:
    ring = [[x, y, 500.0] for x, y in HERE]
    assert parse_areas(geojson([ring[0], *ring]))[0].ring == HERE


numbers = st.floats(allow_nan=False, allow_infinity=False) | st.floats(103.9, 104.1)
positions = st.lists(st.lists(numbers, min_size=1, max_size=3), max_size=8)


@given(
    st.text() | st.builds(geojson, positions) | st.builds(lambda ring: geojson([*ring, *ring[:1]]), positions)
)
def test_whatever_is_brought_is_kept_or_refused(text: str) -> None:
    try:
        areas = parse_areas(text)
    except UnusableShape as refusal:
        assert str(refusal).endswith("。")
    else:
        assert all(each.ring[0] == each.ring[-1] and area([each.ring]) >= 0 for each in areas)


def closed(points: list[tuple[float, float]]) -> Ring:
    return [*points, points[0]]


places = st.tuples(st.floats(104, 104.1), st.floats(30, 30.1))


def test_results_stay_closed() -> None:
    result = simplify(CRESCENT, 50)
    assert result[0] == result[-1]
