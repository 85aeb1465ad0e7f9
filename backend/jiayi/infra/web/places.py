"""Addresses that people hand us."""

from collections.abc import Mapping
from urllib.parse import urlsplit

COUNTY_COOKIE = "county"
_LONGEST_CODE = 12


def read_code(text: str) -> int | None:
    """Of a division."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _LONGEST_CODE else None


def county_of(cookies: Mapping[str, str]) -> int | None:
    """The county that was chosen in this browser."""
    return read_code(cookies.get(COUNTY_COOKIE, ""))


def own_path(text: str, otherwise: str = "/") -> str:
    """``text`` if it is a path of this site, else ``otherwise``: nobody is sent elsewhere by a link we show."""
    parts = urlsplit(text)
    inside = (
        not parts.scheme and not parts.netloc and text.startswith("/") and not text.startswith(("//", "/\\"))
    )
    return text if inside and "\\" not in text and "\n" not in text else otherwise
