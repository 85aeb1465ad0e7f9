"""``python -m jiayi.rosters.bench [ROWS]``: a resident workbook of that many rows, imported into an empty county.

Prints wall seconds and the peak memory of this process for the check, the import and the repeat.
"""

import asyncio
import io
import os
import random
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import asyncpg
import xlsxwriter

from jiayi.infra import identity_number
from jiayi.infra.crypto import Vault
from jiayi.infra.db.embedded import EmbeddedPostgres
from jiayi.infra.db.migrate import migrate
from jiayi.infra.identity_number import Sex
from jiayi.infra.ids import new_id
from jiayi.rosters.cli import run_import
from jiayi.rosters.columns import COLUMNS
from jiayi.rosters.model import Kind
from jiayi.settings import ROOT

COUNTY = 510107
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
_GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂英华玉兰红梅"
_HOUSEHOLD = 3  # people
# A county without any is not served, and takes no residents.
_INSTITUTION = """insert into institutions (id, county, code, name, pinyin, initials, kind, address, phone, hours, location)
values ($1, $2, 'B1', '第一社区卫生服务中心', 'shequ', 'sq', 'community_center', '', '', '', point(104.05, 30.64))"""


def workbook(rows: int, seed: int = 7) -> bytes:
    """Households of three; made-up identity numbers."""
    draw = random.Random(seed)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet("居民名册")
    columns = COLUMNS[Kind.RESIDENTS]
    sheet.write_row(0, 0, [column.header for column in columns])
    head = ""
    for n in range(rows):
        born = date(1930, 1, 1) + timedelta(days=(n * 7919) % 34_000)
        sex = Sex.FEMALE if n % 2 else Sex.MALE
        number = identity_number.generate(born, sex, n % 500, group=n % 10_000)
        head = number if n % _HOUSEHOLD == 0 else head
        cells = {
            "name": draw.choice(_SURNAMES) + "".join(draw.choices(_GIVEN, k=2)), "identity": number,
            "phone": f"138{n:08d}", "relation": "户主" if number == head else "子女", "head": head,
            "room": f"{n % 30 + 1}0{n % 4 + 1}", "conditions": "高血压、糖尿病" if n % 5 == 0 else "",
            "groups": "残疾人" if n % 40 == 0 else "",
        }  # fmt: skip
        sheet.write_row(n + 1, 0, [cells.get(column.key, "") for column in columns])
    book.close()
    return out.getvalue()


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        path = Path(folder) / "residents.xlsx"
        _in_another_process(path, rows)
        server = EmbeddedPostgres(Path(folder)).start()
        try:
            asyncio.run(_prepare(server))
            print(f"{rows} rows, {path.stat().st_size / 2**20:.1f} MB, {os.cpu_count()} cores", flush=True)
            for name, dry_run in (("check", True), ("import", False), ("repeat", False)):
                begun = time.perf_counter()
                vault = Vault(bytes(32))
                status = run_import(
                    server.dsn("jiayi_worker", "bench"), COUNTY, "residents", path, dry_run, vault=vault
                )
                if status:
                    raise SystemExit(f"{name} did not go through")
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                print(f"{name}: {time.perf_counter() - begun:.1f} s, peak {peak:.0f} MB", flush=True)
        finally:
            server.stop()


def _in_another_process(path: Path, rows: int) -> None:
    """Making the workbook must not count as memory of importing it."""
    child = os.fork()
    if child == 0:
        path.write_bytes(workbook(rows))
        os._exit(0)
    os.waitpid(child, 0)


async def _prepare(server: EmbeddedPostgres) -> None:
    admin = await asyncpg.connect(server.dsn("jiayi_admin", "postgres"))
    await admin.execute("create database bench")
    await admin.close()
    await migrate(server.dsn("jiayi_admin", "bench"), ROOT / "migrations")
    served = await asyncpg.connect(server.dsn("jiayi_admin", "bench"))
    await served.execute(_INSTITUTION, new_id(), COUNTY)
    await served.close()


if __name__ == "__main__":
    main()
