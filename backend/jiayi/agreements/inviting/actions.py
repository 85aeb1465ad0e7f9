"""Ask for a number, note a try, invite by mail: each one transaction with its trace."""

from uuid import UUID

import msgspec

from jiayi.accounts.model import Resident
from jiayi.accounts.sealed import phone_of
from jiayi.accounts.store import find_resident
from jiayi.agreements.inviting import store
from jiayi.agreements.inviting.model import Channel, Mailable, Outcome, Renewal
from jiayi.history.store import looked_at, record
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import NotFound

AT_ONCE = 500
"""Invitations a press; the page says how many are left."""


class Invited(msgspec.Struct, frozen=True):
    written: int
    rest: Mailable
    """Of the same people, afterwards."""


async def own_patient(tx: Tx, resident_id: UUID) -> Resident:
    """Of the actor's own panel; anybody else's is not found, like nobody's."""
    if not await store.is_on_panel(tx, resident_id):
        raise NotFound()
    person = await find_resident(tx, tx.actor.county, resident_id)
    if person is None:
        raise NotFound()
    return person


async def reveal_phone(db: Database, vault: Vault, actor: Actor, resident_id: UUID) -> str:
    """The whole number, "" where none is known or it does not open; that it was looked at is written either way."""
    async with db.transaction(actor) as tx:
        person = await own_patient(tx, resident_id)
        await looked_at(tx, actor.county, resident_id, "contact")
    try:
        return (
            vault.open(person.phone_sealed, phone_of(actor.county, person.id)) if person.phone_sealed else ""
        )
    except SealBroken:  # a number of another secret
        return ""


async def note_contact(
    db: Database, actor: Actor, resident_id: UUID, channel: Channel, outcome: Outcome, note: str, key: UUID
) -> None:
    async with db.transaction(actor) as tx:
        renewal = await _due(tx, resident_id)
        added = await tx.run(
            store.Q.add_contact, actor.county, key, renewal.agreement_id, channel.value, outcome.value, note, tx.now,
            actor.account_id, actor.name,
        )  # fmt: skip
        if added:
            await record(
                tx, actor.county, "agreements.renewal_contact_noted", renewal.agreement_id,
                channel=channel.value, outcome=outcome.value,
            )  # fmt: skip


async def invite_one(db: Database, actor: Actor, resident_id: UUID) -> Invited:
    async with db.transaction(actor) as tx:
        renewal = await _due(tx, resident_id)
        return await _invite(tx, "", renewal.agreement_id)


async def invite_all(db: Database, actor: Actor, stage: str) -> Invited:
    """Of one stage, or ("") of all: who has an address, was not written to and does not say no (N-10.1)."""
    async with db.transaction(actor) as tx:
        return await _invite(tx, stage, None)


async def _due(tx: Tx, resident_id: UUID) -> Renewal:
    found = await store.renewal_of(tx, resident_id)
    if found is None:
        raise NotFound()
    return found


async def _invite(tx: Tx, stage: str, agreement_id: UUID | None) -> Invited:
    before = await store.mailable(tx, stage, agreement_id)
    wanted = await store.targets(tx, stage, agreement_id, AT_ONCE)
    written = await store.add_invitations(tx, wanted)
    for one in written:
        await record(tx, tx.actor.county, "agreements.renewal_invited", one)
    return Invited(len(written), msgspec.structs.replace(before, reached=before.reached - len(written)))
