"""The year's confirmation of people without a phone (N-10.1): signed on staff's screen, witnessed by a second one (K1)."""

from uuid import UUID

from jiayi.agreements import store as agreements
from jiayi.agreements.changes import locked
from jiayi.agreements.desk import store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import IN_FORCE, Agreement, Origin, Signature
from jiayi.agreements.permission import require
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import plain_words
from jiayi.agreements.rules import change_facts, state_of
from jiayi.agreements.seasons import asked_year
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import Conflict, NotFound

CHANNEL = "signature_and_witness"


async def sign_year(
    db: Database, actor: Actor, agreement_id: UUID, signature: Signature, origin: Origin
) -> None:
    """Nothing counts yet; a repeat changes nothing."""
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        a = await _running(tx, agreement_id)
        policy = policy_for(a.policy_division, tx.today)
        await require(tx, policy, a, change_facts(a, "confirm", tx.today))
        year = asked_year(policy, tx.today)
        if year in await agreements.confirmed_years(tx, a.county, a.id):
            raise Conflict("这一年已经确认过了。")
        await tx.run(
            store.Q.add_year_signature, a.county, a.id, year, signature.typed_name, signature.drawing, origin.value,
            tx.now, actor.account_id,
        )  # fmt: skip
        await record(tx, a.county, "agreements.year_signed", a.id, year=year)


async def witness_year(db: Database, actor: Actor, agreement_id: UUID) -> None:
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        a = await _running(tx, agreement_id)
        signed = next(iter(await store.year_signatures(tx, agreement_id)), None)
        if signed is None:
            raise NotFound()
        if signed.staff_account_id == actor.account_id:
            raise Conflict("这份是您经办的，请另一位同事用自己的账号见证。")
        await tx.run(
            agreements.Q.add_yearly_confirmation, a.county, a.id, signed.year, tx.now, signed.staff_account_id,
            CHANNEL, actor.account_id, actor.name,
        )  # fmt: skip
        await record(tx, a.county, "agreements.year_confirmed", a.id, year=signed.year, channel=CHANNEL)


async def refuse_year(db: Database, actor: Actor, agreement_id: UUID, why: str) -> None:
    """Whoever took the signature may take it back too; the person reads why and signs anew."""
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, actor.county, agreement_id)
        signed = next(iter(await store.year_signatures(tx, agreement_id)), None)
        if signed is None or not await tx.run(
            store.Q.refuse_year_signature,
            a.county,
            a.id,
            signed.year,
            why,
            tx.now,
            actor.account_id,
            actor.name,
        ):
            raise Conflict("这份确认的情况已经变了，请刷新页面看看。")
        await record(tx, a.county, "agreements.year_not_witnessed", a.id, year=signed.year)


async def _running(tx: Tx, agreement_id: UUID) -> Agreement:
    a = await locked(tx, tx.actor.county, agreement_id)
    if state_of(a, tx.today) not in IN_FORCE:
        raise Conflict("这份协议现在没有生效，不用确认。")
    return a
