"""Words of acting for somebody."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is given, to whom, for how long."""

    helper_name: str
    areas: tuple[str, ...]
    starts_on: date
    ends_on: date
    """First day without it."""


class Proxy(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    grantor_id: UUID
    helper_name: str
    areas: list[str]
    starts_on: date
    ends_on: date
    asked_by: str
    asked_at: datetime
    grantor_agreed_at: datetime | None
    helper_agreed_at: datetime | None
    ended_at: datetime | None
    ended_by: str
    code_expires_at: datetime | None
    holds: bool


class Helped(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    grantor_id: UUID
    name: str
    """Empty until that person has agreed."""
    areas: list[str]
    starts_on: date
    ends_on: date
    agreed: bool
    ended_at: datetime | None
    ended_by: str
    holds: bool


class TakenUp(msgspec.Struct, frozen=True):
    county: int
    proxy_id: UUID
    grantor_id: UUID


class Asked(msgspec.Struct, frozen=True):
    county: int
    grantor_id: UUID
    account_id: UUID | None
    email_sealed: bytes | None


class Deed(msgspec.Struct, frozen=True):
    at: datetime
    what: str
    """A kind of event, or the part that was looked at."""


class Address(msgspec.Struct, frozen=True):
    side: str
    """grantor or helper."""
    account_id: UUID
    email_sealed: bytes
    grantor_name: str
    helper_name: str


class Copy(msgspec.Struct, frozen=True):
    account_id: UUID
    email_sealed: bytes
    grantor_name: str


class Unwitnessed(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    grantor_id: UUID
    grantor_name: str
    helper_name: str
    areas: list[str]
    starts_on: date
    ends_on: date
    typed_name: str
    drawing: str
    origin: str
    signed_at: datetime
    staff_name: str
    staff_account_id: UUID
