"""One request as somebody, and its answer in a word."""

import re

import httpx

from jiayi.infra.db.actor import Role
from jiayi.infra.web.forms import ONESELF
from tests.access.dry import DryDatabase
from tests.access.table import Route
from tests.access.world import OWNERS, World

PLAUSIBLE = {
    "key": "018f0000-0000-7000-8000-000000000001", "sure": "1", "name": "王芳", "typed_name": "王芳", "typed": "王芳",
    "reason": "x", "note": "x", "words": "x", "body": "x", "seen": "x", "card": "identity_card", "text": "",
}  # fmt: skip
"""Fields that most forms ask for; a route's own come on top."""
UNNOTICED = {"rate_counters", "sessions", "passkey_challenges", "access_log"}
"""Counted or kept of whoever asks, refused or not; a look is written before all of the page is found."""
_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{6,64}")
_FORM = {"content-type": "application/x-www-form-urlencoded"}


class Answer:
    def __init__(self, got: httpx.Response, written: list[str]) -> None:
        self.status = got.status_code
        self.written = written
        where = got.headers.get("location", "")
        self.word = "sign-in" if where.startswith("/sign-in") else str(got.status_code)
        self.body = _ID.sub("…", got.text) if self.status in (403, 404) else ""
        self.text = got.text if self.status >= 500 else ""

    @property
    def refused(self) -> bool:
        return self.word == "sign-in" or self.status in (401, 403, 404)


async def ask(
    web: httpx.AsyncClient, dry: DryDatabase, world: World, route: Route, role: str, owner: str
) -> Answer:
    things = world.things[owner]
    named = things | {name: things[other] for name, other in route.of.items()}
    address = route.path.format(**named) + (f"?{route.query.format(**named)}" if route.query else "")
    web.cookies.clear()
    web.cookies.update(world.cookies[role])
    dry.written.clear()
    if route.method == "GET":
        got = await web.get(address)
    else:
        said = PLAUSIBLE | {name: value.format(**named) for name, value in route.form.items()}
        if role.startswith("proxy"):
            said["acting.for"] = world.things["own"]["resident_id"]
        elif role == Role.RESIDENT:
            said["acting.for"] = ONESELF
        got = await web.post(address, data=said)
    return Answer(got, sorted(set(dry.written) - UNNOTICED))


async def walk(
    web: httpx.AsyncClient, dry: DryDatabase, world: World, routes: list[Route], role: str
) -> list[str]:
    """What is wrong, a line each."""
    faults = []
    for route in routes:
        owners = OWNERS if route.has_ids else OWNERS[:1]
        got = {owner: await ask(web, dry, world, route, role, owner) for owner in owners}
        for owner, expected in zip(OWNERS, route.answers[role], strict=True):
            if owner not in got or expected == "-":
                continue
            here, answer = f"{route.method} {route.path} as {role}, {owner}:", got[owner]
            if answer.word != expected:
                faults.append(f"{here} expected {expected}, got {answer.word}{answer.text[:200]}")
            elif answer.refused and answer.written:
                faults.append(f"{here} refused, and yet written: {', '.join(answer.written)}")
            elif expected == "404" and answer.body != got["unknown" if route.has_ids else "own"].body:
                faults.append(f"{here} does not read like the answer for an unknown id")
    return faults
