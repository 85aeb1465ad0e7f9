"""The map as SVG, drawn by the server: shapes in, paths with links out. The same picture needs no script (N-1.2)."""

from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

import msgspec

from jiayi.directory.model import AreaShape, Pin
from jiayi.infra import geo
from jiayi.infra.geo import Box, Ring
from jiayi.infra.geo_svg import Viewport

WIDTH = 360.0
TALLEST = 480.0
EACH_LINKED = 250
"""Up to so many areas each is a link of its own; above, each township is one."""
_LEAST_UNITS = 0.35


class Path(msgspec.Struct, frozen=True):
    colour: str
    d: str


class Linked(msgspec.Struct, frozen=True):
    """One link of the map: an area, or a township with all its areas."""

    href: str
    name: str
    detail: str
    paths: list[Path]


class Spot(msgspec.Struct, frozen=True):
    x: float
    y: float
    name: str


class Drawing(msgspec.Struct, frozen=True):
    width: float
    height: float
    outline: str
    links: list[Linked]
    spots: list[Spot]
    box: Box
    by_township: bool = False
    plain: list[Path] = []
    """Shapes that lead nowhere."""


def ring_of(boundary: Sequence[tuple[float, float]]) -> Ring:
    """Closed, from a polygon as the database gives it."""
    points = [(float(x), float(y)) for x, y in boundary]
    return [*points, points[0]]


def town_map(
    shapes: list[AreaShape], pins: list[Pin], outline: list[Ring], *, whole_county: bool
) -> Drawing | None:
    """A county, or one township of it; None if nothing is drawn yet."""
    rings = {shape.id: ring_of(shape.boundary) for shape in shapes}
    frame = outline if whole_county and outline else list(rings.values())
    if not frame:
        return None
    view = _fit([point for ring in frame for point in ring])
    box = geo.bbox(point for ring in frame for point in ring)
    by_township = whole_county and len(shapes) > EACH_LINKED
    links = _townships(shapes, rings, view) if by_township else _areas(shapes, rings, view)
    border = [_thin(ring, view) for ring in outline] if whole_county else []
    return Drawing(view.width, view.height, view.path(border), links, _spots(pins, view), box, by_township)


def near_map(own: AreaShape, shapes: list[AreaShape], pins: list[Pin], box: Box) -> Drawing:
    """A small map around one area; areas of its team stand out, its own most."""
    view = Viewport.fit(box, WIDTH, 220.0)
    links = []
    for shape in sorted(shapes, key=lambda s: s.id == own.id):
        colour = "me" if shape.id == own.id else "team" if shape.team_id == own.team_id else ""
        links.append(_area(shape, ring_of(shape.boundary), view, colour))
    return Drawing(view.width, view.height, "", links, _spots(pins, view), box)


def ground_map(shapes: list[AreaShape], gaps: list[Ring], outline: list[Ring]) -> Drawing | None:
    """What is covered, as one colour, and each gap in the colour of attention."""
    rings = [ring_of(shape.boundary) for shape in shapes]
    if not (rings or outline):
        return None
    points = [point for ring in outline or rings for point in ring]
    view = _fit(points)
    covered = [Path("team", view.path([_thin(ring, view) for ring in rings]))]
    parts = [Path("me", view.path([_thin(ring, view)])) for ring in gaps]
    border = view.path([_thin(ring, view) for ring in outline])
    return Drawing(view.width, view.height, border, [], [], geo.bbox(points), plain=[*covered, *parts])


def around(ring: Ring, times: float = 3.0) -> Box:
    box = geo.bbox(ring)
    wide, tall = (box.east - box.west) * times / 2, (box.north - box.south) * times / 2
    x, y = (box.west + box.east) / 2, (box.south + box.north) / 2
    return Box(x - wide, y - tall, x + wide, y + tall)


def _fit(points: Ring) -> Viewport:
    box = geo.bbox(points)
    view = Viewport.fit(box, WIDTH, margin=6)
    return view if view.height <= TALLEST else Viewport.fit(box, WIDTH, TALLEST, margin=6)


def _areas(shapes: list[AreaShape], rings: dict[UUID, Ring], view: Viewport) -> list[Linked]:
    return [_area(s, rings[s.id], view, f"t{s.colour}" if s.colour >= 0 else "") for s in shapes]


def _area(shape: AreaShape, ring: Ring, view: Viewport, colour: str) -> Linked:
    path = Path(colour, view.path([_thin(ring, view)]))
    return Linked(f"/areas/{shape.county}/{shape.id}", shape.name, shape.team_name, [path])


def _townships(shapes: list[AreaShape], rings: dict[UUID, Ring], view: Viewport) -> list[Linked]:
    links = []
    for (code, name), group in groupby(shapes, key=lambda s: (s.township, s.township_name)):
        members = list(group)
        paths = [
            Path(f"t{colour}" if colour >= 0 else "", view.path([_thin(rings[s.id], view) for s in same]))
            for colour, same in _by_colour(members)
        ]
        links.append(Linked(f"/map?county={members[0].county}&township={code}", name, "", paths))
    return links


def _by_colour(shapes: list[AreaShape]) -> list[tuple[int, list[AreaShape]]]:
    ordered = sorted(shapes, key=lambda s: s.colour)
    return [(colour, list(group)) for colour, group in groupby(ordered, key=lambda s: s.colour)]


def _thin(ring: Ring, view: Viewport) -> Ring:
    """Without the corners that nobody would see at this size."""
    return geo.simplify(ring, _LEAST_UNITS / view.per_lat * geo.METRES_PER_DEGREE)


def _spots(pins: list[Pin], view: Viewport) -> list[Spot]:
    placed = [(view.place((pin.lon, pin.lat)), pin.name) for pin in pins]
    return [Spot(x, y, name) for (x, y), name in placed if 0 < x < view.width and 0 < y < view.height]
