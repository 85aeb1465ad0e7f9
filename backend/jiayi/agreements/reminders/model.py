"""Words of the reminders."""

from datetime import date
from uuid import UUID

import msgspec


class OpenCampaign(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    institution_id: UUID
    year: int
    closes_on: date
    """The first day on which it is closed."""


class Unreminded(msgspec.Struct, frozen=True):
    """An agreement that is not confirmed, and the account that hears of it; None: only who helps the person."""

    agreement_id: UUID
    account_id: UUID | None
    email_sealed: bytes | None
    resident_id: UUID
