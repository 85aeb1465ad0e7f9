"""Refusals of this slice, in words that say what to do next."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import asyncpg

from jiayi.infra.web.problems import Conflict
from jiayi.policies.answers import Reason

ALREADY = "这位居民在这段时间里已经有一份家庭医生协议。请到“签约”里查看；要换医生或续约，请在那份协议里办理。"
ONCE = "这一步已经办过了。请刷新页面，看看最新情况。"


class PolicyRefused(Conflict):
    """The place's policy says no; ``reasons`` carry its citations."""

    title = "按本地规定，这一步不能办"

    def __init__(self, reasons: Sequence[Reason]) -> None:
        self.reasons = tuple(reasons)
        super().__init__(reasons[0].text if reasons else None)


class PanelFull(Conflict):
    title = "这位医生的名额满了"
    advice = "您可以选同一团队的其他医生，或者加入候补：有人退出时按顺序通知您。"


@asynccontextmanager
async def plain_words() -> AsyncIterator[None]:
    """What the database's constraints refuse, as a sentence."""
    try:
        yield
    except asyncpg.ExclusionViolationError as error:
        raise Conflict(ALREADY) from error
    except asyncpg.UniqueViolationError as error:
        raise Conflict(ONCE) from error
    except asyncpg.LockNotAvailableError as error:
        raise Conflict("现在办理的人太多，请过一分钟再试。") from error
