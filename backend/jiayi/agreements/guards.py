"""Who may."""

from jiayi.agreements import store
from jiayi.agreements.model import Agreement, Origin, Party, Person, SignOrder
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Tx
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound

DESK = frozenset({Role.DOCTOR, Role.MANAGER})


def acts_for(actor: Actor, person: Person) -> bool:
    """The person, or the head of their household."""
    head = actor.household_id is not None and actor.household_id == person.household_id
    return actor.resident_id is not None and (actor.resident_id == person.id or head)


def may_request(actor: Actor, order: SignOrder, person: Person, party: Party) -> None:
    if actor.role is Role.RESIDENT and order.origin is Origin.ONLINE and acts_for(actor, person):
        return
    if (
        actor.role in DESK
        and order.origin is not Origin.ONLINE
        and party.institution_id == actor.institution_id
    ):
        return
    raise Forbidden()


async def agreement_for(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """An agreement that this actor may act on: own, of the own household, or of the own institution."""
    actor = tx.actor
    if agreement is None or county != actor.county:
        raise NotFound()
    if actor.role in DESK and agreement.institution_id == actor.institution_id:
        return agreement
    if actor.role is Role.RESIDENT:
        person = await store.person(tx, county, agreement.resident_id)
        if person and acts_for(actor, person):
            return agreement
    raise NotFound()


def staff_only(actor: Actor) -> None:
    if actor.role not in DESK:
        raise Forbidden()


async def check_witness(tx: Tx, order: SignOrder, party: Party) -> None:
    """K1: the second signature is a colleague's of the same institution, never the same person's."""
    witness = order.witness_account_id
    if witness is None:
        return
    known = await store.works_at(tx, tx.actor.county, witness, party.institution_id)
    if witness == tx.actor.account_id or not known:
        raise Conflict("见证人要是本机构的另一位同事。")
