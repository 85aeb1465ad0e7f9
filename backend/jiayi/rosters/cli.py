"""``jiayi import KIND FILE --county N [--dry-run]``: the same check and the same writing as the page."""

import asyncio
import sys
from pathlib import Path

import msgspec

from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM
from jiayi.infra.db.database import connect
from jiayi.infra.sealing.source import open_vault
from jiayi.rosters import actions
from jiayi.rosters.model import MOST_FAULTS, Fault, Kind, Outcome
from jiayi.settings import from_environment

_CONNECTIONS = 2  # one reads and writes, the other tells how far it is


def run_import(
    database_dsn: str, county: int, kind: str, path: Path, dry_run: bool, *, vault: Vault | None = None
) -> int:
    """Exit status: 0 done (or nothing to mend), 1 faults, 2 no such file."""
    try:
        content = Path(path).read_bytes()
    except OSError as error:
        print(f"读不到文件 {path}：{error.strerror}", file=sys.stderr)
        return 2
    vault = vault or open_vault(from_environment())
    outcome = asyncio.run(_import(database_dsn, vault, county, Kind(kind), Path(path).name, content, dry_run))
    _tell(outcome, dry_run)
    return 1 if outcome.fault_count else 0


async def _import(
    dsn: str, vault: Vault, county: int, kind: Kind, file_name: str, content: bytes, dry_run: bool
) -> Outcome:
    db = await connect(dsn, role=None, size=_CONNECTIONS)
    who = msgspec.structs.replace(SYSTEM, county=county, name="命令行")
    try:
        import_id = await actions.bring(db, vault, who, county, kind, file_name, content, keep=False)
        await actions.begin(db, who, county, import_id, "checking" if dry_run else "applying")
        step = actions.check if dry_run else actions.apply
        return await step(db, vault, who, county, kind, import_id, content)
    finally:
        await db.close()


def _tell(outcome: Outcome, dry_run: bool) -> None:
    counts = outcome.counts
    for fault in outcome.faults:
        print(line(fault), file=sys.stderr)
    if outcome.fault_count > len(outcome.faults):
        print(f"……还有 {outcome.fault_count - MOST_FAULTS} 处，改好上面这些后再查一次。", file=sys.stderr)
    if outcome.ignored:
        print(f"没有用到的列：{'、'.join(outcome.ignored)}")
    done = "检查完毕，没有写入" if dry_run else "没有写入" if outcome.fault_count else "已写入"
    print(
        f"{done}：新增 {counts.new}，更新 {counts.changed}，不变 {counts.unchanged}，有错 {counts.refused} 行"
    )
    if not outcome.fault_count and not counts.new and not counts.changed:
        print("与系统里的内容完全一样，没有需要改动的。")


def line(fault: Fault) -> str:
    """``居民名册 第 5 行 B 列（身份证号）：…``"""
    parts = [
        fault.sheet,
        f"第 {fault.row} 行" if fault.row else "",
        f"{fault.column} 列" if fault.column else "",
    ]
    where = " ".join(filter(None, parts)) + (f"（{fault.header}）" if fault.header else "")
    return f"{where}：{fault.sentence}" if where else fault.sentence
