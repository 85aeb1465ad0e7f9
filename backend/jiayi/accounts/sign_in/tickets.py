"""Between asking for a code and typing it: a sealed cookie of ten minutes, so that no address shows an e-mail."""

import base64
import binascii
import re
from uuid import UUID

import msgspec

from jiayi.infra.crypto import SealBroken, Vault

COOKIE = "sign_in"
_BELONGS_TO = "sign-in ticket"
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[a-z0-9-]+(\.[a-z0-9-]+)+")


class Ticket(msgspec.Struct, frozen=True):
    code_id: UUID
    email: str
    next: str
    shown_code: str = ""
    """In the demo without a mail server the page itself shows the code."""


def seal(vault: Vault, ticket: Ticket) -> str:
    return base64.urlsafe_b64encode(vault.seal(msgspec.json.encode(ticket).decode(), _BELONGS_TO)).decode()


def unseal(vault: Vault, cookie: str) -> Ticket | None:
    try:
        text = vault.open(base64.urlsafe_b64decode(cookie), _BELONGS_TO)
        return msgspec.json.decode(text, type=Ticket)
    except (SealBroken, binascii.Error, ValueError, msgspec.DecodeError):
        return None


def read_email(text: str) -> str | None:
    """In small letters, or None if it cannot be an address."""
    email = text.lower()
    return email if _EMAIL.fullmatch(email) else None
