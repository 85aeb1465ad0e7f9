"""Residents on the page of demo people are called what they are on the demo's day, whatever its clock was before."""

from uuid import UUID

import msgspec

from jiayi.agreements import store
from jiayi.agreements.cards import state
from jiayi.agreements.model import IN_FORCE, WAITING, AgreementState
from jiayi.demo.queries import Q
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx

WORDS = {
    AgreementState.IN_RENEWAL_WINDOW: "快到期，可以续约",
    AgreementState.ACTIVE: "已经签约",
    AgreementState.UPCOMING: "已经签约，还没开始",
    AgreementState.EXPIRED: "协议到期了",
    AgreementState.ENDED: "协议结束了",
}
IN_LINE, ASKED, NONE, FAMILY = (
    "医生名额满了，正在候补",
    "申请还没有生效",
    "还没有签约",
    "还没有签约，一家人一起",
)


class Listed(msgspec.Struct, frozen=True):
    account_id: UUID
    resident_id: UUID
    name: str
    waits: bool
    family: int


async def relabel(db: Database, county: int) -> None:
    async with db.transaction(SYSTEM) as tx:
        for one in await tx.many(Listed, Q.list_demo_residents, county):
            label = f"居民：{await _words(tx, county, one)}（{one.name}）"
            await tx.run(Q.relabel_demo_sign_in, county, one.account_id, label)


async def _words(tx: Tx, county: int, one: Listed) -> str:
    if one.waits:
        return IN_LINE
    states = [state(tx, a) for a in await store.agreements_of(tx, county, [one.resident_id])]
    if WAITING & set(states):
        return ASKED
    first = next((s for s in states if s in IN_FORCE), next((s for s in states if s in WORDS), None))
    return WORDS[first] if first else (FAMILY if one.family > 1 else NONE)
