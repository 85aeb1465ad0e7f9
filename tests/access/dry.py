"""The application's database, from which nothing stays: what a request wrote is counted, then taken back.

So thousands of requests ask of one and the same world, and an allowed deed may be tried as often as a refused one.
"""

from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx

_BEGIN = "; select pg_stat_force_next_flush()"
"""The counts of this transaction then end with it."""
_HAS_WRITTEN = "select pg_current_xact_id_if_assigned() is not null"
_WRITTEN = """select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_user_tables
where n_tup_ins + n_tup_upd + n_tup_del > 0"""


class DryDatabase(Database):
    def __init__(self, real: Database) -> None:
        super().__init__(real.pool)
        self.written: Counter[str] = Counter()

    @asynccontextmanager
    async def transaction(self, actor: Actor, *, begin: str = "begin") -> AsyncIterator[Tx]:
        async with super().transaction(actor, begin=begin + _BEGIN) as tx:
            yield tx
            if await tx.value(_HAS_WRITTEN):
                await tx.run("set constraints all immediate")
                for table, rows in await tx.connection.fetch(_WRITTEN):
                    self.written[table] += rows
                await tx.run("rollback; begin")
