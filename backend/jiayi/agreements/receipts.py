"""What was paid, as people are told it: on the agreement's page and on paper."""

from collections.abc import Sequence
from typing import Any

from jiayi.agreements.model import Payment
from jiayi.infra import clock, money
from jiayi.infra.web.i18n import Translate

METHODS = {"desk": "在签约机构窗口付", "online": "网上付"}


def receipts(payments: Sequence[Payment], translate: Translate) -> list[dict[str, Any]]:
    return [
        {
            "yuan": money.yuan(one.amount_fen),
            "day": clock.office_time(one.paid_at).date().isoformat(),
            "how": translate(METHODS[one.method]),
            "number": one.reference,
        }
        for one in payments
    ]
