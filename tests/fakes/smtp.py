"""A real SMTP server on loopback that keeps what it is given; it can be told to refuse."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller


class Mailbox:
    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.connections = 0
        self.refusal = ""
        """Answer to the next mails, such as "451 later" or "550 unknown"; empty: accept."""

    async def handle_EHLO(
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusal:
            return self.refusal
        mail = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 kept"


@contextmanager
def smtp_server(host: str = "127.0.0.1") -> Iterator[tuple[str, Mailbox]]:
    """The address for JIAYI_SMTP_URL, and what arrived."""
    mailbox = Mailbox()
    port = _free_port()
    controller = Controller(mailbox, hostname=host, port=port)
    controller.start()
    try:
        yield f"smtp://{host}:{port}", mailbox
    finally:
        controller.stop()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
    return port
