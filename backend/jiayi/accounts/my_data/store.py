"""Requests and what stands in the way, inside the caller's transaction."""

from datetime import timedelta
from uuid import UUID

from jiayi.accounts.my_data.model import Request
from jiayi.accounts.sealed import answer_words_of, request_words_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Problem
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import PersonalRequestLimit

Q = beside(__file__)


async def add_request(
    tx: Tx, vault: Vault, resident_id: UUID, kind: str, item: str = "", words: str = ""
) -> UUID:
    """Raises Problem where no rule says in how many days it is answered."""
    county, id = tx.actor.county, new_id()
    limit = policy_for(county, tx.today).one(PersonalRequestLimit)
    if isinstance(limit, NoRule):
        raise Problem("现在没有规定几天内答复，请到窗口办理。")
    sealed = vault.seal(words, request_words_of(county, id)) if words else b""
    answer_by = tx.today + timedelta(days=limit.value.days_to_answer)
    await tx.run(
        Q.add_request, county, id, resident_id, kind, item, sealed, tx.now, tx.actor.account_id, answer_by
    )
    return id


async def add_answer(tx: Tx, vault: Vault, request: Request, outcome: str, words: str) -> bool:
    """False: it was answered already."""
    county = tx.actor.county
    sealed = vault.seal(words, answer_words_of(county, request.id)) if words else b""
    added = await tx.run(
        Q.add_answer, county, request.id, request.resident_id, outcome, sealed, tx.now, tx.actor.account_id
    )
    return bool(added)


async def requests_of(tx: Tx, resident_id: UUID) -> list[Request]:
    return await tx.many(Request, Q.list_requests, tx.actor.county, resident_id)


async def open_requests(tx: Tx) -> list[Request]:
    return await tx.many(Request, Q.list_open_requests, tx.actor.county, tx.actor.institution_id)


async def find_request(tx: Tx, request_id: UUID) -> Request | None:
    return await tx.one(Request, Q.find_request, tx.actor.county, request_id)


async def blockers(tx: Tx, county: int, resident_id: UUID, account_id: UUID | None) -> list[str]:
    """agreement, role, proxy: what runs, and must end first."""
    rows = await tx.connection.fetch(Q.list_blockers, county, resident_id, account_id, tx.today)
    return [row["blocker"] for row in rows]


def words_of(vault: Vault, request: Request, county: int) -> tuple[str, str]:
    """What was asked, and what was answered."""
    asked = request_words_of(county, request.id)
    answered = answer_words_of(county, request.id)
    return (
        vault.open(request.words_sealed, asked) if request.words_sealed else "",
        vault.open(request.answer_sealed, answered) if request.answer_sealed else "",
    )
