"""Words of the key room: rows on their way from one key to another."""

from uuid import UUID

import msgspec


class SealedRow(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    sealed: bytes


class PasskeyRow(msgspec.Struct, frozen=True):
    county: int
    id: UUID
    account_id: UUID
    credential_id: bytes


class TakenInvitation(msgspec.Struct, frozen=True):
    county: int
    doctor_id: UUID
    email_hash: bytes
    account_id: UUID
    email_sealed: bytes


class Usage(msgspec.Struct, frozen=True):
    """How many values of a place were made with a key."""

    place: str
    key_id: str
    values: int


class Registered(msgspec.Struct, frozen=True):
    use: str
    id: str
    check_value: bytes
