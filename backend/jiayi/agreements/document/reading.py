"""Everything that the paper is made of, read in one transaction."""

from datetime import datetime
from uuid import UUID

import msgspec

from jiayi.agreements import guards
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.document import store
from jiayi.agreements.document.model import DoctorChange, Paper, Signed, Verdict
from jiayi.agreements.model import (
    AgreedFee,
    AgreedHospital,
    AgreedItem,
    AgreedPackage,
    Agreement,
    AgreementState,
    AgreementText,
    Payment,
)
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Tx
from jiayi.infra.web.problems import NotFound


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    agreement: Agreement
    state: AgreementState
    paper: Paper
    packages: list[AgreedPackage]
    items: list[AgreedItem]
    fee_lines: list[AgreedFee]
    hospitals: list[AgreedHospital]
    payments: list[Payment]
    reduction_fen: int
    text: AgreementText | None
    signatures: list[Signed]
    doctor_changes: list[DoctorChange]
    verdict: Verdict | None
    made_at: datetime

    @property
    def genuine(self) -> bool:
        return self.verdict is not None and self.verdict.matches


async def read(tx: Tx, agreement_id: UUID) -> Rows:
    """Raises NotFound for whoever may not see it. A look by anybody but the person themselves is written down."""
    county = tx.actor.county
    found = await agreements.agreement(tx, county, agreement_id)
    a = await guards.agreement_for(tx, county, found)
    paper = await store.paper(tx, county, agreement_id)
    if paper is None:
        raise NotFound()
    await looked_at(tx, county, a.resident_id, "agreement_document")
    return Rows(
        agreement=a,
        state=state(tx, a),
        paper=paper,
        packages=await agreements.packages(tx, county, agreement_id),
        items=await agreements.items(tx, county, agreement_id),
        fee_lines=await agreements.fee_lines(tx, county, agreement_id),
        hospitals=await agreements.agreed_hospitals(tx, county, agreement_id),
        payments=await agreements.payments(tx, county, agreement_id),
        reduction_fen=await agreements.agreed_reduction(tx, county, agreement_id),
        text=await agreements.text(tx, a.text_version),
        signatures=await store.signatures(tx, county, agreement_id),
        doctor_changes=await store.doctor_changes(tx, county, agreement_id),
        verdict=await store.verify(tx, a.proof_hash),
        made_at=tx.now,
    )
