"""The staff roster names addresses; a role is given only to who proves, at sign-in, to read that mail."""

from datetime import date, timedelta

import httpx
import pytest

from jiayi.accounts.keys.cli import make_new
from jiayi.accounts.keys.retiring import retire
from jiayi.accounts.keys.rotation import rotate
from jiayi.accounts.store import create_account_with_role
from jiayi.infra import clock
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Counts, Kind
from jiayi.settings import Settings
from tests.accounts.conftest import ask, code_in, enter, in_role
from tests.accounts.conftest import mailbox as mailbox
from tests.factories import COUNTY, Factory, Place
from tests.fakes.smtp import Mailbox
from tests.rosters.conftest import book
from tests.rosters.test_import import Importer, code_of, rows, texts
from tests.rosters.test_import import importer as importer
from tests.rosters.test_import import place as place

HEADER = ("人员编码", "姓名", "机构编码", "性别", "人员类别", "职称", "签约人数上限", "邮箱", "离岗日期")
SECOND_FACTOR = "/me/confirmation"
GRANTS = "select role, ends_on from role_grants order by starts_on, id"


async def staff(system: Database, place: Place, *people: tuple[str, str, str]) -> bytes:
    home = await code_of(system, "institutions", place.institution_id)
    return book(
        HEADER,
        *(
            (code, "李慧", home, "女", "全科医生", "主治医师", 1500, mail, left)
            for code, mail, left in people
        ),
    )


async def sign_in(client: httpx.AsyncClient, box: Mailbox, email: str) -> str:
    """Where the person is led: staff to their second factor, before anything else."""
    client.cookies.clear()
    await ask(client, email)
    done = await enter(client, code_in(box))
    assert done.status_code == 303, done.text
    return str(done.headers["location"].split("?")[0])


async def by_manager(importer: Importer, db: Database, make: Factory, place: Place) -> None:
    """Through row-level security, as the page does it."""
    importer.db, importer.who = db, await make.actor(Role.MANAGER, place)


async def test_who_reads_the_mail_works_as_doctor(
    importer: Importer, db: Database, system: Database, make: Factory, place: Place, client: httpx.AsyncClient,
    mailbox: Mailbox,
) -> None:  # fmt: skip
    await by_manager(importer, db, make, place)
    content = await staff(system, place, ("D900", "LiHui@example.org", ""))
    assert (await importer(Kind.STAFF, content)).counts == Counts(new=1)
    assert (await importer(Kind.STAFF, content)).counts == Counts(unchanged=1)
    assert [row for row in await rows(system, GRANTS) if row[0] == "doctor"] == []
    assert await sign_in(client, mailbox, "lihui@example.org") == SECOND_FACTOR
    assert (await client.get("/work")).status_code != 200
    ((grant,),) = await rows(system, "select id from role_grants where role = 'doctor'")
    await in_role(client, mailbox, "lihui@example.org", grant)
    assert (await client.get("/work")).status_code == 200
    assert await sign_in(client, mailbox, "lihui@example.org") == SECOND_FACTOR
    assert await rows(system, "select count(*) from role_grants where role = 'doctor'") == [(1,)]
    assert await rows(system, "select display_name, county from accounts where doctor_id is not null") == [
        ("李慧", COUNTY)
    ]
    assert (await importer(Kind.STAFF, content)).counts == Counts(unchanged=1)


async def test_who_leaves_works_no_longer(
    importer: Importer, db: Database, system: Database, make: Factory, place: Place, client: httpx.AsyncClient,
    mailbox: Mailbox,
) -> None:  # fmt: skip
    await by_manager(importer, db, make, place)
    await importer(Kind.STAFF, await staff(system, place, ("D900", "li@example.org", "")))
    await sign_in(client, mailbox, "li@example.org")
    gone = await staff(system, place, ("D900", "", "2026-03-02"))
    assert (await importer(Kind.STAFF, gone)).counts == Counts(changed=1)
    assert (await client.get("/work")).status_code in (303, 403)
    assert (await rows(system, GRANTS))[-1] == ("doctor", date(2026, 3, 2))
    assert await sign_in(client, mailbox, "li@example.org") == "/me"


async def test_who_left_before_signing_in_gets_no_role(
    importer: Importer, system: Database, place: Place, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await importer(Kind.STAFF, await staff(system, place, ("D900", "li@example.org", "2026-03-01")))
    assert await sign_in(client, mailbox, "li@example.org") == "/me"
    assert await rows(system, GRANTS) == []


async def test_a_resident_gets_the_role_beside(
    importer: Importer, system: Database, make: Factory, place: Place, client: httpx.AsyncClient, mailbox: Mailbox,
    vault: Vault,
) -> None:  # fmt: skip
    """One person may be doctor and resident: the account stays what it was, and chooses."""
    resident_id = await make.resident(place)
    async with system.transaction(SYSTEM) as tx:
        account_id = await create_account_with_role(
            tx, vault, COUNTY, "李慧", email="li@example.org", resident_id=resident_id
        )
    await importer(Kind.STAFF, await staff(system, place, ("D900", "li@example.org", "")))
    assert await rows(system, GRANTS) == []
    assert (await sign_in(client, mailbox, "li@example.org")).startswith("/me/roles")
    found = await rows(
        system, "select a.resident_id, g.role from accounts a join role_grants g on g.account_id = a.id"
    )
    assert found == [(resident_id, "doctor")] and account_id


async def test_another_address_is_proved_afresh(
    importer: Importer, system: Database, place: Place, client: httpx.AsyncClient, mailbox: Mailbox
) -> None:
    await importer(Kind.STAFF, await staff(system, place, ("D900", "old@example.org", "")))
    await sign_in(client, mailbox, "old@example.org")
    assert (
        await importer(Kind.STAFF, await staff(system, place, ("D900", "new@example.org", "")))
    ).counts == Counts(changed=1)
    assert await sign_in(client, mailbox, "old@example.org") == "/me"
    assert await sign_in(client, mailbox, "new@example.org") == SECOND_FACTOR


async def test_one_address_is_one_person(importer: Importer, system: Database, place: Place) -> None:
    twice = await staff(system, place, ("D900", "li@example.org", ""), ("D901", "li@example.org", ""))
    assert texts(await importer(Kind.STAFF, twice, dry=True)) == [(3, "H", S.EMAIL_TWICE)]
    wrong = await staff(system, place, ("D900", "li at example", ""))
    assert texts(await importer(Kind.STAFF, wrong, dry=True)) == [(2, "H", S.BAD_EMAIL)]


@pytest.mark.parametrize("used", ["never", "an hour ago"])
async def test_nothing_is_taken_up_without_a_code_of_this_moment(
    used: str, importer: Importer, db: Database, system: Database, make: Factory, place: Place, vault: Vault
) -> None:
    """The database itself asks for the proof: a web process that forgets to gives nothing away."""
    await importer(Kind.STAFF, await staff(system, place, ("D900", "li@example.org", "")))
    hashed = vault.blind_index("email", "li@example.org")
    thief = await make.actor(Role.RESIDENT, place)
    async with system.transaction(SYSTEM) as tx:
        await tx.run(
            "insert into key_directory values ($1, 'email', $2, $3)", hashed, COUNTY, thief.account_id
        )
        if used != "never":
            then = clock.now() - timedelta(hours=1)
            await tx.run(
                "insert into sign_in_codes values (gen_random_uuid(), $1, 'x', $2, $2, 1, $2)", hashed, then
            )
    async with db.transaction(thief) as tx:
        assert (
            await tx.value(
                "select take_up_invitation($1, gen_random_uuid(), $2, $3)", hashed, tx.today, tx.now
            )
            is None
        )
    assert await rows(system, GRANTS) == []


@pytest.mark.parametrize("when", ["before", "after", "after the roster came again"])
async def test_an_address_outlives_the_index_key(
    when: str, importer: Importer, db: Database, system: Database, make: Factory, place: Place,
    client: httpx.AsyncClient, mailbox: Mailbox, settings: Settings,
) -> None:  # fmt: skip
    """Taken up before or after the blind index was rotated: one role, which the next roster does not end."""
    await by_manager(importer, db, make, place)
    content = await staff(system, place, ("D900", "li@example.org", ""))
    await importer(Kind.STAFF, content)
    if when == "before":
        await sign_in(client, mailbox, "li@example.org")
    old = make.vault.keys().indexes[0].id
    make_new(settings, "index")
    await rotate(system, make.vault, lambda _: None)
    assert make.vault.keys().indexes[0].id != old
    if when == "after the roster came again":
        await importer(Kind.STAFF, content)
    assert await sign_in(client, mailbox, "li@example.org") == SECOND_FACTOR
    assert (await importer(Kind.STAFF, content)).counts == Counts(unchanged=1)
    assert [row for row in await rows(system, GRANTS) if row[0] == "doctor"] == [("doctor", None)]
    await retire(system, make.vault, old, grace=timedelta(0))
    assert await sign_in(client, mailbox, "li@example.org") == SECOND_FACTOR
