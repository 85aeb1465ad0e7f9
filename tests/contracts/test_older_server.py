"""The same migrations and the same code on the distribution's own PostgreSQL (15 on Debian 12), not only the wheel's."""

import glob
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from jiayi.infra.db.actor import ANONYMOUS
from jiayi.infra.db.database import connect
from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.infra.db.migrate import migrate
from jiayi.settings import ROOT


@pytest.fixture
def older(monkeypatch: pytest.MonkeyPatch) -> Iterator[EmbeddedPostgres]:
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    assert found, "make tools installs the distribution's PostgreSQL"
    monkeypatch.setenv("JIAYI_PG_BIN", found[0])
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = EmbeddedPostgres(Path(folder), shared_buffers="16MB", fsync="off").start()
        yield server
        server.stop()


async def test_chain_and_roles_work_on_an_older_server(older: EmbeddedPostgres) -> None:
    names = await migrate(older.dsn(), ROOT / "migrations")
    assert names[0].startswith("0001")
    owner_as_web = await connect(older.dsn(), role="jiayi_web", size=1)
    async with owner_as_web.transaction(ANONYMOUS) as tx:
        assert await tx.value("select current_user") == "jiayi_web"
        assert await tx.value("select count(*) from residents") == 0
    await owner_as_web.close()
