"""What the head of a household prepared for a grown-up without an account: that person signs here, a second member of
staff witnesses it (K1)."""

from uuid import UUID

from jiayi.agreements import store as agreements
from jiayi.agreements.changes import locked
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.model import Agreement, AgreementState, Origin, Signature
from jiayi.agreements.problems import plain_words
from jiayi.agreements.rules import state_of
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.web.problems import Conflict


def waits_for_its_person(a: Agreement, state: AgreementState) -> bool:
    return state is AgreementState.WAITING_CONFIRMATION and a.origin == Origin.ONLINE


async def sign_consent(
    db: Database, actor: Actor, agreement_id: UUID, signature: Signature, origin: Origin
) -> None:
    """Nothing counts yet; a repeat changes nothing."""
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        a = await locked(tx, actor.county, agreement_id)
        if not waits_for_its_person(a, state_of(a, tx.today)):
            raise Conflict("这份协议的情况已经变了，请刷新页面看看。")
        added = await tx.run(
            agreements.Q.add_consent, a.county, a.id, signature.typed_name, signature.drawing, origin.value, tx.now,
            actor.account_id,
        )  # fmt: skip
        if added:
            await record(tx, a.county, "agreements.consent_signed", a.id)
