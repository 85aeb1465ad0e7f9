"""Remind, once a stage, whoever has not confirmed. A mail tells the year, the last day and where; nothing of health."""

from datetime import timedelta
from itertools import groupby

import minijinja

from jiayi.accounts.proxies.letters import copy_letter, letter
from jiayi.agreements.policy import policy_for
from jiayi.agreements.reminders import store
from jiayi.agreements.reminders.model import OpenCampaign, Unreminded
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.policies.cited import NoRule
from jiayi.policies.schema import ConfirmationReminder
from jiayi.settings import ROOT

SUBJECT = "家医：请确认今年的签约 / Please confirm this year's agreement"
LETTER = ROOT / "frontend/mail/confirm_year.txt"
AT_ONCE = 500
"""Agreements a campaign and run; the next run goes on."""


async def remind(db: Database, vault: Vault, base_url: str) -> int:
    """How many mails were saved. One transaction a campaign: a fault in one county does not silence the others' work
    already done."""
    async with db.transaction(SYSTEM) as tx:
        campaigns = await store.open_campaigns(tx)
    return sum([await _remind(db, vault, base_url, campaign) for campaign in campaigns])


async def _remind(db: Database, vault: Vault, base_url: str, campaign: OpenCampaign) -> int:
    async with db.transaction(SYSTEM) as tx:
        stage = _stage(tx, campaign)
        found = await store.unreminded(tx, campaign, stage, AT_ONCE)
        told = 0
        for _, rows in groupby(found, key=lambda one: one.account_id or one.resident_id):
            told += await _tell(tx, vault, base_url, campaign, stage, list(rows))
        return told


def _stage(tx: Tx, campaign: OpenCampaign) -> str:
    rule = policy_for(campaign.county, tx.today).one(ConfirmationReminder)
    if isinstance(rule, NoRule):
        return "opening"
    last_days = timedelta(days=rule.value.days_before_end)
    return "closing" if tx.today >= campaign.closes_on - last_days else "opening"


async def _tell(
    tx: Tx, vault: Vault, base_url: str, campaign: OpenCampaign, stage: str, rows: list[Unreminded]
) -> int:
    """One mail an account, however many of the household it stands for; and a copy to who helps each of them."""
    body = minijinja.Environment().render_str(
        LETTER.read_text(), year=campaign.year, base_url=base_url,
        last_day=(campaign.closes_on - timedelta(days=1)).isoformat(),
    )  # fmt: skip
    keep = campaign.closes_on - tx.today
    mails = await letter(tx, vault, rows[0].account_id, rows[0].email_sealed, SUBJECT, body, keep)
    for resident in dict.fromkeys(one.resident_id for one in rows):
        mails += await copy_letter(
            tx, vault, campaign.county, resident, SUBJECT, body, keep, but=rows[0].account_id
        )
    if not mails:
        return 0
    await store.add(tx, campaign, [one.agreement_id for one in rows], stage, mails[0])
    return 1
