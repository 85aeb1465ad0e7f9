"""Opening, using, ending early, and looking into it afterwards."""

from datetime import timedelta
from uuid import UUID

import msgspec

from jiayi.accounts.emergencies import store
from jiayi.accounts.emergencies.model import Emergency, Standing
from jiayi.accounts.guards import require_staff
from jiayi.accounts.model import Resident
from jiayi.accounts.proxies.letters import letter
from jiayi.accounts.sealed import phone_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.accounts.store import find_resident
from jiayi.history import store as history
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.idempotency import claim
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import FormInvalid, NotFound
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import EmergencyAccess

PART = "emergency"
"""Of each look in an emergency, in the log."""
NOBODY = "没有找到。请核对号码；外区县的居民在这里看不到。"
OURS = "这位居民由您的机构负责，不用紧急查看，请在签约名单或现场签约里找。"
NO_RULE = "本地现在没有紧急查看的规定，不能打开。"
SUBJECT = "家医：有医生紧急查看了您的信息"
_TOLD = (
    "{doctor}医生（{institution}）因为紧急情况查看了您的姓名、电话、小区和签约情况，最多能看{hours}小时，只能看，不能改。\n\n"
    "机构管理员会核查。不明白为什么看，请登录家医，在“我的 › 谁看过我的信息”里问。\n"
)
_KEEP = timedelta(days=2)


class Seen(msgspec.Struct, frozen=True):
    """All that is shown in an emergency."""

    emergency: Emergency
    person: Resident
    phone: str
    standing: list[Standing]


def rule_of(tx: Tx) -> Stated[EmergencyAccess] | None:
    rule = policy_for(tx.actor.county, tx.today).one(EmergencyAccess)
    return None if isinstance(rule, NoRule) else rule


async def open_emergency(
    db: Database, vault: Vault, actor: Actor, key: UUID, number: str, reason: str, words: str
) -> UUID:
    """By the whole identity number. Raises FormInvalid, TooMany. A vain try is written down, too."""
    require_staff(actor, Role.DOCTOR)
    await keep_within(db, vault, (limits.DESK_LOOK_UPS, str(actor.account_id)))
    hashes, emergency_id = vault.blind_indexes("identity", number), new_id()
    try:
        async with db.transaction(actor) as tx:
            if first := await claim(tx, key, str(emergency_id)):
                return UUID(first)
            await _open(tx, vault, emergency_id, hashes, reason, words)
    except _Unknown as error:
        async with db.transaction(actor) as tx:
            assert actor.institution_id
            await history.record(tx, actor.county, "accounts.emergency.not_found", actor.institution_id)
        raise FormInvalid({"number": NOBODY}) from error
    return emergency_id


class _Unknown(Exception):
    """Rolls back the key of the form, which is sent again with another number."""


async def _open(
    tx: Tx, vault: Vault, emergency_id: UUID, hashes: list[bytes], reason: str, words: str
) -> None:
    """``hashes``: of one number, two while the index is rotated."""
    rule = rule_of(tx)
    if rule is None:
        raise FormInvalid({"number": NO_RULE})
    lasts = timedelta(hours=rule.value.hours)
    opened = None
    for hashed in hashes:
        opened = opened or await store.open_emergency(tx, emergency_id, hashed, reason, words, lasts)
    if opened is None:
        raise _Unknown
    if opened.seen_anyway:
        raise FormInvalid({"number": OURS})
    await history.record(
        tx, tx.actor.county, "accounts.emergency.opened", opened.resident_id, id=str(emergency_id), reason=reason
    )  # fmt: skip
    await store.use(tx, emergency_id)
    await _tell(tx, vault, emergency_id, opened.resident_id, rule.value.hours)


async def _tell(tx: Tx, vault: Vault, emergency_id: UUID, resident_id: UUID, hours: int) -> None:
    one = await store.find(tx, emergency_id)
    assert one
    body = _TOLD.format(doctor=one.doctor_name, institution=one.institution_name, hours=hours)
    for to in await store.addresses(tx, resident_id):
        await letter(tx, vault, to.account_id, to.email_sealed, SUBJECT, body, _KEEP)


async def look(db: Database, vault: Vault, actor: Actor, emergency_id: UUID) -> Seen:
    """Written down each time. Raises NotFound before, after, and of anybody else's."""
    require_staff(actor, Role.DOCTOR)
    async with db.transaction(actor) as tx:
        await store.use(tx, emergency_id)
        one = await store.find(tx, emergency_id)
        person = await find_resident(tx, actor.county, one.resident_id) if one and one.is_open else None
        if one is None or person is None:
            raise NotFound
        await history.looked_at(tx, actor.county, person.id, PART)
        sealed = person.phone_sealed
        phone = vault.open(sealed, phone_of(actor.county, person.id)) if sealed else ""
        return Seen(one, person, phone, await store.standing(tx, person.id))


async def end(db: Database, actor: Actor, emergency_id: UUID) -> None:
    """By the doctor, or by the manager who answers for it. Raises NotFound."""
    require_staff(actor, Role.DOCTOR, Role.MANAGER, Role.ADMIN)
    async with db.transaction(actor) as tx:
        one = await store.find(tx, emergency_id)
        if one is None:
            raise NotFound
        if one.is_open and await store.end(tx, one):
            await history.record(
                tx, actor.county, "accounts.emergency.ended", one.resident_id, id=str(one.id)
            )
