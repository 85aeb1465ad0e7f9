"""Which county a page is about: asked for, remembered by the browser, the person's own, or the only one served."""

from typing import Any

from litestar import Response

from jiayi.directory.model import County
from jiayi.infra.web.page import Page
from jiayi.infra.web.places import COUNTY_COOKIE, county_of, read_code
from jiayi.infra.web.problems import NotFound

__all__ = ["by_city", "chosen", "known_county", "read_code", "remember"]
_YEAR = 365 * 24 * 3600
_LARGEST_INT = 2**31 - 1


def chosen(page: Page, served: list[County], asked: int | None = None) -> County | None:
    """None: the person is asked."""
    codes = {county.code: county for county in served}
    for code in (asked, county_of(page.request.cookies), page.actor.county):
        if code in codes:
            return codes[code]
    return served[0] if len(served) == 1 else None


def remember(answer: Response[Any], county: County | None) -> Response[Any]:
    if county:
        answer.set_cookie(COUNTY_COOKIE, str(county.code), max_age=_YEAR, samesite="lax", httponly=True)
        answer.headers["cache-control"] = "no-store"
    return answer


def by_city(served: list[County]) -> list[tuple[str, list[County]]]:
    groups: dict[str, list[County]] = {}
    for county in served:
        groups.setdefault(county.city, []).append(county)
    return list(groups.items())


def known_county(code: int) -> int:
    """A code that can be one. Raises NotFound."""
    if not 0 < code <= _LARGEST_INT:
        raise NotFound
    return code
