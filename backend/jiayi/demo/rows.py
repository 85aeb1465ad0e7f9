"""A synthetic county as rows of each table, in the order of their foreign keys."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

from asyncpg import Polygon, Range
from asyncpg.types import Point

from jiayi.accounts.consents.model import HEALTH_DATA, body_of
from jiayi.accounts.sealed import identity_of, phone_of
from jiayi.infra.crypto import Vault
from jiayi.infra.ids import new_id
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose
from jiayi.synth import model

Table = tuple[str, Sequence[str], list[tuple[Any, ...]]]

DOCTOR_CAPACITY = 600
CONTRACTED_SINCE = date(2017, 1, 1)
TEAM_COLOURS = 10
NURSE_TITLES = {"nurse": "护师", "public_health": "公卫医师"}


def tables(
    county: model.SynthCounty, vault: Vault, now: datetime, capacities: dict[UUID, int]
) -> Iterator[Table]:
    """``capacities`` of the doctors who have not the usual one."""
    yield from _directory(county, capacities)
    yield from _people(county, vault, now)


def _directory(county: model.SynthCounty, capacities: dict[UUID, int]) -> Iterator[Table]:
    code, since = county.division, date(county.today.year - 1, 1, 1)
    yield (
        "institutions",
        ("id", "county", "code", "name", "pinyin", "initials", "kind", "level", "parent_id", "medical_community_id",
         "address", "phone", "hours", "location", "accepts_each_request", "contracted_since"),
        [_institution(code, n, i, county) for n, i in enumerate(_parents_first(county.institutions))],
    )  # fmt: skip
    members = list(_members(county))
    signing = {m.doctor_id for t in county.teams for m in t.members if m.duty != "hospital_doctor"}
    signing |= {t.lead_doctor_id for t in county.teams}
    yield (
        "doctors",
        ("county", "id", "institution_id", "code", "name", "pinyin", "sex", "kind", "title", "introduction",
         "specialties", "languages", "phone", "signs"),
        [_doctor(code, n, d, signing) for n, d in enumerate(county.doctors)] + [m[0] for m in members if m[0]],
    )  # fmt: skip
    yield (
        "doctor_panels",
        ("county", "doctor_id", "capacity"),
        [(code, d.id, capacities.get(d.id, DOCTOR_CAPACITY)) for d in county.doctors if d.id in signing],
    )
    yield (
        "teams",
        ("county", "id", "institution_id", "code", "name", "pinyin", "introduction", "hours", "phone", "colour"),
        [(code, t.id, t.institution_id, f"T{code}{n:04d}", t.name, "", t.introduction, t.hours, t.phone,
          n % TEAM_COLOURS) for n, t in enumerate(county.teams)],
    )  # fmt: skip
    yield (
        "team_members",
        ("county", "team_id", "doctor_id", "duty", "is_lead", "since"),
        [(code, *m[1:], since) for m in members],
    )
    yield from _areas(county, since)


def _institution(code: int, n: int, i: model.Institution, county: model.SynthCounty) -> tuple[Any, ...]:
    lead = next((x.id for x in county.institutions if x.leads_community), None)
    member = lead if i.parent == lead or i.id == lead else None
    return (
        i.id, code, f"I{code}{n:04d}", i.name, _pinyin(i.name), _initials(i.name), i.kind, i.level or 1, i.parent,
        member, i.address, i.phone, i.hours, Point(*i.location), n % 5 == 4, CONTRACTED_SINCE,
    )  # fmt: skip


def _parents_first(institutions: list[model.Institution]) -> list[model.Institution]:
    done: dict[UUID, model.Institution] = {}
    waiting = list(institutions)
    while waiting:
        ready = [i for i in waiting if i.parent is None or i.parent in done]
        done |= {i.id: i for i in ready}
        waiting = [i for i in waiting if i.id not in done]
    return list(done.values())


def _doctor(code: int, n: int, d: model.Doctor, signing: set[UUID | None]) -> tuple[Any, ...]:
    """Specialists of hospitals help; one in a team of primary care signs (N-0, MY-2)."""
    return (
        code, d.id, d.institution_id, f"D{code}{n:04d}", d.name, d.pinyin, d.sex, d.kind, d.title, d.introduction,
        d.specialties, d.languages, "", d.kind != "specialist" or d.id in signing,
    )  # fmt: skip


def _members(county: model.SynthCounty) -> Iterator[tuple[Any, ...]]:
    """(row of a colleague who is no doctor or None, team, doctor, duty, lead)."""
    for team in county.teams:
        seen: set[UUID] = set()
        for n, member in enumerate(team.members):
            row: tuple[Any, ...] | None = None
            doctor_id = member.doctor_id
            if doctor_id is None:
                doctor_id = new_id()
                row = (
                    county.division, doctor_id, team.institution_id, f"N{doctor_id.hex[-12:]}", member.name,
                    _pinyin(member.name), "female", member.duty, NURSE_TITLES.get(member.duty, ""), "", [], [], "",
                    False,
                )  # fmt: skip
            if doctor_id not in seen:
                seen.add(doctor_id)
                yield row, team.id, doctor_id, member.duty, doctor_id == team.lead_doctor_id or n == -1
        if team.lead_doctor_id not in seen:
            yield None, team.id, team.lead_doctor_id, "gp", True


def _areas(county: model.SynthCounty, since: date) -> Iterator[Table]:
    code = county.division
    names = {t.code: t.name for t in county.townships} | {c.code: c.name for c in county.committees}
    yield (
        "service_areas",
        ("county", "id", "code", "kind", "name", "pinyin", "initials", "township", "committee", "township_name",
         "committee_name", "address", "search_text"),
        [(code, a.id, f"A{code}{n:05d}", a.kind, a.name, a.pinyin, a.initials, a.township, a.committee,
          names.get(a.township, ""), names.get(a.committee, ""), names.get(a.committee, ""),
          f"{a.name} {a.pinyin.replace(' ', '')} {a.initials} {names.get(a.committee, '')} {names.get(a.township, '')}")
         for n, a in enumerate(county.areas)],
    )  # fmt: skip
    yield (
        "buildings",
        ("county", "id", "area_id", "name", "position"),
        [(code, _building_id(a.id, b), a.id, b, n) for a in county.areas for n, b in enumerate(a.buildings)],
    )
    valid = Range(since, None)
    yield (
        "area_boundaries",
        ("county", "id", "area_id", "valid", "boundary", "centre"),
        [(code, new_id(), a.id, valid, Polygon(*a.ring), Point(*a.centre)) for a in county.areas],
    )
    yield (
        "area_assignments",
        ("county", "id", "area_id", "team_id", "valid"),
        [(code, new_id(), a.id, a.team_id, valid) for a in county.areas],
    )


def _people(county: model.SynthCounty, vault: Vault, now: datetime) -> Iterator[Table]:
    code = county.division
    homes = {h.id: h for h in county.households}
    institution_of_team = {t.id: t.institution_id for t in county.teams}
    institution_of_area = {a.id: institution_of_team[a.team_id] for a in county.areas}
    yield (
        "households",
        ("county", "id", "head_id", "area_id", "building_id", "room"),
        [
            (code, h.id, h.head_id, h.area_id, _building_id(h.area_id, h.building), h.room)
            for h in county.households
        ],
    )
    yield (
        "residents",
        ("county", "id", "household_id", "relation_to_head", "name", "pinyin", "sex", "birth_date", "identity_sealed",
         "identity_tail", "phone_sealed", "phone_tail", "area_id", "building_id", "room", "institution_id",
         "registered_at"),
        [_resident(code, r, homes[r.household_id], institution_of_area, vault, now) for r in county.residents],
    )  # fmt: skip
    yield (
        "key_directory",
        ("key_hash", "kind", "county", "subject_id"),
        [
            (key, "identity", code, r.id)
            for r in county.residents
            for key in vault.blind_indexes("identity", r.identity_number)
        ],
    )
    yield (
        "resident_conditions",
        ("county", "resident_id", "condition", "treated", "source"),
        [(code, r.id, c, True, "synth") for r in county.residents for c in r.conditions],
    )
    yield from _consents(county, now)
    yield (
        "resident_groups",
        ("county", "resident_id", "priority_group", "since", "until", "source"),
        [(code, r.id, g, county.today, r.due_date if g == "pregnant" else None, "synth")
         for r in county.residents for g in r.groups],
    )  # fmt: skip
    yield (
        "insurance_records",
        ("county", "resident_id", "scheme", "county_of_insurance", "premium_paid", "outpatient_balance_fen",
         "two_disease", "special_chronic", "as_of"),
        [(code, r.id, r.insurance.scheme, r.insurance.county, r.insurance.premium_paid,
          r.insurance.outpatient_balance_fen, r.insurance.two_disease, r.insurance.special_chronic, county.today)
         for r in county.residents],
    )  # fmt: skip


def _consents(county: model.SynthCounty, now: datetime) -> Iterator[Table]:
    """Whoever has a condition let the team see it, so that the demo's lists show what they are for."""
    found = policy_for(county.division, county.today).one(ConsentPurpose, code=HEALTH_DATA)
    if isinstance(found, NoRule):
        return
    version, body = found.value.version, body_of(found.value)
    digest = sha256(body.encode()).hexdigest()
    yield (
        "consents",
        ("county", "id", "resident_id", "purpose", "text_version", "text_sha256", "decision", "how", "decided_at",
         "recorded_by"),
        [(county.division, new_id(), r.id, HEALTH_DATA, version, digest, "given", "own_account", now, r.id)
         for r in county.residents if r.conditions],
    )  # fmt: skip


def _resident(
    code: int,
    r: model.Resident,
    home: model.Household,
    institutions: dict[UUID, UUID],
    vault: Vault,
    now: datetime,
) -> tuple[Any, ...]:
    phone = vault.seal(r.phone, phone_of(code, r.id)) if r.phone else None
    return (
        code, r.id, r.household_id, r.relation, r.name, r.pinyin, r.sex, r.birth_date,
        vault.seal(r.identity_number, identity_of(code, r.id)), r.identity_number[-4:], phone, (r.phone or "")[-4:], home.area_id,
        _building_id(home.area_id, home.building), home.room, institutions[home.area_id], now,
    )  # fmt: skip


def _building_id(area_id: UUID, name: str) -> UUID:
    from uuid import uuid5

    return uuid5(area_id, name)


def _pinyin(text: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text))


def _initials(text: str) -> str:
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
