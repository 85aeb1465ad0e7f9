"""What is signed, shown and read: the same for a person online and for people at the desk."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec

from jiayi.agreements import costs, guards, offering, store, terms, views
from jiayi.agreements.carrying import Before, before, carry
from jiayi.agreements.document.content import paragraphs
from jiayi.agreements.ink import TOO_LITTLE, is_name
from jiayi.agreements.model import AgreementText, Hospital, Party, Person, Signature
from jiayi.agreements.offering import Offer, Single
from jiayi.agreements.policy import basis, policy_for, words_for
from jiayi.agreements.rules import months_later
from jiayi.agreements.stops import Stop, stops
from jiayi.agreements.stops import shown as stops_shown
from jiayi.agreements.wish import Wish
from jiayi.infra import clock, names
from jiayi.infra.db.database import Tx
from jiayi.infra.sentence import spoken
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import FormInvalid
from jiayi.policies.answers import Reason
from jiayi.policies.lapses import lapses
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Term

LONGEST_DRAWING = 20_000
_PATH = frozenset("ML0123456789. ,-")


class Signing(msgspec.Struct, kw_only=True):
    """What the package and review pages show for the same wish."""

    wish: Wish
    party: Party
    policy: Policy
    people: list[tuple[Person, Offer]]
    hospitals: list[Hospital]
    text: AgreementText | None
    long_term: tuple[bool, Any]
    reduction_fen: int
    previous: Before | None
    stops: list[Stop]
    """What stands in the way, said before anybody signs."""


async def load(tx: Tx, wish: Wish, party: Party, people: list[Person]) -> Signing:
    """``people``: those whom the actor may sign for, the first one first."""
    county = tx.actor.county
    policy = policy_for(party.institution_county, tx.today)
    prices = await store.prices(tx, county, party.institution_id)
    since = await store.first_signed_day(tx, county, people[0].id, party.doctor_id)
    return Signing(
        wish=wish,
        party=party,
        policy=policy,
        people=[(one, offering.offer_for(policy, one, party, prices, tx.today)) for one in people],
        hospitals=await store.hospitals(tx, county),
        text=words_for(policy),
        long_term=terms.long_term(policy, since, tx.today),
        reduction_fen=await store.reduction(tx, county, party.institution_id),
        previous=await _previous(tx, wish, people),
        stops=await stops(tx, policy, wish, party, people),
    )


async def _previous(tx: Tx, wish: Wish, people: list[Person]) -> Before | None:
    """What the form says is followed; nobody else's."""
    found = (
        await store.agreement(tx, tx.actor.county, wish.previous) if wish.previous and wish.change else None
    )
    return await before(tx, found) if found and found.resident_id == people[0].id else None


def read_signature(form: Form, name: str, suffix: str = "") -> Signature:
    """Of the person with this name; faults go to the form."""
    field = f"typed_name{suffix}"
    typed, drawing = form.text(field, longest=40), form.raw(f"drawing{suffix}", longest=LONGEST_DRAWING)
    if drawing and not set(drawing) <= _PATH:
        drawing = ""
    if names.same(typed, name):
        typed = name  # a dot of another shape, or a blank
    elif typed:
        form.errors[field] = "请输入您登记的姓名，一个字都不要差"
    if not typed and not drawing:
        form.errors[field] = "请签名：用手指写，或者输入您的姓名"
    elif drawing and not is_name(drawing):
        drawing = ""
        if not typed:
            form.errors[field] = TOO_LITTLE
    return Signature(typed_name=typed, drawing=drawing)


def read_consents(form: Form, people: Iterable[UUID]) -> None:
    for one in people:
        if not form.checked(f"c-{one}"):
            form.errors[f"c-{one}"] = "请读完协议，再勾选同意"


def whose(page: Page, s: Signing, error: FormInvalid) -> FormInvalid:
    """Of several people on one page each fault says whose it is."""
    people = [person for person, _ in s.people]
    if len(people) == 1:
        return error
    called = {
        f"{field}-{one.id}": one.name
        for one in people
        for field in ("c", "typed_name", "guardian", "relation", "child")
    }
    return FormInvalid(
        {
            field: page.translate("%(name)s：%(text)s", name=called[field], text=spoken(text, page.translate))
            if field in called
            else text
            for field, text in error.errors.items()
        }
    )


def faults(page: Page, s: Signing) -> dict[str, str]:
    """What is missing before the agreement can be read, by field."""
    found: dict[str, str] = {}
    for person, offer in s.people:
        codes = offer.closed(s.wish.packages.get(person.id, ()))
        if not codes:
            found[f"p-{person.id}"] = page.translate("请给每个人至少选一个服务包。")
        for menu in offer.unpicked(codes, s.wish.items.get(person.id, ())):
            text = page.translate("请在“%(name)s”里至少选一个项目。", name=views.name(page, menu))
            found[f"i-{person.id}-{menu.code}"] = text
    if s.wish.long_term:
        if not s.long_term[0]:
            found["term"] = _with_basis(page, s.long_term[1] or terms.no_long_term(s.policy))
    elif wrong := terms.fault(s.policy, terms.months_asked(s.policy, s.wish.months)):
        found["months"] = _with_basis(page, wrong)
    return found


def _with_basis(page: Page, reason: Reason) -> str:
    words = views.words(page, reason)
    return f"{words['text']} {page.translate('依据：')}{words['basis']}" if words["basis"] else words["text"]


def packages_shown(page: Page, s: Signing, missing: bool) -> dict[str, Any]:
    s.wish.who = [person.id for person, _ in s.people]
    people = [
        {
            "person": person,
            **_ticked(page, s, person, offer, missing),
            "choices": [views.choice(page, offer, found) for found in offer.choices],
            "library": [_single(page, one) for one in offer.library],
        }
        for person, offer in s.people
    ]
    rule = offering.hospital_rule(s.policy)
    return {
        "s": shown(page, s), "people": people, "errors": faults(page, s) if missing else {},
        "lapsed": [views.words(page, reason) for reason in lapses(s.policy)],
        "terms": terms.usual_months(s.policy), "flexible": terms.flexible(s.policy) is not None,
        "rules": [
            {"text": page.translate(rule.value.text), **views.cited(page, rule.citation)} for rule in s.policy.all(Term)
        ],
        "long_allowed": s.long_term[0], "long_reason": s.long_term[1] and views.words(page, s.long_term[1]),
        "hospital_text": rule and page.translate(rule.value.text),
        "hospital_basis": rule and basis(rule.citation), "hospitals": s.hospitals if rule else [],
        "carried": [pair for pair in s.wish.pairs() if pair[0] in ("team", "doctor", "previous", "change", "who")],
    }  # fmt: skip


def _ticked(page: Page, s: Signing, person: Person, offer: Offer, missing: bool) -> dict[str, Any]:
    """Whoever moves finds ticked what they had; what is not offered there is named."""
    chosen, ordered = s.wish.packages.get(person.id, ()), s.wish.items.get(person.id, ())
    if s.previous is None:
        return {"chosen": chosen, "ordered": ordered}
    found = carry(s.previous, offer)
    at_desk = page.actor.is_staff and s.wish.change == "renewal"  # desk/renewing.py says it there
    fresh = s.wish.change == "switch" and not chosen and not missing
    return {
        "chosen": found.packages if fresh else chosen, "ordered": found.items if fresh else ordered,
        "had": bool(found.packages), "left": [] if at_desk else [page.translate(name) for name in found.left],
    }  # fmt: skip


def shown(page: Page, s: Signing) -> dict[str, Any]:
    return {
        "party": s.party, "wish": msgspec.structs.asdict(s.wish), "query": s.wish.query(), "text": s.text,
        "stops": stops_shown(page, s.stops),
    }  # fmt: skip


def review_shown(page: Page, s: Signing) -> dict[str, Any]:
    today = clock.today()
    starts = today
    if s.wish.change == "renewal" and s.previous and s.previous.agreement.term_to:
        starts = max(today, s.previous.agreement.term_to)
    months = terms.months_asked(s.policy, s.wish.months)
    ends = None if s.wish.long_term or not months else months_later(starts, months)
    closed = _closed(s)
    codes = {code for one in closed.packages.values() for code in one}
    return {
        "s": shown(page, s), "people": [_reviewed(page, s, person, offer) for person, offer in s.people],
        "starts": starts, "last_day": ends - timedelta(days=1) if ends else None,
        "long_term": s.wish.long_term, "pairs": closed.pairs(),
        "outlasted": terms.outlasted_said(terms.outlasted(s.policy, codes, ends), today, page.translate),
        "paragraphs": paragraphs(s.text.body if s.text else "", page.translate),
        "hospitals": [hospital for hospital in s.hospitals if hospital.id in s.wish.hospitals],
        "reduction_fen": s.reduction_fen if offering.may_reduce(s.policy) else 0,
    }  # fmt: skip


def _closed(s: Signing) -> Wish:
    """With what must be signed together: what is read is what is sent."""
    packages = {one.id: offer.closed(s.wish.packages.get(one.id, ())) for one, offer in s.people}
    return msgspec.structs.replace(s.wish, who=[one.id for one, _ in s.people], packages=packages)


def _reviewed(page: Page, s: Signing, person: Person, offer: Offer) -> dict[str, Any]:
    codes = offer.closed(s.wish.packages.get(person.id, ()))
    ordered = s.wish.items.get(person.id, ())
    fee = offer.fee(codes)
    lines = offer.costs(codes, fee, ordered)
    singles = offer.singles(ordered)
    names = views.names(page, offer)
    return {
        "person": person,
        "guardian": guards.is_guardian(page.actor, person) or guards.signs_beside(page.actor, person),
        "beside": guards.signs_beside(page.actor, person),
        "confirms": not page.actor.is_staff and not guards.acts_for(page.actor, person),
        "packages": [views.choice(page, offer, found) for found in offer.chosen(codes)],
        "added": [code for code in codes if code not in s.wish.packages.get(person.id, ())],
        "items": [_single(page, one) for one in singles],
        "ordered": ordered,
        "lines": [views.agreed_line(one, names, page.translate) for one in lines],
        "own": costs.own_said(lines, page.translate),
        "refusals": [views.words(page, one) for one in (*fee.refusals, *fee.questions)],
        "notes": [views.words(page, one) for one in fee.notes],
        "benefits": views.benefits(page, s.policy, offer.facts),
        "consent": f"c-{person.id}",
    }


def _single(page: Page, one: Single) -> dict[str, Any]:
    each = costs.retell(costs.EACH.format(unit=one.item.unit), page.translate)
    return {
        "code": one.item.code, "name": page.translate(one.item.name), "price": one.price_fen, "each": each[0],
    }  # fmt: skip
