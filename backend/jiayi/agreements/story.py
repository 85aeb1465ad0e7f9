"""“这份协议的经过”: who did what when, in plain words."""

from typing import Any

from jiayi.agreements.document.model import DoctorChange
from jiayi.agreements.document.store import doctor_changes
from jiayi.agreements.model import Agreement, Origin
from jiayi.history.model import Event
from jiayi.history.store import events_of
from jiayi.infra import money
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page

DEEDS = {
    "agreements.requested": "提出签约",
    "agreements.confirmed": "确认这份协议是本人愿意签的",
    "agreements.accepted": "接受了签约",
    "agreements.declined": "没有接受签约",
    "agreements.withdrawn": "撤回了签约",
    "agreements.taken_back": "撤回了在窗口提出的签约",
    "agreements.not_witnessed": "没有见证签名，申请退回了",
    "agreements.lapsed": "太久没有办完，这次签约自动失效",
    "agreements.paid": "记下个人部分 %(yuan)s 元",
    "agreements.payment_reversed": "撤销了记错的收款 %(yuan)s 元",
    "agreements.renewed": "办了续约",
    "agreements.switched": "改签到了别的机构",
    "agreements.doctor_changed": "换了医生",
    "agreements.exception_allowed": "特别同意换医生或换机构",
    "agreements.year_signed": "签名确认继续签，等人见证",
    "agreements.year_not_witnessed": "没有见证 %(year)s 年的确认，退回了",
    "agreements.year_confirmed": "确认了 %(year)s 年继续签",
    "agreements.ended": "结束了协议",
    "agreements.consent_signed": "本人在工作人员面前签了名，等人见证",
    "agreements.identity_stopped": "登记的身份证号是别人的，这次申请停下了",
    "agreements.identity_doubted": "登记的身份证号是别人的，这份协议交机构管理员核对",
    "agreements.identity_looked_at": "核对了这份协议签的是谁",
    "agreements.death_recorded": "记录了本人已去世",
    "agreements.death_corrected": "更正：本人在世，去世是误记",
}
FROM_TO = "换了医生：由 %(old)s 医生换成 %(new)s 医生"
AT_DESK, AT_HOME = "在机构现场办理签约", "上门办理签约"
PROXY = "代办人"
ME, RESIDENT, DOCTOR, MANAGER, ITSELF, STAFF = "您", "居民", "医生", "机构管理员", "系统", "工作人员"
_WHO = {Role.RESIDENT: RESIDENT, Role.DOCTOR: DOCTOR, Role.MANAGER: MANAGER, Role.SYSTEM: ITSELF}


async def story(tx: Tx, page: Page, a: Agreement) -> list[dict[str, Any]]:
    events = await events_of(tx, a.county, a.id)
    changes = {one.changed_at: one for one in await doctor_changes(tx, a.county, a.id)}
    return [
        {
            "at": event.happened_at, "who": page.translate(_who(tx, event)),
            "deed": _deed(page, event, changes.get(event.happened_at)),
        }
        for event in events
        if event.kind in DEEDS
    ]  # fmt: skip


def _who(tx: Tx, event: Event) -> str:
    if event.actor_account_id is not None and event.actor_account_id == tx.actor.account_id:
        return ME
    if "proxy" in event.data:
        return PROXY
    return _WHO.get(Role(event.actor_role), STAFF)


def _deed(page: Page, event: Event, change: DoctorChange | None) -> str:
    """``change``: written in the same moment; history itself holds no names."""
    text = DEEDS[event.kind]
    if event.kind == "agreements.doctor_changed" and change:
        return page.translate(FROM_TO, old=change.from_name, new=change.to_name)
    if event.kind == "agreements.requested":
        text = {Origin.DESK.value: AT_DESK, Origin.HOME_VISIT.value: AT_HOME}.get(event.data["origin"], text)
    return page.translate(
        text, yuan=money.yuan(event.data.get("amount_fen", 0)), year=event.data.get("year", "")
    )
