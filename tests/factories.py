"""Builders with defaults. Each writes real rows and returns the ids a test needs."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from asyncpg import Polygon
from asyncpg.types import Point

from jiayi.accounts.sealed import identity_of
from jiayi.accounts.session import token_hash
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.sealing.source import open_vault
from jiayi.settings import Settings

COUNTY = 510107
SQUARE = ((104.05, 30.64), (104.06, 30.64), (104.06, 30.65), (104.05, 30.65))


class Place(msgspec.Struct):
    """An institution with a team, its lead doctor and one compound they answer for."""

    county: int
    institution_id: UUID
    team_id: UUID
    doctor_id: UUID
    area_id: UUID
    building_id: UUID


class Factory:
    db: Database

    def __init__(self, _: Tx, settings: Settings) -> None:
        self.vault = open_vault(settings)
        self._count = 0

    def number(self) -> int:
        self._count += 1
        return self._count

    async def insert(self, table: str, **columns: Any) -> None:
        names = ", ".join(columns)
        marks = ", ".join(f"${i}" for i in range(1, len(columns) + 1))
        async with self.db.transaction(SYSTEM) as tx:
            await tx.run(f"insert into {table} ({names}) values ({marks})", *columns.values())

    async def institution(self, county: int = COUNTY, **changes: Any) -> UUID:
        n = self.number()
        row: dict[str, Any] = {
            "id": new_id(), "county": county, "code": f"I{county}{n}", "name": f"玉林第{n}社区卫生服务中心",
            "pinyin": "yulin", "initials": "yl", "kind": "community_center", "level": 1, "address": "玉林街1号",
            "phone": "028-00000001", "hours": "周一至周五 8:30-17:30", "location": Point(104.055, 30.645),
        } | changes  # fmt: skip
        await self.insert("institutions", **row)
        return row["id"]

    async def doctor(
        self, institution_id: UUID, county: int = COUNTY, capacity: int = 2000, **changes: Any
    ) -> UUID:
        n = self.number()
        row: dict[str, Any] = {
            "county": county, "id": new_id(), "institution_id": institution_id, "code": f"D{n}", "name": "李慧",
            "pinyin": "lihui", "sex": "female", "kind": "gp", "title": "全科主治医师", "introduction": "看高血压二十年",
            "specialties": ["高血压"], "languages": ["普通话", "四川话"], "phone": "028-00000002",
        } | changes  # fmt: skip
        await self.insert("doctors", **row)
        await self.insert("doctor_panels", county=county, doctor_id=row["id"], capacity=capacity)
        return row["id"]

    async def team(
        self, institution_id: UUID, doctor_ids: list[UUID], county: int = COUNTY, **changes: Any
    ) -> UUID:
        n = self.number()
        row: dict[str, Any] = {
            "county": county, "id": new_id(), "institution_id": institution_id, "code": f"T{n}",
            "name": f"玉林第{n}家庭医生团队", "pinyin": "yulin", "phone": "028-00000003", "hours": "周一至周五",
        } | changes  # fmt: skip
        await self.insert("teams", **row)
        for position, doctor_id in enumerate(doctor_ids):
            await self.insert(
                "team_members", county=county, team_id=row["id"], doctor_id=doctor_id, duty="gp",
                is_lead=position == 0, since=date(2025, 1, 1),
            )  # fmt: skip
        return row["id"]

    async def area(self, team_id: UUID | None, county: int = COUNTY, **changes: Any) -> tuple[UUID, UUID]:
        """A compound with one building; returns (area_id, building_id)."""
        n = self.number()
        boundary = changes.pop("boundary", SQUARE)
        row: dict[str, Any] = {
            "county": county, "id": new_id(), "code": f"A{n}", "kind": "compound", "name": "洗面桥小区",
            "pinyin": "xi mian qiao xiao qu", "initials": "xmqxq", "township": 510107001, "committee": 510107001001,
            "township_name": "浆洗街街道", "committee_name": "洗面桥社区", "address": "洗面桥街1号",
            "search_text": "洗面桥小区 ximianqiaoxiaoqu xmqxq 洗面桥街1号 洗面桥社区 浆洗街街道",
        } | changes  # fmt: skip
        await self.insert("service_areas", **row)
        building_id = new_id()
        await self.insert(
            "buildings", county=county, id=building_id, area_id=row["id"], name="1栋", position=1
        )
        centre = Point(
            sum(p[0] for p in boundary) / len(boundary), sum(p[1] for p in boundary) / len(boundary)
        )
        since = date(2025, 1, 1)
        await self.insert(
            "area_boundaries", county=county, id=new_id(), area_id=row["id"], valid=_from(since),
            boundary=Polygon(*boundary), centre=centre,
        )  # fmt: skip
        if team_id:
            await self.insert(
                "area_assignments",
                county=county,
                id=new_id(),
                area_id=row["id"],
                team_id=team_id,
                valid=_from(since),
            )
        return row["id"], building_id

    async def place(self, county: int = COUNTY, capacity: int = 2000) -> Place:
        institution_id = await self.institution(county)
        doctor_id = await self.doctor(institution_id, county, capacity)
        team_id = await self.team(institution_id, [doctor_id], county)
        area_id, building_id = await self.area(team_id, county)
        return Place(county, institution_id, team_id, doctor_id, area_id, building_id)

    async def resident(self, place: Place | None = None, **changes: Any) -> UUID:
        n = self.number()
        conditions = changes.pop("conditions", [])
        insurance = changes.pop("insurance", {})
        consents = changes.pop("consents", True)
        identity = changes.pop("identity", f"99999919600101{n:04d}")
        resident_id = changes.pop("id", None) or new_id()
        county = changes.get("county", place.county if place else COUNTY)
        row: dict[str, Any] = {
            "county": county, "id": resident_id, "name": "王芳", "pinyin": "wangfang",
            "sex": "female", "birth_date": date(1960, 1, 1),
            "identity_sealed": self.vault.seal(identity, identity_of(county, resident_id)), "identity_tail": identity[-4:],
            "area_id": place.area_id if place else None, "building_id": place.building_id if place else None,
            "institution_id": place.institution_id if place else None, "registered_at": clock.now(),
        } | changes  # fmt: skip
        await self.insert("residents", **row)
        index = self.vault.blind_index("identity", identity)
        await self.insert(
            "key_directory", key_hash=index, kind="identity", county=row["county"], subject_id=resident_id
        )
        for condition in conditions:
            await self.insert(
                "resident_conditions", county=row["county"], resident_id=resident_id, condition=condition,
                treated=True, source="test",
            )  # fmt: skip
        if conditions and consents:
            await self.consent(row["county"], resident_id)
        if insurance is None:  # the insurance data do not hold this person yet
            return resident_id
        await self.insert("insurance_records", **{
            "county": row["county"], "resident_id": resident_id, "scheme": "resident",
            "county_of_insurance": row["county"], "premium_paid": True, "outpatient_balance_fen": 20000,
            "as_of": date(2026, 1, 1),
        } | insurance)  # fmt: skip
        return resident_id

    async def consent(
        self,
        county: int,
        resident_id: UUID,
        purpose: str = "health_data",
        decision: str = "given",
        **changes: Any,
    ) -> None:
        version = changes.pop("version", "1")
        async with self.db.transaction(SYSTEM) as tx:
            await tx.run(
                "insert into consent_texts (purpose, version, sha256, body, first_used_at) "
                "values ($1, $2, '0', 'x', $3) on conflict do nothing", purpose, version, tx.now,
            )  # fmt: skip
        await self.insert("consents", **{
            "county": county, "id": new_id(), "resident_id": resident_id, "purpose": purpose, "text_version": version,
            "text_sha256": "0", "decision": decision, "how": "own_account", "decided_at": clock.now(),
            "recorded_by": new_id(),
        } | changes)  # fmt: skip

    async def household(self, place: Place, *members: UUID) -> UUID:
        """The first member is its head."""
        household_id = new_id()
        await self.insert("households", county=place.county, id=household_id, area_id=place.area_id)
        async with self.db.transaction(SYSTEM) as tx:
            for member in members:
                await tx.run("update residents set household_id = $3 where county = $1 and id = $2",
                             place.county, member, household_id)  # fmt: skip
            await tx.run("update households set head_id = $3 where county = $1 and id = $2",
                         place.county, household_id, members[0])  # fmt: skip
        return household_id

    async def account(self, county: int = COUNTY, **changes: Any) -> UUID:
        row = {"county": county, "id": new_id(), "display_name": "王芳", "created_at": clock.now()} | changes
        await self.insert("accounts", **row)
        return row["id"]

    async def actor(self, role: Role, place: Place, **changes: Any) -> Actor:
        """An account that holds ``role`` at the place, as an actor."""
        linked = {k: changes.get(k) for k in ("resident_id", "doctor_id")}
        name = changes.pop("name", "测试")
        account_id = await self.account(place.county, display_name=name, **linked)
        if role is not Role.RESIDENT:
            await self.grant(place, account_id, role)
        changes.setdefault(
            "institution_id", None if role in (Role.RESIDENT, Role.BUREAU) else place.institution_id
        )
        return Actor(role=role, county=place.county, account_id=account_id, name=name, **changes)

    async def grant(self, place: Place, account_id: UUID, role: Role) -> UUID:
        grant_id = new_id()
        await self.insert(
            "role_grants", county=place.county, id=grant_id, account_id=account_id, role=role.value,
            institution_id=None if role is Role.BUREAU else place.institution_id, starts_on=date(2025, 1, 1),
            granted_at=clock.now(),
        )  # fmt: skip
        return grant_id

    async def session(self, actor: Actor) -> dict[str, str]:
        """Cookies of a signed-in browser, staff by a passkey: ``client.cookies.update(await make.session(actor))``."""
        token = str(new_id())
        async with self.db.transaction(SYSTEM) as tx:
            grant = await tx.value(
                "select id from role_grants where county = $1 and account_id = $2 and role = $3",
                actor.county, actor.account_id, actor.role.value,
            )  # fmt: skip
        await self.insert(
            "sessions", token_hash=token_hash(token), county=actor.county, account_id=actor.account_id,
            role_grant_id=grant, created_at=clock.now(), expires_at=clock.now().replace(year=2030),
            idle=timedelta(days=365), factor="passkey" if grant else "none", factor_at=clock.now() if grant else None,
        )  # fmt: skip
        return {"jiayi": token}


def _from(day: date) -> Any:
    from asyncpg import Range

    return Range(day, None)
