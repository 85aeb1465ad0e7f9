"""Whether a drawn boundary lies in its county. Pure.

The outlines are coarse (hundreds of metres off, see infra/division_data/SOURCES.md): what is near the border cannot
be refused, only asked about; what is far outside is a slip.
"""

import msgspec

from jiayi.infra import division, geo
from jiayi.infra.geo import Ring
from jiayi.infra.sentence import filled

COARSE = 1_000.0
"""Metres by which an outline may be wrong."""
WORTH_ASKING = 0.1
"""Share of the ground that lies beyond the outline."""


def refusal(county: int, ring: Ring) -> str:
    """A sentence if nothing of it is near the county; empty otherwise, and where no outline is known."""
    outline = division.outline(county)
    if not outline or geo.apart([ring], outline) <= COARSE:
        return ""
    name = division.get(county).name
    if there := _neighbour(county, ring):
        return filled("画在了%(other)s，不在%(name)s。请检查每个点的经度和纬度。", other=there, name=name)
    return filled("画到了%(name)s以外很远的地方。请检查每个点的经度和纬度。", name=name)


class Beyond(msgspec.Struct, frozen=True):
    """How much of an area lies outside its county."""

    percent: int
    name: str
    other: str
    """The neighbour that holds it, if it is known."""


def beyond(county: int, ring: Ring) -> Beyond | None:
    """None if too little of it lies beyond the outline to ask."""
    outline = division.outline(county)
    size = geo.area([ring])
    outside = 1 - geo.overlap([ring], outline) / size if outline and size else 0.0
    if outside <= WORTH_ASKING:
        return None
    return Beyond(round(outside * 100), division.get(county).name, _neighbour(county, ring))


def question(county: int, ring: Ring) -> str:
    """A sentence if a part of it lies beyond the outline."""
    part = beyond(county, ring)
    if part is None:
        return ""
    if part.other:
        return filled("约 %(percent)s%% 画到了%(name)s的轮廓外（%(other)s）。请核对；没有画错的话请勾选确认。",
                      other=part.other, percent=part.percent, name=part.name)  # fmt: skip
    return filled("约 %(percent)s%% 画到了%(name)s的轮廓外。请核对；没有画错的话请勾选确认。",
                  percent=part.percent, name=part.name)  # fmt: skip


def _neighbour(county: int, ring: Ring) -> str:
    """The county of the same city that holds most of it."""
    parent = division.get(county).parent
    others = [d for d in division.children(parent) if d.code != county] if parent else []
    sizes = [(geo.overlap([ring], outline), d.name) for d in others if (outline := division.outline(d.code))]
    size, name = max(sizes, default=(0.0, ""))
    return name if size else ""
