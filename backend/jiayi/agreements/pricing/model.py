"""Words of the manager's price list."""

from datetime import date

import msgspec


class Price(msgspec.Struct, frozen=True):
    code: str
    price_fen: int
    since: date


class Reduction(msgspec.Struct, frozen=True):
    amount_fen: int
    since: date
