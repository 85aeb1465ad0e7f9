"""A renewal at the desk begins with what the person has now, and says what would be gone."""

from typing import Any

from jiayi.agreements import store, views
from jiayi.agreements.signing import Signing
from jiayi.agreements.wish import Wish
from jiayi.infra.db.database import Tx
from jiayi.infra.web.page import Page

NOT_HERE, NOT_CHOSEN = "这里现在没有这个包。", "这次没有选。"


async def fill(tx: Tx, wish: Wish) -> None:
    """Packages, items and hospitals of the agreement that is renewed."""
    if wish.previous is None:
        return
    mine = (tx.actor.county, wish.previous)
    wish.packages = {wish.who[0]: tuple(p.package_code for p in await store.packages(tx, *mine))}
    wish.items = {wish.who[0]: tuple(i.item_code for i in await store.items(tx, *mine))}
    wish.hospitals = tuple(h.institution_id for h in await store.agreed_hospitals(tx, *mine))


async def lost(tx: Tx, page: Page, s: Signing) -> list[dict[str, Any]]:
    """What the old agreement has and the new one would not have, each with why."""
    if s.previous is None or s.wish.change != "renewal":
        return []
    mine = (s.previous.agreement.county, s.previous.agreement.id)
    person, offer = s.people[0]
    chosen = offer.closed(s.wish.packages.get(person.id, ()))
    choices = {choice.code: choice for choice in offer.choices}
    found = []
    for package in await store.packages(tx, *mine):
        choice = choices.get(package.package_code)
        if package.package_code in chosen and choice and choice.offered:
            continue
        why = [page.translate(NOT_CHOSEN if choice else NOT_HERE)]
        if choice and not choice.offered:
            why = [views.words(page, reason)["text"] for reason in choice.reasons if not reason.met]
        found.append({"name": views.name(page, choice) if choice else package.name, "why": why})
    menus = {choice.code for choice in choices.values() if choice.menu}
    ordered = s.wish.items.get(person.id, ())
    for item in await store.items(tx, *mine):
        picked = item.package_code is None or (item.package_code in menus and item.package_code in chosen)
        if picked and item.item_code not in ordered:
            found.append({"name": page.translate(item.name), "why": [page.translate(NOT_CHOSEN)]})
    for hospital in await store.agreed_hospitals(tx, *mine):
        if hospital.institution_id not in s.wish.hospitals:
            found.append({"name": hospital.name, "why": [page.translate(NOT_CHOSEN)]})
    return found
