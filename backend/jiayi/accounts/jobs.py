"""Doorbells of the accounts slice."""

from jiayi.accounts.mails.actions import send_due_mails
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.db.sql import beside
from jiayi.infra.outlets.mail import Mailer

Q = beside(__file__)


async def send_waiting_mails(db: Database, vault: Vault, mailer: Mailer) -> int:
    return await send_due_mails(db, vault, mailer)


async def forget_what_expired(db: Database) -> int:
    """Rows forgotten. A day's grace, so that an answer of yesterday can still be explained."""
    async with db.transaction(SYSTEM) as tx:
        rows = [
            await tx.run(sql, tx.now)
            for sql in (Q.forget_codes, Q.forget_challenges, Q.forget_sessions, Q.forget_hits)
        ]
    return sum(rows)
