"""Write the schema that the chain of migrations makes: ``python deploy/dump_schema.py migrations/schema.sql``."""

import asyncio
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from jiayi.infra.db import embedded
from jiayi.infra.db.migrate import migrate
from jiayi.settings import ROOT


def dump(dsn: str, server: embedded.EmbeddedPostgres) -> str:
    """pg_dump of the schema alone, without what differs between two runs."""
    account = embedded._unprivileged_account()
    binaries = server._usable_binaries(account)
    command = [str(binaries / "pg_dump"), "--schema-only", "--no-owner", "--dbname", dsn]
    text = subprocess.check_output(command, text=True, cwd="/")
    lines = [
        line
        for line in text.splitlines()
        if not re.match(r"--|\\(un)?restrict|SET |SELECT pg_catalog|$", line)
    ]
    return "\n".join(lines) + "\n"


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="jy-", ignore_cleanup_errors=True) as folder:
        Path(folder).chmod(0o755)
        server = embedded.EmbeddedPostgres(Path(folder)).start()
        try:
            asyncio.run(migrate(server.dsn(), ROOT / "migrations"))
            target.write_text(dump(server.dsn(), server))
        finally:
            server.stop()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
