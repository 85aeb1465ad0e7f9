"""``jiayi account``: the first manager of a deployment gets in; what does not fit is refused whole."""

import pytest

from jiayi.accounts.cli import NewStaff, add_staff
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
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
