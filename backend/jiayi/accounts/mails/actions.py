"""Save, send, send again. No transaction is open while the mail server is talked to."""

from datetime import timedelta
from uuid import UUID

import msgspec

from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.infra.outlets.mail import Answer, Mailer

Q = beside(__file__)


class Mail(msgspec.Struct, frozen=True):
    id: UUID
    recipient_sealed: bytes
    subject: str
    body_sealed: bytes


class Due(msgspec.Struct, frozen=True):
    id: UUID


async def save_mail(tx: Tx, vault: Vault, recipient: str, subject: str, body: str, keep: timedelta) -> UUID:
    """In the transaction of what the mail tells of. ``subject`` is stored in clear: no code, no name in it."""
    mail_id = new_id()
    sealed = vault.seal(recipient, f"to {mail_id}"), vault.seal(body, f"body {mail_id}")
    await tx.run(Q.add_mail, mail_id, sealed[0], subject, sealed[1], tx.now, tx.now + keep)
    return mail_id


async def send_mail(db: Database, vault: Vault, mailer: Mailer, mail_id: UUID) -> bool:
    """True when it left now; False when another sender has it, it left before, or the server refused."""
    async with db.transaction(ANONYMOUS) as tx:
        mail = await tx.one(Mail, Q.claim_mail, mail_id, tx.now)
    if mail is None:
        return False
    answer = await _send(vault, mailer, mail)
    async with db.transaction(ANONYMOUS) as tx:
        await tx.run(Q.add_attempt, mail_id, tx.now, answer.outcome, answer.text)
    return answer.outcome == "sent"


async def send_due_mails(db: Database, vault: Vault, mailer: Mailer, limit: int = 100) -> int:
    """The sweep: what never left goes out, each by itself. Returns how many left."""
    async with db.transaction(ANONYMOUS) as tx:
        due = await tx.many(Due, Q.list_due_mails, tx.now, limit)
    return sum([await send_mail(db, vault, mailer, mail.id) for mail in due])


async def _send(vault: Vault, mailer: Mailer, mail: Mail) -> Answer:
    try:
        recipient = vault.open(mail.recipient_sealed, f"to {mail.id}")
        body = vault.open(mail.body_sealed, f"body {mail.id}")
    except SealBroken:
        return Answer("failed", "seal broken")
    return await mailer.send(mail.id, recipient, mail.subject, body)
