"""What was paid, as people are told it: on the agreement's page and on paper."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from jiayi.agreements import store
from jiayi.agreements.model import Agreement, Payment
from jiayi.infra import clock, money
from jiayi.infra.db.database import Tx
from jiayi.infra.sentence import filled
from jiayi.infra.web.i18n import Translate
from jiayi.infra.web.problems import FormInvalid

METHODS = {"desk": "在签约机构窗口付", "online": "网上付"}
USED = "这个收据号今年已经记过了：%(day)s，协议 %(number)s。请核对收据"
USED_ELSEWHERE = "这个收据号本机构今年已经用过了，请核对收据"


async def take_number(tx: Tx, a: Agreement, payment_id: UUID, number: str) -> None:
    """Once in an institution's year, whoever writes at the same moment. Raises FormInvalid."""
    year = clock.office_time(tx.now).year
    taken = await tx.run(
        store.Q.take_receipt_number, a.county, a.institution_id, year, number, a.id, payment_id
    )
    if not taken:
        await refuse_used(tx, a, number)
        raise FormInvalid({"reference": USED_ELSEWHERE})


async def refuse_used(tx: Tx, a: Agreement, number: str) -> None:
    """Also of a payment that was taken back. Raises FormInvalid, as far as the actor may see where it stands."""
    year = clock.office_time(tx.now).year
    if found := await store.receipt(tx, a.county, a.institution_id, year, number):
        day = clock.office_time(found.paid_at).date().isoformat()
        raise FormInvalid({"reference": filled(USED, day=day, number=found.number)})


def receipts(payments: Sequence[Payment], translate: Translate) -> list[dict[str, Any]]:
    return [
        {
            "yuan": money.yuan(one.amount_fen),
            "day": clock.office_time(one.paid_at).date().isoformat(),
            "how": translate(METHODS[one.method]),
            "number": one.reference,
            "reversed_at": one.reversed_at,
            "why": one.reversal_reason,
        }
        for one in payments
    ]
