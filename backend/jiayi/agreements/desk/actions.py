"""What staff do at the desk besides the agreement's own actions: visits, the year's confirmation, places."""

from datetime import date, timedelta
from uuid import UUID

import asyncpg

from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.agreements.desk import store
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.desk.model import Campaign, Visitor
from jiayi.agreements.policy import basis, policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.agreements.seasons import rule_of, season
from jiayi.history.store import looked_at, record
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.locks import lock_doctor_panels
from jiayi.infra.ids import new_id
from jiayi.infra.sentence import filled
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound

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
    hashes = vault.blind_indexes("identity", number) if number else [b""]
    async with db.transaction(actor) as tx:
        visitor: Visitor | None = None
        for hashed in hashes:  # two while the index is rotated
            visitor = visitor or await tx.one(
                Visitor, Q.open_visit, new_id(), hashed, resident_id, tx.now, VISIT_LASTS
            )
        if visitor is None:
            await record(tx, actor.county, "agreements.visit_not_found", home)
            return None
        await record(tx, actor.county, "agreements.visit_opened", visitor.resident_id)
        await looked_at(tx, actor.county, visitor.resident_id, "signing")
        return visitor


async def open_campaign(db: Database, actor: Actor, year: int, opens_on: date, closes_on: date) -> None:
    """N-10.1: from the manager, once a year. ``closes_on``: the first day after it."""
    home = require_manager(actor)
    try:
        async with db.transaction(actor) as tx:
            _must_fit(tx, year, opens_on, closes_on)
            campaign_id = new_id()
            await tx.run(
                Q.add_campaign, actor.county, campaign_id, home, year, opens_on, closes_on, actor.account_id, tx.now
            )  # fmt: skip
            await record(tx, actor.county, "agreements.campaign_opened", campaign_id, year=year)
    except asyncpg.UniqueViolationError as error:
        raise FormInvalid({"opens_on": "这一年的确认已经开过了"}) from error


async def move_campaign(db: Database, actor: Actor, year: int, opens_on: date, closes_on: date) -> None:
    """Only before it begins."""
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        campaign = await _not_begun(tx, home, year)
        _must_fit(tx, year, opens_on, closes_on)
        await tx.run(store.Q.move_campaign, actor.county, campaign.id, opens_on, closes_on)
        await record(
            tx, actor.county, "agreements.campaign_moved", campaign.id, year=year,
            days=f"{campaign.opens_on}..{campaign.last_day}",
        )  # fmt: skip


async def cancel_campaign(db: Database, actor: Actor, year: int) -> None:
    """Only before it begins; then the whole time of the policy is open again."""
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        campaign = await _not_begun(tx, home, year)
        await tx.run(store.Q.cancel_campaign, actor.county, campaign.id)
        await record(tx, actor.county, "agreements.campaign_cancelled", campaign.id, year=year)


async def _not_begun(tx: Tx, home: UUID, year: int) -> Campaign:
    campaign = await store.campaign(tx, home, year)
    if campaign is None:
        raise NotFound()
    if campaign.opens_on <= tx.today:
        raise Conflict("这一年的确认已经开始，日子不能再改。")
    return campaign


def _must_fit(tx: Tx, year: int, opens_on: date, closes_on: date) -> None:
    """Within the policy's months, and not in the past."""
    rule = rule_of(policy_for(tx.actor.county, tx.today))
    if rule is None:
        raise FormInvalid({"opens_on": "本地现在没有每年确认的规定，不用定日子"})
    first, last = season(rule.value.months, year)
    beyond = filled(
        "规定只能在 %(first)s 到 %(last)s 之间确认（%(basis)s）",
        first=first,
        last=last,
        basis=basis(rule.citation),
    )
    faults: dict[str, str] = {}
    if opens_on < first or opens_on > last:
        faults["opens_on"] = beyond
    elif opens_on < tx.today:
        faults["opens_on"] = "这一天已经过去了，请写今天或以后的日子"
    if closes_on <= opens_on:
        faults["last_day"] = "最后一天不能早于第一天"
    elif closes_on - timedelta(days=1) > last:
        faults["last_day"] = beyond
    if faults:
        raise FormInvalid(faults)


@rerun
async def set_capacity(
    db: Database, actor: Actor, doctor_id: UUID, capacity: int, *, sure: bool = False
) -> None:
    """MY-11: not above the place's limit. Fewer than are signed is allowed: nobody is put out, nobody comes in."""
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        limit = capacity_of(policy_for(actor.county, tx.today), capacity)
        if capacity < 0 or capacity > limit:
            raise FormInvalid({f"capacity-{doctor_id}": "超过了本地规定的人数，请看上面的规定"})
        await lock_doctor_panels(tx, actor.county, [doctor_id])
        taken = await tx.value(Q.count_taken, actor.county, doctor_id, tx.today)
        if capacity < (taken or 0) and not sure:
            raise FormInvalid({
                f"fewer-{doctor_id}": filled(
                    "比现在签约的 %(n)s 人少：已签的照旧，只是不再接新的。确实这样的话请勾选", n=taken
                )
            })  # fmt: skip
        if not await tx.run(Q.set_capacity, actor.county, doctor_id, home, capacity):
            raise NotFound()
        await record(tx, actor.county, "agreements.capacity_set", doctor_id, capacity=capacity)
