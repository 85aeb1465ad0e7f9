"""What staff do at the desk besides the agreement's own actions: visits, the year's confirmation, places."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg

from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.agreements.desk import store
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.desk.model import Visitor
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.history.store import looked_at, record
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid, NotFound

Q = store.Q
VISIT_LASTS = timedelta(hours=1)
NOBODY = "没有找到。请核对号码；如果是外区县的居民，请到户籍或居住地的机构办理。"


async def open_visit(
    db: Database, actor: Actor, vault: Vault, number: str, resident_id: UUID | None = None
) -> Visitor | None:
    """By the whole identity number, or somebody of the own institution. None says no more than that. Both are
    written down: who was looked up, and that somebody tried a number in vain."""
    home = require_desk(actor)
    if number:  # numbers can be guessed from birth dates: nobody at a desk needs more than this
        await keep_within(db, vault, (limits.DESK_LOOK_UPS, str(actor.account_id)))
    hashed = vault.blind_index("identity", number) if number else b""
    async with db.transaction(actor) as tx:
        visitor = await tx.one(Visitor, Q.open_visit, new_id(), hashed, resident_id, tx.now, VISIT_LASTS)
        if visitor is None:
            await record(tx, actor.county, "agreements.visit_not_found", home)
            return None
        await record(tx, actor.county, "agreements.visit_opened", visitor.resident_id)
        await looked_at(tx, actor.county, visitor.resident_id, "signing")
        return visitor


async def open_campaign(db: Database, actor: Actor, year: int, opens_on: date, closes_on: date) -> None:
    """N-10.1: from the manager, once a year. ``closes_on``: the first day after it."""
    home = require_manager(actor)
    if closes_on <= opens_on:
        raise FormInvalid({"last_day": "最后一天不能早于第一天"})
    try:
        async with db.transaction(actor) as tx:
            campaign_id = new_id()
            await tx.run(
                Q.add_campaign, actor.county, campaign_id, home, year, opens_on, closes_on, actor.account_id, tx.now
            )  # fmt: skip
            await record(tx, actor.county, "agreements.campaign_opened", campaign_id, year=year)
    except asyncpg.UniqueViolationError as error:
        raise FormInvalid({"opens_on": "这一年的确认已经开过了"}) from error


async def set_capacity(db: Database, actor: Actor, doctor_id: UUID, capacity: int) -> None:
    """MY-11: not above the place's limit. Fewer than are signed is allowed: nobody is put out, nobody comes in."""
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        limit = capacity_of(policy_for(actor.county, tx.today), capacity)
        if capacity < 0 or capacity > limit:
            raise FormInvalid({f"capacity-{doctor_id}": "超过了本地规定的人数，请看上面的规定"})
        await lock_doctor_panels(tx, actor.county, [doctor_id])
        if not await tx.run(Q.set_capacity, actor.county, doctor_id, home, capacity):
            raise NotFound()
        await record(tx, actor.county, "agreements.capacity_set", doctor_id, capacity=capacity)
