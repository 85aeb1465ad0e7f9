"""For whom a session acts, and which page belongs to which area. PostgreSQL is the rule (0135); this is the door."""

from uuid import UUID

import msgspec

from jiayi.infra.db.actor import Actor

AREAS = ("agreement", "messages", "bookings", "record")

_AREA_OF = (
    ("/agreements", "agreement"), ("/sign", "agreement"), ("/waiting", "agreement"), ("/home/mine", "agreement"),
    ("/me/looks", "record"),
)  # fmt: skip
_EXACTLY = {"/me": "record"}
_OWN = ("/me/helping", "/me/people", "/me/confirmation", "/session/ending", "/sign-in", "/display", "/demo")
"""Done as oneself, also while acting for somebody."""
_PUBLIC = (
    "/areas", "/map", "/find", "/doctors", "/teams", "/institutions", "/a", "/api/areas", "/tiles", "/verify",
    "/offline", "/health", "/manifest.webmanifest", "/sw.js", "/robots.txt", "/static",
)  # fmt: skip
_WAITING = "/waiting"


class Acting(msgspec.Struct, frozen=True, kw_only=True):
    county: int
    proxy_id: UUID
    resident_id: UUID
    name: str
    areas: tuple[str, ...]
    holds: bool
    """False: it ended while this session still had it chosen."""


def is_own(path: str) -> bool:
    return _under(path, _OWN)


def stand_in(own: Actor, acting: Acting | None, path: str) -> Actor:
    """Who works in this request: the helper themselves, or as the person they act for."""
    if acting is None or not acting.holds or is_own(path):
        return own
    return Actor(
        role=own.role, county=acting.county, account_id=own.account_id, resident_id=acting.resident_id,
        name=own.name, factor_at=own.factor_at, confirmed_at=own.confirmed_at, proxy_id=acting.proxy_id,
    )  # fmt: skip


def may_open(acting: Acting, path: str, *, reads: bool) -> bool:
    """What is not listed is the person's own affair: identity, factors, devices, household, proxies, export."""
    area = area_of(path)
    if area:
        return area in acting.areas
    return is_own(path) or (reads and (path == "/" or _under(path, _PUBLIC)))


def area_of(path: str) -> str | None:
    if path in _EXACTLY:
        return _EXACTLY[path]
    if path.startswith("/doctors/") and path.endswith(_WAITING):
        return "agreement"
    return next((area for prefix, area in _AREA_OF if _under(path, (prefix,))), None)


def _under(path: str, prefixes: tuple[str, ...]) -> bool:
    return any(path == one or path.startswith(one + "/") for one in prefixes)
