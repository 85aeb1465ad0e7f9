"""Signing online: with whom → which packages → read, check and sign."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.agreements import actions, sign_who, signing, store, views
from jiayi.agreements.guards import must_prepare_for, sees
from jiayi.agreements.model import OVER, Person, SignOrder
from jiayi.agreements.policy import policy_for
from jiayi.agreements.problems import PolicyRefused
from jiayi.agreements.rules import state_of
from jiayi.agreements.signing import Signing
from jiayi.agreements.wish import Wish
from jiayi.infra import clock
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound


def identify(page: Page) -> Response[Any] | None:
    """To sign-in, or to the identity page, and back to the same place."""
    url = page.request.url
    here = quote(url.path + (f"?{url.query}" if url.query else ""), safe="")
    if page.actor.account_id is None:
        return page.go(f"/sign-in?next={here}")
    if page.actor.role is Role.RESIDENT and page.actor.resident_id is None:
        return page.go(f"/me/identity?next={here}")
    return None if page.actor.resident_id else page.go("/")


def asked(page: Page) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, value in page.request.query_params.multi_items():
        found.setdefault(name, []).append(value)
    return found


@get("/sign")
async def choose_party(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    fields = asked(page)
    wish = Wish.read(fields)
    async with db.transaction(page.actor) as tx:
        me = await _seen(tx, tx.actor.resident_id or UUID(int=0))
        team, parties = await sign_who.parties_for(tx, me, wish, Form(fields).uuid("area"))
        if not parties:
            return page.html("agreements/sign_nobody.html")
        policy = policy_for(parties[0].institution_county, tx.today)
        shown = await sign_who.doctors(tx, policy, me, parties)
        who = await sign_who.people_for(tx, page, policy, me, parties[0], bool(fields.get("family")))
    return page.html(
        "agreements/sign_who.html", parties=shown, first=parties[0], team=team, me=me, asked=wish.doctor,
        picked=next((one["party"].doctor_id for one in shown if one["left"]), None),
        rule=sign_who.party_rule(page, policy), **who,
    )  # fmt: skip


@get("/sign/packages")
async def choose_packages(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    async with db.transaction(page.actor) as tx:
        s = await _signing(tx, Wish.read(asked(page)))
    return page.html(
        "agreements/sign_packages.html", **signing.packages_shown(page, s, bool(asked(page).get("missing")))
    )


@get("/sign/review")
async def review(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    wish = Wish.read(asked(page))
    async with db.transaction(page.actor) as tx:
        s = await _signing(tx, wish)
    if signing.faults(page, s):
        return page.go(f"/sign/packages?{wish.query()}&missing=1")
    return page.html("agreements/sign_review.html", **signing.review_shown(page, s))


@post("/agreements")
async def sign(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    if away := identify(page):
        return away
    form = await page.form()
    wish = Wish.read(form.fields)
    async with db.transaction(page.actor) as tx:
        me = await _me(tx)
    wish.who = wish.who or [me.id]
    try:
        orders = _orders(form, wish, page.actor.name if page.actor.proxy_id else me.name)
    except FormInvalid as error:
        async with db.transaction(page.actor) as tx:
            s = await _signing(tx, wish)
        error = signing.whose(page, s, error)
        return page.again("agreements/sign_review.html", form, error, **signing.review_shown(page, s))
    _one_at_a_time(wish)
    try:
        if wish.change == "renewal":
            ids = [await actions.renew_agreement(db, page.actor, orders[0])]
        elif wish.change == "switch":
            ids = [await actions.switch_agreement(db, page.actor, orders[0])]
        else:
            ids = await actions.request_agreements(db, page.actor, orders)
    except Conflict as refusal:
        async with db.transaction(page.actor) as tx:
            if made := await _made_today(tx, wish):
                return page.go(f"/agreements/{made}?done=1")
            s = await _signing(tx, wish)
        return page.html("agreements/refused.html", status=409, **_refused(page, refusal, s))
    return page.go(f"/agreements/{ids[0]}?new=1" if len(ids) == 1 else "/agreements?new=1")


def _refused(page: Page, refusal: Conflict, s: Signing) -> dict[str, Any]:
    """Why, by which rule, and what can be done instead."""
    rules = refusal.reasons if isinstance(refusal, PolicyRefused) else ()
    return {
        "s": signing.shown(page, s), "title": refusal.title, "advice": refusal.advice, "filled": refusal.values,
        "rules": [views.words(page, one) for one in rules],
    }  # fmt: skip


async def _made_today(tx: Tx, wish: Wish) -> UUID | None:
    """Back, and the same form once more: what was asked for is there already."""
    found = await store.agreements_of(tx, tx.actor.county, wish.who)
    mine = {
        a.resident_id: a.id
        for a in found
        if a.doctor_id == wish.doctor and a.requested_by == tx.actor.account_id
        and clock.office_time(a.requested_at).date() == tx.today and state_of(a, tx.today) not in OVER
    }  # fmt: skip
    return mine[wish.who[0]] if mine.keys() == set(wish.who) else None


def _orders(form: Form, wish: Wish, signer: str) -> list[SignOrder]:
    """Raises FormInvalid. A proxy signs as themselves. Packages are those of the page that was read; the action checks them."""
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    signing.read_consents(form, wish.who)  # as they stand on the page
    signature = signing.read_signature(form, signer)
    form.check()
    assert key is not None
    text = form.text("text")
    return [wish.order(one, wish.packages.get(one, ()), key, signature, text) for one in wish.who]


def _one_at_a_time(wish: Wish) -> None:
    """Each follows an agreement of one person."""
    if wish.change and len(wish.who) > 1:
        raise Conflict("续约和改签要一位一位办，请一次只选一位。")


async def _signing(tx: Tx, wish: Wish) -> Signing:
    _one_at_a_time(wish)
    me = await _me(tx)
    party = await store.party(tx, tx.actor.county, wish.team, wish.doctor)
    if party is None:
        raise NotFound()
    people = [await _person(tx, one) for one in wish.who or [me.id]]
    return await signing.load(tx, wish, party, people)


async def _me(tx: Tx) -> Person:
    return await _seen(tx, tx.actor.resident_id or UUID(int=0))


async def _seen(tx: Tx, resident_id: UUID) -> Person:
    found = await store.person(tx, tx.actor.county, resident_id)
    if found is None or not sees(tx.actor, found):
        raise NotFound()
    return found


async def _person(tx: Tx, resident_id: UUID) -> Person:
    found = await _seen(tx, resident_id)
    must_prepare_for(tx.actor, found)
    return found


routes = [choose_party, choose_packages, review, sign]
