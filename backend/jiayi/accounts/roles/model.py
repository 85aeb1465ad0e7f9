"""Words of this room."""

from datetime import date, datetime, timedelta
from uuid import UUID

import msgspec

from jiayi.infra.db.actor import Actor, Role

OF_AN_INSTITUTION = (Role.DOCTOR, Role.HELPER, Role.COORDINATOR, Role.MANAGER)
OF_THE_COUNTY = (Role.BUREAU, Role.ADMIN)
OFFER_LIFE = timedelta(days=14)
"""Time for somebody on leave to read the mail; the database refuses it afterwards, and a new one is written in a minute."""


def may_give(actor: Actor, of_institution: bool) -> tuple[Role, ...]:
    """As ``may_give_role`` in the database says it: nobody gives a role above the own, or of another place."""
    if of_institution:
        return OF_AN_INSTITUTION if actor.role in (Role.MANAGER, Role.ADMIN) else ()
    return OF_THE_COUNTY if actor.role is Role.ADMIN else ()


class Wish(msgspec.Struct, frozen=True):
    """A role for whoever reads a mailbox."""

    role: Role
    institution_id: UUID | None
    doctor_id: UUID | None
    """Of a doctor: whom of the institution's public list."""
    name: str
    email: str
    starts_on: date
    ends_on: date | None
    """The first day on which it holds no longer."""
    reason: str


class Held(msgspec.Struct, frozen=True):
    id: UUID
    account_id: UUID
    display_name: str
    role: str
    institution_id: UUID | None
    institution_name: str
    starts_on: date
    ends_on: date | None
    granted_at: datetime
    given_by: str
    """Empty: by whoever runs the server."""
    given_because: str
    ended_at: datetime | None
    ended_by: str
    ended_because: str

    @property
    def field(self) -> str:
        return f"reason-{self.id}"


class Waiting(msgspec.Struct, frozen=True):
    """Offered, and nobody has taken it up."""

    id: UUID
    role: str
    name: str
    email_hint: str
    """Empty: the staff roster named the address."""
    institution_name: str
    offered_at: datetime
    expires_at: datetime | None
    ends_on: date | None
    reason: str


class Choice(msgspec.Struct, frozen=True):
    """An institution of the county, or a doctor without a sign-in."""

    id: UUID
    name: str


class Address(msgspec.Struct, frozen=True):
    account_id: UUID
    email_sealed: bytes | None


class TakenUp(msgspec.Struct, frozen=True):
    county: int
    grant_id: UUID
    role: str
