"""What a slice holds of a person, declared beside it (``<slice>/personal.py``, ``PARTS``), so that one page can hand all of
it out, say what happens to it, and one job can remove it."""

from typing import Literal

import msgspec

Key = Literal[
    "id", "household_id", "resident_id", "grantor_id", "proxy_id", "account", "account_id", "account_key",
    "resident_key", "entry_id", "agreement_id", "subject_id", "contact_id", "owner_id",
]  # fmt: skip
"""How a row is found to be of the person: infra/db/personal.py says it in SQL."""


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """The rows of one table. Names and literals are from code, never from people."""

    table: str
    by: Key
    hide: tuple[str, ...] = ()
    """Columns that are not handed out: keys, hashes, and ids of other people."""
    sealed: tuple[tuple[str, str], ...] = ()
    """(column, what it belongs to): opened for the person; see my_data/exporting.py."""
    day_after: tuple[str, ...] = ()
    """Columns that hold the first day after; handed out as people count, the last day."""
    withheld: str = ""
    """Why these rows are not handed out."""
    gone: bool = False
    """Removed when the person asks for it, for nothing forces keeping."""
    blanked: tuple[tuple[str, str], ...] = ()
    """(column, SQL literal) written over when the person asks for it."""
    last_gone: bool = False
    last_blanked: tuple[tuple[str, str], ...] = ()
    """The same, once nothing forces keeping any more."""


class Expiry(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of a county that are over when ``ended`` (an SQL expression over ``t``) lies before the period's beginning."""

    table: str
    retention: str
    ended: str
    blanked: tuple[tuple[str, str], ...] = ()
    """Written over instead of removed, where other rows point here."""
    everywhere: bool = False
    """The table has no county."""


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Rows that a person understands as one thing."""

    code: str
    name: str
    erasing: str
    """What happens to it, as the page says it: a msgid."""
    retention: str = ""
    """Code of the policy that forces keeping some of it."""
    rows: tuple[Rows, ...] = ()
    expires: tuple[Expiry, ...] = ()
