"""Which townships and committees a county shows, and the plots on which its service areas will stand."""

import re
from typing import NamedTuple

from jiayi.infra import division
from jiayi.infra.division import Division
from jiayi.infra.geo import Point, Ring, inner_point
from jiayi.synth.draw import Draw
from jiayi.synth.ground import cells, gather
from jiayi.synth.model import Committee, Township

RESIDENTS_PER_AREA = 40
FEWEST_AREAS, MOST_AREAS = 12, 500
AREAS_PER_TOWNSHIP = 5  # at least, so that a township has teams to choose from
AREAS_PER_COMMITTEE = 3
ORDINARY_TOWNSHIP = re.compile(r".+(街道|镇|乡|苏木)")
VILLAGE = re.compile(r".*(村|嘎查|村民委员会|村委会)")
COMMITTEE_ENDING = re.compile(r"(社区|居民|村民|居委|村委|牧民|委员|会)+$")


class NoOutline(LookupError):
    """No county, or one whose borders are not known."""

    def __init__(self, code: int) -> None:
        super().__init__(f"{code} 不是区县，或者没有边界数据，造不出演示数据。请换一个区县代码。")


class Plot(NamedTuple):
    ring: Ring
    centre: Point
    township: Division
    committee: Division

    @property
    def is_rural(self) -> bool:
        return is_village(self.committee.name)


def plots(county: Division, residents: int, draw: Draw) -> list[Plot]:
    """Raises NoOutline."""
    outline = division.outline(county.code)
    if not outline:
        raise NoOutline(county.code)
    count = max(FEWEST_AREAS, min(MOST_AREAS, residents // RESIDENTS_PER_AREA))
    ground = [(inner_point([ring]), ring) for ring in cells(outline, count, draw)]
    towns = _townships(county.code, len(ground) // AREAS_PER_TOWNSHIP, draw)
    weights = [float(len(committees)) for _, committees in towns]
    blocks = gather([(centre, (centre, ring)) for centre, ring in ground], weights)
    return [
        plot
        for (township, committees), block in zip(towns, blocks, strict=True)
        for plot in _plots_of_township(township, committees, block, draw)
    ]


def _townships(county: int, most: int, draw: Draw) -> list[tuple[Division, list[Division]]]:
    ordinary = [d for d in division.children(county) if ORDINARY_TOWNSHIP.fullmatch(d.name)]
    inhabited = [(d, below) for d in ordinary if (below := division.children(d.code))]
    if not inhabited:
        raise NoOutline(county)
    return draw.some(inhabited, min(most, len(inhabited)), min(most, len(inhabited)))


def _plots_of_township(
    township: Division, committees: list[Division], block: list[tuple[Point, Ring]], draw: Draw
) -> list[Plot]:
    count = -(-len(block) // AREAS_PER_COMMITTEE)
    shown = draw.some(committees, count, count)
    groups = gather([(centre, (centre, ring)) for centre, ring in block], [1.0] * len(shown))
    return [
        Plot(ring, centre, township, committee)
        for committee, group in zip(shown, groups, strict=True)
        for centre, ring in group
    ]


def townships_of(ground: list[Plot]) -> list[Township]:
    return [Township(code=d.code, name=d.name) for d in dict.fromkeys(plot.township for plot in ground)]


def committees_of(ground: list[Plot]) -> list[Committee]:
    pairs = dict.fromkeys((plot.committee, plot.township.code) for plot in ground)
    return [Committee(code=d.code, name=d.name, township=township) for d, township in pairs]


def is_village(committee: str) -> bool:
    return VILLAGE.fullmatch(committee) is not None


def short_name(committee: str) -> str:
    """Without 社区居委会, 居民委员会 and the like; a village keeps 村."""
    bare = COMMITTEE_ENDING.sub("", committee) or committee
    return bare if not is_village(committee) or bare.endswith(("村", "嘎查")) else bare + "村"


def county_path(county: Division) -> str:
    """The address down to the county: from the city, or from the province where that is the city."""
    steps = division.path(county.code)
    return "".join(d.name for d in (steps if len(steps) < 3 else steps[1:]))
