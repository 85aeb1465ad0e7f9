"""Institutions, teams and staff: few rows, keyed by code."""

from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from jiayi.infra import division, geo
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.geo import CHINA
from jiayi.infra.ids import new_id
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import Party
from jiayi.rosters import sentences as S
from jiayi.rosters.invitations import Invitations
from jiayi.rosters.model import Record
from jiayi.rosters.names import initials, pinyin
from jiayi.rosters.store import InstitutionRow, MembershipRow, Q, StaffRow, TeamRow
from jiayi.rosters.words import DOCTOR_KIND, offered
from jiayi.rosters.writers import CodedWriter, merged

Resolved = tuple[dict[str, Any], dict[str, Any] | None]
_COLOURS = 10
FARTHEST = 50_000.0
"""Metres from the outline of the county, which is itself coarse."""


class InstitutionWriter(CodedWriter):
    async def finish(self, *, write: bool) -> Any:
        named = {
            record.values.get(key) for record in self.records.values() for key in ("parent", "community")
        }
        codes = sorted({*self.records, *(code for code in named if code)})
        rows = await self.tx.many(InstitutionRow, Q.list_institutions, self.county, codes)
        self.known = {row.code: row for row in rows}
        self.ids = {code: self.known[code].id if code in self.known else new_id() for code in self.records}
        return await super().finish(write=write)

    def resolve(self, code: str, record: Record) -> Resolved:
        known = self.known.get(code)
        given = {**record.values, "id": self.ids[code], "county": self.county}
        if known and known.county != self.county:
            self.refuse(record.row, "code", S.OTHER_COUNTY_CODE, code=code)
        if self.foreign(self.ids[code]):
            self.refuse(record.row, "code", S.OTHER_INSTITUTION)
        if not (
            CHINA.west <= given["longitude"] <= CHINA.east and CHINA.south <= given["latitude"] <= CHINA.north
        ):
            self.refuse(record.row, "longitude", S.OUT_OF_CHINA)
        elif _far_from(self.county, (given["longitude"], given["latitude"])):
            self.refuse(record.row, "longitude", S.FAR_FROM_COUNTY, name=division.get(self.county).name)
        for key, column in (("parent", "parent_id"), ("community", "medical_community_id")):
            if key in given:
                given[column] = self._id(record.row, key, given[key])
        return merged(_INSTITUTION, known, given), _dict(known)

    def _id(self, row: int, key: str, code: str) -> UUID | None:
        if code in self.ids:
            return self.ids[code]
        if code in self.known:
            return self.known[code].id
        self.refuse(row, key, S.UNKNOWN_INSTITUTION, code=code)
        return None

    async def write(self, rows: list[dict[str, Any]]) -> None:
        await self.tx.run(Q.put_institutions, [_read_aloud(row) for row in rows])


class TeamWriter(CodedWriter):
    async def finish(self, *, write: bool) -> Any:
        self.known = {row.code: row for row in await self.tx.many(TeamRow, Q.list_teams, self.county)}
        self.institutions = await institution_ids(self)
        return await super().finish(write=write)

    def resolve(self, code: str, record: Record) -> Resolved:
        known = self.known.get(code)
        given = {**record.values, "id": known.id if known else new_id()}
        given["institution_id"] = institution_of(self, record)
        if known and self.foreign(known.institution_id):
            self.refuse(record.row, "code", S.OTHER_INSTITUTION_CODE, code=code)
        position = (len(self.known) + record.row) % _COLOURS
        return merged(_TEAM | {"colour": position}, known, given), _dict(known)

    async def write(self, rows: list[dict[str, Any]]) -> None:
        await self.tx.run(Q.put_teams, [_read_aloud(row) for row in rows], self.county)


class StaffWriter(CodedWriter):
    def __init__(self, tx: Tx, county: int, fault: Any, vault: Vault) -> None:
        super().__init__(tx, county, fault)
        self.invitations = Invitations(vault)

    async def finish(self, *, write: bool) -> Any:
        await self.invitations.prepare(self.tx, self.county)
        self.known = {row.code: row for row in await self.tx.many(StaffRow, Q.list_staff, self.county)}
        teams = await self.tx.many(TeamRow, Q.list_teams, self.county)
        self.teams = {row.code: row for row in teams}
        self.memberships: dict[UUID, dict[UUID, MembershipRow]] = {}
        for row in await self.tx.many(MembershipRow, Q.list_memberships, self.county):
            self.memberships.setdefault(row.doctor_id, {})[row.team_id] = row
        self.institutions = await institution_ids(self)
        self.signing = _signing_kinds(self.county, self.tx.today)
        return await super().finish(write=write)

    def resolve(self, code: str, record: Record) -> Resolved:
        known = self.known.get(code)
        given = {**record.values, "id": known.id if known else new_id()}
        given["institution_id"] = institution_of(self, record)
        if known and self.foreign(known.institution_id):
            self.refuse(record.row, "code", S.OTHER_INSTITUTION_CODE, code=code)
        defaults = _STAFF | {"signs": given["kind"] in self.signing}
        row = merged(defaults, known, given)
        if row["signs"] and row["kind"] not in self.signing:
            self.refuse(record.row, "signs", S.NEVER_SIGNS, kind=_KIND_WORD[row["kind"]])
        elif row["signs"] and row["capacity"] is None:
            self.refuse(record.row, "capacity", S.CAPACITY_NEEDED)
        now = self.memberships.get(row["id"], {})
        row["memberships"] = self._memberships(record, row, now)
        row["email_hash"] = self.invitations.address(row["id"], record.values.get("email", ""))
        if self.invitations.is_taken(row["id"], row["email_hash"]):
            self.refuse(record.row, "email", S.EMAIL_TWICE)
        before = {"memberships": now, "email_hash": self.invitations.address(row["id"], "")}
        is_now = None if known is None else {**msgspec.structs.asdict(known), **before}
        return row, is_now

    def _memberships(
        self, record: Record, row: dict[str, Any], now: dict[UUID, MembershipRow]
    ) -> dict[UUID, MembershipRow]:
        """A blank cell leaves the person in the teams they are in."""
        wanted: dict[UUID, MembershipRow] = {}
        for code in record.values.get("teams", ()):
            team = self.teams.get(code)
            if team is None:
                self.refuse(record.row, "teams", S.UNKNOWN_TEAM, code=code)
            elif self.foreign(team.institution_id):
                self.refuse(record.row, "teams", S.OTHER_INSTITUTION)
            else:
                before = now.get(team.id)
                duty = record.values.get("duty") or (
                    before.duty if before else _DUTY_OF.get(row["kind"], "gp")
                )
                lead = record.values.get("is_lead", before.is_lead if before else False)
                wanted[team.id] = MembershipRow(row["id"], team.id, duty, lead)
        return wanted if "teams" in record.values else now

    async def write(self, rows: list[dict[str, Any]]) -> None:
        plain = [_read_aloud({key: value for key, value in row.items() if key in _STAFF}) for row in rows]
        await self.tx.run(Q.put_staff, plain, self.county)
        panels = [{"id": row["id"], "capacity": row["capacity"]} for row in rows]
        await self.tx.run(Q.put_panels, panels, self.county)
        ended, begun = [], []
        for row in rows:
            now = self.memberships.get(row["id"], {})
            ended += [m for m in now.values() if row["memberships"].get(m.team_id) != m]
            begun += [m for m in row["memberships"].values() if now.get(m.team_id) != m]
        await self.tx.run(Q.end_memberships, ended, self.county, self.tx.today)
        await self.tx.run(Q.put_memberships, begun, self.county, self.tx.today)
        await self.invitations.write(self.tx, self.county, rows)


async def institution_ids(writer: CodedWriter) -> dict[str, UUID]:
    rows = await writer.tx.many(InstitutionRow, Q.list_institutions, writer.county, [])
    return {row.code: row.id for row in rows}


def institution_of(writer: Any, record: Record) -> UUID | None:
    code = record.values["institution"]
    found: UUID | None = writer.institutions.get(code)
    if found is None:
        writer.refuse(record.row, "institution", S.UNKNOWN_INSTITUTION, code=code)
    elif writer.foreign(found):
        writer.refuse(record.row, "institution", S.OTHER_INSTITUTION)
    return found


def _far_from(county: int, point: geo.Point) -> bool:
    """A hospital may stand in the next county; another province is a slip."""
    outline = division.outline(county)
    return (
        bool(outline)
        and min(geo.distance(point, p) for ring in outline for p in ring) > FARTHEST
        and not (geo.contains(outline, point))
    )


def _signing_kinds(county: int, on: date) -> set[str]:
    """Kinds of staff who may sign, as the place's rules say; where none says so, doctors of any kind."""
    stated = {kind for rule in policy_for(county, on).all(Party) for kind in rule.value.doctor_kinds}
    return stated or set(DOCTOR_KIND.values()) - {"nurse", "public_health"}


def _read_aloud(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "pinyin": pinyin(row["name"]), "initials": initials(row["name"])}


def _dict(known: Any) -> dict[str, Any] | None:
    return None if known is None else msgspec.structs.asdict(known)


_INSTITUTION: dict[str, Any] = {
    "id": None, "county": 0, "code": "", "name": "", "kind": "", "level": 1, "ownership": "public", "address": "",
    "phone": "", "hours": "", "ways_to_sign": ["online", "desk"], "longitude": 0.0, "latitude": 0.0, "parent_id": None,
    "medical_community_id": None, "accepts_each_request": False, "contracted_since": None, "contracted_until": None,
}  # fmt: skip
_TEAM: dict[str, Any] = {
    "id": None, "code": "", "institution_id": None, "name": "", "introduction": "", "hours": "", "phone": "",
    "colour": 0, "closed_on": None,
}  # fmt: skip
_STAFF: dict[str, Any] = {
    "id": None, "code": "", "institution_id": None, "name": "", "sex": "", "kind": "", "title": "", "introduction": "",
    "specialties": [], "languages": [], "phone": "", "practice_scope": "", "registered_on": None,
    "trained_until": None, "signs": True, "left_on": None, "capacity": None,
}  # fmt: skip
_KIND_WORD = dict(zip(dict.fromkeys(DOCTOR_KIND.values()), offered(DOCTOR_KIND), strict=True))
_DUTY_OF = {"nurse": "nurse", "public_health": "public_health", "specialist": "hospital_doctor", "tcm_gp": "tcm",
            "village_doctor": "village_doctor"}  # fmt: skip
