"""The holder of the account hears by mail, in plain words, what happened and what they can do; and on their own pages."""

from datetime import timedelta

import minijinja

from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.sealed import email_of
from jiayi.agreements.identity.model import Corrected, Settled
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.database import Tx
from jiayi.settings import ROOT

SUBJECT = "家医：请核对您登记的身份证号 / Please check your identity number"
DOUBTED = ROOT / "frontend/mail/identity_doubted.txt"
CORRECTED = ROOT / "frontend/mail/identity_corrected.txt"
_KEEP = timedelta(days=7)


async def tell_holder(tx: Tx, vault: Vault, base_url: str, of: Settled | Corrected) -> None:
    """Nothing about who the owner is. Without an e-mail the account's own pages tell."""
    if of.email_sealed is None or of.account_id is None:
        return
    letter = DOUBTED if isinstance(of, Settled) else CORRECTED
    try:
        recipient = vault.open(of.email_sealed, email_of(of.account_id))
    except SealBroken:  # an address of another secret: the page still tells them
        return
    body = minijinja.Environment().render_str(letter.read_text(), base_url=base_url)
    await save_mail(tx, vault, recipient, SUBJECT, body, _KEEP)
