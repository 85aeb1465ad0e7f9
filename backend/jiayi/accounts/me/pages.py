"""/me and what hangs on it."""

from functools import partial
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.accounts import store as people
from jiayi.accounts.consents import store as consents
from jiayi.accounts.guards import require_account, require_resident
from jiayi.accounts.me import actions, identity, looks, relations, store
from jiayi.accounts.me.persons import read_person
from jiayi.accounts.sign_in.browser import vault_of
from jiayi.infra import clock, division
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.identity_number import IdentityNumber
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid, NotFound, TooMany
from jiayi.policies.majority import is_minor

AnyRequest = Request[Any, Any, Any]


@get("/me")
async def me(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    account_id = require_account(page.actor)
    actor = page.actor
    async with db.transaction(actor) as tx:
        grants = await people.grants_of(tx, actor.county, account_id)
        if actor.is_staff:
            return page.html("accounts/me_staff.html", **await _at_work(tx, account_id, len(grants)))
        mine = await _mine(tx) if actor.resident_id else {}
        notice = await store.identity_notice(tx)
    if actor.resident_id is None:
        return page.go("/me/roles" if grants else "/me/identity")
    return page.html("accounts/me.html", grants=grants, identity_notice=notice, **mine)


@get("/me/household")
async def household(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_resident(page.actor)
    return page.html("accounts/household.html", **await _household(page, db))


@post("/me/household/members")
async def add_member(
    page: NamedDependency[Page], db: NamedDependency[Database], request: AnyRequest
) -> Response[Any]:
    require_resident(page.actor)
    form = await page.form()
    context = await _household(page, db)
    relation = form.text("relation")
    person = read_person(form, without_phone=partial(_is_ward, page.actor.county, relation))
    if relation not in relations.OFFERED:
        form.errors["relation"] = "请选这位家人是您的什么人"
    elif person and not relations.age_fits(
        relation, younger=person.number.birth_date > context["me"].birth_date
    ):
        form.errors["relation"] = "年龄和关系对不上，请核对"
    try:
        form.check()
        assert person
        await actions.add_member(db, vault_of(request), page.actor, person, relation)
    except FormInvalid as error:
        return page.again("accounts/household.html", form, error, **context)
    except (actions.GoToDesk, TooMany) as error:
        refused = page.translate(error.advice, **error.values)
        return page.html(
            "accounts/household.html", status=error.status, values=form.values, refused=refused, **context
        )
    return page.saved("/me/household")


@post("/me/household/leaving")
async def leave(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    require_resident(page.actor)
    await actions.leave_household(db, page.actor)
    return page.saved("/me/household")


@post("/me/household/members/{member_id:uuid}/removal")
async def remove_member(
    page: NamedDependency[Page], db: NamedDependency[Database], member_id: FromPath[UUID]
) -> Response[Any]:
    require_resident(page.actor)
    await actions.remove_member(db, page.actor, member_id)
    return page.saved("/me/household")


@get("/me/phone-icon", sync_to_thread=False)
def install_help(page: NamedDependency[Page], request: AnyRequest) -> Response[Any]:
    agent = request.headers.get("user-agent", "")
    words = {"wechat": "MicroMessenger", "ios": "iPhone", "android": "Android"}
    browser = next((name for name, word in words.items() if word in agent), "")
    return page.html("accounts/install.html", browser=browser)


def _is_ward(county: int, relation: str, number: IdentityNumber) -> bool:
    """Somebody whose guardian's phone will do."""
    return relation in relations.YOUNGER and is_minor(county, number.birth_date, clock.today())


async def _at_work(tx: Tx, account_id: UUID, roles: int) -> dict[str, Any]:
    actor = tx.actor
    account = await people.find_account(tx, actor.county, account_id)
    return {
        "institution": await store.institution_name(tx, actor.institution_id),
        "county": county_name(actor.county),
        "others": roles > 1 or bool(account and account.resident_id),
    }


async def _mine(tx: Tx) -> dict[str, Any]:
    actor = tx.actor
    assert actor.resident_id
    resident = await people.find_resident(tx, actor.county, actor.resident_id)
    if resident is None:
        raise NotFound
    facts = await people.resident_facts(tx, actor.county, actor.resident_id, tx.today)
    insured_in = county_name(facts.county_of_insurance) if facts else ""
    return {
        "me": resident, "masked": {"identity": resident.masked_identity, "phone": resident.masked_phone},
        "open_consents": await consents.asks(tx),
        "facts": facts, "insured_in": insured_in, "county": county_name(actor.county),
    }  # fmt: skip


async def _household(page: Page, db: Database) -> dict[str, Any]:
    actor = page.actor
    assert actor.resident_id
    async with db.transaction(actor) as tx:
        me = await people.find_resident(tx, actor.county, actor.resident_id)
        if me is None:
            raise NotFound
        members = await people.household_members(tx, actor.county, me.household_id) if me.household_id else []
        joined = await store.joined_by_me(tx, [one.id for one in members])
        minor = is_minor(actor.county, me.birth_date, tx.today)
    return {"me": me, "members": members, "joined": joined, "minor": minor}


def county_name(county: int) -> str:
    found = division.find(county)
    return found.name if found else str(county)


routes = [me, household, add_member, leave, remove_member, install_help, *looks.routes, *identity.routes]
