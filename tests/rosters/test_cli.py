"""``jiayi import``: the same rules from the command line; faults on stderr, status 1, nothing written."""

import asyncio
from pathlib import Path

import pytest

from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import Database
from jiayi.rosters.cli import run_import
from jiayi.rosters.template import write_template
from tests.conftest import Server
from tests.factories import Factory
from tests.rosters.test_pages import BAD, GOOD


async def test_import_from_the_command_line(
    server: Server,
    database: str,
    system: Database,
    vault: Vault,
    make: Factory,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "居民.xlsx"
    dsn = server.dsn(database, "jiayi_worker")

    async def run(content: bytes, dry_run: bool) -> tuple[int, str, str]:
        file.write_bytes(content)
        status = await asyncio.to_thread(run_import, dsn, 510107, "residents", file, dry_run, vault=vault)
        return status, *capsys.readouterr()

    assert "这个区县还没有机构" in (await run(GOOD, True))[2]
    await make.institution()
    status, out, err = await run(BAD, True)
    assert status == 1 and "检查完毕，没有写入" in out
    assert err == "=HYPERLINK 第 2 行 B 列（身份证号）：身份证号是 18 位，您填了 1 位，请核对后再填。\n"
    assert (await run(GOOD, True))[:2] == (0, "检查完毕，没有写入：新增 2，更新 0，不变 0，有错 0 行\n")
    assert (await run(GOOD, False))[:2] == (0, "已写入：新增 2，更新 0，不变 0，有错 0 行\n")
    assert "完全一样" in (await run(GOOD, False))[1]
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from residents") == 2


def test_no_such_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_import("", 510107, "residents", Path("/nowhere.xlsx"), True) == 2
    assert "读不到文件" in capsys.readouterr().err


def test_template_is_written(tmp_path: Path) -> None:
    write_template("staff", tmp_path / "staff.xlsx")
    assert (tmp_path / "staff.xlsx").read_bytes().startswith(b"PK")
