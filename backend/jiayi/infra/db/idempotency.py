"""A form that creates something carries a key; a repeat returns the first result instead of doing it twice."""

from uuid import UUID

from jiayi.infra.db.database import Tx

_CLAIM = """
insert into idempotency_keys (county, account_id, key, result, created_at) values ($1, $2, $3, $4, $5)
on conflict do nothing returning result
"""
_FIRST = "select result from idempotency_keys where county = $1 and account_id = $2 and key = $3"


async def claim(tx: Tx, key: UUID, result: str) -> str | None:
    """None: the key was free, ``result`` (an id made beforehand) is now its answer. Otherwise the first answer.

    A repeat that runs at the same time waits here until the first one commits or rolls back.
    """
    if tx.actor.account_id is None:
        raise ValueError("an idempotency key belongs to an account")
    who = (tx.actor.county, tx.actor.account_id, key)
    if await tx.value(_CLAIM, *who, result, tx.now) is not None:
        return None
    first: str = await tx.value(_FIRST, *who)
    return first
