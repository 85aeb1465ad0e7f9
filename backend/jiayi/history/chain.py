"""The digest of one link. Pure: what is hashed depends on the values alone, on no setting of a session (decision 0006).

A link's digest is SHA-256 over the digest before it and the MessagePack of
``[county, position, sealed_at, source, row id, row's time, *fields]``; times are whole microseconds since 1970 (UTC).
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

import msgspec

START = bytes(32)
"""What the first link of a county follows."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RANDOM_BITS = 80
"""Of an id of version 7; before them stand milliseconds since 1970."""


class Sealable(msgspec.Struct, frozen=True):
    """A row of history_events ('event') or access_log ('look'). ``fields``: its other columns as text, in their order."""

    source: str
    id: UUID
    at: datetime
    fields: list[str | None]


def link_digest(before: bytes, county: int, position: int, sealed_at: datetime, row: Sealable) -> bytes:
    fields = list(row.fields)
    while (
        fields and fields[-1] is None
    ):  # a column that is added later leaves the digests of older rows alone
        fields.pop()
    said = [county, position, _micros(sealed_at), row.source, row.id.hex, _micros(row.at), *fields]
    return sha256(before + msgspec.msgpack.encode(said)).digest()


def _micros(moment: datetime) -> int:
    return (moment - _EPOCH) // _MICROSECOND


def id_before(row_id: UUID, now_ms: int, ms: int) -> UUID:
    """The smallest id of version 7 made so long before this one, or before now where an id lies in the future."""
    return UUID(int=max(0, min(row_id.int >> _RANDOM_BITS, now_ms) - ms) << _RANDOM_BITS)


def in_order(rows: Iterable[Sealable]) -> list[Sealable]:
    return sorted(rows, key=lambda row: (row.id, row.source))
