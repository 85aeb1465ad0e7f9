"""Addresses that people hand us."""

from urllib.parse import urlsplit


def own_path(text: str, otherwise: str = "/") -> str:
    """``text`` if it is a path of this site, else ``otherwise``: nobody is sent elsewhere by a link we show."""
    parts = urlsplit(text)
    inside = (
        not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith(("//", "/\\"))
    )
    return text if inside and "\\" not in text and "\n" not in text else otherwise
