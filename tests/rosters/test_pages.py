"""The manager's way: upload, read what is wrong or what would change, confirm, see it done. Without JavaScript."""

import csv
import io
import re
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.rosters import runner
from jiayi.rosters.view import harmless
from tests.factories import Factory, Place
from tests.rosters.conftest import book
from tests.rosters.test_import import DAD, MUM, PEOPLE

GOOD = book(PEOPLE[:2], ("李芳", MUM), ("王强", DAD))
BAD = book(PEOPLE[:2], ("=cmd|calc", "1"), sheet="=HYPERLINK")


@pytest.fixture
async def place(make: Factory) -> Place:
    return await make.place()


@pytest.fixture
async def manager(client: httpx.AsyncClient, make: Factory, place: Place) -> httpx.AsyncClient:
    client.cookies.update(await make.session(await make.actor(Role.MANAGER, place, name="陈主任")))
    return client


async def upload(
    web: httpx.AsyncClient, content: bytes, kind: str = "residents", **fields: str
) -> httpx.Response:
    data = {"kind": kind, "key": str(uuid4())} | fields
    return await web.post("/work/import", data=data, files={"file": ("居民.xlsx", content)})


async def checked(web: httpx.AsyncClient, content: bytes) -> tuple[str, str]:
    """Address and page of an import whose check is over."""
    answer = await upload(web, content)
    assert answer.status_code == 303
    await runner.all_done(60)
    path = answer.headers["location"]
    return path, (await web.get(path)).text


async def residents(db: Database) -> int:
    async with db.transaction(SYSTEM) as tx:
        return await tx.value("select count(*) from residents")


async def test_check_then_confirm(manager: httpx.AsyncClient, system: Database) -> None:
    path, page = await checked(manager, GOOD)
    assert "没有错误，可以导入" in page and await residents(system) == 0
    for _ in range(2):  # the second click does nothing
        assert (await manager.post(f"{path}/application")).status_code == 303
    await runner.all_done(60)
    assert "全部写好了" in (await manager.get(path)).text and await residents(system) == 2
    assert "已导入" in (await manager.get("/work/import")).text
    _, again = await checked(manager, GOOD)
    assert "与系统里的内容完全一样" in again and "确认导入" not in again


async def test_faults_are_listed_and_cannot_be_applied(manager: httpx.AsyncClient, system: Database) -> None:
    path, page = await checked(manager, BAD)
    assert "第 2 行" in page and "B 列" in page and "身份证号是 18 位" in page and "确认导入" not in page
    assert (await manager.post(f"{path}/application")).status_code == 409
    assert await residents(system) == 0


async def test_list_of_faults_runs_no_formula(manager: httpx.AsyncClient) -> None:
    path, _ = await checked(manager, BAD)
    answer = await manager.get(f"{path}/faults.csv")
    header, row = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert header == ["表", "行", "列", "列名", "怎么改"]
    assert row[:4] == ["'=HYPERLINK", "2", "B", "身份证号"]
    assert [harmless(cell) for cell in ("+1", "-1", "@x", "\t=1", " =1", "王")] == [
        "'+1",
        "'-1",
        "'@x",
        "'\t=1",
        "' =1",
        "王",
    ]


async def test_same_key_is_one_import(manager: httpx.AsyncClient) -> None:
    key = str(uuid4())
    first, second = [await upload(manager, GOOD, key=key) for _ in range(2)]
    await runner.all_done(60)
    assert first.headers["location"] == second.headers["location"]


async def test_progress_is_shown_and_polled(manager: httpx.AsyncClient, system: Database) -> None:
    path, _ = await checked(manager, GOOD)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("insert into import_states select county, id, 'applying', $1 from imports", tx.now)
        await tx.run("update import_progress set rows_total = 10, rows_read = 4")
    page = (await manager.get(path)).text
    assert 'value="4"' in page and 'max="10"' in page and 'hx-trigger="every 1s"' in page and "刷新" in page


async def test_an_import_cut_off_says_so(manager: httpx.AsyncClient, system: Database) -> None:
    path, _ = await checked(manager, GOOD)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("insert into import_states select county, id, 'applying', $1 from imports", tx.now)
    clock.set_now((clock.now() + timedelta(minutes=5)).isoformat())
    assert "什么也没有写入。请重新上传" in (await manager.get(path)).text


@pytest.mark.parametrize(
    ("fields", "told"), [({"kind": "institutions"}, "请选择名册的种类"), ({"key": "x"}, "请刷新页面")]
)
async def test_refused_form_keeps_the_choice(
    manager: httpx.AsyncClient, fields: dict[str, str], told: str
) -> None:
    """Institutions are the county's to import."""
    answer = await upload(manager, GOOD, **({"kind": "teams"} | fields))
    assert answer.status_code == 422 and told in answer.text
    assert (await manager.post("/work/import", data={"kind": "teams"})).status_code == 422


async def test_too_big_a_file_is_refused_before_it_is_read(manager: httpx.AsyncClient) -> None:
    answer = await manager.post("/work/import", content=b"x", headers={"content-length": str(40 * 2**20)})
    assert answer.status_code == 422 and "30 MB" in answer.text


@pytest.mark.parametrize("role", [Role.DOCTOR, Role.BUREAU, Role.RESIDENT])
async def test_others_may_not(client: httpx.AsyncClient, make: Factory, place: Place, role: Role) -> None:
    client.cookies.update(await make.session(await make.actor(role, place)))
    for path in ("/work/import", "/work/import/residents/template.xlsx", f"/work/imports/{uuid4()}"):
        assert (await client.get(path)).status_code == 403
    assert (await upload(client, GOOD)).status_code == 403


async def test_imports_of_others_are_unknown(manager: httpx.AsyncClient, make: Factory) -> None:
    path, _ = await checked(manager, GOOD)
    manager.cookies.update(await make.session(await make.actor(Role.MANAGER, await make.place())))
    for address in (path, f"{path}/faults.csv", f"/work/imports/{uuid4()}"):
        assert (await manager.get(address)).status_code == 404
    assert (await manager.post(f"{path}/application")).status_code == 404
    assert path not in (await manager.get("/work/import")).text


async def test_the_file_is_sealed_and_gone_afterwards(manager: httpx.AsyncClient, system: Database) -> None:
    path, _ = await checked(manager, GOOD)
    async with system.transaction(SYSTEM) as tx:
        assert GOOD not in await tx.value("select sealed from import_files")
    await manager.post(f"{path}/application")
    await runner.all_done(60)
    async with system.transaction(SYSTEM) as tx:
        assert await tx.value("select count(*) from import_files") == 0


async def test_an_administrator_imports_all_kinds(
    client: httpx.AsyncClient, make: Factory, system: Database, place: Place
) -> None:
    client.cookies.update(await make.session(await make.actor(Role.ADMIN, place)))
    page = (await client.get("/work/import")).text
    links = re.findall(r'href="(/work/import/\w+/template\.\w+)"', page)
    assert len(links) == 6
    assert [(await client.get(link)).status_code for link in links] == [200] * 6
    path, _ = await checked(client, GOOD)
    await client.post(f"{path}/application")
    await runner.all_done(60)
    assert await residents(system) == 2


async def test_in_english_the_faults_are_english(manager: httpx.AsyncClient) -> None:
    path, _ = await checked(manager, book(PEOPLE[:2], ("", MUM)))
    page = (await manager.get(path, headers={"accept-language": "en"})).text
    assert "row 2" in page and "column A" in page and "Please fill in" in page
