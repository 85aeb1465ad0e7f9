"""Agreements of the demo, signed through the same action as everybody's, on the days on which they were signed."""

from datetime import date, timedelta
from uuid import UUID

from jiayi.accounts import store as accounts
from jiayi.agreements import actions, offering, store
from jiayi.agreements.model import Signature, SignOrder
from jiayi.agreements.policy import policy_for, words_for
from jiayi.demo.people import Cast
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Problem
from jiayi.synth.model import Resident

SIGNERS = 24
# Days ago and months agreed: the first that the rules of that day allow makes an agreement that ends soon.
SOON_TO_END = ((350, 12), (176, 6))
LEFT_WAITING = 12  # days: who asked since then still waits for the doctor
CHOSEN_APART = ("personalised",)


async def sign_agreements(db: Database, vault: Vault, cast: Cast) -> int:
    """How many were signed. A person whom the rules of the day offer nothing simply has no agreement."""
    today = clock.today()
    signed = 0
    try:
        for days, months in SOON_TO_END:
            if await _sign(db, vault, cast, cast.renewing, today - timedelta(days=days), today, months):
                signed += 1
                break
        for n, person in enumerate(_adults(cast.others, today)[:SIGNERS]):
            signed += await _sign(db, vault, cast, person, today - timedelta(days=5 * n), today, None)
    finally:
        clock.set_now(today.isoformat())
    return signed


def _adults(people: list[Resident], today: date) -> list[Resident]:
    grown = 18
    return [person for person in people if today.year - person.birth_date.year > grown]


async def _sign(
    db: Database, vault: Vault, cast: Cast, person: Resident, on: date, today: date, months: int | None
) -> bool:
    clock.set_now(on.isoformat())
    actor = await _account(db, vault, cast.county, person)
    order = await _order(db, actor, cast, person.id, on, months)
    if order is None:
        return False
    try:
        agreement_id = await actions.request_agreement(db, actor, order)
    except Problem:
        return False
    if on < today - timedelta(days=LEFT_WAITING):
        await _accept_if_asked(db, cast, agreement_id)
    return True


async def _accept_if_asked(db: Database, cast: Cast, agreement_id: UUID) -> None:
    doctor = Actor(
        role=Role.DOCTOR, county=cast.county, account_id=new_id(), institution_id=cast.team.institution_id,
        doctor_id=cast.team.lead_doctor_id,
    )  # fmt: skip
    async with db.transaction(doctor) as tx:
        agreement = await store.agreement(tx, cast.county, agreement_id)
    if agreement and agreement.outcome is None:
        await actions.decide_agreement(db, doctor, cast.county, agreement_id, True)


async def _account(db: Database, vault: Vault, county: int, person: Resident) -> Actor:
    async with db.transaction(SYSTEM) as tx:
        account_id = await accounts.account_of_resident(tx, county, person.id)
        if account_id is None:
            account_id = await accounts.create_account_with_role(
                tx, vault, county, person.name, resident_id=person.id
            )
    return Actor(
        role=Role.RESIDENT, county=county, account_id=account_id, resident_id=person.id, name=person.name
    )


async def _order(
    db: Database, actor: Actor, cast: Cast, resident_id: UUID, on: date, months: int | None
) -> SignOrder | None:
    policy = policy_for(cast.county, on)
    words = words_for(policy)
    async with db.transaction(actor) as tx:
        person = await store.person(tx, cast.county, resident_id)
        party = await store.party(tx, cast.county, cast.team.id, cast.team.lead_doctor_id)
        if words is None or person is None or party is None:
            return None
        prices = await store.prices(tx, cast.county, party.institution_id)
    offer = offering.offer_for(policy, person, party, prices, on)
    codes = tuple(c.code for c in offer.choices if c.offered and c.kind not in CHOSEN_APART)
    if not codes:
        return None
    return SignOrder(
        resident_id=resident_id, key=new_id(), signature=Signature(typed_name=person.name), months=months,
        text_version=words.version, package_codes=codes, team_id=cast.team.id, doctor_id=cast.team.lead_doctor_id,
    )  # fmt: skip
