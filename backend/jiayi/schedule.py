"""Every timed job: how often, what, and a plain sentence why. The only place with times of jobs."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from jiayi.accounts import jobs as accounts
from jiayi.accounts.birthdays import actions as birthdays
from jiayi.accounts.my_data import erasing as my_data
from jiayi.agreements.desk import jobs as desk
from jiayi.agreements.desk import turns
from jiayi.agreements.inviting.mails import tell_invited
from jiayi.agreements.lapsing import lapse_requests
from jiayi.agreements.looks.watching import watch
from jiayi.agreements.reminders import actions as reminders
from jiayi.history.forgetting import forget_looks
from jiayi.history.heads import keep_heads
from jiayi.history.sealing import seal
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Database
from jiayi.infra.outlets.mail import Mailer
from jiayi.personal import PARTS
from jiayi.rosters import jobs as rosters


class Tools(msgspec.Struct, frozen=True):
    """What a job may use."""

    db: Database
    vault: Vault
    mailer: Mailer | None
    base_url: str = ""
    """Where the pages are that a mail points to."""
    heads_file: Path | None = None
    """Where the heads of the audit chains are kept, outside the database."""


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


async def _tell_birthdays(tools: Tools) -> int:
    return await birthdays.tell_birthdays(tools.db, tools.vault) if tools.mailer else 0


async def _lapse_requests(tools: Tools) -> int:
    return await lapse_requests(tools.db)


async def _erase(tools: Tools) -> int:
    return await my_data.erase_asked(tools.db, PARTS)


async def _enforce_periods(tools: Tools) -> int:
    return await my_data.enforce_periods(tools.db, PARTS)


async def _forget_imports(tools: Tools) -> int:
    return await rosters.forget_left_imports(tools.db)


async def _seal(tools: Tools) -> int:
    return await seal(tools.db)


async def _seal_whole(tools: Tools) -> int:
    return await seal(tools.db, whole=True)


async def _forget_looks(tools: Tools) -> int:
    return await forget_looks(tools.db)


async def _keep_heads(tools: Tools) -> int:
    return await keep_heads(tools.db, tools.heads_file) if tools.heads_file else 0


async def _watch(tools: Tools) -> int:
    return await watch(tools.db)


JOBS = (
    Job(
        "seal",
        timedelta(seconds=10),
        "What happened and who looked is chained within seconds, so that a later change is found.",
        _seal,
    ),
    Job(
        "seal-whole",
        timedelta(days=1),
        "A row that was committed long after its time is chained, too, and reported as late.",
        _seal_whole,
    ),
    Job(
        "looks",
        timedelta(minutes=1),
        "An unusual look at somebody's information is put before the manager while people still remember it.",
        _watch,
    ),
    Job(
        "forget-looks",
        timedelta(days=1),
        "Who looked at whom is not kept longer than its period; the chain is told what went.",
        _forget_looks,
    ),
    Job(
        "heads",
        timedelta(hours=1),
        "The heads of the chains are kept in a file: who rewrites the database cannot rewrite it.",
        _keep_heads,
    ),
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
        "erasures",
        timedelta(minutes=1),
        "Who asks for erasure is erased within minutes, as far as no law forces keeping.",
        _erase,
    ),
    Job(
        "periods",
        timedelta(days=1),
        "What its period is over for is removed, and how much of it is written down.",
        _enforce_periods,
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
    Job(
        "birthdays",
        timedelta(hours=12),
        "A child and the guardian hear in time of the birthday from which the child agrees, too, or decides alone.",
        _tell_birthdays,
    ),
)
