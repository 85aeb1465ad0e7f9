"""The only place that locks. Keys are taken sorted, once, late; waiting is bounded by the pool's lock_timeout."""

from collections.abc import Iterable
from uuid import UUID

from jiayi.infra.db.database import Tx

_DOCTOR_PANEL = "select capacity from doctor_panels where county = $1 and doctor_id = $2 for update"
_AGREEMENT = "select lock_agreement($1, $2)"


async def lock_doctor_panels(tx: Tx, county: int, doctor_ids: Iterable[UUID]) -> None:
    """Whoever holds a doctor's panel row may count and add agreements of that doctor."""
    for doctor_id in sorted(set(doctor_ids)):
        await tx.value(_DOCTOR_PANEL, county, doctor_id)


async def lock_agreement(tx: Tx, county: int, agreement_id: UUID) -> None:
    """And, before it, the agreement that it follows: a switch ends that one in the same transaction."""
    await tx.value(_AGREEMENT, county, agreement_id)


async def lock_roster(tx: Tx, county: int, kind: str) -> None:
    """One import of a kind at a time in a county; until the transaction ends."""
    await tx.value("select pg_advisory_xact_lock($1, hashtext($2))", county, f"roster {kind}")


async def lock_roles(tx: Tx, county: int) -> None:
    """Who ends a role in the county, and counts who is left; until the transaction ends."""
    await tx.value("select pg_advisory_xact_lock($1, hashtext($2))", county, "roles")


async def lock_chain(tx: Tx, county: int) -> None:
    """Who seals the county's history; until the transaction ends."""
    await tx.value("select pg_advisory_xact_lock($1, hashtext($2))", county, "audit chain")


_JOB = "select pg_try_advisory_xact_lock(hashtext('jiayi.job'), hashtext($1))"


async def try_job(tx: Tx, name: str) -> bool:
    """True for the one worker that may do this job until its transaction ends."""
    return bool(await tx.value(_JOB, name))
