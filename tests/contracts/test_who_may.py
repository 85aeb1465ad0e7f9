"""deploy/who-may.md says what the database does, and every rule has its sentence."""

import tomllib

import asyncpg
import pytest
from deploy.who_may import SENTENCES, written

from jiayi.settings import ROOT


async def test_the_table_is_what_the_database_says(owner: asyncpg.Connection) -> None:
    found = await written(owner, tomllib.loads(SENTENCES.read_text()))
    assert found == (ROOT / "deploy/who-may.md").read_text(), "run `make schema` after a new policy"


async def test_a_rule_without_a_sentence_is_refused(owner: asyncpg.Connection) -> None:
    fewer = tomllib.loads(SENTENCES.read_text())
    fewer.pop("in_emergency")
    with pytest.raises(ValueError, match="in_emergency"):
        await written(owner, fewer)


async def test_a_changed_policy_changes_the_table(owner: asyncpg.Connection) -> None:
    sentences = tomllib.loads(SENTENCES.read_text())
    before = await written(owner, sentences)
    await owner.execute("create policy everybody on residents for select using (true)")
    assert await written(owner, sentences) != before
