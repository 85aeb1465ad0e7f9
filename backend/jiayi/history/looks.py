"""A resident's looks, and what is said of one: the question, the answer, what a manager found."""

from uuid import UUID

from jiayi.history.model import Look, LookOf
from jiayi.history.store import Q, record
from jiayi.infra.db.actor import STAFF
from jiayi.infra.db.database import Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import NotFound

SIZE = 20
ASKED, ANSWERED, LOOKED_INTO = "asked", "answered", "looked_into"


async def looks_of(tx: Tx, county: int, resident_id: UUID, before: UUID | None = None) -> list[Look]:
    """One more than a page holds, if there are more."""
    return await tx.many(Look, Q.list_looks, county, resident_id, before, SIZE + 1)


async def find_look(tx: Tx, county: int, look_id: UUID) -> LookOf:
    """As far as the actor may know of it. Raises NotFound."""
    found = await tx.one(LookOf, Q.find_look, county, look_id)
    if found is None:
        raise NotFound
    return found


async def ask(tx: Tx, county: int, look_id: UUID, body: str) -> None:
    """The resident asks why a member of staff looked, once a look. Raises NotFound."""
    look = await find_look(tx, county, look_id)
    if look.role not in STAFF or look.account_id is None or look.resident_id != tx.actor.resident_id:
        raise NotFound
    flagged = await tx.run(
        Q.flag_question, county, look.id, look.resident_id, look.account_id, look.institution_id, look.reader,
        tx.now,
    )  # fmt: skip
    if flagged:
        await note(tx, county, look, ASKED, body)


async def note(tx: Tx, county: int, look: LookOf, kind: str, body: str) -> None:
    actor = tx.actor
    await tx.run(
        Q.add_look_note, county, new_id(), look.id, look.resident_id, look.account_id, look.institution_id,
        look.reader, kind, body, tx.now, actor.account_id, actor.name,
    )  # fmt: skip
    await record(tx, county, f"history.look.{kind}", look.id)
