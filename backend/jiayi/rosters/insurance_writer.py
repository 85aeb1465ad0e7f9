"""What the insurance file of the county says of residents already known; an older file never overwrites a newer one."""

import asyncio
from typing import Any

from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Counts, Record
from jiayi.rosters.people import columns
from jiayi.rosters.store import InsuranceFound, Q
from jiayi.rosters.writers import Writer


class InsuranceWriter(Writer):
    def __init__(self, tx: Tx, county: int, fault: Any, vault: Vault) -> None:
        super().__init__(tx, county, fault)
        self.vault = vault

    async def take(self, records: list[Record], *, write: bool) -> Counts:
        keys = await asyncio.to_thread(
            lambda: [self.vault.blind_index("identity", r.values["identity"].text) for r in records]
        )
        rows = await self.tx.many(InsuranceFound, Q.find_insurance, keys, self.county)
        found = {row.key_hash: row for row in rows}
        counts, written = Counts(), []
        for record, key in zip(records, keys, strict=True):
            known = self._known(record, key, found)
            if known is None:
                counts.refused += 1
                continue
            row, before = _wanted(record, known), _before(known)
            counts.new += known.scheme is None
            counts.changed += known.scheme is not None and row != before
            counts.unchanged += row == before
            if row != before:
                written.append((known.subject_id, *row[:4], ",".join(row[4]), ",".join(row[5]), row[6]))
        if write and not self.faults:
            await self.tx.run(Q.put_insurance, self.county, *columns(written, 8))
        return counts

    def _known(self, record: Record, key: bytes, found: dict[bytes, InsuranceFound]) -> InsuranceFound | None:
        """None: refused."""
        known = found.get(key)
        if first := self.once.first_row(key, record.row):
            self.refuse(record.row, "identity", S.DUPLICATE, row=first)
        elif known is None or not known.visible:
            self.refuse(record.row, "identity", S.UNKNOWN_RESIDENT)
        elif record.values["as_of"] > self.tx.today:
            self.refuse(record.row, "as_of", S.DAY_AHEAD)
        elif known.as_of is not None and known.as_of > record.values["as_of"]:
            self.refuse(record.row, "as_of", S.NEWER_KNOWN, day=known.as_of)
        else:
            return known
        return None


def _wanted(record: Record, known: InsuranceFound) -> tuple[Any, ...]:
    """A blank cell keeps what is known."""
    given = record.values
    return (
        given["scheme"], given["county_of_insurance"], given["premium_paid"],
        given.get("balance", known.outpatient_balance_fen), given.get("two_disease", known.two_disease or []),
        given.get("special_chronic", known.special_chronic or []), given["as_of"],
    )  # fmt: skip


def _before(known: InsuranceFound) -> tuple[Any, ...]:
    return (
        known.scheme, known.county_of_insurance, known.premium_paid, known.outpatient_balance_fen,
        known.two_disease, known.special_chronic, known.as_of,
    )  # fmt: skip
