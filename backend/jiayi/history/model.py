"""Words of the history slice."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec


class Event(msgspec.Struct, frozen=True):
    id: UUID
    happened_at: datetime
    kind: str
    actor_account_id: UUID | None
    actor_role: str
    data: dict[str, Any]


class Look(msgspec.Struct, frozen=True):
    looked_at: datetime
    role: str
    actor_name: str
    part: str
