"""What stands in the way of signing, said before anything is filled in, each with the ways that are left."""

from typing import Any
from uuid import UUID

import msgspec

from jiayi.agreements import store, views
from jiayi.agreements.model import IN_FORCE, WAITING, Agreement, AgreementState, Party, Person
from jiayi.agreements.preparing import DEAD, UNPROVEN, barred
from jiayi.agreements.rules import state_of
from jiayi.agreements.wish import Wish
from jiayi.agreements.writing import places_left
from jiayi.infra.db.database import Tx
from jiayi.infra.sentence import Sentence, filled, spoken
from jiayi.infra.web.page import Page
from jiayi.policies.answers import Reason
from jiayi.policies.resolve import Policy

OPEN = {*IN_FORCE, *WAITING, AgreementState.UPCOMING}
FULL = "%(name)s 医生的名额满了。可以加入候补，也可以选别的医生。"
FEW = "%(name)s 医生只剩 %(n)s 个名额，不够这么多人一起签。请少选几位，或者选别的医生。"
ALREADY = "%(name)s已经有一份家庭医生协议（%(doctor)s 医生）。要换医生或续约，请在那份协议里办。"
BARRED = "%(name)s到 %(day)s 为止，只能回原来的机构（%(place)s）签约。"
JOIN, THAT_ONE, BACK_THERE, OTHERS = "加入候补", "看那份协议", "回原来的机构签约", "选别的医生"
OTHER = "选 %(name)s 医生（剩余 %(n)s 个名额）"
MOST_OTHERS = 3


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    said: Sentence
    reason: Reason | None = None
    links: tuple[tuple[str, Sentence], ...] = ()


async def stops(tx: Tx, policy: Policy, wish: Wish, party: Party, people: list[Person]) -> list[Stop]:
    """Nothing is decided here: the action looks again behind its locks."""
    found = [] if wish.change == "renewal" else await _full(tx, policy, party, people)
    each = await of_people(tx, policy, wish, party, people)
    return [*found, *(one for person in people for one in each[person.id])]


async def of_people(
    tx: Tx, policy: Policy, wish: Wish, party: Party, people: list[Person]
) -> dict[UUID, list[Stop]]:
    """A household in two statements."""
    ids = [one.id for one in people]
    agreements = await store.agreements_of(tx, tx.actor.county, ids)
    dead = {one.resident_id: one for one in await store.deaths(tx, tx.actor.county, ids)}
    found = {}
    for one in people:
        mine = [a for a in agreements if a.resident_id == one.id]
        found[one.id] = await _of_person(tx, policy, wish, party, one, mine)
        if death := dead.get(one.id):
            said = filled(DEAD, name=one.name, place=death.institution_name, phone=death.institution_phone)
            found[one.id].append(Stop(said=said))
        if one.unproven:
            found[one.id].append(Stop(said=filled(UNPROVEN, name=one.name)))
    return found


async def _of_person(
    tx: Tx, policy: Policy, wish: Wish, party: Party, one: Person, mine: list[Agreement]
) -> list[Stop]:
    running = next((a for a in mine if state_of(a, tx.today) in OPEN), None)
    if running and not wish.change:
        said = filled(ALREADY, name=one.name, doctor=running.doctor_name)
        return [Stop(said=said, links=((f"/agreements/{running.id}", filled(THAT_ONE)),))]
    if held := await barred(tx, policy, mine, party):
        past, reason = held
        said = filled(BARRED, name=one.name, day=past.planned_to or "", place=past.institution_name)
        return [
            Stop(said=said, reason=reason, links=((f"/sign?doctor={past.doctor_id}", filled(BACK_THERE)),))
        ]
    return []


def shown(page: Page, found: list[Stop]) -> list[dict[str, Any]]:
    return [
        {
            "text": spoken(one.said, page.translate),
            "reason": one.reason and views.words(page, one.reason),
            "links": [{"href": href, "text": spoken(label, page.translate)} for href, label in one.links],
        }
        for one in found
    ]


async def _full(tx: Tx, policy: Policy, party: Party, people: list[Person]) -> list[Stop]:
    left = await places_left(tx, policy, party.doctor_id, people[0].id)
    if left >= len(people):
        return []
    if left:
        said = filled(FEW, name=party.doctor_name, n=left)
        return [Stop(said=said, links=await _others(tx, policy, party, people))]
    links = ((f"/waiting?doctor={party.doctor_id}", filled(JOIN)), *await _others(tx, policy, party, people))
    return [Stop(said=filled(FULL, name=party.doctor_name), links=links)]


async def _others(
    tx: Tx, policy: Policy, party: Party, people: list[Person]
) -> tuple[tuple[str, Sentence], ...]:
    """Of the same team, with places for all of them; else the beginning."""
    if party.team_id is None:
        return (("/sign", filled(OTHERS)),)
    found = []
    for one in await store.parties_of_team(tx, tx.actor.county, party.team_id):
        left = await places_left(tx, policy, one.doctor_id, people[0].id)
        if one.doctor_id != party.doctor_id and left >= len(people):
            to = f"/sign?team={party.team_id}&doctor={one.doctor_id}"
            found.append((to, filled(OTHER, name=one.doctor_name, n=left)))
    return (*found[:MOST_OTHERS], ("/sign", filled(OTHERS)))
