"""One typed function a query of inviting."""

from collections.abc import Sequence
from uuid import UUID

from jiayi.agreements.desk.guards import own_team, require_desk
from jiayi.agreements.inviting.model import Contact, Mailable, Renewal, Tally, Target, Unsent
from jiayi.agreements.policy import policy_for
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.policies.schema import RenewalWindow

Q = beside(__file__)
Scope = tuple[object, ...]


async def renewals(
    tx: Tx, stage: str, first: int, many: int, resident_id: UUID | None = None
) -> list[Renewal]:
    return await tx.many(Renewal, Q.list_renewals, *_due(tx), stage, resident_id, first, many)


async def renewal_of(tx: Tx, resident_id: UUID) -> Renewal | None:
    return next(iter(await renewals(tx, "", 0, 1, resident_id)), None)


async def tallies(tx: Tx) -> dict[str, int]:
    return {row.stage: row.many for row in await tx.many(Tally, Q.count_stages, *_due(tx))}


async def mailable(tx: Tx, stage: str, agreement_id: UUID | None = None) -> Mailable:
    found = await tx.one(Mailable, Q.weigh_mail, *_due(tx), stage, agreement_id)
    assert found is not None
    return found


async def targets(tx: Tx, stage: str, agreement_id: UUID | None, most: int) -> list[UUID]:
    rows = await tx.many(Target, Q.list_targets, *_due(tx), stage, agreement_id, most)
    return [row.agreement_id for row in rows]


async def add_invitations(tx: Tx, agreements: Sequence[UUID]) -> list[UUID]:
    """Those who were not written to before."""
    actor, ids = tx.actor, [new_id() for _ in agreements]
    rows = await tx.many(
        Target, Q.add_invitations, actor.county, ids, list(agreements), tx.now, actor.account_id, actor.name
    )
    return [row.agreement_id for row in rows]


async def contacts(tx: Tx, agreement_id: UUID) -> list[Contact]:
    return await tx.many(Contact, Q.list_contacts, tx.actor.county, agreement_id)


async def is_on_panel(tx: Tx, resident_id: UUID) -> bool:
    county, home, mine, today, _, after = _due(tx)
    return bool(await tx.value(Q.is_on_panel, county, home, mine, today, resident_id, after))


async def unsent(tx: Tx, most: int) -> list[Unsent]:
    return await tx.many(Unsent, Q.list_unsent, tx.now, most)


async def add_mails(tx: Tx, county: int, contacts: Sequence[UUID], mail_id: UUID) -> None:
    await tx.run(Q.add_mails, county, list(contacts), mail_id)


async def add_failures(tx: Tx, county: int, contacts: Sequence[UUID], why: str) -> None:
    await tx.run(Q.add_failures, county, list(contacts), why)


def _due(tx: Tx) -> Scope:
    """The first arguments of renewals_due: the actor's own panel in the place's renewal window."""
    found = policy_for(tx.actor.county, tx.today).all(RenewalWindow)
    days = (found[0].value.days_before, found[0].value.days_after) if found else (0, 0)
    return (tx.actor.county, require_desk(tx.actor), own_team(tx.actor), tx.today, *days)
