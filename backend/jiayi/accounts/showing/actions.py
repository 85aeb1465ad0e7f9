"""A number shown in full is an act: written down with who, when and which part, before anything is shown."""

from typing import Any
from uuid import UUID

import msgspec

from jiayi.accounts.sealed import identity_of, phone_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.accounts.store import find_resident
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.web.problems import FormInvalid, NotFound

Q = beside(__file__)

PARTS = ("identity", "phone")
REASONS = ("contact", "check", "correct")


class Shown(msgspec.Struct, frozen=True):
    name: str
    number: str


async def show_in_full(
    db: Database, vault: Vault, actor: Actor, resident_id: UUID, part: str, reason: str = ""
) -> Shown:
    """Of whom the actor may see. Raises NotFound, TooMany, FormInvalid when staff of a place the person is not signed
    with give no reason, SealBroken."""
    if actor.account_id is None or actor.proxy_id or part not in PARTS:
        raise NotFound
    if actor.resident_id != resident_id:
        await keep_within(db, vault, (limits.SHOWN_IN_FULL, str(actor.account_id)))
    async with db.transaction(actor) as tx:
        person = await find_resident(tx, actor.county, resident_id)
        if person is None or not (sealed := getattr(person, f"{part}_sealed")):  # none, or erased
            raise NotFound
        data = await _why(tx, resident_id, reason)
        await history.looked_at(tx, actor.county, resident_id, part)
        if actor.resident_id != resident_id:
            await history.record(tx, actor.county, "accounts.number.shown", resident_id, part=part, **data)
        of = identity_of if part == "identity" else phone_of
        return Shown(person.name, vault.open(sealed, of(actor.county, resident_id)))


async def _why(tx: Tx, resident_id: UUID, reason: str) -> dict[str, Any]:
    actor = tx.actor
    if reason in REASONS:
        return {"reason": reason}
    if actor.is_staff and not await tx.value(Q.is_ours, actor.county, resident_id, actor.institution_id):
        raise FormInvalid({"reason": "请选为什么要看完整号码"})
    return {}
