"""The page on which a grown-up signs at the desk what the head of the household prepared."""

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath

from jiayi.agreements import signing, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.desk import consent
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.document.content import paragraphs
from jiayi.agreements.guards import agreement_for
from jiayi.agreements.model import Origin
from jiayi.agreements.policy import policy_for
from jiayi.history.store import looked_at
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies.schema import Package

PAGE = "desk/consent.html"


@get("/work/agreements/{agreement_id:uuid}/consent")
async def show(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    async with db.transaction(page.actor) as tx:
        return page.html(PAGE, **await _shown(tx, page, agreement_id))


@post("/work/agreements/{agreement_id:uuid}/consent")
async def sign(
    page: NamedDependency[Page], db: NamedDependency[Database], agreement_id: FromPath[UUID]
) -> Response[Any]:
    require_desk(page.actor)
    form = await page.form()
    async with db.transaction(page.actor) as tx:
        shown = await _shown(tx, page, agreement_id)
    signature = signing.read_signature(form, shown["agreement"].resident_name)
    if not form.checked("sure"):
        form.errors["sure"] = "请本人看过以后，再勾选"
    try:
        form.check()
    except FormInvalid as error:
        return page.again(PAGE, form, error, **shown)
    home_visit = form.text("origin") == Origin.HOME_VISIT.value
    origin = Origin.HOME_VISIT if home_visit else Origin.DESK
    await consent.sign_consent(db, page.actor, agreement_id, signature, origin)
    return page.go("/work/witness?done=signed")


async def _shown(tx: Tx, page: Page, agreement_id: UUID) -> dict[str, Any]:
    county = page.actor.county
    a = await agreement_for(tx, county, await agreements.agreement(tx, county, agreement_id))
    await looked_at(tx, county, a.resident_id, "agreement")
    now = state(tx, a)
    packages = await agreements.packages(tx, county, a.id)
    english = {s.value.code: s.value.name_en for s in policy_for(a.policy_division, a.policy_on).all(Package)}
    names = {p.package_code: p.name for p in packages}
    if page.language == "en":
        names |= {code: english[code] for code in names if code in english}
    text = await agreements.text(tx, a.text_version)
    lines = await agreements.fee_lines(tx, county, a.id)
    return {
        **views.summary(page, a, now),
        "names": list(names.values()),
        "lines": [views.agreed_line(one, names, page.translate) for one in lines],
        "paragraphs": paragraphs(text.body if text else "", page.translate),
        "open": consent.waits_for_its_person(a, now),
        "signed": await agreements.consent(tx, county, a.id) is not None,
    }


routes: list[Any] = [show, sign]
