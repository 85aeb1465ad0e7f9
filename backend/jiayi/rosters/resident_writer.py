"""Residents in batches: looked up by the blind index of the identity number, written in sets, households by head."""

import asyncio
from typing import Any
from uuid import UUID

import msgspec

from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.ids import new_id
from jiayi.rosters import sentences as S
from jiayi.rosters.cells import EARLIEST
from jiayi.rosters.model import Counts, Record, Unreadable
from jiayi.rosters.people import Changes, Person, columns, compare
from jiayi.rosters.store import BuildingRow, CodeRow, InstitutionRow, PersonFound, Q
from jiayi.rosters.writers import Writer

_Found = dict[bytes, PersonFound]


class Homes(msgspec.Struct):
    """Households to write, by the head's key: new ones, and those of an earlier batch whose head has come."""

    new: dict[bytes, tuple[Any, ...]] = {}
    settled: dict[bytes, tuple[Any, ...]] = {}


class ResidentWriter(Writer):
    def __init__(self, tx: Tx, county: int, fault: Any, vault: Vault) -> None:
        super().__init__(tx, county, fault)
        self.vault = vault
        self.ids: dict[bytes, UUID] = {}
        """Of everyone in the file, and of heads, before they are written."""
        self.households: dict[bytes, UUID] = {}
        """By the head's key."""
        self.missing_heads: dict[bytes, int] = {}
        """Heads that were named and not seen yet, and the row that named them first."""

    async def prepare(self) -> None:
        institutions = await self.tx.many(InstitutionRow, Q.list_institutions, self.county, [])
        if not institutions:
            raise Unreadable(S.COUNTY_NOT_SERVED)
        self.institutions = {row.code: row.id for row in institutions}
        self.areas = {row.code: row.id for row in await self.tx.many(CodeRow, Q.list_area_codes, self.county)}
        buildings = await self.tx.many(BuildingRow, Q.list_buildings, self.county)
        self.buildings = {(row.area_id, row.name): row.id for row in buildings}

    async def take(self, records: list[Record], *, write: bool) -> Counts:
        keys = await asyncio.to_thread(self._keys, records)
        wanted = sorted({key for pair in keys for key in pair if key})
        found = {row.key_hash: row for row in await self.tx.many(PersonFound, Q.find_people, wanted)}
        homes = Homes()
        people, counts = [], Counts()
        for record, (key, head) in zip(records, keys, strict=True):
            before = len(self.faults)
            person = self._person(record, key, head, found, homes)
            if len(self.faults) > before:
                counts.refused += 1
            else:
                people.append(person)
        changes = await asyncio.to_thread(compare, people, self.county, self.vault)
        for person in people:
            counts.new += person.found is None
            counts.changed += person.found is not None and person.id in changes.touched
        counts.unchanged = len(people) - counts.new - counts.changed
        if write and not self.faults:
            await self._write(changes, homes)
        return counts

    async def finish(self, *, write: bool) -> Counts:
        for row in () if self.unread else self.missing_heads.values():
            self.refuse(row, "head", S.UNKNOWN_HEAD)
        return Counts()

    def _keys(self, records: list[Record]) -> list[tuple[bytes, bytes | None]]:
        """Of the person and of the head of the household, who may be the same."""
        keys: list[tuple[bytes, bytes | None]] = []
        for record in records:
            number, head = record.values["identity"], record.values.get("head")
            key = self.vault.blind_index("identity", number.text)
            if head is not None and head != number:
                keys.append((key, self.vault.blind_index("identity", head.text)))
            else:
                keys.append((key, key if head or record.values.get("relation") == "head" else None))
        return keys

    def _person(
        self,
        record: Record,
        key: bytes,
        head: bytes | None,
        found: _Found,
        homes: Homes,
    ) -> Person:
        known = found.get(key)
        if first := self.once.first_row(key, record.row):
            self.refuse(record.row, "identity", S.DUPLICATE, row=first)
            known = None
        elif known and known.county != self.county:
            self.refuse(record.row, "identity", S.OTHER_COUNTY_PERSON)
        elif known and not known.visible:
            self.refuse(record.row, "identity", S.OTHER_INSTITUTION_PERSON)
        if (born := record.values["identity"].birth_date) > self.tx.today:
            self.refuse(record.row, "identity", S.IDENTITY_AHEAD, day=born)
        elif born < EARLIEST:
            self.refuse(record.row, "identity", S.BORN_LONG_AGO, day=born)
        self.missing_heads.pop(key, None)
        area_id, building_id = self._address(record)
        person_id = self.ids.setdefault(key, known.subject_id if known else new_id())
        person = Person(person_id, key, record, known, None, area_id, building_id, self._institution(record))
        if head is None and known is None:
            head = key  # a new person of whose family nothing is said: a household of one
        if head is not None:
            person.heads = head == key
            person.household_id = self._household(person, head, found, homes)
        return person

    def _address(self, record: Record) -> tuple[UUID | None, UUID | None]:
        code, name = record.values.get("area"), record.values.get("building")
        if code is None:
            return None, None
        area_id = self.areas.get(code)
        if area_id is None:
            self.refuse(record.row, "area", S.UNKNOWN_AREA, code=code)
            return None, None
        building_id = self.buildings.get((area_id, name)) if name else None
        if name and building_id is None:
            self.refuse(record.row, "building", S.UNKNOWN_BUILDING, name=name)
        return area_id, building_id

    def _institution(self, record: Record) -> UUID | None:
        """A manager's rows belong to the manager's institution."""
        code = record.values.get("institution")
        if code is None:
            return self.own_institution
        institution_id = self.institutions.get(code)
        if institution_id is None:
            self.refuse(record.row, "institution", S.UNKNOWN_INSTITUTION, code=code)
        elif self.foreign(institution_id):
            self.refuse(record.row, "institution", S.OTHER_INSTITUTION)
        return institution_id

    def _household(self, person: Person, head: bytes, found: _Found, homes: Homes) -> UUID | None:
        """The household of that head; a new one is written before its head, whose row may follow much later."""
        known, row = found.get(head), person.record.row
        if known and head != person.key and (known.county != self.county or not known.visible):
            elsewhere = known.county != self.county
            self.refuse(row, "head", S.OTHER_COUNTY_PERSON if elsewhere else S.OTHER_INSTITUTION_PERSON)
            return None
        if head not in self.ids:
            self.ids[head] = known.subject_id if known else new_id()
            if known is None:
                self.missing_heads[head] = row
        if head not in self.households:
            self.households[head] = (known.headed if known else None) or new_id()
            if known is None or known.headed is None:
                homes.new[head] = self._home(head, person)
        elif head == person.key and known is None:
            where = homes.new if head in homes.new else homes.settled
            where[head] = self._home(head, person)
        return self.households[head]

    def _home(self, head: bytes, person: Person) -> tuple[Any, ...]:
        room = person.record.values.get("room", "")
        return (self.households[head], self.ids[head], person.area_id, person.building_id, room)

    async def _write(self, changes: Changes, homes: Homes) -> None:
        tx, county = self.tx, self.county
        await tx.run(Q.add_households, county, *columns(list(homes.new.values()), 5))
        await tx.run(Q.add_residents, county, tx.now, *columns(changes.added, 15))
        await tx.run(Q.add_keys, county, *columns(changes.keys, 2))
        changed = columns(changes.changed, 11)
        await tx.run(Q.keep_signed_names, county, changed[0], changed[3])
        await tx.run(Q.change_residents, county, *changed)
        await tx.run(Q.settle_households, county, *columns(list(homes.settled.values()), 5))
        await tx.run(Q.add_conditions, county, *columns(changes.conditions, 2))
        await tx.run(Q.drop_conditions, county, *columns(changes.dropped_conditions, 2))
        await tx.run(Q.add_groups, county, *columns(changes.groups, 2), tx.today)
        await tx.run(Q.end_groups, county, *columns(changes.ended_groups, 2), tx.today)
