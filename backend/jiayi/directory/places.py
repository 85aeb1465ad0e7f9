"""Which county a page is about: asked for, remembered by the browser, the person's own, or the first served."""

from typing import Any

from litestar import Response

from jiayi.directory.model import County
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound

COOKIE = "county"
_YEAR = 365 * 24 * 3600
_LARGEST_INT = 2**31 - 1


def chosen(page: Page, served: list[County], asked: int | None = None) -> County | None:
    codes = {county.code: county for county in served}
    for code in (asked, read_code(page.request.cookies.get(COOKIE, "")), page.actor.county):
        if code in codes:
            return codes[code]
    return served[0] if served else None


def remember(answer: Response[Any], county: County | None) -> Response[Any]:
    if county:
        answer.set_cookie(COOKIE, str(county.code), max_age=_YEAR, samesite="lax", httponly=True)
        answer.headers["cache-control"] = "no-store"
    return answer


def by_city(served: list[County]) -> list[tuple[str, list[County]]]:
    groups: dict[str, list[County]] = {}
    for county in served:
        groups.setdefault(county.city, []).append(county)
    return list(groups.items())


def read_code(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else None


def known_county(code: int) -> int:
    """A code that can be one. Raises NotFound."""
    if not 0 < code <= _LARGEST_INT:
        raise NotFound
    return code
