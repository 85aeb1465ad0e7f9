"""Every timed job: how often, what, and a plain sentence why. The only place with times of jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from jiayi.accounts import jobs as accounts
from jiayi.agreements.desk import jobs as desk
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Database
from jiayi.infra.outlets.mail import Mailer


class Tools(msgspec.Struct, frozen=True):
    """What a job may use."""

    db: Database
    vault: Vault
    mailer: Mailer | None


class Job(msgspec.Struct, frozen=True):
    name: str
    every: timedelta
    why: str
    run: Callable[[Tools], Awaitable[int]]


async def _send_mails(tools: Tools) -> int:
    return await accounts.send_waiting_mails(tools.db, tools.vault, tools.mailer) if tools.mailer else 0


async def _sweep(tools: Tools) -> int:
    return await accounts.forget_what_expired(tools.db)


async def _offer_places(tools: Tools) -> int:
    return await desk.offer_freed_places(tools.db)


JOBS = (
    Job(
        "mails",
        timedelta(minutes=1),
        "A mail that was saved but did not leave goes out as soon as it can.",
        _send_mails,
    ),
    Job("sweep", timedelta(hours=1), "Codes, sessions and counters that expired are no longer kept.", _sweep),
    Job(
        "waiting",
        timedelta(minutes=1),
        "A doctor's freed place is offered to the next in line, and an offer that ran out to the one after.",
        _offer_places,
    ),
)
