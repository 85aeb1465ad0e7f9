"""Every timed job: how often, what, and a plain sentence why. The only place with times of jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import msgspec

from jiayi.accounts import jobs as accounts
from jiayi.agreements.desk import jobs as desk
from jiayi.agreements.desk import turns
from jiayi.agreements.inviting.mails import tell_invited
from jiayi.agreements.lapsing import lapse_requests
from jiayi.agreements.reminders import actions as reminders
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Database
from jiayi.infra.outlets.mail import Mailer
from jiayi.rosters import jobs as rosters


class Tools(msgspec.Struct, frozen=True):
    """What a job may use."""

    db: Database
    vault: Vault
    mailer: Mailer | None
    base_url: str = ""
    """Where the pages are that a mail points to."""


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


async def _tell_offers(tools: Tools) -> int:
    return await turns.tell_offers(tools.db, tools.vault, tools.base_url) if tools.mailer else 0


async def _remind(tools: Tools) -> int:
    return await reminders.remind(tools.db, tools.vault, tools.base_url) if tools.mailer else 0


async def _tell_invited(tools: Tools) -> int:
    return await tell_invited(tools.db, tools.vault, tools.base_url) if tools.mailer else 0


async def _lapse_requests(tools: Tools) -> int:
    return await lapse_requests(tools.db)


async def _forget_imports(tools: Tools) -> int:
    return await rosters.forget_left_imports(tools.db)


JOBS = (
    Job(
        "mails",
        timedelta(minutes=1),
        "A mail that was saved but did not leave goes out as soon as it can.",
        _send_mails,
    ),
    Job("sweep", timedelta(hours=1), "Codes, sessions and counters that expired are no longer kept.", _sweep),
    Job(
        "imports",
        timedelta(hours=1),
        "The sealed file of an import that nobody applied, and the list of its faults, are not kept longer than a day.",
        _forget_imports,
    ),
    Job(
        "requests",
        timedelta(hours=1),
        "A request that nobody confirmed, answered or paid in time ends, and its place is free for the next in line.",
        _lapse_requests,
    ),
    Job(
        "waiting",
        timedelta(minutes=1),
        "A doctor's freed place is offered to the next in line, and an offer that ran out to the one after.",
        _offer_places,
    ),
    Job(
        "offers",
        timedelta(minutes=1),
        "Who waits for a doctor hears by mail that a place is kept for them, once an offer.",
        _tell_offers,
    ),
    Job(
        "renewals",
        timedelta(minutes=1),
        "Whom their doctor invites to renew hears of it by mail, once an agreement.",
        _tell_invited,
    ),
    Job(
        "confirmation",
        timedelta(hours=1),
        "Who has not confirmed the year hears of it by mail when the campaign opens and before it closes, once each.",
        _remind,
    ),
)
