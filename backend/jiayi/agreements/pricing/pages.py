"""The manager's price list: what is asked, since when, on which basis, and what comes next."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency

from jiayi.agreements import views
from jiayi.agreements.desk.guards import require_manager
from jiayi.agreements.policy import policy_for
from jiayi.agreements.pricing import actions, store
from jiayi.agreements.pricing.model import Price, Reduction
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.i18n import ENGLISH
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies import fee_limits
from jiayi.policies.fee_limits import OwnPrice

PAGE = "pricing/prices.html"
MOST_YUAN = 99_999  # what a form takes; a slip of a digit is caught before it is asked of anybody


@get("/work/prices")
async def prices(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    home = require_manager(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page, home))


@post("/work/prices")
async def set_price(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    code = form.text("code", required="请选是哪一项")
    price = form.fen("price", required="请写多少元", most_yuan=MOST_YUAN)
    since = form.day("since", required="请写从哪一天开始")
    try:
        form.check()
        assert price is not None
        await actions.set_price(db, page.actor, code, price, since)
    except FormInvalid as error:
        return await _again(page, db, home, form, error)
    return page.saved("/work/prices")


@post("/work/prices/reduction")
async def set_reduction(page: NamedDependency[Page], db: NamedDependency[Database]) -> Response[Any]:
    home = require_manager(page.actor)
    form = await page.form()
    amount = form.fen("reduction", required="请写多少元", most_yuan=MOST_YUAN)
    since = form.day("reduced_since", required="请写从哪一天开始")
    try:
        form.check()
        assert amount is not None
        await actions.set_reduction(db, page.actor, amount, since)
    except FormInvalid as error:
        if "since" in error.errors:
            error.errors["reduced_since"] = error.errors.pop("since")
        return await _again(page, db, home, form, error)
    return page.saved("/work/prices")


async def _again(page: Page, db: Database, home: UUID, form: Form, error: FormInvalid) -> Response[str]:
    async with db.transaction(page.actor) as tx:
        return page.again(PAGE, form, error, **await _shown(tx, page, home))


async def _shown(tx: Tx, page: Page, home: UUID) -> dict[str, Any]:
    policy = policy_for(page.actor.county, tx.today)
    asked, lowered = await store.prices(tx, home), await store.reductions(tx, home)
    rule = fee_limits.reducing(policy) or fee_limits.never_reducing(policy)
    own = fee_limits.own_prices(policy)
    return {
        "priced": [
            _own(page, one, [p for p in asked if p.code == one.code], tx.today) for one in own.values()
        ],
        "lowered": _dated(lowered, tx.today),
        "may_lower": fee_limits.reducing(policy) is not None,
        "rule": rule and {"text": page.translate(rule.value.text), **views.cited(page, rule.citation)},
        "first_day": str(tx.today),
    }


def _own(page: Page, one: OwnPrice, asked: list[Price], today: date) -> dict[str, Any]:
    name = one.name_en if page.language == ENGLISH and one.name_en else page.translate(one.name)
    return {"code": one.code, "name": name, "prices": _dated(asked, today), **views.cited(page, one.citation)}


def _dated(rows: Iterable[Price | Reduction], today: date) -> list[dict[str, Any]]:
    """The latest first: to come, in force (the first that has begun), past."""
    shown: list[dict[str, Any]] = []
    in_force = False
    for row in rows:
        stage = "to_come" if row.since > today else "past" if in_force else "now"
        in_force = in_force or stage == "now"
        fen = row.price_fen if isinstance(row, Price) else row.amount_fen
        shown.append({"fen": fen, "since": row.since, "stage": stage})
    return shown


routes: list[Any] = [prices, set_price, set_reduction]
