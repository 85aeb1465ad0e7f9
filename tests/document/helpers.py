"""A signed agreement with a drawn signature, two hospitals and a paper."""

import subprocess
from pathlib import Path
from uuid import UUID

import asyncpg
import msgspec

from jiayi.agreements import actions
from jiayi.agreements.model import Signature
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from tests.agreements.helpers import MIANYANG, order
from tests.conftest import Server
from tests.factories import Factory, Place

NAME, PHONE_TAIL, IDENTITY = "欧阳文秀", "7788", "999999196001019173"
DRAWING = "M40 200L120 60L180 220M220 80L330 90L260 230M380 70L400 210L520 150"


class Case(msgspec.Struct):
    place: Place
    me: Actor
    id: UUID
    number: str
    proof: bytes

    @property
    def page(self) -> str:
        return f"/agreements/{self.id}/document"

    @property
    def verify(self) -> str:
        return f"/verify/{self.proof.hex()}"


async def signed(make: Factory, db: Database, system: Database, **changes: object) -> Case:
    place = await make.place(MIANYANG)
    hospitals = [
        await make.institution(MIANYANG, name=name, kind="hospital", level=level)
        for name, level in (("市第二医院", 2), ("中心医院", 3))
    ]
    resident_id = await make.resident(place, name=NAME, identity=IDENTITY, phone_tail=PHONE_TAIL)
    me = await make.actor(Role.RESIDENT, place, resident_id=resident_id, name=NAME)
    wish = order(
        place, resident_id, signature=Signature(typed_name=NAME, drawing=DRAWING), hospital_ids=tuple(hospitals),
        **changes,
    )  # fmt: skip
    agreement_id = await actions.request_agreement(db, me, wish)
    return await case_of(system, place, me, agreement_id)


async def case_of(system: Database, place: Place, me: Actor, agreement_id: UUID) -> Case:
    async with system.transaction(SYSTEM) as tx:
        row = await tx.connection.fetchrow(
            "select number, proof_hash from agreements where id = $1", agreement_id
        )
    return Case(place, me, agreement_id, row["number"], row["proof_hash"])


async def tamper(server: Server, database: str, *statements: str) -> None:
    """As superuser, past every guard of the application."""
    connection = await asyncpg.connect(server.dsn(database))
    try:
        for statement in statements:
            tag = await connection.execute(statement)
            assert tag.endswith(" 1"), f"{tag}: {statement}"
    finally:
        await connection.close()


def text_of(pdf: bytes, folder: Path) -> str:
    path = folder / "agreement.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return done.stdout.decode()
