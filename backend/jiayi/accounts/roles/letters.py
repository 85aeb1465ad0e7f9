"""Mails to the person whose role it is. The sweep sends them."""

from datetime import timedelta
from uuid import UUID

from jiayi.accounts.mails.actions import save_mail
from jiayi.accounts.proxies.letters import letter
from jiayi.accounts.roles.model import OFFER_LIFE, Held, Wish
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx

SUBJECT_OFFERED = "家医：请您接受一个工作身份"
SUBJECT_ENDED = "家医：您的工作身份结束了"
_KEEP = timedelta(days=2)
_NAMES = {
    Role.DOCTOR: "医生", Role.MANAGER: "机构管理员", Role.COORDINATOR: "转诊协调员", Role.HELPER: "上门帮手",
    Role.BUREAU: "医保经办", Role.ADMIN: "系统管理员",
}  # fmt: skip
_OFFERED = (
    "{by}请您在家医担任{place}{role}。\n原因：{reason}\n\n"
    "请在{until}以前，用这个邮箱收验证码登录家医，身份就生效。生效时，您在别的设备上会退出登录。\n\n"
    "不认识对方，或者不该由您来做，请不用理会。\n"
)
_ENDED = (
    "您在家医的身份“{place}{role}”已经由{by}结束。\n原因：{reason}\n\n"
    "您在所有设备上都退出了登录。您自己作为居民的账号不受影响，可以重新登录。\n"
    "有疑问，请联系您的机构或当地主管部门。\n"
)


async def tell_offered(tx: Tx, vault: Vault, wish: Wish, place: str) -> None:
    until = clock.office_time(tx.now + OFFER_LIFE).date().isoformat()
    body = _OFFERED.format(
        by=tx.actor.name, place=place, role=_NAMES[wish.role], reason=wish.reason, until=until
    )
    await save_mail(tx, vault, wish.email, SUBJECT_OFFERED, body, OFFER_LIFE)


async def tell_ended(
    tx: Tx, vault: Vault, one: Held, account_id: UUID, sealed: bytes | None, why: str
) -> None:
    """Nothing for an account without an e-mail."""
    body = _ENDED.format(
        by=tx.actor.name, place=one.institution_name, role=_NAMES.get(Role(one.role), "工作人员"), reason=why
    )
    await letter(tx, vault, account_id, sealed, SUBJECT_ENDED, body, _KEEP)
