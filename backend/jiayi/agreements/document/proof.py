"""The proof of an agreement: one hash over what was signed. The database makes the same text (agreement_facts)."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

import msgspec

FORMAT = "jiayi-agreement-2"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Cells = tuple[Any, ...]


class ProofFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What never changes after signing. Rows as they are written, in any order."""

    county: int
    id: UUID
    number: str
    resident_id: UUID
    institution_id: UUID
    team_id: UUID | None
    doctor_id: UUID
    starts_on: date
    ends_on: date | None
    policy_division: int
    policy_on: date
    text_version: str
    text_sha256: str
    previous_id: UUID | None
    origin: str
    requested_at: datetime
    requested_by: UUID
    packages: tuple[Cells, ...]
    """package_code, name, citation."""
    items: tuple[Cells, ...]
    """item_code, package_code, name, times."""
    fee_lines: tuple[Cells, ...]
    """package_code, payer, amount_fen, citation, reading, note, within_price, due."""
    hospitals: tuple[Cells, ...]
    """institution_id, level."""
    reduction_fen: int
    signatures: tuple[Cells, ...]
    """signer, account_id, typed_name, drawing, signed_at."""
    guardian_relation: str | None = None
    """To the minor; since format 2. Papers of format 1 are verified by the database (agreement_facts_1)."""


def proof_of(facts: ProofFacts) -> bytes:
    """The id's random bits keep it from being guessed."""
    return sha256(canonical(facts).encode()).digest()


def canonical(f: ProofFacts) -> str:
    return _text(
        [
            FORMAT, f.county, f.id, f.number, f.resident_id, f.institution_id, f.team_id, f.doctor_id, f.starts_on,
            f.ends_on, f.policy_division, f.policy_on, f.text_version, f.text_sha256, f.previous_id, f.origin,
            f.requested_at, f.requested_by, _sorted(f.packages, 1), _sorted(f.items, 1), _sorted(f.fee_lines, 2),
            _sorted(f.hospitals, 1), f.reduction_fen, sorted(map(signature_hash, f.signatures)),
            f.guardian_relation,
        ]
    )  # fmt: skip


def signature_hash(signature: Cells) -> str:
    return sha256(_text(signature).encode()).hexdigest()


def _sorted(rows: Iterable[Cells], keys: int) -> list[Cells]:
    return sorted(rows, key=lambda row: [str(cell) for cell in row[:keys]])


def _text(value: Any) -> str:
    """As PostgreSQL spells jsonb: one space behind each comma, nothing escaped that need not be."""
    return json.dumps(_plain(value), ensure_ascii=False)


def _plain(value: Any) -> Any:
    match value:
        case list() | tuple():
            return [_plain(cell) for cell in value]
        case datetime():
            return (value - _EPOCH) // timedelta(microseconds=1)
        case date():
            return value.isoformat()
        case UUID():
            return str(value)
    return value
