"""PIPL 31, Civil Code 17-19: at one birthday the child agrees, too, at another the guardian's power ends by itself. Both
hear of it in time; nothing has to be done for it to happen."""

from datetime import date, timedelta
from uuid import UUID

import msgspec

from jiayi.accounts.proxies.letters import letter
from jiayi.infra.crypto import Vault
from jiayi.infra.days import years_later
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.sql import beside
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.majority import full_age
from jiayi.policies.schema import ChildConsent

Q = beside(__file__)
AT_ONCE = 500
SUBJECT = "家医：孩子长大了，办事的人有变化"
CHILD_TOO = "{name}在{day}满{age}岁。从那天起，签约除了监护人签，孩子自己也要同意才算数。"
GROWN_UP = (
    "{name}在{day}满{age}岁。从那天起，签约由{name}自己决定，监护人不能再代签。已经签好的协议照常有效。"
    "要家人继续帮忙办事，请{name}本人在“我的 › 帮我的人”里办。"
)


class Untold(msgspec.Struct, frozen=True):
    county: int
    resident_id: UUID
    name: str
    birth_date: date
    guardian_account: UUID | None
    guardian_email: bytes | None
    child_account: UUID | None
    child_email: bytes | None


async def tell_birthdays(db: Database, vault: Vault) -> int:
    """Children whose family was told. One transaction a county."""
    async with db.transaction(SYSTEM) as tx:
        counties = [row["county"] for row in await tx.connection.fetch(Q.list_counties)]
    return sum([await _tell_county(db, vault, county) for county in counties])


async def _tell_county(db: Database, vault: Vault, county: int) -> int:
    async with db.transaction(SYSTEM) as tx:
        rule = policy_for(county, tx.today).one(ChildConsent)
        full = full_age(county, tx.today)
        if isinstance(rule, NoRule):
            return 0
        ages = [(rule.value.age_years, CHILD_TOO), *([(full, GROWN_UP)] if full else [])]
        return sum([await _tell_age(tx, vault, county, *one, rule.value.days_before) for one in ages])


async def _tell_age(tx: Tx, vault: Vault, county: int, age: int, text: str, days: int) -> int:
    born_after = years_later(tx.today, -age)
    born_until = years_later(tx.today + timedelta(days=days), -age)
    found = await tx.many(Untold, Q.list_untold, county, born_after, born_until, age, AT_ONCE)
    for one in found:
        day = years_later(one.birth_date, age)
        body = text.format(name=one.name, day=day.isoformat(), age=age)
        for account, email in (
            (one.guardian_account, one.guardian_email),
            (one.child_account, one.child_email),
        ):
            await letter(tx, vault, account, email, SUBJECT, body + "\n", timedelta(days=days))
        await tx.run(Q.add_notice, county, one.resident_id, age, tx.now)
    return len(found)
