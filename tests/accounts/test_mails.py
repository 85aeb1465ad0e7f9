"""A mail is a row first; it leaves once, also after a fault; nothing readable lies in the table."""

from datetime import timedelta
from uuid import UUID

import pytest

from jiayi.accounts.mails.actions import save_mail, send_due_mails, send_mail
from jiayi.infra import clock
from jiayi.infra.db.actor import ANONYMOUS, SYSTEM
from jiayi.infra.db.database import Database
from jiayi.infra.outlets.mail import Mailer
from tests.factories import Factory
from tests.fakes.smtp import smtp_server

SENDER = "jiayi@example.org"


async def saved(db: Database, make: Factory) -> UUID:
    async with db.transaction(ANONYMOUS) as tx:
        return await save_mail(
            tx, make.vault, "wang@example.cn", "家医", "验证码 123456", timedelta(minutes=10)
        )


async def outcomes(system: Database) -> list[tuple[str, str]]:
    async with system.transaction(SYSTEM) as tx:
        rows = await tx.connection.fetch(
            "select outcome, answer from mail_attempts where answer <> 'begun' order by 1"
        )
    return [tuple(row) for row in rows]


def later(seconds: int) -> None:
    clock.set_now((clock.now() + timedelta(seconds=seconds)).isoformat())


async def test_rolled_back_mail_never_was(db: Database, make: Factory) -> None:
    with pytest.raises(ZeroDivisionError):
        async with db.transaction(ANONYMOUS) as tx:
            await save_mail(tx, make.vault, "a@example.cn", "家医", "x", timedelta(minutes=10))
            raise ZeroDivisionError
    async with db.transaction(ANONYMOUS) as tx:
        assert await tx.value("select count(*) from outgoing_mails") == 0


async def test_rows_are_sealed(db: Database, system: Database, make: Factory) -> None:
    await saved(db, make)
    async with system.transaction(SYSTEM) as tx:
        row = await tx.connection.fetchrow("select * from outgoing_mails")
    assert b"wang" not in bytes(row["recipient_sealed"]) and b"123456" not in bytes(row["body_sealed"])


async def test_it_leaves_once_over_one_connection(db: Database, system: Database, make: Factory) -> None:
    with smtp_server() as (url, box):
        mailer = Mailer(url, SENDER)
        first, second = await saved(db, make), await saved(db, make)
        assert [await send_mail(db, make.vault, mailer, mail) for mail in (first, first, second)] == [
            True,
            False,
            True,
        ]
        assert (len(box.mails), box.connections) == (2, 1)
        await mailer.close()
    assert await outcomes(system) == [("sent", "250")] * 2


async def test_sweep_sends_what_never_left(db: Database, system: Database, make: Factory) -> None:
    await saved(db, make)  # The process died between saving and sending.
    with smtp_server() as (url, box):
        mailer = Mailer(url, SENDER)
        assert await send_due_mails(db, make.vault, mailer) == 0, "the one who saved it still has its turn"
        later(40)
        assert await send_due_mails(db, make.vault, mailer) == 1
        assert await send_due_mails(db, make.vault, mailer) == 0
        assert len(box.mails) == 1
        await mailer.close()


@pytest.mark.parametrize(
    ("refusal", "outcome", "then"), [("451 later", "retry", 1), ("550 unknown", "failed", 0)]
)
async def test_refusals_say_whether_to_try_again(
    db: Database, system: Database, make: Factory, refusal: str, outcome: str, then: int
) -> None:
    mail = await saved(db, make)
    with smtp_server() as (url, box):
        mailer = Mailer(url, SENDER)
        box.refusal = refusal
        assert not await send_mail(db, make.vault, mailer, mail)
        assert await outcomes(system) == [(outcome, refusal[:3])]
        box.refusal = ""
        later(90)
        assert await send_due_mails(db, make.vault, mailer) == then
        await mailer.close()


async def test_server_that_went_away_is_called_again(db: Database, system: Database, make: Factory) -> None:
    with smtp_server() as (url, _):
        mailer = Mailer(url, SENDER)
        assert await send_mail(db, make.vault, mailer, await saved(db, make))
    assert not await send_mail(db, make.vault, mailer, await saved(db, make))
    assert ("retry", "SMTPConnectError") in await outcomes(system)


async def test_stale_mail_stays(db: Database, make: Factory) -> None:
    await saved(db, make)
    later(700)
    with smtp_server() as (url, box):
        assert await send_due_mails(db, make.vault, Mailer(url, SENDER)) == 0
        assert box.mails == []


async def test_no_mail_leaves_this_machine_in_clear() -> None:
    """ASVS 5.0 12.3.1: a server that offers no STARTTLS gets nothing, unless it is this machine's own."""
    with smtp_server("127.0.0.2") as (url, box):
        mailer = Mailer(url, SENDER)
        answer = await mailer.send(UUID(int=1), "wang@example.cn", "家医", "验证码 123456")
        await mailer.close()
        assert answer.outcome == "retry" and not box.mails
