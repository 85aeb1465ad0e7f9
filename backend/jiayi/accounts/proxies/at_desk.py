"""For who has no smartphone: given on staff's screen, witnessed by a colleague (F7)."""

from datetime import timedelta
from uuid import UUID

import msgspec

from jiayi.accounts import store as people
from jiayi.accounts.proxies import store
from jiayi.accounts.proxies.actions import GROWN_UPS, code_hash, limit_of, new_code
from jiayi.accounts.proxies.letters import Said, tell
from jiayi.accounts.proxies.model import Wish
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.policies.majority import is_minor


class Ink(msgspec.Struct, frozen=True):
    """Of the grantor; ``origin``: desk or home_visit."""

    typed_name: str
    drawing: str
    origin: str


async def give(
    db: Database, vault: Vault, actor: Actor, grantor: UUID, wish: Wish, ink: Ink, key: UUID
) -> str | None:
    """The code for the helper; it counts once a colleague has witnessed. None: a repeat."""
    async with db.transaction(actor) as tx:
        person = await people.find_resident(tx, actor.county, grantor)
        if person is None:
            raise NotFound
        if is_minor(actor.county, person.birth_date, tx.today):
            raise Conflict(GROWN_UPS)
        id_, code = new_id(), new_code()
        if await claim(tx, key, str(id_)):
            return None
        until = tx.now + timedelta(days=limit_of(tx).days_to_take_up)
        await store.add(tx, id_, grantor, wish, by="desk", code=(code_hash(vault, code), until), own=False)
        await store.add_evidence(tx, id_, ink.typed_name, ink.drawing, ink.origin)
        await history.record(tx, actor.county, "accounts.proxy.signed", grantor, proxy=str(id_))
    return code


async def sign(db: Database, actor: Actor, grantor: UUID, proxy_id: UUID, ink: Ink) -> None:
    """The person says yes to who asked; a repeat changes nothing."""
    async with db.transaction(actor) as tx:
        found = await store.find(tx, actor.county, proxy_id)
        if found is None or found.grantor_id != grantor or found.grantor_agreed_at or found.ended_at:
            raise NotFound
        await store.add_evidence(tx, proxy_id, ink.typed_name, ink.drawing, ink.origin)
        await history.record(tx, actor.county, "accounts.proxy.signed", grantor, proxy=str(proxy_id))


async def witness(db: Database, vault: Vault, actor: Actor, proxy_id: UUID) -> None:
    """By another member of staff, who saw the person. Raises NotFound, also for the own."""
    async with db.transaction(actor) as tx:
        found = await store.find(tx, actor.county, proxy_id)
        if found is None or not await store.witness(tx, proxy_id):
            raise NotFound
        await history.record(
            tx, actor.county, "accounts.proxy.witnessed", found.grantor_id, proxy=str(proxy_id)
        )
        await tell(tx, vault, actor.county, proxy_id, Said.GIVEN)
