"""``jiayi keys`` as an operator types it, beside a real server."""

from pathlib import Path

import pytest

from jiayi.__main__ import main
from tests.conftest import Server


def test_from_the_first_key_to_the_last_of_the_old(
    server: Server,
    database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv("JIAYI_DATABASE_URL", server.dsn(database))
    monkeypatch.setenv("JIAYI_WORKER_DATABASE_URL", server.dsn(database, "jiayi_worker"))
    monkeypatch.setenv("JIAYI_DATA_DIR", str(tmp_path))

    def run(*words: str) -> tuple[int, str]:
        code, said = main(words), capsys.readouterr()
        return code, said.out + said.err

    code, said = run("keys", "list")
    assert code == 2 and "is missing" in said and "jiayi keys new" in said
    assert run("keys", "new")[0] == 0
    first = (tmp_path / "keys.json").read_bytes()
    code, said = run("keys", "list")
    assert code == 0 and said.count("active") == 2
    old = next(line.split()[0] for line in said.splitlines() if " seal " in line)
    assert "copy the file" in run("keys", "new")[1]
    code, said = run("keys", "rotate")
    assert code == 0 and "everything is sealed with key" in said
    code, said = run("keys", "retire", old)
    assert code == 2 and "try again 10 minutes after" in said
    assert run("keys", "retire", "ffffffff") == (
        2, "there is no key ffffffff: jiayi keys list shows which there are\n",
    )  # fmt: skip
    (tmp_path / "keys.json").write_bytes(first)
    code, said = run("keys", "list")
    assert code == 2 and "put the right file back" in said
    (tmp_path / "keys.json").chmod(0o644)
    code, said = run("serve")
    assert code == 2 and "chmod 600" in said
