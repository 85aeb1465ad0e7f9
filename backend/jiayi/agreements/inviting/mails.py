"""The mails of the invitations. A mail tells that an agreement runs out, when, and where to renew; nothing of health."""

from datetime import timedelta
from itertools import groupby

import minijinja

from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.sealed import email_of
from jiayi.agreements.inviting import store
from jiayi.agreements.inviting.model import Unsent
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.settings import ROOT

SUBJECT = "家医：您的签约快到期了 / Time to renew your family doctor agreement"
LETTER = ROOT / "frontend/mail/renew_agreement.txt"
KEEP = timedelta(days=7)
"""A mail that did not leave until then says nothing new."""
AT_ONCE = 500
NO_ADDRESS = "对方的邮箱地址打不开，邮件没有发出。请打电话或者见面邀请。"


async def tell_invited(db: Database, vault: Vault, base_url: str) -> int:
    """How many mails were saved."""
    async with db.transaction(SYSTEM) as tx:
        found = await store.unsent(tx, AT_ONCE)
        told = 0
        for _, rows in groupby(found, key=lambda one: (one.county, one.account_id)):
            told += await _tell(tx, vault, base_url, list(rows))
        return told


async def _tell(tx: Tx, vault: Vault, base_url: str, rows: list[Unsent]) -> int:
    """One mail an account, however many of the household it stands for."""
    first = rows[0]
    try:
        recipient = vault.open(first.email_sealed, email_of(first.account_id))
    except SealBroken:  # an address of another secret: who invites reads it and calls instead
        await store.add_failures(tx, first.county, [one.contact_id for one in rows], NO_ADDRESS)
        return 0
    page = f"{base_url}/agreements/{first.agreement_id}" if len(rows) == 1 else f"{base_url}/agreements"
    last_day = min(one.ends_on for one in rows) - timedelta(days=1)
    body = minijinja.Environment().render_str(
        LETTER.read_text(), page=page, base_url=base_url, last_day=last_day.isoformat()
    )
    mail_id = await save_mail(tx, vault, recipient, SUBJECT, body, KEEP)
    await store.add_mails(tx, first.county, [one.contact_id for one in rows], mail_id)
    return 1
