"""Correct what was mistyped; give a number back to its owner. Who may do it is said once more by the database."""

from uuid import UUID

import asyncpg

from jiayi.accounts import store as people
from jiayi.accounts.sealed import case_identity_of, case_phone_of, identity_of, phone_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.agreements.desk.guards import require_desk, require_manager
from jiayi.agreements.identity import store
from jiayi.agreements.identity.model import Case, Claim, Corrected, Settled
from jiayi.agreements.identity.telling import tell_holder
from jiayi.agreements.problems import plain_words
from jiayi.history.store import record
from jiayi.infra import identity_number
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.db.faults import rerun
from jiayi.infra.db.idempotency import claim as claim_key
from jiayi.infra.identity_number import IdentityNumber
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, FormInvalid, NotFound

Q = store.Q
HELD = "这个号码登记在另一个人名下。如果证件上就是这个号码，请在工作台办“身份证号被别人登记了”。"
FREE = "这个号码没有人登记，不用办这一项。请本人直接登记，或者让名册里有这个人。"
ELSEWHERE = "这个号码登记在别的区县，这里改不了。请报告县（区）卫生健康部门，由那边的机构核对。"
OPEN = "这个号码已经有同事或者别的机构在办了，请等那一份办完。"
STOPPED = "登记用的身份证号是别人的，这次申请停下了。请带本人证件到窗口核对后重新办。"
MISTYPED = "登记的号码错了，照证件更正；这位居民有自己的账号"
CHANGED = "情况已经变了，或者要由另一位同事（两人中一位是机构管理员）来办。请刷新页面看看。"


@rerun
async def correct(
    db: Database, vault: Vault, base_url: str, actor: Actor, resident_id: UUID, claim: Claim
) -> bool:
    """False: nothing changed yet, a second member of staff must have seen the person too. Raises NotFound, FormInvalid:
    the number is somebody else's, also when that happens at the same moment, or is being checked."""
    require_manager(actor)
    number, hashes = claim.number, vault.blind_indexes("identity", claim.number.text)
    try:
        async with db.transaction(actor) as tx:
            if await tx.value(Q.needs_witness, resident_id, hashes):
                await _ask_witness(tx, vault, resident_id, claim)
                return False
            done = await tx.one(
                Corrected, Q.correct_identity, resident_id, hashes,
                vault.seal(number.text, identity_of(actor.county, resident_id)),
                number.text[-4:], claim.name, people.pinyin_of(claim.name),
                number.sex.value, number.birth_date, claim.card, claim.seen, actor.name, new_id(), tx.now,
            )  # fmt: skip
            if done is None and await store.case_open(tx, resident_id, hashes):
                raise FormInvalid({"identity": OPEN})
            if done is None:
                raise NotFound()
            await record(tx, actor.county, "accounts.identity.corrected", resident_id, card=claim.card)
            await tell_holder(tx, vault, base_url, done)
            return True
    except asyncpg.UniqueViolationError as error:
        raise FormInvalid({"identity": HELD}) from error


async def _ask_witness(tx: Tx, vault: Vault, resident_id: UUID, claim: Claim) -> None:
    """Raises FormInvalid: the number is somebody else's, or the record is being checked."""
    text, case_id, county = claim.number.text, new_id(), tx.actor.county
    hashes = vault.blind_indexes("identity", text)
    if await people.look_up_identity(tx, vault, text):
        raise FormInvalid({"identity": HELD})
    opened = await tx.value(
        Q.open_correction, case_id, resident_id, hashes, claim.name,
        vault.seal(text, case_identity_of(county, case_id)), text[-4:], vault.seal("", case_phone_of(county, case_id)),
        claim.card, claim.seen, MISTYPED, tx.actor.name, tx.now,
    )  # fmt: skip
    if opened is None:
        raise FormInvalid({"identity": OPEN})
    await record(tx, county, "accounts.identity.claimed", resident_id, case=str(case_id))


@rerun
async def open_case(db: Database, vault: Vault, actor: Actor, claim: Claim, key: UUID) -> UUID:
    """Nothing changes yet: a second member of staff must have seen the person too."""
    require_desk(actor)
    await keep_within(db, vault, (limits.DESK_LOOK_UPS, str(actor.account_id)))
    text, case_id = claim.number.text, new_id()
    try:
        async with db.transaction(actor) as tx:
            if first := await claim_key(tx, key, str(case_id)):
                return UUID(first)
            known = await people.look_up_identity(tx, vault, text)
            if known is None or known.county != actor.county:
                raise FormInvalid({"identity": FREE if known is None else ELSEWHERE})
            holder: UUID | None = await tx.value(
                Q.open_case, case_id, vault.blind_indexes("identity", text), claim.name,
                vault.seal(text, case_identity_of(actor.county, case_id)),
                text[-4:], vault.seal(claim.phone, case_phone_of(actor.county, case_id)), claim.phone[-4:],
                claim.card, claim.seen,
                claim.reason, actor.name, tx.now,
            )  # fmt: skip
            if holder is None:
                raise NotFound()
            await record(tx, actor.county, "accounts.identity.claimed", holder, case=str(case_id))
            return case_id
    except asyncpg.UniqueViolationError as error:
        raise FormInvalid({"identity": OPEN}) from error


@rerun
async def settle_case(
    db: Database, vault: Vault, base_url: str, actor: Actor, case_id: UUID
) -> Settled | Corrected:
    require_desk(actor)
    async with plain_words(), db.transaction(actor) as tx:
        found = next(iter(await store.cases(tx, case_id)), None)
        if found is None:
            raise NotFound()
        if not may_witness(actor, found):
            raise Conflict(CHANGED)
        number = identity_number.parse(
            vault.open(found.identity_sealed, case_identity_of(actor.county, case_id))
        )
        if found.kind == "correction":
            return await _settle_correction(tx, vault, base_url, found, number)
        phone = vault.open(found.phone_sealed, case_phone_of(actor.county, case_id))
        owner = new_id()
        settled = await tx.one(
            Settled, Q.settle_case, case_id, owner, new_id(),
            vault.seal(number.text, identity_of(actor.county, owner)),
            vault.seal(phone, phone_of(actor.county, owner)), vault.seal(phone, phone_of(actor.county, found.holder_id)),
            people.pinyin_of(found.name),
            number.sex.value, number.birth_date, STOPPED, actor.name, tx.now,
        )  # fmt: skip
        if settled is None:
            raise Conflict(CHANGED)
        await record(
            tx, actor.county, f"accounts.identity.{settled.outcome}", settled.holder_id, case=str(case_id),
            owner=str(settled.owner_id), account=str(settled.account_id or ""),
        )  # fmt: skip
        for one in settled.ended:
            await record(tx, actor.county, "agreements.identity_stopped", one)
        for one in settled.reviewed:
            await record(tx, actor.county, "agreements.identity_doubted", one)
        await tell_holder(tx, vault, base_url, settled)
        return settled


async def _settle_correction(
    tx: Tx, vault: Vault, base_url: str, case: Case, number: IdentityNumber
) -> Corrected:
    """Raises Conflict: settled meanwhile, or the number became somebody else's."""
    county = tx.actor.county
    try:
        done = await tx.one(
            Corrected, Q.settle_correction, case.id, vault.blind_indexes("identity", number.text),
            vault.seal(number.text, identity_of(county, case.holder_id)), people.pinyin_of(case.name),
            number.sex.value, number.birth_date, new_id(), tx.actor.name, tx.now,
        )  # fmt: skip
    except asyncpg.UniqueViolationError as error:
        raise Conflict(HELD) from error
    if done is None:
        raise Conflict(CHANGED)
    await record(tx, county, "accounts.identity.corrected", case.holder_id, card=case.card, case=str(case.id))
    await tell_holder(tx, vault, base_url, done)
    return done


def may_witness(actor: Actor, case: Case) -> bool:
    """Another account than opened it, and a manager among the two: managers answer for who is who (residents_change)."""
    manager = Role.MANAGER in (actor.role, case.opened_role)
    return manager and actor.account_id != case.opened_by


async def refuse_case(db: Database, actor: Actor, case_id: UUID, why: str) -> None:
    """Whoever opened it may take it back too."""
    require_desk(actor)
    async with db.transaction(actor) as tx:
        found = next(iter(await store.cases(tx, case_id)), None)
        if found is None:
            raise NotFound()
        if not await tx.run(Q.refuse_case, actor.county, case_id, tx.now, actor.account_id, actor.name, why):
            raise Conflict(CHANGED)
        await record(tx, actor.county, "accounts.identity.not_witnessed", found.holder_id, case=str(case_id))


async def decide_review(db: Database, actor: Actor, agreement_id: UUID, note: str) -> None:
    """The agreement stays as it is; ending it is done on its own page, before or after."""
    require_manager(actor)
    async with db.transaction(actor) as tx:
        if not await store.reviews(tx, agreement_id):
            raise NotFound()
        if not await tx.run(
            Q.decide_reviews, actor.county, agreement_id, tx.now, actor.account_id, actor.name, note
        ):
            raise Conflict(CHANGED)
        await record(tx, actor.county, "agreements.identity_looked_at", agreement_id)
