"""Who to sign in as."""

from jiayi.infra.crypto import Vault
from jiayi.infra.db.database import Database
from jiayi.settings import Settings
from jiayi.synth.model import SynthCounty


async def add_demo_people(db: Database, settings: Settings, vault: Vault, county: SynthCounty) -> None: ...
