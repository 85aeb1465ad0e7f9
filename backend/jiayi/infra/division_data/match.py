"""Which official township (Ministry of Civil Affairs) a statistical one (Bureau of Statistics) is.

The two number townships differently, so the same code often means two places: names decide, codes only help.
"""

import re
from collections import defaultdict

Names = dict[str, str]

KIND_OF_TOWNSHIP = re.compile(r"(街道办事处|办事处|街道|地区|片区|镇|乡|苏木|管委会)+$")
NATIONALITY = re.compile(r"(满|回|蒙古|朝鲜|苗|土家|瑶|侗|布依|彝|哈萨克|壮|白|藏|傣|畲)?民?族$")


class Matcher:
    def __init__(self, divisions: Names, streets: Names) -> None:
        self.divisions = divisions
        self.streets = streets
        self.names_in_county = {(code[:6], name) for code, name in streets.items()}
        self.by_name: dict[tuple[str, str], list[str]] = defaultdict(list)
        for code, name in divisions.items():
            if len(code) == 9:
                for key in ((code[:6], name), (code[:6], "~" + stem(name)), (code[:4], name)):
                    self.by_name[key].append(code)

    def homes(self) -> dict[str, str | None]:
        return {street: self.home(street) for street in self.streets}

    def home(self, street: str) -> str | None:
        """Itself when no official township answers to it; None when that code is somewhere else's."""
        county, name = street[:6], self.streets[street]
        for key in ((county, name), (county, "~" + stem(name)), (street[:4], name)):
            found = self.by_name.get(key, [])
            if len(found) == 1:
                return found[0]
        if street in self.divisions:
            return street if self.renamed(street) else None
        return street if county in self.divisions else None

    def renamed(self, street: str) -> bool:
        official = self.divisions[street]
        alike = set(stem(official)) & set(stem(self.streets[street]))
        return bool(alike) and (street[:6], official) not in self.names_in_county


def stem(name: str) -> str:
    bare = KIND_OF_TOWNSHIP.sub("", name)
    return NATIONALITY.sub("", bare) or bare
