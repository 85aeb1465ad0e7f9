"""One typed function a query."""

from uuid import UUID

from jiayi.agreements.document.model import DoctorChange, Paper, Signed, Verdict
from jiayi.agreements.document.proof import ProofFacts
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def paper(tx: Tx, county: int, agreement_id: UUID) -> Paper | None:
    return await tx.one(Paper, Q.find_paper, county, agreement_id)


async def signatures(tx: Tx, county: int, agreement_id: UUID) -> list[Signed]:
    return await tx.many(Signed, Q.list_signatures, county, agreement_id)


async def doctor_changes(tx: Tx, county: int, agreement_id: UUID) -> list[DoctorChange]:
    return await tx.many(DoctorChange, Q.list_doctor_changes, county, agreement_id)


async def verify(tx: Tx, proof_hash: bytes) -> Verdict | None:
    """None: no agreement was ever given this hash."""
    return await tx.one(Verdict, Q.verify, proof_hash, tx.today)


async def add_original(tx: Tx, f: ProofFacts) -> None:
    await tx.run(Q.add_original, f.county, f.id, f.team_id, f.doctor_id, f.starts_on, f.ends_on)
