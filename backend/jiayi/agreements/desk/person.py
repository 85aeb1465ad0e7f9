"""What the page of one signed resident shows of the person and of each agreement."""

from typing import Any
from uuid import UUID

from jiayi.accounts.consents import store as consents
from jiayi.accounts.consents.model import HEALTH_DATA
from jiayi.accounts.store import find_resident
from jiayi.agreements import changes, deaths, permission, views
from jiayi.agreements import store as agreements
from jiayi.agreements.cards import state
from jiayi.agreements.changes import ENDABLE
from jiayi.agreements.desk import groups, store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.taking_back import is_pending
from jiayi.agreements.document import store as papers
from jiayi.agreements.inviting.store import is_on_panel
from jiayi.agreements.model import IN_FORCE, Agreement, AgreementState
from jiayi.agreements.policy import basis, policy_for
from jiayi.agreements.rules import change_facts
from jiayi.agreements.seasons import asked_year
from jiayi.agreements.story import story
from jiayi.history.store import looked_at
from jiayi.infra.db.actor import Role
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound
from jiayi.policies.schema import Waiver


async def person_shown(tx: Tx, page: Page, resident_id: UUID) -> dict[str, Any]:
    home, county = require_desk(page.actor), page.actor.county
    person = await find_resident(tx, county, resident_id)
    facts = await agreements.person(tx, county, resident_id)
    if person is None or facts is None:
        raise NotFound()
    await looked_at(tx, county, resident_id, "agreement")
    found = [a for a in await agreements.agreements_of(tx, county, [resident_id]) if a.institution_id == home]
    return {
        "death": await deaths.shown(tx, page, resident_id),
        "person": person,
        "on_panel": await is_on_panel(tx, resident_id),
        "facts": facts,
        "health_seen": await consents.allows(tx, county, resident_id, HEALTH_DATA),
        "agreements": [await _agreement(tx, page, a) for a in found],
        "year": asked_year(policy_for(county, tx.today), tx.today),
        "groups": groups.names(policy_for(county, tx.today), page.language, "group"),
    }


async def _agreement(tx: Tx, page: Page, a: Agreement) -> dict[str, Any]:
    now = state(tx, a)
    policy = policy_for(a.policy_division, tx.today)
    waiver = next((s for s in policy.all(Waiver) if s.value.own_share == "forbidden"), None)
    return {
        **views.summary(page, a, now),
        "packages": await agreements.packages(tx, a.county, a.id),
        "endable": now in ENDABLE,
        "running": now in IN_FORCE,
        "year_signed": bool(await store.year_signatures(tx, a.id)) if now in IN_FORCE else False,
        "year_open": (await permission.reason(tx, a, change_facts(a, "confirm", tx.today))).met,
        "pending": is_pending(a, now),
        "signatures": [s for s in await papers.signatures(tx, a.county, a.id) if s.signer == "witness"],
        "owed": a.due_fen - a.paid_fen if now is AgreementState.WAITING_PAYMENT else 0,
        "waiver": waiver and {"text": page.translate(waiver.value.text), "basis": basis(waiver.citation)},
        "specials": (specials := await agreements.specials(tx, a.county, a.id)),
        "could_allow": _could_allow(tx, page, a, {one.kind for one in specials}) if now in IN_FORCE else [],
        "payments": await agreements.payments(tx, a.county, a.id),
        "years": await agreements.confirmed_years(tx, a.county, a.id),
        "standing": await agreements.year_standing(tx, a.county, a.id, asked_year(policy, tx.today)),
        "story": await story(tx, page, a),
        "reasons": [
            {"code": r.value.code, "name": page.translate(r.value.name)}
            for r in changes.reasons_for(policy, page.actor)
            if r.value.code != deaths.DIED or deaths.may_record(page.actor, a)
        ],
    }


def _could_allow(tx: Tx, page: Page, a: Agreement, done: set[str]) -> list[dict[str, Any]]:
    if page.actor.role is not Role.MANAGER:
        return []
    found = permission.refused_in_principle(tx, a)
    return [{"kind": kind, **views.words(page, rule)} for kind, rule in found.items() if kind not in done]
