"""R6: who waited hears that a place is kept: on the home page, and once by mail that says nothing more."""

from datetime import datetime, timedelta
from uuid import UUID

import httpx
import pytest

from jiayi.accounts.mails.actions import Mail, send_due_mails
from jiayi.accounts.sealed import email_of
from jiayi.agreements.desk.turns import tell_offers
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.ids import new_id
from jiayi.infra.outlets.mail import Mailer
from tests.desk.helpers import enter
from tests.factories import Factory, Place
from tests.fakes.smtp import smtp_server

SITE = "https://jiayi.example.org"


async def waits(make: Factory, place: Place, resident: UUID, offered: datetime | None) -> UUID:
    entry = new_id()
    await make.insert(
        "waiting_entries", county=place.county, id=entry, doctor_id=place.doctor_id, resident_id=resident,
        joined_at=clock.now() - timedelta(days=9), offered_at=offered,
        offer_expires_at=offered + timedelta(days=3) if offered else None,
    )  # fmt: skip
    return entry


async def person(make: Factory, place: Place, email: str = "") -> tuple[UUID, Actor]:
    resident, account = await make.resident(place), new_id()
    sealed = make.vault.seal(email, email_of(account)) if email else None
    await make.account(place.county, id=account, resident_id=resident, email_sealed=sealed)
    return resident, Actor(role=Role.RESIDENT, county=place.county, account_id=account, resident_id=resident)


async def mails(system: Database, make: Factory) -> list[tuple[str, str]]:
    async with system.transaction(SYSTEM) as tx:
        rows = await tx.many(Mail, "select id, recipient_sealed, subject, body_sealed from outgoing_mails")
    return [
        (make.vault.open(m.recipient_sealed, f"to {m.id}"), make.vault.open(m.body_sealed, f"body {m.id}"))
        for m in rows
    ]


async def test_one_mail_an_offer_without_names(system: Database, make: Factory) -> None:
    place = await make.place(capacity=1)
    resident, _ = await person(make, place, "wang@example.org")
    await waits(make, place, resident, clock.now())
    assert await tell_offers(system, make.vault, SITE) == 1
    assert await tell_offers(system, make.vault, SITE) == 0, "told once"
    [(recipient, body)] = await mails(system, make)
    assert recipient == "wang@example.org"
    assert "2026-03-05 09:00" in body and f"{SITE}/waiting" in body
    assert not any(word in body for word in ("李慧", "王芳", "玉林", "高血压", "None", "{{")), body


async def test_the_mail_leaves(system: Database, make: Factory) -> None:
    place = await make.place(capacity=1)
    resident, _ = await person(make, place, "wang@example.org")
    await waits(make, place, resident, clock.now())
    await tell_offers(system, make.vault, SITE)
    clock.set_now((clock.now() + timedelta(minutes=2)).isoformat())
    with smtp_server() as (url, mailbox):
        mailer = Mailer(url, "jiayi@example.org")
        assert await send_due_mails(system, make.vault, mailer) == 1
        await mailer.close()
        assert ["名额" in mail["subject"] for mail in mailbox.mails] == [True]


@pytest.mark.parametrize("hours", [None, -73], ids=["not offered", "ran out"])
async def test_no_mail_without_an_open_offer(system: Database, make: Factory, hours: int | None) -> None:
    place = await make.place(capacity=1)
    resident, _ = await person(make, place, "wang@example.org")
    await waits(make, place, resident, clock.now() + timedelta(hours=hours) if hours else None)
    assert await tell_offers(system, make.vault, SITE) == 0


async def test_who_has_no_address_is_told_through_the_head_of_the_household(
    system: Database, make: Factory
) -> None:
    place = await make.place(capacity=1)
    head, _ = await person(make, place, "head@example.org")
    mother = await make.resident(place)
    await make.household(place, head, mother)
    await waits(make, place, mother, clock.now())
    assert await tell_offers(system, make.vault, SITE) == 1
    assert [recipient for recipient, _ in await mails(system, make)] == ["head@example.org"]


async def test_home_page_begins_with_it(client: httpx.AsyncClient, make: Factory) -> None:
    place = await make.place(capacity=1)
    resident, actor = await person(make, place)
    entry = await waits(make, place, resident, clock.now())
    await enter(client, make, actor)
    text = (await client.get("/")).text
    assert (
        "李慧 医生有名额了，为您保留到 2026-03-05 09:00" in text and f"/sign?doctor={place.doctor_id}" in text
    )
    assert text.index("有名额了") < text.index("您住在哪里")
    await client.post(f"/waiting/{entry}/ending")
    assert "有名额了" not in (await client.get("/")).text


async def test_a_place_that_is_kept_is_not_shown_as_left(client: httpx.AsyncClient, make: Factory) -> None:
    """R5, R6: /sign counts as the public pages do; for whom it is kept, it is free."""
    place = await make.place(capacity=1)
    first, waiting = await person(make, place)
    _, other = await person(make, place)
    await waits(make, place, first, clock.now())
    for actor, left in ((other, "名额已满"), (waiting, "剩余 1 个名额")):
        await enter(client, make, actor)
        assert left in (await client.get(f"/sign?doctor={place.doctor_id}")).text
