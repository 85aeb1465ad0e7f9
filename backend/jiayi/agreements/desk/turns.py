"""Whose turn it is in a waiting line, and telling them."""

from datetime import timedelta
from uuid import UUID

import minijinja

from jiayi.accounts.proxies.letters import copy_letter, letter
from jiayi.agreements.desk import store
from jiayi.agreements.desk.model import OwnPlace, UntoldOffer
from jiayi.agreements.policy import policy_for
from jiayi.agreements.rules import capacity_of
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database, Tx
from jiayi.settings import ROOT

SUBJECT = "家医：有名额了 / A place is kept for you"
LETTER = ROOT / "frontend/mail/place_offered.txt"
AT_ONCE = 200


def is_turn(tx: Tx, one: OwnPlace) -> bool:
    """A place is free and kept for this person, whether or not the offer was written yet."""
    capacity = capacity_of(policy_for(tx.actor.county, tx.today), one.capacity)
    return one.taken + one.held < capacity


async def own_turns(tx: Tx, county: int, resident_id: UUID) -> list[OwnPlace]:
    return [one for one in await store.own_places(tx, county, resident_id) if is_turn(tx, one)]


async def tell_offers(db: Database, vault: Vault, base_url: str) -> int:
    """Saves a mail for each offer that was not told yet: nothing but that a place is kept, until when and where.
    It goes to the person's own account, else to the head of the household, who may sign for them."""
    async with db.transaction(SYSTEM) as tx:
        offers = await tx.many(UntoldOffer, store.Q.list_untold_offers, tx.now, AT_ONCE)
        return sum([await _tell(tx, vault, base_url, offer) for offer in offers])


async def _tell(tx: Tx, vault: Vault, base_url: str, offer: UntoldOffer) -> int:
    until = clock.office_time(offer.offer_expires_at).strftime("%Y-%m-%d %H:%M")
    body = minijinja.Environment().render_str(LETTER.read_text(), until=until, base_url=base_url)
    keep: timedelta = offer.offer_expires_at - tx.now
    mails = await letter(tx, vault, offer.account_id, offer.email_sealed, SUBJECT, body, keep)
    mails += await copy_letter(
        tx, vault, offer.county, offer.resident_id, SUBJECT, body, keep, but=offer.account_id
    )
    if not mails:
        return 0
    await tx.run(store.Q.add_offer_mail, offer.county, offer.entry_id, offer.offered_at, mails[0])
    return 1
