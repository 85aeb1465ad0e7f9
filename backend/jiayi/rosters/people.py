"""A resident's line beside what is known: pure comparison and sealing, no database. Runs in a thread."""

from typing import Any
from uuid import UUID

import msgspec

from jiayi.accounts.sealed import identity_of, phone_of
from jiayi.infra.crypto import Vault
from jiayi.rosters.model import Record
from jiayi.rosters.names import pinyin
from jiayi.rosters.store import PersonFound

_COMPARED = ("name", "relation", "household_id", "area_id", "building_id", "room", "institution_id")


class Person(msgspec.Struct, gc=False):
    """A line whose references are resolved."""

    id: UUID
    key: bytes
    record: Record
    found: PersonFound | None
    household_id: UUID | None
    area_id: UUID | None
    building_id: UUID | None
    institution_id: UUID | None
    heads: bool = False
    """Of their household."""


class Changes(msgspec.Struct):
    """Rows to write, one tuple each, in the order of the queries' parameters."""

    added: list[tuple[Any, ...]] = []
    keys: list[tuple[bytes, UUID]] = []
    changed: list[tuple[Any, ...]] = []
    conditions: list[tuple[UUID, str]] = []
    dropped_conditions: list[tuple[UUID, str]] = []
    groups: list[tuple[UUID, str]] = []
    ended_groups: list[tuple[UUID, str]] = []
    touched: set[UUID] = set()
    """People who differ in any way from what is known."""


def compare(people: list[Person], county: int, vault: Vault) -> Changes:
    changes = Changes()
    for person in people:
        row = _wanted(person)
        if person.found is None:
            changes.touched.add(person.id)
            number = person.record.values["identity"]
            keys = person.key, *vault.further_indexes("identity", number.text)
            changes.keys += [(key, person.id) for key in keys]
            changes.added.append(_new_row(person, row, county, vault))
        elif _differs(person, row, county, vault):
            changes.touched.add(person.id)
            changes.changed.append(_changed_row(person, row, county, vault))
        _facts(person, changes)
    return changes


def _wanted(person: Person) -> dict[str, Any]:
    """A blank cell keeps what is known."""
    found, given = person.found, person.record.values
    row = {key: getattr(found, key) if found else None for key in _COMPARED}
    row["name"] = given["name"]
    row["relation"] = given.get("relation") or ("head" if person.heads else row["relation"] or "other")
    row["room"] = given.get("room", row["room"] or "")
    for key in ("household_id", "institution_id"):
        row[key] = getattr(person, key) or row[key]
    if person.area_id:
        moved = person.area_id != row["area_id"]
        row["area_id"] = person.area_id
        row["building_id"] = person.building_id or (None if moved else row["building_id"])
    return row


def _differs(person: Person, row: dict[str, Any], county: int, vault: Vault) -> bool:
    found, phone = person.found, person.record.values.get("phone")
    if any(row[key] != getattr(found, key) for key in _COMPARED):
        return True
    if phone is None or found is None:
        return False
    return found.phone_sealed is None or vault.open(found.phone_sealed, phone_of(county, person.id)) != phone


def _new_row(person: Person, row: dict[str, Any], county: int, vault: Vault) -> tuple[Any, ...]:
    number, belongs = person.record.values["identity"], phone_of(county, person.id)
    phone = person.record.values.get("phone", "")
    return (
        person.id, row["household_id"], row["relation"], row["name"], pinyin(row["name"]), number.sex.value,
        number.birth_date, vault.seal(number.text, identity_of(county, person.id)), number.text[-4:],
        vault.seal(phone, belongs) if phone else None, phone[-4:], row["area_id"], row["building_id"], row["room"],
        row["institution_id"],
    )  # fmt: skip


def _changed_row(person: Person, row: dict[str, Any], county: int, vault: Vault) -> tuple[Any, ...]:
    found, phone, belongs = person.found, person.record.values.get("phone"), phone_of(county, person.id)
    kept = found.phone_sealed if found else None
    known = phone or (vault.open(kept, belongs) if kept else "")
    sealed = vault.seal(phone, belongs) if phone else kept
    return (
        person.id, row["household_id"], row["relation"], row["name"], pinyin(row["name"]), sealed, known[-4:],
        row["area_id"], row["building_id"], row["room"], row["institution_id"],
    )  # fmt: skip


def _facts(person: Person, changes: Changes) -> None:
    found, given = person.found, person.record.values
    for key, added, removed in (
        ("conditions", changes.conditions, changes.dropped_conditions),
        ("groups", changes.groups, changes.ended_groups),
    ):
        if key not in given:
            continue
        wanted = set(given[key])
        known = set(getattr(found, key)) if found else set()
        ours = set(getattr(found, f"roster_{key}")) if found else set()
        added += [(person.id, word) for word in sorted(wanted - known)]
        removed += [(person.id, word) for word in sorted(ours - wanted)]
        if wanted - known or ours - wanted:
            changes.touched.add(person.id)


def columns(rows: list[Any], width: int) -> list[list[Any]]:
    """Rows turned on their side, as unnest takes them."""
    return [list(column) for column in zip(*rows, strict=True)] if rows else [[] for _ in range(width)]
