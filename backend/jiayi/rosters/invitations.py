"""Addresses of the staff roster: each waits, as a hash, for whoever proves at sign-in to read its mail."""

from typing import Any
from uuid import UUID

from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.rosters.store import InvitationRow, Q


class Invitations:
    def __init__(self, vault: Vault) -> None:
        self.vault = vault
        self.known: dict[UUID, InvitationRow] = {}
        self.owners: dict[bytes, UUID] = {}
        self.moved: set[UUID] = set()
        """Whose address stays and whose hash is of an older index key."""

    async def prepare(self, tx: Tx, county: int) -> None:
        rows = await tx.many(InvitationRow, Q.list_invitations, county)
        self.known = {row.doctor_id: row for row in rows}
        self.owners = {row.email_hash: row.doctor_id for row in rows}

    def address(self, doctor_id: UUID, typed: str) -> bytes | None:
        """A blank cell keeps the address there is."""
        known = self.known.get(doctor_id)
        if typed:
            hashes = self.vault.blind_indexes("email", typed)
            if known and known.email_hash in hashes[1:]:
                self.moved.add(doctor_id)
            for older in hashes[1:]:  # the same address, while the index is rotated
                if older in self.owners:
                    self.owners.setdefault(hashes[0], self.owners[older])
            return hashes[0]
        return known.email_hash if known else None

    def is_taken(self, doctor_id: UUID, email_hash: bytes | None) -> bool:
        """One address, one person of the staff."""
        return email_hash is not None and self.owners.setdefault(email_hash, doctor_id) != doctor_id

    async def write(self, tx: Tx, county: int, rows: list[dict[str, Any]]) -> None:
        for row in rows:
            await self._put(tx, county, row)
            if row["left_on"]:
                await self._end(tx, county, row["id"], row["left_on"])

    async def _put(self, tx: Tx, county: int, row: dict[str, Any]) -> None:
        doctor_id, email_hash, left_on = row["id"], row["email_hash"], row["left_on"]
        known = self.known.get(doctor_id)
        if email_hash is None or known == InvitationRow(doctor_id, email_hash, left_on):
            return
        if doctor_id in self.moved:
            assert known
            await tx.run(Q.move_invitation, county, doctor_id, known.email_hash, email_hash)
        elif known and known.email_hash != email_hash:
            await self._end(tx, county, doctor_id, tx.today)
        await tx.run(
            Q.put_invitation, county, doctor_id, row["institution_id"], email_hash, left_on, tx.now,
            tx.actor.account_id,
        )  # fmt: skip
        await history.record(tx, county, "accounts.staff.invited", doctor_id)

    async def _end(self, tx: Tx, county: int, doctor_id: UUID, on_day: Any) -> None:
        if await tx.value(Q.end_doctor_role, county, doctor_id, on_day, tx.now):
            await history.record(tx, county, "accounts.role.ended", doctor_id, on=str(on_day))
