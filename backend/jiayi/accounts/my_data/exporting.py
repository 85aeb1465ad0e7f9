"""Everything held of a person in one file, made in memory at the moment it is asked for: no copy is kept anywhere."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from jiayi.accounts.sealed import answer_words_of, email_of, identity_of, phone_of, request_words_of
from jiayi.infra import clock
from jiayi.infra.crypto import Bound, SealBroken, Vault
from jiayi.infra.db import personal as sql
from jiayi.infra.db.database import Tx
from jiayi.infra.personal import Part, Rows

Row = dict[str, Any]
_DAY = timedelta(days=1)
JSON_NAME, HTML_NAME = "my-data.json", "my-data.html"


async def gather(tx: Tx, vault: Vault, parts: Sequence[Part]) -> list[Row]:
    """Read with the person's own rights: row-level security stands behind the declared keys."""
    who = (tx.actor.county, tx.actor.resident_id, tx.actor.account_id)
    found = []
    for part in parts:
        tables = {}
        for rows in part.rows:
            if not rows.withheld:
                records = await tx.connection.fetch(sql.reading(rows), *who)
                tables[rows.table] = [_row(dict(record), rows, vault) for record in records]
        found.append(
            {
                "code": part.code,
                "name": part.name,
                "tables": tables,
                "withheld": {rows.table: rows.withheld for rows in part.rows if rows.withheld},
            }
        )
    return found


def _row(record: Row, rows: Rows, vault: Vault) -> Row:
    opened = {}
    for column, kind in rows.sealed:
        sealed = record.pop(column)
        name = column.removesuffix("_sealed")
        opened[name] = _open(vault, sealed, _bound(kind, record)) if sealed else None
    for column in rows.day_after:
        if record[column]:
            record[column] -= _DAY
    kept = {name: _plain(value) for name, value in record.items() if name not in rows.hide}
    return {name: value for name, value in kept.items() if not isinstance(value, bytes)} | opened


def _bound(kind: str, record: Row) -> Bound:
    county = record["county"]
    if kind == "identity":
        return identity_of(county, record["id"])
    if kind == "phone":
        return phone_of(county, record["id"])
    if kind == "email":
        return email_of(record["id"])
    if kind == "request":
        return request_words_of(county, record["id"])
    return answer_words_of(county, record["request_id"])


def _open(vault: Vault, sealed: bytes, bound: Bound) -> str | None:
    try:
        return vault.open(sealed, bound)
    except SealBroken:
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.office_time(value).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if hasattr(value, "isempty"):
        return None if value.isempty else [_plain(value.lower), _plain(_last(value.upper))]
    return value


def _last(upper: Any) -> Any:
    """The last day of a range of days, as every page says it."""
    return upper - _DAY if isinstance(upper, date) and not isinstance(upper, datetime) else upper


def packed(parts: list[Row], page: str) -> bytes:
    """A zip with the same twice: for a program, and for eyes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        data = {"made_at": clock.office_time(clock.now()).isoformat(), "parts": parts}
        file.writestr(JSON_NAME, msgspec.json.format(msgspec.json.encode(data), indent=2))
        file.writestr(HTML_NAME, page)
    return buffer.getvalue()
