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
    """An agreement that is not confirmed, and the account that hears of it."""

    agreement_id: UUID
    account_id: UUID
    email_sealed: bytes
