"""The owner learns by mail that a way in was added or removed (ASVS 5.0 6.3.7). The sweep sends it."""

from datetime import timedelta
from enum import StrEnum

from jiayi.accounts import store as people
from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.sealed import email_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Tx

_SUBJECT = "家医：您的登录方式有变化"
_SIGNED = "不是您本人做的，请马上登录家医，在“我的设备”里退出其他所有设备，并联系您的社区卫生服务中心。"
_KEEP = timedelta(days=2)


class Notice(StrEnum):
    ADDED = "您的家医账号刚刚添加了一种登录或验证方式。"
    REMOVED = "您的家医账号刚刚移除了一种登录或验证方式。"
    RECOVERY_USED = "您的家医账号刚刚用一个备用码完成了验证。"


async def tell_owner(tx: Tx, vault: Vault, notice: Notice) -> None:
    """Nothing for an account without an e-mail."""
    assert tx.actor.account_id
    account = await people.find_account(tx, tx.actor.county, tx.actor.account_id)
    if account and account.email_sealed:
        email = vault.open(account.email_sealed, email_of(account.id))
        await save_mail(tx, vault, email, _SUBJECT, f"{notice.value}\n\n{_SIGNED}\n", _KEEP)
