"""Asking the ledger, and adding to it, inside the caller's transaction. What no rule names is not allowed."""

from hashlib import sha256
from uuid import UUID

from jiayi.accounts.consents.model import Answer, Asked, Decision, body_of, versions_of
from jiayi.history import store as history
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.policies.cited import Citation, NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import ConsentPurpose

Q = beside(__file__)


async def allows(tx: Tx, county: int, resident_id: UUID, code: str) -> bool:
    """May this person's data be used for this now? False where no rule is in force."""
    versions, otherwise = terms_of(county, tx, code)
    found: bool = await tx.value(Q.ask_if_stands, county, resident_id, code, versions, otherwise)
    return found


def terms_of(county: int, tx: Tx, code: str) -> tuple[list[str], bool]:
    """The last two arguments of consent_stands(): versions whose yes counts, and what holds without an answer."""
    found = policy_for(county, tx.today).one(ConsentPurpose, code=code)
    if isinstance(found, NoRule):
        return [], False
    return versions_of(found.value), found.value.ground != "consent"


async def asked(tx: Tx, county: int, resident_id: UUID) -> list[Asked]:
    """Every purpose of the place with the last answer; those that ask for a yes first."""
    rows = await tx.many(Answer, Q.list_last_answers, county, resident_id)
    answers = {row.purpose: row for row in rows}
    found = [
        Asked(purpose=one.value, basis=basis(one.citation), answer=answers.get(one.value.code))
        for one in policy_for(county, tx.today).all(ConsentPurpose)
    ]
    order = ("consent", "opt_out", "contract")
    return sorted(found, key=lambda one: order.index(one.purpose.ground))


async def asks(tx: Tx) -> list[Asked]:
    """What the acting person should be asked; whoever acts for somebody is asked nothing in their name."""
    actor = tx.actor
    if actor.resident_id is None or actor.proxy_id or actor.is_staff:
        return []
    return [one for one in await asked(tx, actor.county, actor.resident_id) if one.open]


async def answers(tx: Tx, county: int, resident_id: UUID) -> list[Answer]:
    return await tx.many(Answer, Q.list_answers, county, resident_id)


async def add(
    tx: Tx,
    resident_id: UUID,
    purpose: ConsentPurpose,
    decision: Decision,
    how: str,
    *,
    typed_name: str = "",
    witness_account_id: UUID | None = None,
) -> None:
    county, digest = tx.actor.county, await keep_text(tx, purpose)
    await tx.run(
        Q.add_consent, county, new_id(), resident_id, purpose.code, purpose.version, digest, decision.value, how,
        tx.now, tx.actor.account_id, witness_account_id, typed_name,
    )  # fmt: skip
    await history.record(
        tx, county, f"accounts.consent.{decision.value}", resident_id,
        purpose=purpose.code, version=purpose.version, how=how,
    )  # fmt: skip


async def keep_text(tx: Tx, purpose: ConsentPurpose) -> str:
    """Its words can be read later, whatever the policy file says then; their hash."""
    body = body_of(purpose)
    digest = sha256(body.encode()).hexdigest()
    await tx.run(Q.keep_text, purpose.code, purpose.version, digest, body, tx.now)
    return digest


async def is_ward(tx: Tx, resident_id: UUID) -> bool:
    return bool(await tx.value(Q.is_ward, tx.actor.county, resident_id))


def basis(citation: Citation) -> str:
    return f"《{citation.title}》{citation.clause}"
