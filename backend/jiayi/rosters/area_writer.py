"""Service areas with boundary, buildings and team; changes are dated: one row ends today, the next begins."""

from typing import Any
from uuid import UUID

import msgspec

from jiayi.directory import outline
from jiayi.infra import geo
from jiayi.infra.ids import new_id
from jiayi.infra.sentence import Sentence
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Record
from jiayi.rosters.names import initials, pinyin
from jiayi.rosters.store import AreaRow, Q, TeamRow
from jiayi.rosters.writers import CodedWriter

_FIELDS = (
    "kind",
    "name",
    "township",
    "committee",
    "township_name",
    "committee_name",
    "address",
    "household_count",
)
Ring = list[tuple[float, float]]


class AreaWriter(CodedWriter):
    async def finish(self, *, write: bool) -> Any:
        rows = await self.tx.many(AreaRow, Q.list_areas, self.county, self.tx.today)
        self.known = {row.code: row for row in rows}
        self.teams = {row.code: row for row in await self.tx.many(TeamRow, Q.list_teams, self.county)}
        self.team_institution = {row.id: row.institution_id for row in self.teams.values()}
        self.called = self._called()
        return await super().finish(write=write)

    def resolve(self, code: str, record: Record) -> tuple[dict[str, Any], dict[str, Any] | None]:
        known = self.known.get(code)
        given = record.values
        row: dict[str, Any] = {"id": known.id if known else new_id(), "code": code, "ring": given["ring"]}
        for field in _FIELDS:
            default = getattr(known, field) if known else (0 if field == "household_count" else "")
            row[field] = given.get(field, default)
        row["team_id"] = self._team(record, known)
        kept = list(known.buildings) if known else []
        named = given.get("buildings", kept)
        row["buildings"] = [*named, *(name for name in kept if name not in named)]
        self._check_place(record, row)
        self._check_name(record, row)
        if known is None:
            return row, None
        is_now = msgspec.structs.asdict(known)
        del is_now["is_open"]
        is_now["ring"] = _ring(is_now.pop("boundary"))
        return row, is_now

    def _called(self) -> dict[tuple[int, str], set[str]]:
        """Codes of the areas of one name in a committee, as they will stand after the file."""
        places = {code: (row.committee, row.name) for code, row in self.known.items() if row.is_open}
        places |= {code: (r.values["committee"], r.values["name"]) for code, r in self.records.items()}
        called: dict[tuple[int, str], set[str]] = {}
        for code, place in places.items():
            called.setdefault(place, set()).add(code)
        return called

    def _check_place(self, record: Record, row: dict[str, Any]) -> None:
        """As on the manager's page: far outside is refused, partly outside is asked about."""
        if self._ring_now(row) == row["ring"]:
            return
        ring = [*row["ring"], row["ring"][0]]
        refused = outline.refusal(self.county, ring)
        if isinstance(refused, Sentence):
            self.refuse(record.row, "geometry", refused.msgid, **refused.values)
        elif not record.values.get("sure_place") and (part := outline.beyond(self.county, ring)):
            text = S.AREA_BEYOND_IN if part.other else S.AREA_BEYOND
            self.refuse(record.row, "geometry", text, **msgspec.structs.asdict(part))

    def _check_name(self, record: Record, row: dict[str, Any]) -> None:
        known = self.known.get(row["code"])
        if record.values.get("sure_name") or (known and known.name == row["name"]):
            return
        if others := self.called[row["committee"], row["name"]] - {row["code"]}:
            self.refuse(record.row, "name", S.AREA_NAMESAKE, code=min(others))

    def _team(self, record: Record, known: AreaRow | None) -> UUID | None:
        now = known.team_id if known else None
        if known and now and self.foreign(self.team_institution.get(now)):
            self.refuse(record.row, "code", S.OTHER_INSTITUTION_CODE, code=known.code)
        code = record.values.get("team")
        if code is None:
            return now
        team = self.teams.get(code)
        if team is None:
            self.refuse(record.row, "team", S.UNKNOWN_TEAM, code=code)
            return None
        if self.foreign(team.institution_id):
            self.refuse(record.row, "team", S.OTHER_INSTITUTION)
        return team.id

    async def write(self, rows: list[dict[str, Any]]) -> None:
        tx, county, today, who = self.tx, self.county, self.tx.today, self.tx.actor.account_id
        await tx.run(Q.put_areas, [_searchable(row) for row in rows], county)
        buildings = [
            {"id": new_id(), "area_id": row["id"], "name": name, "position": position}
            for row in rows
            for position, name in enumerate(row["buildings"], 1)
        ]
        await tx.run(Q.put_buildings, buildings, county)
        drawn = [_drawn(row) for row in rows if self._ring_now(row) != row["ring"]]
        await tx.run(Q.end_boundaries, county, [row["area_id"] for row in drawn], today)
        await tx.run(Q.redraw_boundaries, drawn, county, today, who)
        await tx.run(Q.put_boundaries, drawn, county, today, who)
        given = [
            {"assignment_id": new_id(), "area_id": row["id"], "team_id": row["team_id"]}
            for row in rows
            if row["team_id"] and self._team_now(row) != row["team_id"]
        ]
        await tx.run(Q.end_assignments, county, [row["area_id"] for row in given], today)
        await tx.run(Q.change_assignments, given, county, today, who)
        await tx.run(Q.put_assignments, given, county, today, who)

    def _ring_now(self, row: dict[str, Any]) -> Ring | None:
        known = self.known.get(row["code"])
        return _ring(known.boundary) if known else None

    def _team_now(self, row: dict[str, Any]) -> UUID | None:
        known = self.known.get(row["code"])
        return known.team_id if known else None


def _ring(boundary: str | None) -> Ring | None:
    """PostgreSQL's ``((x,y),…)``, open or closed, as an open ring."""
    if boundary is None:
        return None
    numbers = [float(number) for number in boundary.replace("(", "").replace(")", "").split(",")]
    ring = list(zip(numbers[0::2], numbers[1::2], strict=True))
    return ring[:-1] if len(ring) > 1 and ring[0] == ring[-1] else ring


def _drawn(row: dict[str, Any]) -> dict[str, Any]:
    ring: Ring = row["ring"]
    longitude, latitude = geo.inner_point([[*ring, ring[0]]])
    boundary = "(" + ",".join(f"({x!r},{y!r})" for x, y in ring) + ")"
    return {"boundary_id": new_id(), "area_id": row["id"], "boundary": boundary, "longitude": longitude,
            "latitude": latitude}  # fmt: skip


def _searchable(row: dict[str, Any]) -> dict[str, Any]:
    name = row["name"]
    words = (name, pinyin(name), initials(name), row["address"], row["committee_name"], row["township_name"])
    return {
        **row,
        "pinyin": pinyin(name),
        "initials": initials(name),
        "search_text": " ".join(filter(None, words)),
    }
