"""What staff type."""

from decimal import Decimal, InvalidOperation

from jiayi.infra.web.forms import Form


def fen(form: Form, name: str) -> int | None:
    """Yuan with at most two decimals, as fen; None with a sentence beside the field."""
    text = form.text(name, required="请写收了多少元")
    if not text:
        return None
    try:
        amount = Decimal(text) * 100
    except InvalidOperation:
        amount = Decimal(0)
    if not amount.is_finite() or amount <= 0 or amount != amount.to_integral_value():
        form.errors[name] = "金额请写成 12 或 12.50 这样"
        return None
    return int(amount)
