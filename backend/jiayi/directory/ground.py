"""Overlaps between areas, and ground that no area covers: measured, named, largest first. Pure."""

from uuid import UUID

import msgspec

from jiayi.directory.drawing import ring_of
from jiayi.directory.model import AreaShape, Overlap
from jiayi.infra import geo
from jiayi.infra.geo import Ring

WORTH_TELLING = 100.0
"""Square metres: what two neighbours drawn by hand share is a sliver, not an overlap."""
MOST_SHOWN = 30


class Clash(msgspec.Struct, frozen=True):
    first_id: UUID
    first_name: str
    second_id: UUID
    second_name: str
    square_metres: int


class Gap(msgspec.Struct, frozen=True):
    near: str
    """The area closest to the middle of the gap."""
    near_id: UUID
    township_name: str
    hectares: str
    ring: Ring


class Ground(msgspec.Struct, frozen=True):
    gaps: list[Gap]
    percent: str
    """Of the county's outline; empty where no outline is known."""


def clashes(pairs: list[Overlap], only: UUID | None = None) -> list[Clash]:
    found = [
        Clash(pair.first_id, pair.first_name, pair.second_id, pair.second_name, round(size))
        for pair in pairs
        if only in (None, pair.first_id, pair.second_id)
        and (size := geo.overlap([ring_of(pair.first_boundary)], [ring_of(pair.second_boundary)]))
        > WORTH_TELLING
    ]
    return sorted(found, key=lambda clash: -clash.square_metres)


def uncovered(outline: list[Ring], shapes: list[AreaShape]) -> Ground:
    if not outline or not shapes:
        return Ground([], "")
    rest = geo.uncovered(outline, [[ring_of(shape.boundary)] for shape in shapes])
    gaps = [_gap(patch, shapes) for patch in rest.patches[:MOST_SHOWN]]
    return Ground(gaps, f"{rest.share * 100:.1f}")


def _gap(patch: Ring, shapes: list[AreaShape]) -> Gap:
    middle = geo.inner_point([patch])
    nearest = min(shapes, key=lambda s: min(geo.distance(middle, (x, y)) for x, y in ring_of(s.boundary)))
    return Gap(nearest.name, nearest.id, nearest.township_name, f"{geo.area([patch]) / 1e4:.1f}", patch)
