"""Checks an order against the people, the places and the policy, and turns it into rows to write."""

from collections.abc import Iterable
from datetime import date
from typing import Literal

import msgspec

from jiayi.agreements import guards, offering, store, terms
from jiayi.agreements.model import (
    AgreedFee,
    Agreement,
    AgreementText,
    Guardian,
    Hospital,
    Party,
    Person,
    SignOrder,
)
from jiayi.agreements.offering import Choice, Offer
from jiayi.agreements.permission import answer
from jiayi.agreements.policy import policy_for, words_for
from jiayi.agreements.problems import PolicyRefused
from jiayi.agreements.rules import change_facts, may_sign_with, months_later
from jiayi.infra.db.database import Tx
from jiayi.infra.web.problems import Conflict, NotFound
from jiayi.policies import rules
from jiayi.policies.answers import FeeSplit, Reason, Refused, gap_reason, say
from jiayi.policies.cited import Citation, NoRule
from jiayi.policies.resolve import Policy
from jiayi.policies.schema import Item, Package, Termination

DEAD = "%(place)s 把 %(name)s 记成了已去世，更正以前不能签约。如果记错了，请和这家机构联系：%(phone)s。"

NOT_WITH = "按本地规定，不能和这位医生或这家机构签约，请另选一位。"
TOGETHER = "选的服务包要和“{names}”一起签，请一起选上。"

UNPROVEN = "%(name)s登记的身份证号要先核对，核对以前不能签约。请本人带身份证到机构窗口，当场就能改好。"


class Prepared(msgspec.Struct, frozen=True, kw_only=True):
    order: SignOrder
    person: Person
    party: Party
    policy: Policy
    text: AgreementText
    offer: Offer
    guardian: Guardian | None
    """Who signs for a minor."""
    packages: tuple[Choice, ...]
    items: tuple[tuple[Item, str | None], ...]
    """Each with the package it comes from, None for a single order."""
    costs: tuple[AgreedFee, ...]
    hospitals: tuple[Hospital, ...]
    term_from: date
    term_to: date | None
    reduction_fen: int


async def prepare(tx: Tx, order: SignOrder, starts_on: date | None = None) -> Prepared:
    """Raises a Problem with the sentence for the person who asked. ``starts_on`` None: today."""
    county = tx.actor.county
    person = await store.person(tx, county, order.resident_id)
    party = await store.party(tx, county, order.team_id, order.doctor_id)
    if person is None or party is None:
        raise NotFound()
    guards.may_request(tx.actor, order, person, party)
    await _alive(tx, person)
    if person.unproven:
        raise Conflict(UNPROVEN, name=person.name)
    policy = policy_for(party.institution_county, tx.today)
    if not may_sign_with(policy, party):
        raise not_with(policy, party)
    await _keep_institution(tx, policy, person, party)
    prices = await store.prices(tx, county, party.institution_id)
    offer = offering.offer_for(policy, person, party, prices, tx.today)
    packages, fee = _packages(offer, order)
    start = starts_on or tx.today
    return Prepared(
        order=order,
        person=person,
        party=party,
        policy=policy,
        text=_text(policy, order),
        offer=offer,
        guardian=order.guardian or _guardian(tx, person),
        packages=packages,
        items=_items(offer, packages, order),
        costs=offer.costs(order.package_codes, fee, order.item_codes),
        hospitals=await _hospitals(tx, policy, order),
        term_from=start,
        term_to=await _term_to(tx, policy, order, party, start),
        reduction_fen=await _reduction(tx, policy, party),
    )


def _guardian(tx: Tx, person: Person) -> Guardian | None:
    """Online: the head of a minor's household, as whom they stand there."""
    if not (guards.is_guardian(tx.actor, person) or guards.signs_beside(tx.actor, person)):
        return None
    relation: Literal["parent", "grandparent"] = "parent" if person.relation == "child" else "grandparent"
    return Guardian(name=tx.actor.name, relation=relation)


async def _alive(tx: Tx, person: Person) -> None:
    """Whoever stands here is not dead, but only a manager takes the record back."""
    if death := await store.death(tx, tx.actor.county, person.id):
        raise Conflict(DEAD, name=person.name, place=death.institution_name, phone=death.institution_phone)


def _text(policy: Policy, order: SignOrder) -> AgreementText:
    words = words_for(policy)
    if words is None:
        raise Conflict("这一天还没有生效的协议文本，暂时不能签约。")
    if words.version != order.text_version:
        raise Conflict("协议文本刚刚更新，请重新看一遍再签。")
    if not (order.signature.typed_name or order.signature.drawing):
        raise Conflict("请先签名：用手指写，或者输入姓名。")
    return words


def _packages(offer: Offer, order: SignOrder) -> tuple[tuple[Choice, ...], FeeSplit]:
    codes = tuple(dict.fromkeys(order.package_codes))
    chosen = offer.chosen(codes)
    if not codes or len(chosen) != len(codes):
        raise Conflict("请至少选一个这里提供的服务包。")
    if refused := [
        reason for choice in chosen if not choice.offered for reason in choice.reasons if not reason.met
    ]:
        raise PolicyRefused(refused)
    if any(not choice.offered for choice in chosen):
        raise Conflict("选的服务包里有您现在不能签的，请重新选择。")
    if set(offer.closed(codes)) != set(codes):
        missing = [c.name for c in offer.chosen(offer.closed(codes)) if c.code not in codes]
        raise PolicyRefused([say(TOGETHER, False, _citation_of(offer, codes), names="、".join(missing))])
    fee = offer.fee(codes)
    if not fee.allowed:
        raise PolicyRefused((*fee.refusals, *fee.questions))
    return chosen, fee


def not_with(policy: Policy, party: Party) -> Conflict:
    """Some doctors sign nobody; of the others the place's rule speaks."""
    rule = rules.party(policy)
    if not party.signs:
        return Conflict("这位医生不单独签约，请另选一位。")
    return PolicyRefused(
        [gap_reason(rule) if isinstance(rule, NoRule) else say(NOT_WITH, False, rule.citation)]
    )


def _citation_of(offer: Offer, codes: Iterable[str]) -> Citation | None:
    """Of the package that may not be signed alone."""
    alone = [one.code for one in offer.chosen(tuple(codes)) if set(offer.closed([one.code])) - set(codes)]
    return next((one.citation for one in offer.policy.all(Package) if one.value.code in alone), None)


def _items(
    offer: Offer, packages: tuple[Choice, ...], order: SignOrder
) -> tuple[tuple[Item, str | None], ...]:
    """点单: of a personalised package those that were ticked, at least one (N-8); of the others everything."""
    wanted = set(order.item_codes)
    if unpicked := offer.unpicked(order.package_codes, wanted):
        raise Conflict("请在“%(name)s”里至少选一个项目。", name=unpicked[0].name)
    found: dict[str, tuple[Item, str | None]] = {}
    for package in packages:
        for item in package.items:
            if not package.menu or item.code in wanted:
                found.setdefault(item.code, (item, package.code))
    for single in offer.singles(wanted):
        found.setdefault(single.item.code, (single.item, None))
    if wanted - set(found):
        raise Conflict("选的服务项目里有这里没有的，请重新选择。")
    return tuple(found.values())


async def _hospitals(tx: Tx, policy: Policy, order: SignOrder) -> tuple[Hospital, ...]:
    if not order.hospital_ids:
        return ()
    known = {hospital.id: hospital for hospital in await store.hospitals(tx, tx.actor.county)}
    chosen = [known[id_] for id_ in dict.fromkeys(order.hospital_ids) if id_ in known]
    rule = offering.hospital_rule(policy)
    allowed = offering.hospitals_allowed(rule.value if rule else None, chosen)
    if len(chosen) != len(set(order.hospital_ids)) or not allowed:
        raise (
            PolicyRefused([say(rule.value.text, False, rule.citation)])
            if rule
            else Conflict("这里的签约不选医院。")
        )
    return tuple(chosen)


async def _term_to(tx: Tx, policy: Policy, order: SignOrder, party: Party, start: date) -> date | None:
    if order.long_term:
        since = await store.first_signed_day(tx, tx.actor.county, order.resident_id, party.doctor_id)
        allowed, reason = terms.long_term(policy, since, tx.today)
        if not allowed:
            raise PolicyRefused([reason or terms.no_long_term(policy)])
        return None
    months = terms.months_asked(policy, order.months)
    if wrong := terms.fault(policy, months):
        raise PolicyRefused([wrong])
    return months_later(start, months)


async def _reduction(tx: Tx, policy: Policy, party: Party) -> int:
    """CD-3.5: only where the policy lets an agreement lower the own share; UR-4.1 forbids it."""
    return (
        await store.reduction(tx, tx.actor.county, party.institution_id) if offering.may_reduce(policy) else 0
    )


async def _keep_institution(tx: Tx, policy: Policy, person: Person, party: Party) -> None:
    mine = await store.agreements_of(tx, tx.actor.county, [person.id])
    if found := await barred(tx, policy, mine, party):
        raise PolicyRefused([found[1]])


async def barred(
    tx: Tx, policy: Policy, mine: list[Agreement], party: Party
) -> tuple[Agreement, Reason] | None:
    """HN-7, UR-3.2: ending an agreement early is no way round "no other institution within the term"."""
    for past in mine:
        counted = past.ended_on is not None and past.confirmed_at is not None and past.outcome == "accepted"
        planned = past.planned_to if counted else None
        if past.institution_id == party.institution_id or planned is None or planned <= tx.today:
            continue
        facts = change_facts(past, "switch_institution", tx.today, same_institution=False, same_team=False)
        found = await answer(tx, policy, past, msgspec.structs.replace(facts, term_to=planned))
        if isinstance(found, Refused) and not _excused(policy, past, strict=not found.in_principle):
            return past, found.reasons[0]
    return None


def _excused(policy: Policy, past: Agreement, *, strict: bool) -> bool:
    """Ended by the institution; or, where the document speaks in principle, not merely by the person's own wish."""
    by = {stated.value.code: stated.value.by for stated in policy.all(Termination)}.get(
        past.ending_reason or ""
    )
    return by == "institution" or (by == "either" and not strict)
