"""``jiayi account``: the first manager of a deployment gets in; what does not fit is refused whole."""

import pytest
from msgspec import structs

from jiayi.accounts import store
from jiayi.accounts.cli import NewStaff, add_staff, end_roles, list_staff, sign_out_everywhere
from jiayi.accounts.model import KeyRow
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.accounts.test_devices import enter, holds
from tests.factories import COUNTY, Factory


async def test_manager_gets_account_and_role(system: Database, make: Factory) -> None:
    await make.institution(code="I1")
    staff = NewStaff(COUNTY, Role.MANAGER, "m@example.org", "管理员", "I1", None)
    assert await add_staff(system, make.vault, staff) == 0
    assert await add_staff(system, make.vault, staff) == 2
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from role_grants where role = 'manager'") == 1


@pytest.mark.parametrize(
    ("role", "institution", "sentence"),
    [
        (Role.MANAGER, "unknown", "--institution"),
        (Role.MANAGER, None, "--institution"),
        (Role.DOCTOR, "I1", "--doctor"),
    ],
)
async def test_what_does_not_fit_is_refused(
    system: Database,
    make: Factory,
    capsys: pytest.CaptureFixture[str],
    role: Role,
    institution: str | None,
    sentence: str,
) -> None:
    await make.institution(code="I1")
    assert (
        await add_staff(system, make.vault, NewStaff(COUNTY, role, "x@example.org", "某", institution, None))
        == 2
    )
    assert sentence in capsys.readouterr().err
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from accounts") == 0


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"county": 999999}, "no institutions"),
        ({"email": "notmail"}, "--email"),
        ({"name": " "}, "--name"),
        ({"name": "王" * 41}, "--name"),
    ],
)
async def test_what_is_no_county_address_or_name_is_refused(
    system: Database,
    make: Factory,
    capsys: pytest.CaptureFixture[str],
    change: dict[str, object],
    sentence: str,
) -> None:
    await make.institution(code="I1")
    staff = NewStaff(COUNTY, Role.ADMIN, "x@example.org", "某", None, None)
    assert await add_staff(system, make.vault, structs.replace(staff, **change)) == 2
    assert sentence in capsys.readouterr().err


async def test_roles_are_listed_and_ended(
    system: Database, make: Factory, capsys: pytest.CaptureFixture[str]
) -> None:
    await make.institution(code="I1")
    await add_staff(system, make.vault, NewStaff(COUNTY, Role.MANAGER, "M@example.org", "管理员", "I1", None))
    assert "from 2026-03-02" in capsys.readouterr().out, "the day of the app's clock, not of the machine's"
    assert await list_staff(system, make.vault, COUNTY) == 0
    assert "m@example.org  manager  管理员" in capsys.readouterr().out
    assert await end_roles(system, make.vault, COUNTY, "m@example.org", Role.ADMIN) == 2
    assert await end_roles(system, make.vault, COUNTY, "m@example.org", None) == 0
    assert await end_roles(system, make.vault, COUNTY, "m@example.org", None) == 2
    capsys.readouterr()
    await list_staff(system, make.vault, COUNTY)
    assert "nobody" in capsys.readouterr().out
    async with system.transaction(SYSTEM) as tx:
        kinds = "select array_agg(kind order by kind) from history_events"
        assert await tx.value(kinds) == ["accounts.role.ended", "accounts.role.given"]


async def test_all_sessions_of_an_account_are_ended(
    system: Database, db: Database, make: Factory, capsys: pytest.CaptureFixture[str]
) -> None:
    """ASVS 5.0 7.4.5; other accounts stay signed in."""
    await make.institution(code="I1")
    tokens = []
    for email in ("m@example.org", "n@example.org"):
        await add_staff(system, make.vault, NewStaff(COUNTY, Role.MANAGER, email, "管理员", "I1", None))
        async with system.transaction(SYSTEM) as tx:
            key = await tx.one(KeyRow, store.Q.find_keys, make.vault.blind_indexes("email", email), "email")
        assert key
        tokens.append(await enter(db, Actor(role=Role.MANAGER, county=COUNTY, account_id=key.subject_id)))
    assert await sign_out_everywhere(system, make.vault, "m@example.org") == 0
    assert [await holds(db, token) for token in tokens] == [False, True]
    assert await sign_out_everywhere(system, make.vault, "nobody@example.org") == 2
    assert "nobody@example.org" in capsys.readouterr().err
