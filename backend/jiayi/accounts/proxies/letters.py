"""Mails about acting for somebody: each says for whom."""

from datetime import timedelta
from enum import StrEnum
from uuid import UUID

from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.proxies import store
from jiayi.accounts.sealed import email_of
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.database import Tx

SUBJECT = "家医：代办的消息"
_KEEP = timedelta(days=2)
_UNASKED = (
    "不认识这个人，或者不是您的意思，请登录家医，在“我的 › 帮我的人”里结束它，再问问您的社区卫生服务中心。"
)
_COPY = "这封信是给{name}的。您帮{name}看消息，所以也发您一份。"


class Said(StrEnum):
    ASKED = "{helper}想帮您（{grantor}）办事。请登录家医，在“我的 › 帮我的人”里看清楚，再决定同意还是不同意。"
    GIVEN = "{grantor}的代办从现在起有效，由{helper}代办。"
    TAKEN_UP = "{helper}接受了，可以为{grantor}办事了。"
    ENDED = "{helper}为{grantor}的代办已经结束，从现在起不能再代办。"


async def tell(tx: Tx, vault: Vault, county: int, proxy_id: UUID, said: Said) -> None:
    """Both, as far as they have an e-mail."""
    for one in await store.addresses(tx, county, proxy_id):
        if email := _open(vault, one.email_sealed, one.account_id):
            body = said.value.format(helper=one.helper_name, grantor=one.grantor_name)
            await save_mail(tx, vault, email, SUBJECT, f"{body}\n\n{_UNASKED}\n", _KEEP)


async def ask(tx: Tx, vault: Vault, account_id: UUID, sealed: bytes, grantor: str, helper: str) -> None:
    if email := _open(vault, sealed, account_id):
        body = Said.ASKED.value.format(helper=helper, grantor=grantor)
        await save_mail(tx, vault, email, SUBJECT, f"{body}\n\n{_UNASKED}\n", _KEEP)


async def letter(
    tx: Tx,
    vault: Vault,
    account_id: UUID | None,
    sealed: bytes | None,
    subject: str,
    body: str,
    keep: timedelta,
) -> list[UUID]:
    """The saved mail; none without an account or for an address of another secret: the page still tells them."""
    email = _open(vault, sealed, account_id) if account_id and sealed else ""
    return [await save_mail(tx, vault, email, subject, body, keep)] if email else []


async def copy_letter(
    tx: Tx, vault: Vault, county: int, resident_id: UUID, subject: str, body: str, keep: timedelta,
    *, but: UUID | None = None,
) -> list[UUID]:  # fmt: skip
    """A letter to somebody, in copy to who helps with their messages, ``but`` not to who has it. For the worker."""
    mails: list[UUID] = []
    for one in await store.copies_for(tx, county, resident_id):
        if one.account_id != but:
            text = f"{_COPY.format(name=one.grantor_name)}\n\n{body}"
            mails += await letter(tx, vault, one.account_id, one.email_sealed, subject, text, keep)
    return mails


def _open(vault: Vault, sealed: bytes, account_id: UUID) -> str:
    try:
        return vault.open(sealed, email_of(account_id))
    except SealBroken:  # an address of another secret: the page still tells them
        return ""
