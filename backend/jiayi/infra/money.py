"""Money is whole fen. Nothing here knows a price."""

FEN_PER_YUAN = 100


def yuan(fen: int) -> str:
    """``1250`` → ``12.50``; whole yuan lose the zeros: ``1500`` → ``15``."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{sign}{whole}.{rest:02d}" if rest else f"{sign}{whole}"
