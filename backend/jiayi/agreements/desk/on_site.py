"""What is being signed at the desk: read from the address or the form, checked against who is here, and shown."""

from typing import Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import msgspec

from jiayi.agreements import signing, store
from jiayi.agreements.desk.guards import require_desk
from jiayi.agreements.desk.guests import Guest, guests_of, visitor
from jiayi.agreements.guards import GUARDIANS
from jiayi.agreements.model import Guardian, Origin, Person, Signature, SignOrder
from jiayi.agreements.signing import Signing
from jiayi.agreements.wish import Wish
from jiayi.history.store import looked_at
from jiayi.infra import names
from jiayi.infra.db.database import Tx
from jiayi.infra.web.forms import Form
from jiayi.infra.web.page import Page
from jiayi.infra.web.problems import NotFound

PLACES = (Origin.DESK.value, Origin.HOME_VISIT.value)
RELATIONS: tuple[Literal["parent", "grandparent", "other"], ...] = ("parent", "grandparent", "other")
Fields = dict[str, list[str]]


class Desk(msgspec.Struct, frozen=True, kw_only=True):
    """What is being signed here, and for whom: those of the form who are really here."""

    person: Person
    s: Signing
    guests: list[Guest]
    origin: Origin

    @property
    def head(self) -> Guest | None:
        """The household's head, if here."""
        return next((guest for guest in self.guests if guest.head and guest.here), None)

    def pairs(self, of: list[tuple[str, str]] | None = None) -> list[tuple[str, str]]:
        """As hidden fields or an address; whether it renews or switches is found out anew each time."""
        w = self.s.wish
        kept = [p for p in of or w.pairs() if p[0] not in ("team", "doctor", "previous", "change")]
        return [*kept, ("with", f"{w.team or ''}:{w.doctor or ''}"), ("origin", self.origin.value)]


async def load(tx: Tx, resident_id: UUID, fields: Fields) -> Desk | None:
    home, county = require_desk(tx.actor), tx.actor.county
    person = await visitor(tx, resident_id)
    if person is None:
        return None
    team, _, doctor = (fields.get("with") or [""])[-1].partition(":")
    who = fields.get("who") or [str(resident_id)]
    wish = Wish.read({**fields, "team": [team], "doctor": [doctor], "who": who, "change": [], "previous": []})
    party = await store.party(tx, county, wish.team, wish.doctor)
    guests = await guests_of(tx, person, home)
    here = {guest.person.id: guest for guest in guests if guest.here}
    if party is None or party.institution_id != home or not wish.who or not set(wish.who) <= set(here):
        raise NotFound()
    first = here[wish.who[0]]
    if len(wish.who) == 1 and first.current and first.way in ("renewal", "switch"):
        wish.change, wish.previous = ("renewal" if first.way == "renewal" else "switch"), first.current.id
    for one in wish.who:
        await looked_at(tx, county, one, "signing")
    s = await signing.load(tx, wish, party, [here[one].person for one in wish.who])
    wanted = (fields.get("origin") or [""])[-1]
    origin = Origin(wanted) if wanted in PLACES else Origin.DESK
    return Desk(person=person, s=s, guests=guests, origin=origin)


def orders(form: Form, found: Desk) -> list[SignOrder]:
    key = form.uuid("key", required="这张表单不完整，请刷新页面再试")
    signing.read_consents(form, found.s.wish.who)
    signed = {guest.person.id: _signed(form, guest) for guest in _signers(found)}
    form.check()
    assert key is not None
    wish, orders = found.s.wish, []
    for who, (signature, guardian) in signed.items():
        order = wish.order(who, wish.packages.get(who, ()), key, signature, form.text("text"))
        orders.append(msgspec.structs.replace(order, origin=found.origin, guardian=guardian))
    return orders


def _signed(form: Form, guest: Guest) -> tuple[Signature, Guardian | None]:
    """A grown-up signs alone, whoever heads the household; a guardian for a minor."""
    one = guest.person
    if not guest.minor:
        return signing.read_signature(form, one.name, f"-{one.id}"), None
    name = form.text(f"guardian-{one.id}", required="请填监护人的姓名", longest=40)
    relation = next((r for r in RELATIONS if r == form.text(f"relation-{one.id}")), None)
    if relation is None:
        form.errors[f"relation-{one.id}"] = "请选监护人是孩子的什么人"
    signature = signing.read_signature(form, name, f"-{one.id}")
    child = form.text(f"child-{one.id}", longest=40) if guest.asked_too else ""
    if guest.asked_too and not names.same(child, one.name):
        form.errors[f"child-{one.id}"] = "孩子满14岁了，请孩子自己也同意，输入自己的姓名"
    return signature, Guardian(name=name, relation=relation or "other", child_name=child)


def _guardian(found: Desk, guest: Guest) -> Guardian | None:
    """Who probably signs: the head of the household, who is here, as parent or grandparent."""
    relation = next((r for r in RELATIONS if r == GUARDIANS.get(guest.person.relation)), None)
    return Guardian(name=found.head.person.name, relation=relation) if found.head and relation else None


def _signers(found: Desk) -> list[Guest]:
    known = {guest.person.id: guest for guest in found.guests}
    return [known[person.id] for person, _ in found.s.people]


def shown(page: Page, found: Desk) -> dict[str, Any]:
    signers = [
        {
            "person": guest.person,
            "minor": guest.minor,
            "asked_too": guest.asked_too,
            "guardian": _guardian(found, guest),
        }
        for guest in _signers(found)
    ]
    review = signing.review_shown(page, found.s)
    return {
        **review, "pairs": found.pairs(review["pairs"]), "person": found.person, "signers": signers,
        "chosen": urlencode(found.pairs()),
    }  # fmt: skip
