"""Words of the room: cases of a number held by somebody else, corrections, agreements to look at."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from jiayi.infra.identity_number import IdentityNumber

CARDS = {"identity_card": "居民身份证", "temporary_card": "临时身份证", "household_book": "户口簿"}


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """What staff say they saw: the person, the card, and why."""

    name: str
    number: IdentityNumber
    phone: str = ""
    card: str
    seen: str
    reason: str = ""


class Case(msgspec.Struct, frozen=True):
    id: UUID
    name: str
    identity_sealed: bytes
    identity_tail: str
    phone_sealed: bytes
    card: str
    seen: str
    reason: str
    opened_at: datetime
    opened_by: UUID
    opened_name: str
    opened_role: str
    holder_id: UUID
    kind: str
    """claim: the number is somebody else's; correction: it was mistyped, and the record has an account."""
    holder_name: str
    """Of a correction, as ``holder_tail``: what the record says now."""
    holder_tail: str


class Corrected(msgspec.Struct, frozen=True):
    """Whose account is told; None where there is none."""

    account_id: UUID | None
    email_sealed: bytes | None


class Settled(msgspec.Struct, frozen=True):
    outcome: str
    """number_moved, account_loosened"""
    owner_id: UUID
    holder_id: UUID
    account_id: UUID | None
    email_sealed: bytes | None
    ended: list[UUID]
    reviewed: list[UUID]
    doctors: list[UUID]
    """Whose places the ended requests had taken."""


class Review(msgspec.Struct, frozen=True):
    """An agreement in force under a wrong identity, for its institution's manager to look at."""

    agreement_id: UUID
    number: str
    resident_id: UUID
    resident_name: str
    opened_at: datetime


class Correction(msgspec.Struct, frozen=True):
    old_name: str
    new_name: str
    old_tail: str
    new_tail: str
    old_birth: date
    new_birth: date
    card: str
    evidence: str
    corrected_at: datetime
    corrected_name: str
    witnessed_name: str
    """Empty: one manager was enough."""
