"""E-mail by SMTP: one kept connection, one mail at a time, and an answer that says whether to try again."""

import asyncio
from email.message import EmailMessage
from email.utils import formatdate
from urllib.parse import unquote, urlsplit
from uuid import UUID

import aiosmtplib
import msgspec

from jiayi.settings import THIS_MACHINE

_SECONDS = 10.0
_PERMANENT = 500


class Answer(msgspec.Struct, frozen=True):
    outcome: str
    """sent, retry or failed."""
    text: str
    """The server's code or the kind of fault; never an address, which servers like to quote."""


class Mailer:
    """``smtp://user:password@host:port`` (STARTTLS, or nothing is sent; only this machine may do without) or ``smtps://…``."""

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
            raise SystemExit("JIAYI_SMTP_URL must look like smtp://user:password@host:587 or smtps://…")
        self._sender = sender
        self._turn = asyncio.Lock()
        secure = parts.scheme == "smtps"
        self._smtp = aiosmtplib.SMTP(
            hostname=parts.hostname,
            port=parts.port or (465 if secure else 587),
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            use_tls=secure,
            start_tls=None if secure or parts.hostname in THIS_MACHINE else True,
            timeout=_SECONDS,
        )

    async def send(self, mail_id: UUID, recipient: str, subject: str, body: str) -> Answer:
        message = self._message(mail_id, recipient, subject, body)
        async with self._turn:
            try:
                await self._deliver(message)
            except aiosmtplib.SMTPResponseException as error:
                return Answer("failed" if error.code >= _PERMANENT else "retry", str(error.code))
            except aiosmtplib.SMTPRecipientsRefused as error:
                codes = [refusal.code for refusal in error.recipients]
                return Answer("failed" if min(codes, default=0) >= _PERMANENT else "retry", str(codes))
            except (aiosmtplib.SMTPException, OSError) as error:
                self._smtp.close()
                return Answer("retry", type(error).__name__)
        return Answer("sent", "250")

    async def close(self) -> None:
        async with self._turn:
            self._smtp.close()

    async def _deliver(self, message: EmailMessage) -> None:
        if self._smtp.is_connected:
            try:
                await self._smtp.send_message(message)
                return
            except aiosmtplib.SMTPServerDisconnected:
                self._smtp.close()  # It hung up while we were idle: once more on a new connection.
        await self._smtp.connect()
        await self._smtp.send_message(message)

    def _message(self, mail_id: UUID, recipient: str, subject: str, body: str) -> EmailMessage:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, recipient, subject
        message["Date"] = formatdate()
        message["Message-ID"] = f"<{mail_id}@{self._sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        return message
