"""Fen and shares: integers in, integers out, half up."""

from decimal import ROUND_HALF_UP, Decimal

FEN_PER_YUAN = 100


def part_of(total_fen: int, share: str) -> int:
    """The share of a sum, rounded half up to the fen."""
    return int((Decimal(total_fen) * Decimal(share)).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(fen: int) -> str:
    """As people write it: 15 元 is "15", 12.5 元 is "12.50"."""
    whole, rest = divmod(fen, FEN_PER_YUAN)
    return f"{whole}.{rest:02d}" if rest else str(whole)
