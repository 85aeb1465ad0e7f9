"""Agreements of the demo, signed through the same action as everybody's, on the days on which they were signed."""

from datetime import date, timedelta
from uuid import UUID

from jiayi.accounts import store as accounts
from jiayi.agreements import actions, offering, store
from jiayi.agreements.desk import waiting
from jiayi.agreements.model import Signature, SignOrder
from jiayi.agreements.payments import PretendOnlinePayment
from jiayi.agreements.policy import policy_for, words_for
from jiayi.demo.people import FEW_PLACES, Cast
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Problem
from jiayi.synth.model import Resident, Team

SIGNERS = 24
# Days ago and months agreed: the first that the rules of that day allow makes an agreement that ends soon.
SOON_TO_END = ((350, 12), (176, 6))
A_MONTH_AGO = (30, None)  # where no rules are old enough for that
LEFT_WAITING = 6  # days: who asked since then still waits for the doctor, and not so long that it lapses
CHOSEN_APART = ("personalised",)


async def sign_agreements(db: Database, vault: Vault, cast: Cast) -> int:
    """How many were signed. A person whom the rules of the day offer nothing simply has no agreement."""
    today = clock.today()
    signed = 0
    try:
        for days, months in (*SOON_TO_END, A_MONTH_AGO):
            if await _sign(
                db, vault, cast.county, cast.team, cast.renewing, today - timedelta(days=days), today, months
            ):
                signed += 1
                break
        for n, person in enumerate(_adults(cast.others, today)[:SIGNERS]):
            signed += await _sign(
                db, vault, cast.county, cast.team, person, today - timedelta(days=5 * n), today, None
            )
        signed += await _fill_up(db, vault, cast, today)
    finally:
        clock.set_now(today.isoformat())
    return signed


async def _fill_up(db: Database, vault: Vault, cast: Cast, today: date) -> int:
    """Until the doctor with few places has none left; then one more stands in line."""
    taken = 0
    for person in cast.full_with:
        if taken < FEW_PLACES:
            taken += await _sign(
                db,
                vault,
                cast.county,
                cast.full_team,
                person,
                today - timedelta(days=LEFT_WAITING + 2),
                today,
                None,
            )
    clock.set_now(today.isoformat())
    actor = await _account(db, vault, cast.county, cast.waiting)
    if taken == FEW_PLACES:
        await waiting.join(db, actor, cast.county, cast.full_team.lead_doctor_id)
    return taken


def _adults(people: list[Resident], today: date) -> list[Resident]:
    grown = 18
    return [person for person in people if today.year - person.birth_date.year > grown]


async def _sign(
    db: Database,
    vault: Vault,
    county: int,
    team: Team,
    person: Resident,
    on: date,
    today: date,
    months: int | None,
) -> bool:
    clock.set_now(on.isoformat())
    actor = await _account(db, vault, county, person)
    order = await _order(db, actor, team, person.id, on, months)
    if order is None:
        return False
    try:
        agreement_id = await actions.request_agreement(db, actor, order)
    except Problem:
        return False
    if on < today - timedelta(days=LEFT_WAITING):
        await _accept_if_asked(db, actor.county, team, agreement_id)
        await _pay_if_due(db, actor, agreement_id)
    return True


async def _pay_if_due(db: Database, actor: Actor, agreement_id: UUID) -> None:
    """So long ago that it would have lapsed otherwise."""
    async with db.transaction(actor) as tx:
        a = await store.agreement(tx, actor.county, agreement_id)
    if a and a.due_fen > a.paid_fen:
        await PretendOnlinePayment().collect(db, actor, actor.county, a.id, a.due_fen - a.paid_fen, new_id())


async def _accept_if_asked(db: Database, county: int, team: Team, agreement_id: UUID) -> None:
    doctor = Actor(
        role=Role.DOCTOR, county=county, account_id=new_id(), institution_id=team.institution_id,
        doctor_id=team.lead_doctor_id,
    )  # fmt: skip
    async with db.transaction(doctor) as tx:
        agreement = await store.agreement(tx, county, agreement_id)
    if agreement and agreement.outcome is None:
        await actions.decide_agreement(db, doctor, county, agreement_id, True)


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
    db: Database, actor: Actor, team: Team, resident_id: UUID, on: date, months: int | None
) -> SignOrder | None:
    policy = policy_for(actor.county, on)
    words = words_for(policy)
    async with db.transaction(actor) as tx:
        person = await store.person(tx, actor.county, resident_id)
        party = await store.party(tx, actor.county, team.id, team.lead_doctor_id)
        if words is None or person is None or party is None:
            return None
        prices = await store.prices(tx, actor.county, party.institution_id)
    offer = offering.offer_for(policy, person, party, prices, on)
    codes = tuple(c.code for c in offer.choices if c.offered and c.kind not in CHOSEN_APART)
    if not codes:
        return None
    return SignOrder(
        resident_id=resident_id, key=new_id(), signature=Signature(typed_name=person.name), months=months,
        text_version=words.version, package_codes=codes, team_id=team.id, doctor_id=team.lead_doctor_id,
    )  # fmt: skip
