"""Python, the staff's list and the public proof say the same of every agreement that can be."""

from datetime import date, timedelta
from itertools import product
from typing import Any
from uuid import UUID

import msgspec

from jiayi.agreements.desk import store as desk
from jiayi.agreements.desk.store import PanelFilter
from jiayi.agreements.document import store as document
from jiayi.agreements.model import IN_FORCE, OVER, AgreementState
from jiayi.agreements.rules import state_of
from jiayi.agreements.store import agreement
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from tests.factories import COUNTY, Factory, Place

TODAY = date(2026, 3, 2)
DAY, YEAR = timedelta(days=1), timedelta(days=365)
TERMS = {
    "ends tomorrow": (TODAY - YEAR, TODAY + DAY),
    "begins today": (TODAY, TODAY + YEAR),
    "long-term": (TODAY - YEAR, None),
    "begins tomorrow": (TODAY + DAY, TODAY + YEAR),
    "ended today": (TODAY - YEAR, TODAY),
    "emptied": (TODAY, TODAY),
}
STOPPED = ("ended today", "emptied")


class Row(msgspec.Struct, frozen=True):
    term: str
    confirmed: bool
    outcome: str | None
    paid: int | None
    """None: nothing is due; else of 600 fen."""
    ending: str | None

    @property
    def can_be(self) -> bool:
        """Whoever ends a term early cuts it in the same transaction; emptied needs its reason."""
        declined = self.outcome == "declined"
        if self.term == "emptied":
            return declined != bool(self.ending)
        return not declined and (self.ending is None or (self.ending == "moved" and self.term in STOPPED))


ROWS = [
    row
    for cells in product(
        TERMS, (True, False), ("accepted", "declined", None), (None, 599, 600),
        ("moved", "withdrawn", "not_confirmed", None),
    )
    if (row := Row(*cells)).can_be
]  # fmt: skip


async def test_all_three_agree(db: Database, system: Database, make: Factory) -> None:
    """K1, R12, UR-3.1: nobody is counted as signed who is not, and the proof says so too."""
    place = await make.place()
    manager = await make.actor(Role.MANAGER, place)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("insert into agreement_texts values ('t', '', '', $1)", clock.now())
    made = {await _write(make, system, place, row): row for row in ROWS}
    async with db.transaction(manager) as tx:
        listed = {one.agreement_id for one in await desk.panel(tx, PanelFilter(), 0, len(made))}
        assert (await desk.work(tx, TODAY.year)).signed == len(listed)
        differ = [row for one, row in made.items() if not await _agrees(tx, one, one in listed)]
    assert differ == []
    assert len(made) > 100 and 0 < len(listed) < len(made)


async def _agrees(tx: Tx, agreement_id: UUID, listed: bool) -> bool:
    a, proof = await agreement(tx, COUNTY, agreement_id), await document.verify(tx, agreement_id.bytes)
    assert a and proof
    now: AgreementState = state_of(a, TODAY, 30)
    public = "in_force" if now in IN_FORCE else "ended" if now in OVER else "not_yet"
    return listed == (now in IN_FORCE) and proof.state == public


async def _write(make: Factory, system: Database, place: Place, row: Row) -> UUID:
    one, resident = new_id(), await make.resident(place)
    start, end = TERMS[row.term]
    mine, by = (COUNTY, one), new_id()

    async def insert(tx: Tx, table: str, *values: Any) -> None:
        columns = {
            "agreement_confirmations": "confirmed_at, confirmed_by, channel",
            "agreement_decisions": "outcome, reason, decided_at",
            "agreement_endings": "reason, ended_on, ended_at",
            "agreement_fee_lines": "package_code, payer, amount_fen, citation, due",
            "agreement_payments": "id, amount_fen, method, reference, paid_at, recorded_by",
        }[table]
        marks = ", ".join(f"${i}" for i in range(1, len(values) + 3))
        await tx.run(
            f"insert into {table} (county, agreement_id, {columns}) values ({marks})", *mine, *values
        )

    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into agreements (county, id, number, resident_id, institution_id, team_id, doctor_id, term,"
            " policy_division, policy_on, text_version, origin, requested_at, requested_by, proof_hash)"
            " values ($1, $2, $13, $3, $4, $5, $6, daterange($7, $8), $1, $9, 't', 'online', $10, $11, $12)",
            *mine, resident, place.institution_id, place.team_id, place.doctor_id, start, end, TODAY, clock.now(), by,
            one.bytes, str(one),
        )  # fmt: skip
        await tx.run("insert into agreement_proofs values ($1, $2, $3)", one.bytes, *mine)
        if row.confirmed:
            await insert(tx, "agreement_confirmations", clock.now(), by, "own_account")
        if row.outcome:
            await insert(tx, "agreement_decisions", row.outcome, "住得太远", clock.now())
        if row.ending:
            await insert(tx, "agreement_endings", row.ending, TODAY, clock.now())
        if row.paid:
            await insert(tx, "agreement_fee_lines", "p", "resident", 600, "", "at_signing")
            await insert(tx, "agreement_payments", new_id(), row.paid, "desk", "1", clock.now(), by)
    return one
