"""The statements that declared rows of a person make (infra/personal.py): $1 county, $2 resident, $3 account."""

from collections.abc import Sequence

from jiayi.infra.personal import Expiry, Key, Rows

_WHO = "with who (county, resident, account) as (values ($1::int, $2::uuid, $3::uuid))"
_MINE = "select a.id from agreements a where a.county = who.county and a.resident_id = who.resident"
_CONTACTS = f"select c.id from renewal_contacts c where c.county = who.county and c.agreement_id in ({_MINE})"  # noqa: S608
_BY: dict[Key, str] = {
    "id": "t.county = who.county and t.id = who.resident",
    "household_id": "t.county = who.county and t.id = (select r.household_id from residents r "
    "where r.county = who.county and r.id = who.resident)",
    "resident_id": "t.county = who.county and t.resident_id = who.resident",
    "grantor_id": "t.county = who.county and t.grantor_id = who.resident",
    "proxy_id": "t.county = who.county and t.proxy_id in (select p.id from proxies p "
    "where p.county = who.county and p.grantor_id = who.resident)",
    "account": "t.county = who.county and t.id = who.account",
    "account_id": "t.county = who.county and t.account_id = who.account",
    "account_key": "t.county = who.county and t.subject_id = who.account",
    "resident_key": "t.county = who.county and t.subject_id = who.resident",
    "entry_id": "t.county = who.county and t.entry_id in (select w.id from waiting_entries w "
    "where w.county = who.county and w.resident_id = who.resident)",
    "contact_id": f"t.county = who.county and t.contact_id in ({_CONTACTS})",
    "owner_id": "t.county = who.county and t.owner_id = who.resident",
    "agreement_id": f"t.county = who.county and t.agreement_id in ({_MINE})",
    "subject_id": f"t.county = who.county and (t.subject_id in (who.resident, who.account) or t.subject_id in ({_MINE}))",
}


def reading(rows: Rows) -> str:
    return f"{_WHO} select t.* from {rows.table} t, who where {_BY[rows.by]}"  # noqa: S608 - words of code


def removing(rows: Rows) -> str:
    return f"{_WHO} delete from {rows.table} t using who where {_BY[rows.by]}"  # noqa: S608 - words of code


def blanking(rows: Rows, columns: Sequence[tuple[str, str]]) -> str:
    return f"{_WHO} update {rows.table} t set {_set(columns)} from who where {_BY[rows.by]}"  # noqa: S608 - words of code


def expiring(over: Expiry) -> str:
    """$1 county (unless everywhere), then the moment before which rows are over."""
    where = f"{over.ended} < $1" if over.everywhere else f"t.county = $1 and {over.ended} < $2"
    if not over.blanked:
        return f"delete from {over.table} t where {where}"  # noqa: S608 - words of code
    again = " or ".join(f"t.{name} is distinct from {literal}" for name, literal in over.blanked)
    return f"update {over.table} t set {_set(over.blanked)} where {where} and ({again})"  # noqa: S608 - words of code


def _set(columns: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{name} = {literal}" for name, literal in columns)
