"""A manager says what the institution asks from a day on. What is signed already keeps its price."""

from datetime import date

from jiayi.agreements.desk.guards import require_manager
from jiayi.agreements.policy import policy_for
from jiayi.agreements.pricing import store
from jiayi.history.store import record
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies import fee_limits

NOT_OWN = "这一项的价格由文件定，机构不能自己定价"
NOT_LOWERED = "本地没有允许机构减免个人自付的部分"
IN_THE_PAST = "日期不能早于今天：以前签的协议，价格已经定了"


@rerun
async def set_price(db: Database, actor: Actor, code: str, price_fen: int, since: date | None = None) -> None:
    """From ``since`` (today): of a package or item whose price the policy of that day leaves to the institution.

    Raises FormInvalid (HN-2, MY-9, N-8), Forbidden.
    """
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        begins = _begins(tx, since)
        if code not in fee_limits.own_prices(policy_for(actor.county, begins)):
            raise FormInvalid({"code": NOT_OWN})
        await store.set_price(tx, home, code, price_fen, begins)
        await record(tx, actor.county, "agreements.priced", home, code=code, fen=price_fen, since=str(begins))


@rerun
async def set_reduction(db: Database, actor: Actor, amount_fen: int, since: date | None = None) -> None:
    """By how much agreements signed from ``since`` lower the own share of a consultation; 0 ends it (CD-3.5).

    Raises FormInvalid where that day's policy does not allow it (UR-4.1), Forbidden.
    """
    home = require_manager(actor)
    async with db.transaction(actor) as tx:
        begins = _begins(tx, since)
        if fee_limits.reducing(policy_for(actor.county, begins)) is None:
            raise FormInvalid({"reduction": NOT_LOWERED})
        await store.set_reduction(tx, home, amount_fen, begins)
        await record(tx, actor.county, "agreements.reduction_set", home, fen=amount_fen, since=str(begins))


def _begins(tx: Tx, since: date | None) -> date:
    if since is not None and since < tx.today:
        raise FormInvalid({"since": IN_THE_PAST})
    return since or tx.today
