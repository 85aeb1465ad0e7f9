"""Whatever is put into an address or a form, by whomever: the answer is a page or a plain refusal, never a 500."""

import inspect
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from litestar.routes import HTTPRoute

from jiayi.agreements import actions
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from tests.agreements.helpers import order, signer
from tests.factories import Factory

NASTY = ("\0", "王\0芳", str(2**31), str(2**63), "-1", "", "x" * 10_000, "👩‍⚕️", "'", "nan", "²", "9" * 4400,
         "9999-12-31", "0001-01-01", "{", "../..")  # fmt: skip
ALONE = ("9" * 4400, "9999-12-31")
LONGEST = 60_000  # of an address that httpx sends
LOOSE = ("%ff%fe", "%ed%a0%80", "%00", "%")
ROLES = tuple(role for role in Role if role is not Role.SYSTEM)
FORM = "application/x-www-form-urlencoded"
HELPED = {"area", "next", "months", "term", "who", "key"}
PARTS = 2
"""Halves of the routes, for two processes."""
OTHER_FORMS = ("application/json", "multipart/form-data; boundary=x", "multipart/form-data", "")
FURTHEST_FIRST = [ROLES.index(role) for role in (
    Role.MANAGER, Role.DOCTOR, Role.RESIDENT, Role.ADMIN, Role.BUREAU, Role.COORDINATOR, Role.ANONYMOUS)]  # fmt: skip
NOT_ASKED = ("page", "db", "request")
ASKED = re.compile(r"""(?:query_params|asked)\.get\(["'](\w+)["']""")
FIELD = re.compile(
    r"""(?:form|page)\.\w+\(\s*["'](\w+)["']|query_params\.get\(["'](\w+)["']|asked\.get\(["'](\w+)["']"""
)


def fields_of(handler: Any) -> list[str]:
    """Every word its module reads from forms and addresses, and a few that helpers read."""
    read = Path(inspect.getfile(getattr(handler.fn, "func", handler.fn))).read_text()
    named = {word for found in FIELD.findall(read) for word in found if word}
    return sorted(named | HELPED | set(handler.parsed_fn_signature.parameters) - {"page", "db", "request"})


def asked_of(handler: Any) -> list[str]:
    """Words that a page reads from its address."""
    read = Path(inspect.getfile(getattr(handler.fn, "func", handler.fn))).read_text()
    given = set(handler.parsed_fn_signature.parameters) - set(NOT_ASKED)
    return sorted(given | HELPED | set(ASKED.findall(read)))


def handlers(web: httpx.AsyncClient, method: str) -> list[tuple[Any, Any]]:
    """Routes of the app; the demo page's pretend people and the packed static files are not under test."""
    routes = [route for route in web.app.routes if isinstance(route, HTTPRoute)]  # type: ignore[attr-defined]
    return [
        (route, handler) for route in routes for handler in route.route_handlers if method in handler.http_methods
    ]  # fmt: skip


def address(route: Any, known: dict[str, str], **changed: str) -> str:
    values = {**known, **changed}
    path = ""
    for part in route.path_components:
        path += "/" + (part if isinstance(part, str) else values.get(part.name, "x"))
    return path or "/"


@pytest.fixture
async def known(db: Database, make: Factory) -> tuple[dict[str, str], list[Actor]]:
    """Real ids for every part of an address, and somebody of each role who may see them."""
    place = await make.place()
    resident = await signer(make, place)
    agreement_id = await actions.request_agreement(
        db, resident, order(place, resident.resident_id or new_id())
    )
    ids = {
        "county": place.county, "area_id": place.area_id, "team_id": place.team_id, "doctor_id": place.doctor_id,
        "institution_id": place.institution_id, "resident_id": resident.resident_id, "agreement_id": agreement_id,
    }  # fmt: skip
    staff = [await make.actor(role, place, doctor_id=place.doctor_id if role is Role.DOCTOR else None)
             for role in ROLES if role not in (Role.ANONYMOUS, Role.RESIDENT)]  # fmt: skip
    return {name: str(value) for name, value in ids.items()}, [ANONYMOUS, resident, *staff]


async def enter(web: httpx.AsyncClient, make: Factory, actor: Actor) -> None:
    web.cookies.clear()
    if actor.account_id:
        web.cookies.update(await make.session(actor))


def failures(answers: Iterable[tuple[str, httpx.Response]]) -> list[str]:
    """No mail server is set, so asking for a code is answered 503, with a sentence."""
    told = [one for one in answers if not (" POST /sign-in " in one[0] and one[1].status_code == 503)]
    return [
        f"{what[:80]} … {what[-60:]} -> {answer.status_code}"
        for what, answer in told
        if answer.status_code >= 500
    ]


async def whom_it_serves(
    web: httpx.AsyncClient, make: Factory, actors: list[Actor], path: str, good: dict[str, str] | None
) -> int:
    """The role that gets furthest with what is right: behind a refusal at the door nothing is read."""
    for n in FURTHEST_FIRST:
        await enter(web, make, actors[n])
        answer = await (web.get(path) if good is None else web.post(path, data=good))
        if answer.status_code < 400 or answer.status_code in (409, 422):
            return n
    return FURTHEST_FIRST[0]


def mine(routes: list[tuple[Any, Any]], part: int) -> list[tuple[int, Any, Any]]:
    return [(n, *one) for n, one in enumerate(routes) if n % PARTS == part]


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_address_breaks_a_page(
    client: httpx.AsyncClient, make: Factory, known: tuple[dict[str, str], list[Actor]], part: int
) -> None:
    """Every value for the role that the page is for, one value each for all the others."""
    ids, actors = known
    answers = []
    for n, route, handler in mine(handlers(client, "GET"), part):
        plain = address(route, ids)
        asked, names = asked_of(handler), fields_of(handler)
        full = [f"{plain}?{urlencode(dict.fromkeys(names, value))}" for value in NASTY]
        paths = [plain, *full, *(f"{plain}?{names[0]}={value}" for value in LOOSE)]
        paths += [
            address(route, ids, **{piece: quote(value, safe="")})
            for piece in route.path_parameters
            for value in NASTY
        ]
        paths += [f"{plain}?{urlencode({name: value})}" for name in asked for value in ALONE]
        served = await whom_it_serves(client, make, actors, plain, None)
        for role, actor in enumerate(actors):
            await enter(client, make, actor)
            for path in paths if role == served else [plain, full[(n + role) % len(full)]]:
                if len(path) < LONGEST:
                    answers.append((f"{ROLES[role].value} GET {path}", await client.get(path)))
    assert "\n".join(failures(answers)) == ""


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_field_breaks_a_form(
    client: httpx.AsyncClient, make: Factory, known: tuple[dict[str, str], list[Actor]], part: int
) -> None:
    """Each field in turn, the others as somebody might fill them in; all of them at once; a body that is no form."""
    ids, actors = known
    answers = []
    for n, route, handler in mine(handlers(client, "POST"), part):
        path, names, good = address(route, ids), fields_of(handler), plausible(ids)
        full = [urlencode(dict.fromkeys(names, value)) for value in NASTY]
        bodies = [urlencode(good | {name: value}) for name in names for value in ALONE]
        bodies += [*full, *LOOSE, "&" * 2000, "a=1&" * 2000, "{}", "\0"]
        served = await whom_it_serves(client, make, actors, path, {})
        for role, actor in enumerate(actors):
            await enter(client, make, actor)
            for body in bodies if role == served else [urlencode(good), full[(n + role) % len(full)]]:
                answer = await client.post(path, content=body.encode(), headers={"content-type": FORM})
                answers.append((f"{ROLES[role].value} POST {path} {body}", answer))
            for kind in OTHER_FORMS if role == served else ():
                answer = await client.post(
                    path, content=b'{"key": "\\u0000"}', headers={"content-type": kind}
                )
                answers.append((f"{ROLES[role].value} POST {path} as {kind}", answer))
    assert "\n".join(failures(answers)) == ""


def plausible(ids: dict[str, str]) -> dict[str, str]:
    person = ids["resident_id"]
    return {
        "key": str(new_id()), "team": ids["team_id"], "doctor": ids["doctor_id"], "home": ids["area_id"],
        "who": person, "resident": person, f"p-{person}": "cn_base", f"c-{person}": "1", "typed_name": "王芳",
        "reason": "搬家", "where": "desk", "outcome": "accepted", "sure": "1", "name": "王芳", "kind": "compound",
        "identity": "999999196001010001", "relation": "spouse", "phone": "13800000000", "next": "/me", "back": "/",
        "since": "2026-03-05", "opens_on": "2026-11-01", "last_day": "2026-11-30", "email": "a@example.org",
        "code": "123456", "committee": "510107001001", "amount": "10", "reference": "R1", "term": "12",
        "boundary": "104.05,30.64 104.06,30.64 104.06,30.65 104.05,30.65", "capacity": "100",
    }  # fmt: skip
