"""How the own share reaches the institution. Real payment services plug in here; none does yet."""

from typing import Protocol
from uuid import UUID

from jiayi.agreements.actions import record_payment
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id


class PaymentAdapter(Protocol):
    name: str

    async def collect(
        self, db: Database, payer: Actor, county: int, agreement_id: UUID, amount_fen: int, key: UUID
    ) -> UUID: ...


class PretendOnlinePayment:
    """A test double: no money moves. It exists only where settings.demo is on, and its page says so."""

    name = "pretend-online"

    async def collect(
        self, db: Database, payer: Actor, county: int, agreement_id: UUID, amount_fen: int, key: UUID
    ) -> UUID:
        reference = f"演示-{clock.today():%Y%m%d}-{new_id().hex[-8:].upper()}"
        return await record_payment(db, payer, county, agreement_id, amount_fen, "online", reference, key)


def online_payment(demo: bool) -> PaymentAdapter | None:
    """None: people pay at the desk, where staff record it."""
    return PretendOnlinePayment() if demo else None
