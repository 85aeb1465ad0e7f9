"""People by the thousand: one statement a table and set, whether they are new or known."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from pypinyin import lazy_pinyin

from jiayi.accounts.model import HomeRow, KeyRow, PersonRow, Written
from jiayi.accounts.sealed import identity_of, phone_of
from jiayi.infra import identity_number
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id

Q = beside(__file__)


class _Person(msgspec.Struct):
    """A line on its way into the tables."""

    row: PersonRow
    key: bytes
    id: UUID
    household_id: UUID | None
    known: bool


async def add_residents(tx: Tx, vault: Vault, county: int, rows: Sequence[PersonRow]) -> Written:
    """Add new people and bring known ones up to date, by identity number. Households must not span two calls.

    Safe to repeat. Raises BadIdentityNumber for a number that is none; the caller checks and words it first.
    """
    hashes = [vault.blind_index("identity", row.identity_number) for row in rows]
    keys = {k.key_hash: k for k in await tx.many(KeyRow, Q.find_keys, hashes, "identity")}
    people, ids = _sort_out(county, rows, hashes, keys)
    known = [p for p in people if p.known]
    homes = {h.resident_id: h for h in await tx.many(HomeRow, Q.list_homes, county, [p.id for p in known])}
    await _give_homes(tx, county, people, homes)
    fresh = [p for p in people if not p.known]
    await tx.run(Q.add_residents, county, *_columns([_new(p, county, vault) for p in fresh], 15), tx.now)
    index = [
        (k, p.id) for p in fresh for k in (p.key, *vault.further_indexes("identity", p.row.identity_number))
    ]
    await tx.run(Q.add_keys, [key for key, _ in index], "identity", county, [owner for _, owner in index])
    changed = await tx.run(
        Q.change_residents, county, *_columns([_changed(p, county, vault) for p in known], 10)
    )
    await _put_facts(tx, county, people)
    return Written(ids=ids, added=len(fresh), changed=changed)


def _sort_out(
    county: int, rows: Sequence[PersonRow], hashes: list[bytes], keys: dict[bytes, KeyRow]
) -> tuple[list[_Person], list[UUID | None]]:
    """People of this county, each once (a later line of the same person wins), and one id a line."""
    people: dict[bytes, _Person] = {}
    ids: list[UUID | None] = []
    for row, key in zip(rows, hashes, strict=True):
        found = keys.get(key)
        if found and found.county != county:
            ids.append(None)
            continue
        earlier = people.get(key)
        person_id = found.subject_id if found else (earlier.id if earlier else row.id or new_id())
        people[key] = _Person(row, key, person_id, None, found is not None)
        ids.append(person_id)
    return list(people.values()), ids


async def _give_homes(tx: Tx, county: int, people: list[_Person], homes: dict[UUID, HomeRow]) -> None:
    """A household that is named or that a known member already has is kept; otherwise one is made with its head."""
    groups: dict[str, list[_Person]] = {}
    for person in people:
        groups.setdefault(person.row.household or person.key.hex(), []).append(person)
    new = []
    for group in groups.values():
        had = [p.row.household_id for p in group if p.row.household_id]
        had += [h.household_id for p in group if (h := homes.get(p.id)) and h.household_id]
        household_id = had[0] if had else new_id()
        for person in group:
            person.household_id = household_id
        if not had:
            head = next((p for p in group if p.row.relation == "head"), group[0])
            new.append((household_id, head.id, head.row.area_id, head.row.building_id, head.row.room))
    await tx.run(Q.add_households, county, *_columns(new, 5))


def _new(person: _Person, county: int, vault: Vault) -> tuple[object, ...]:
    row = person.row
    number = identity_number.parse(row.identity_number)
    phone = vault.seal(row.phone, phone_of(county, person.id)) if row.phone else None
    return (
        person.id, person.household_id, row.relation, row.name, row.pinyin or pinyin_of(row.name), number.sex.value,
        number.birth_date, vault.seal(number.text, identity_of(county, person.id)), number.text[-4:],
        phone, row.phone[-4:], row.area_id, row.building_id, row.room,
        row.institution_id,
    )  # fmt: skip


def _changed(person: _Person, county: int, vault: Vault) -> tuple[object, ...]:
    row = person.row
    return (
        person.id, row.name, row.pinyin or pinyin_of(row.name),
        vault.seal(row.phone, phone_of(county, person.id)) if row.phone else None, row.phone[-4:], row.area_id, row.building_id,
        row.room, row.institution_id, person.household_id,
    )  # fmt: skip


async def _put_facts(tx: Tx, county: int, people: list[_Person]) -> None:
    conditions = [
        (p.id, c.condition, c.diagnosed_on, c.treated, p.row.source)
        for p in people
        for c in {c.condition: c for c in p.row.conditions}.values()
    ]
    groups = [
        (p.id, g.priority_group, g.since, g.until, p.row.source)
        for p in people
        for g in {(g.priority_group, g.since): g for g in p.row.groups}.values()
    ]
    insurance = [
        (
            p.id, i.scheme, i.county_of_insurance, i.premium_paid, i.outpatient_balance_fen, ",".join(i.two_disease),
            ",".join(i.special_chronic), i.as_of,
        )
        for p in people
        if (i := p.row.insurance)
    ]  # fmt: skip
    await tx.run(Q.put_conditions, county, *_columns(conditions, 5))
    await tx.run(Q.put_groups, county, *_columns(groups, 5))
    await tx.run(Q.put_insurance, county, *_columns(insurance, 8))


def _columns(rows: Sequence[tuple[object, ...]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]


def pinyin_of(name: str) -> str:
    return "".join(lazy_pinyin(name))
