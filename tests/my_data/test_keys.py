"""What people asked and were answered goes over to a new key; what was wiped is left alone."""

from jiayi.accounts.keys import check, rotation
from jiayi.accounts.keys.cli import make_new
from jiayi.accounts.keys.model import Usage
from jiayi.accounts.my_data import store
from jiayi.accounts.sealed import answer_words_of
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.settings import Settings
from tests.factories import COUNTY, Factory


async def test_words_are_sealed_anew_and_still_open(
    db: Database, make: Factory, system: Database, settings: Settings
) -> None:
    place = await make.place()
    me, erased = await make.resident(place), await make.resident(place, identity_sealed=b"")
    actor = await make.actor(Role.RESIDENT, place, resident_id=me)
    async with db.transaction(actor) as tx:
        id = await store.add_request(tx, make.vault, me, "correction", "phone", "换号了")
    sealed = make.vault.seal("改好了", answer_words_of(COUNTY, id))
    async with system.transaction(SYSTEM) as tx:
        await tx.run(store.Q.add_answer, COUNTY, id, me, "done", sealed, tx.now, None)
    make_new(settings, "seal")
    told: list[str] = []
    await rotation.rotate(system, make.vault, told.append)
    assert not [line for line in told if "cannot be opened" in line], erased
    async with system.transaction(SYSTEM) as tx:
        used = {row.place: row.key_id for row in await tx.many(Usage, check.Q.count_sealed)}
    assert used["data_requests"] == used["data_answers"] == make.vault.keys().writes.id
    async with db.transaction(actor) as tx:
        found = (await store.requests_of(tx, me))[0]
    assert store.words_of(make.vault, found, COUNTY) == ("换号了", "改好了")
