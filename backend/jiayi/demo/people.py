"""Who to sign in as: people of the county's best-known team, and the offices above it."""

from datetime import timedelta
from uuid import UUID

import msgspec

from jiayi.accounts import store as accounts
from jiayi.demo.queries import Q
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.synth.model import Doctor, Household, Member, Resident, SynthCounty, Team


class Cast(msgspec.Struct, frozen=True):
    """The people a demo is played with."""

    county: int
    team: Team
    new: Resident
    """Head of a household, no agreement yet."""
    renewing: Resident
    """Has an agreement that ends soon."""
    others: list[Resident]
    """The team's other residents, in the order in which they sign."""
    full_team: Team
    """Its lead has ``FEW_PLACES``, all taken."""
    full_with: list[Resident]
    """Who may take them."""
    waiting: Resident
    """In line for that doctor."""


def choose_cast(county: SynthCounty) -> Cast:
    """The team with most residents; among its heads of households one with a family and one with a chronic disease."""
    home_of = {home.id: home for home in county.households}
    team_of = {area.id: area.team_id for area in county.areas}
    by_team: dict[UUID, list[Resident]] = {}
    for resident in county.residents:
        by_team.setdefault(team_of[home_of[resident.household_id].area_id], []).append(resident)
    # Signing on the spot wants a second member of staff as witness.
    team = max(county.teams, key=lambda t: (colleague(county, t) is not None, len(by_team.get(t.id, []))))
    people = by_team[team.id]
    heads = [person for person in people if _is_grown_head(person, home_of, county)]
    new = max(heads, key=lambda person: (_family_size(person, people), bool(person.conditions)))
    rest = [person for person in heads if person.household_id != new.household_id]
    renewing = max(rest, key=lambda person: (bool(person.conditions), person.insurance.scheme == "resident"))
    others = [
        person for person in people if person.household_id not in (new.household_id, renewing.household_id)
    ]
    full, (waiting, *few) = _full_team(county, team, by_team, home_of)
    return Cast(county.division, team, new, renewing, others, full, few, waiting)


def _full_team(
    county: SynthCounty, busy: Team, by_team: dict[UUID, list[Resident]], homes: dict[UUID, Household]
) -> tuple[Team, list[Resident]]:
    """Another team whose lead alone signs, if there is one: then its page says that there is no place. And its heads."""
    heads = {
        team.id: [one for one in by_team.get(team.id, []) if _is_grown_head(one, homes, county)]
        for team in county.teams
    }
    found = [team for team in county.teams if team.id != busy.id and len(heads[team.id]) > FEW_PLACES]
    alone = min(
        found, key=lambda team: (len({m.doctor_id for m in team.members if _signs(m)}), -len(heads[team.id]))
    )
    return alone, heads[alone.id]


def _signs(member: Member) -> bool:
    return member.doctor_id is not None and member.duty != "hospital_doctor"


def colleague(county: SynthCounty, team: Team) -> Doctor | None:
    """Another doctor of the lead's institution, of the same team if there is one."""
    at_home = [
        doctor
        for doctor in county.doctors
        if doctor.institution_id == team.institution_id and doctor.id != team.lead_doctor_id
    ]
    members = {member.doctor_id for member in team.members}
    return max(at_home, key=lambda doctor: doctor.id in members, default=None)


def _is_grown_head(person: Resident, homes: dict[UUID, Household], county: SynthCounty) -> bool:
    years = county.today.year - person.birth_date.year
    insured = person.insurance.county == county.division and person.insurance.premium_paid
    return homes[person.household_id].head_id == person.id and years >= GROWN and insured


GROWN = 20
FEW_PLACES = 3


def _family_size(person: Resident, people: list[Resident]) -> int:
    return sum(other.household_id == person.household_id for other in people)


async def add_demo_people(db: Database, vault: Vault, county: SynthCounty, cast: Cast) -> None:
    lead = next(doctor for doctor in county.doctors if doctor.id == cast.team.lead_doctor_id)
    second = colleague(county, cast.team)
    hospital = next(i for i in county.institutions if i.kind == "hospital")
    here = cast.team.institution_id
    async with db.transaction(SYSTEM) as tx:
        tx.now -= timedelta(days=1)  # The served clock starts anew: roles must be older than any sign-in.
        add = _Adder(tx, vault, county.division)
        for person in (cast.new, cast.renewing, cast.waiting):
            await add.resident(person)
        doctor = await add.staff(lead.name, "家庭医生：团队负责人", Role.DOCTOR, here, lead.id)
        if second:
            await add.staff(second.name, "同一机构的医生：可以做见证人", Role.DOCTOR, here, second.id)
        await add.staff("演示管理员", "机构管理员", Role.MANAGER, here)
        await add.staff("演示协调员", "转诊协调员", Role.COORDINATOR, hospital.id)
        await add.staff("演示医保局", "区县医保局", Role.BUREAU, None)
        await add.staff("演示系统管理员", "系统管理员", Role.ADMIN, None)
        helper = await add.staff("演示网格员", "上门帮手：网格员", Role.HELPER, here)
        await tx.run(
            Q.add_demo_task, county.division, new_id(), cast.renewing.id, here, helper, "演示网格员",
            "白天在家，请先打电话。", tx.today + timedelta(days=7), tx.now, doctor, lead.name,
        )  # fmt: skip


class _Adder:
    def __init__(self, tx: Tx, vault: Vault, county: int) -> None:
        self.tx, self.vault, self.county = tx, vault, county
        self.position = 0

    async def resident(self, person: Resident) -> None:
        """labels.py says later what they are."""
        account_id = await accounts.create_account_with_role(
            self.tx,
            self.vault,
            self.county,
            person.name,
            email=self._email("resident"),
            resident_id=person.id,
        )
        await self._list(account_id, Role.RESIDENT, person.name)

    async def staff(
        self, name: str, label: str, role: Role, institution_id: UUID | None, doctor_id: UUID | None = None
    ) -> UUID:
        account_id = await accounts.create_account_with_role(
            self.tx, self.vault, self.county, name, email=self._email(role.value), role=role,
            institution_id=institution_id, doctor_id=doctor_id,
        )  # fmt: skip
        await self._list(account_id, role, f"{label}（{name}）")
        return account_id

    def _email(self, word: str) -> str:
        return f"{word}{self.position + 1}.{self.county}@example.org"

    async def _list(self, account_id: UUID, role: Role, label: str) -> None:
        await self.tx.run(Q.add_demo_sign_in, self.county, account_id, role.value, label, self.position)
        self.position += 1
