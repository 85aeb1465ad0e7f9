"""A request signed on staff's screen that does not count yet: staff take it back, or refuse to witness it, and say why."""

from typing import Literal
from uuid import UUID

from jiayi.agreements import store as agreements
from jiayi.agreements.changes import locked
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import Agreement, AgreementState, Origin
from jiayi.agreements.problems import plain_words
from jiayi.agreements.rules import WITHDRAWN, state_of
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict

PENDING = (AgreementState.WAITING_CONFIRMATION, AgreementState.WAITING_ACCEPTANCE)


def is_pending(a: Agreement, state: AgreementState) -> bool:
    """Signed at the desk; neither its person on the own account nor a witness has said yes."""
    return a.origin != Origin.ONLINE and a.confirmed_at is None and state in PENDING


async def take_back(
    db: Database, actor: Actor, agreement_id: UUID, why: str, how: Literal["taken_back", "not_witnessed"]
) -> None:
    """The person reads the reason; the days and the place are free again."""
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, actor.county, agreement_id)
        now = state_of(a, tx.today)
        signed = how == "not_witnessed" and now in PENDING and await agreements.consent(tx, a.county, a.id)
        if not (is_pending(a, now) or signed):
            raise Conflict("这份协议的情况已经变了，请刷新页面看看。")
        await tx.run(
            agreements.Q.add_ending, a.county, a.id, WITHDRAWN, why, tx.today, tx.now, actor.account_id, None
        )
        await tx.run(agreements.Q.empty_term, a.county, a.id)
        await record(tx, a.county, f"agreements.{how}", a.id)
