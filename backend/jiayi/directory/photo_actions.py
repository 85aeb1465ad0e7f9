"""Put up and take down a doctor's picture. One transaction each."""

from uuid import UUID

from jiayi.directory import store
from jiayi.directory.model import Photo, PictureOf
from jiayi.history import store as history
from jiayi.infra.db.actor import Actor
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.web.problems import NotFound


async def put_photo(db: Database, actor: Actor, doctor_id: UUID, photo: Photo) -> None:
    """The doctor agreed to it: the manager says so in the form. Raises NotFound."""
    async with db.transaction(actor) as tx:
        before = await own_doctor(tx, doctor_id)
        if before.photo == photo.digest:
            return
        await store.put_photo(tx, actor.county, doctor_id, photo)
        await history.record(
            tx, actor.county, "directory.photo.put", doctor_id, digest=photo.digest, doctor_agreed=True
        )


async def drop_photo(db: Database, actor: Actor, doctor_id: UUID) -> None:
    """Raises NotFound."""
    async with db.transaction(actor) as tx:
        await own_doctor(tx, doctor_id)
        if await store.drop_photo(tx, actor.county, doctor_id):
            await history.record(tx, actor.county, "directory.photo.dropped", doctor_id)


async def own_doctor(tx: Tx, doctor_id: UUID) -> PictureOf:
    """A doctor of the manager's institution. Raises NotFound."""
    home = tx.actor.institution_id
    found = await store.pictures(tx, tx.actor.county, home, doctor_id) if home else []
    if not found:
        raise NotFound
    return found[0]
