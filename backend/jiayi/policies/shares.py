"""Fen and shares: integers in, integers out, half up."""

from decimal import ROUND_HALF_UP, Decimal


def part_of(total_fen: int, share: str) -> int:
    """The share of a sum, rounded half up to the fen."""
    return int((Decimal(total_fen) * Decimal(share)).quantize(Decimal(1), rounding=ROUND_HALF_UP))
