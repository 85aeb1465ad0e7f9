"""What the paper shows beside the agreement's own rows, and what a third person learns."""

from datetime import date, datetime

import msgspec


class Paper(msgspec.Struct, frozen=True):
    """The parties and the term as they stood when it was signed."""

    resident_name: str
    identity_tail: str
    phone_tail: str
    institution_address: str
    team_name: str
    team_phone: str
    doctor_name: str
    doctor_title: str
    doctor_phone: str
    starts_on: date | None
    ends_on: date | None
    """First day after the term; None for a long-term agreement."""


class Signed(msgspec.Struct, frozen=True):
    signer: str
    typed_name: str
    drawing: str
    signed_at: datetime
    relation: str
    """Of a guardian to the minor."""


class DoctorChange(msgspec.Struct, frozen=True):
    changed_at: datetime
    from_name: str
    to_name: str


class Verdict(msgspec.Struct, frozen=True):
    """``state``: in_force, ended, not_yet. ``matches``: the rows still say what was signed."""

    number_tail: str
    institution: str
    state: str
    matches: bool
