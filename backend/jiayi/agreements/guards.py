"""Who may."""

from jiayi.agreements import store
from jiayi.agreements.model import Agreement, Origin, Party, Person, SignOrder
from jiayi.infra import clock
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Tx
from jiayi.infra.web.problems import Conflict, Forbidden, NotFound
from jiayi.policies.majority import is_asked_too, is_minor

DESK = frozenset({Role.DOCTOR, Role.MANAGER})
GUARDIANS = {"child": "parent", "grandchild": "grandparent"}
"""What the head of a household is to a minor of it who stands there as this."""
DECIDES_ALONE = "%(name)s有自己的账号，要由本人在自己的手机上办理，您不能代办。"
DECIDES = "%(name)s是成年人，要由本人决定：请本人登录办理，或者带身份证到签约机构的窗口。"
NEEDS_GUARDIAN = "%(name)s还未成年，要由监护人签。请监护人带上证件，一起到签约机构的窗口办理。"


CHILD_SAYS_YES = "%(name)s满14岁了，孩子自己也要同意：请孩子登录自己的账号确认，或者带孩子到签约机构的窗口。"


def sees(actor: Actor, person: Person) -> bool:
    """The person, or the head of their household."""
    head = actor.household_id is not None and actor.household_id == person.household_id
    return actor.resident_id is not None and (actor.resident_id == person.id or head)


def minor(actor: Actor, person: Person) -> bool:
    return is_minor(actor.county, person.birth_date, clock.today())


def is_guardian(actor: Actor, person: Person) -> bool:
    """The head of the household, as parent or grandparent of a minor without an own account."""
    child = actor.resident_id != person.id and person.relation in GUARDIANS and not person.has_account
    return sees(actor, person) and child and minor(actor, person)


def asked_too(actor: Actor, person: Person) -> bool:
    """A minor whose own yes is needed, too."""
    return is_asked_too(actor.county, person.birth_date, clock.today())


def signs_beside(actor: Actor, person: Person) -> bool:
    """The guardian of such a minor, who may have an own account: both sign, and it counts with the child's yes."""
    parent = actor.resident_id != person.id and person.relation in GUARDIANS and sees(actor, person)
    return parent and asked_too(actor, person)


def acts_for(actor: Actor, person: Person) -> bool:
    """K1: grown-ups decide for themselves alone, the guardian for a minor."""
    own = actor.resident_id == person.id and not minor(actor, person)
    return sees(actor, person) and (own or is_guardian(actor, person))


def prepares_for(actor: Actor, person: Person) -> bool:
    """Who acts; and the head may prepare a request that a grown-up without an account confirms alone, or, as guardian,
    one that the child agrees to."""
    alone = sees(actor, person) and not person.has_account and not minor(actor, person)
    return acts_for(actor, person) or alone or signs_beside(actor, person)


def must_act_for(actor: Actor, person: Person) -> None:
    """Raises NotFound to strangers, a sentence to the head of a household whose member decides alone."""
    if not sees(actor, person):
        raise NotFound()
    if not acts_for(actor, person):
        raise _refusal(actor, person)


def must_prepare_for(actor: Actor, person: Person) -> None:
    if not sees(actor, person):
        raise NotFound()
    if not prepares_for(actor, person):
        raise _refusal(actor, person)


def _refusal(actor: Actor, person: Person) -> Conflict:
    return Conflict(why_not(actor, person), name=person.name)


def why_not(actor: Actor, person: Person) -> str:
    """Why somebody who sees this person does not act for them."""
    if minor(actor, person):
        return NEEDS_GUARDIAN
    return DECIDES_ALONE if person.has_account else DECIDES


def may_request(actor: Actor, order: SignOrder, person: Person, party: Party) -> None:
    online = order.origin is Origin.ONLINE
    if actor.role is Role.RESIDENT and online:
        must_prepare_for(actor, person)
    elif actor.role not in DESK or online or party.institution_id != actor.institution_id:
        raise Forbidden()
    elif (order.guardian is not None) != minor(actor, person):
        raise Conflict(NEEDS_GUARDIAN if minor(actor, person) else DECIDES, name=person.name)
    elif order.guardian and asked_too(actor, person) and order.guardian.child_name != person.name:
        raise Conflict(CHILD_SAYS_YES, name=person.name)


async def agreement_for(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """An agreement that this actor may see: own, of the own household, or of the own institution."""
    found, _ = await _reach(tx, county, agreement)
    return found


async def agreement_to_change(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """An agreement that this actor may act on: not that of somebody who decides alone."""
    found, person = await _reach(tx, county, agreement)
    if person:
        must_act_for(tx.actor, person)
    return found


async def agreement_to_confirm(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """By whom it is about; also by a minor who is asked, too, for what the guardian has signed."""
    found, person = await _reach(tx, county, agreement)
    if person and not (person.id == tx.actor.resident_id and asked_too(tx.actor, person)):
        must_act_for(tx.actor, person)
        if signs_beside(tx.actor, person):
            raise Conflict(CHILD_SAYS_YES, name=person.name)
    return found


async def agreement_to_follow(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """For a renewal that may still wait for its person, and for paying: it binds nobody."""
    found, person = await _reach(tx, county, agreement)
    if person:
        must_prepare_for(tx.actor, person)
    return found


async def agreement_to_withdraw(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """Whoever prepared a request takes it back, too, while its person has not confirmed it."""
    found, person = await _reach(tx, county, agreement)
    prepared = found.requested_by == tx.actor.account_id and found.confirmed_at is None
    if person and not prepared:
        must_act_for(tx.actor, person)
    return found


async def agreement_to_leave(tx: Tx, county: int, agreement: Agreement | None) -> Agreement:
    """For a switch: staff of the new institution, too, while the person is at their desk (the rows' own security)."""
    if agreement is not None and tx.actor.role in DESK and county == tx.actor.county:
        return agreement
    return await agreement_to_follow(tx, county, agreement)


async def _reach(tx: Tx, county: int, agreement: Agreement | None) -> tuple[Agreement, Person | None]:
    """With the resident, when it is not staff who ask."""
    actor = tx.actor
    if agreement is None or county != actor.county:
        raise NotFound()
    if actor.role in DESK and agreement.institution_id == actor.institution_id:
        return agreement, None
    if actor.role is Role.RESIDENT:
        person = await store.person(tx, county, agreement.resident_id)
        if person and sees(actor, person):
            return agreement, person
    raise NotFound()


def staff_only(actor: Actor) -> None:
    if actor.role not in DESK:
        raise Forbidden()
