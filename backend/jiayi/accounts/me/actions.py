"""Say who you are; take family in. Nothing is said about others: every mismatch has the same answer."""

from uuid import UUID

import asyncpg
import msgspec

from jiayi.accounts import store as people
from jiayi.accounts.devices.agent import network_of
from jiayi.accounts.me import store
from jiayi.accounts.me.persons import Person
from jiayi.accounts.me.relations import YOUNGER
from jiayi.accounts.me.store import Home
from jiayi.accounts.model import Known, PersonRow, Resident
from jiayi.accounts.sealed import phone_of
from jiayi.accounts.sign_in import limits
from jiayi.accounts.sign_in.store import keep_within
from jiayi.history import store as history
from jiayi.infra import names
from jiayi.infra.crypto import SealBroken, Vault
from jiayi.infra.db.actor import ANONYMOUS, Actor, Role
from jiayi.infra.db.database import Database, Tx
from jiayi.infra.ids import new_id
from jiayi.infra.web.problems import Conflict, Forbidden, FormInvalid, NotFound, Problem
from jiayi.policies.majority import is_minor


class GoToDesk(Problem):
    """Which part does not fit is never told."""

    status = 422
    title = "请到窗口办理"
    advice = (
        "您填的和名册里的对不上。请带身份证到您附近的社区卫生服务中心或乡镇卫生院窗口办理："
        "登记错了的，当场能改；身份证号被别人登记了的，也能拿回来。"
    )


class HasAccount(GoToDesk):
    """Only to who typed name, number and phone of this person right. Which mailbox is not told, not even masked: whoever
    knows these three of somebody (a relative, an employer) is not therefore that person, and a mailbox can be tried."""

    title = "您可能已经登记过了"
    advice = (
        "这个身份证号已经有账号了。也许您以前用另一个邮箱登录过：请退出，用那个邮箱登录。想不起来，或者不是您登记的，"
        "请带身份证到您附近的社区卫生服务中心或乡镇卫生院窗口办理。"
    )


class NotYoursToAdd(GoToDesk):
    """Only to who typed all of this person right; which of the reasons it is stays untold."""

    title = "这位家人不能由您添加"
    advice = (
        "您填的对得上，但这位家人不能由您添加：可能已经有自己的账号，也可能登记在别的户里。成年的家人，请本人自己登录办理；"
        "要您帮忙，请本人在“我的 › 帮我的人”里授权给您，或者两人一起带身份证到窗口授权。"
        "孩子，请登记在一起的监护人办理，或者带证件到窗口。"
    )


class AlreadyKnown(Problem):
    """Also from a second tab, and from staff who said it before."""

    status = 409
    title = "您已经登记过了"
    advice = "这个账号已经登记了本人，不能再登记别人。要给家人办理，请在“我的”里换成居民身份，再添加家人。"


class HomeNeeded(Exception):
    """The rosters do not know this person: the place of living decides which county keeps them."""


class Place(msgspec.Struct, frozen=True):
    home: Home
    building_id: UUID | None
    room: str


async def say_who(
    db: Database, vault: Vault, actor: Actor, person: Person, place: Place | None, address: str
) -> UUID:
    """Tie the account to its resident, known or new. Raises AlreadyKnown, GoToDesk, HomeNeeded, TooMany."""
    assert actor.account_id
    async with db.transaction(actor) as tx:
        account = await people.find_account(tx, actor.county, actor.account_id)
    if account is None or account.resident_id:
        raise AlreadyKnown
    await keep_within(
        db, vault, (limits.IDENTITIES_PER_ACCOUNT, str(actor.account_id)), (limits.IDENTITIES_PER_ADDRESS, address),
        (limits.IDENTITIES_PER_NETWORK, network_of(address)), once=_guess(person),
    )  # fmt: skip
    async with db.transaction(ANONYMOUS) as tx:
        known = await people.look_up_identity(tx, vault, person.number.text)
    if known is None and place is None:
        raise HomeNeeded
    try:
        if known:
            return await _be_known(db, actor, person, known)
        assert place
        return await _register(db, vault, actor, person, place)
    except asyncpg.UniqueViolationError as error:
        # At the same moment another account became this person's, or another county's desk wrote them down.
        raise GoToDesk from error


async def _be_known(db: Database, actor: Actor, person: Person, known: Known) -> UUID:
    if not _fits(known, person):
        raise GoToDesk
    if known.has_account:
        raise HasAccount
    if actor.county not in (0, known.county):
        raise GoToDesk
    async with db.transaction(_as(actor, known.county, known.resident_id)) as tx:
        await _tie(tx, actor, known.resident_id, known.name)
        await store.begin_own_household(tx)
        await history.record(tx, known.county, "accounts.resident.recognised", known.resident_id)
    return known.resident_id


async def _register(db: Database, vault: Vault, actor: Actor, person: Person, place: Place) -> UUID:
    county, resident_id = place.home.county, new_id()
    if actor.county not in (0, county):
        raise GoToDesk
    async with db.transaction(_as(actor, county, resident_id)) as tx:
        institution_id = await store.answering_institution(tx, place.home, place.building_id)
        row = PersonRow(
            id=resident_id, identity_number=person.number.text, name=person.name, phone=person.phone,
            area_id=place.home.id, building_id=place.building_id, room=place.room, institution_id=institution_id,
        )  # fmt: skip
        await _add_new(tx, vault, county, row)
        await _tie(tx, actor, resident_id, person.name)
        await history.record(tx, county, "accounts.resident.registered", resident_id)
    return resident_id


async def add_member(db: Database, vault: Vault, actor: Actor, person: Person, relation: str) -> UUID:
    """As ``_add_member``; two who add the same person at the same moment: the second hears what anybody hears whose
    words do not fit."""
    try:
        return await _add_member(db, vault, actor, person, relation)
    except asyncpg.UniqueViolationError as error:
        raise GoToDesk from error


async def _add_member(db: Database, vault: Vault, actor: Actor, person: Person, relation: str) -> UUID:
    """Somebody joins the head's household: a grown-up only from the roster, a child may be registered by the guardian.
    Raises GoToDesk, Forbidden (not the head), TooMany."""
    if actor.resident_id is None or actor.household_id is None:
        raise Forbidden("只有户主可以添加家人。")
    await keep_within(db, vault, (limits.IDENTITIES_PER_ACCOUNT, str(actor.account_id)), once=_guess(person))
    async with db.transaction(actor) as tx:
        head = await people.find_resident(tx, actor.county, actor.resident_id)
        if head and not person.phone:
            person = msgspec.structs.replace(person, phone=_phone_of(vault, head))
        if known := await people.look_up_identity(tx, vault, person.number.text):
            member_id = await _join(tx, vault, known, person, relation)
        elif not is_minor(actor.county, person.number.birth_date, tx.today) or relation not in YOUNGER:
            raise GoToDesk
        else:
            row = PersonRow(
                identity_number=person.number.text, name=person.name, phone=person.phone, relation=relation,
                area_id=head.area_id if head else None, building_id=head.building_id if head else None,
                room=head.room if head else "", institution_id=head.institution_id if head else None,
                household_id=actor.household_id,
            )  # fmt: skip
            member_id = await _add_new(tx, vault, actor.county, row)
        await history.record(
            tx, actor.county, "accounts.member.joined", member_id, household=str(actor.household_id)
        )
        return member_id


async def _join(tx: Tx, vault: Vault, known: Known, person: Person, relation: str) -> UUID:
    """Somebody of the roster. Raises GoToDesk, NotYoursToAdd, FormInvalid (one's own household)."""
    if not _fits(known, person) or known.county != tx.actor.county:
        raise GoToDesk
    mine = await people.find_resident(tx, known.county, known.resident_id)
    if mine and mine.household_id == tx.actor.household_id:
        raise FormInvalid({"identity": "这个人已经在您的户里了"})
    for key in vault.blind_indexes("identity", person.number.text):
        if joined := await store.join_household(tx, key, known.name, known.phone_tail, relation):
            return joined
    raise NotYoursToAdd


def _fits(known: Known, person: Person) -> bool:
    return names.same(known.name, person.name) and known.phone_tail == person.phone_tail != ""


def _guess(person: Person) -> str:
    """The steps of one form are one try; another name or phone beside the same number is another."""
    return f"{person.number.text} {person.name} {person.phone}"


def _phone_of(vault: Vault, head: Resident) -> str:
    """The guardian's, for a child without one."""
    try:
        phone = vault.open(head.phone_sealed, phone_of(head.county, head.id)) if head.phone_sealed else ""
    except SealBroken:
        phone = ""
    if not phone:
        raise FormInvalid({"phone": "请填监护人的手机号：您自己的号码还没有登记"})
    return phone


async def leave_household(db: Database, actor: Actor) -> None:
    """Who does not head it goes into a household of their own; a minor stays with the guardian."""
    assert actor.resident_id
    async with db.transaction(actor) as tx:
        me = await people.find_resident(tx, actor.county, actor.resident_id)
        if me is None or is_minor(actor.county, me.birth_date, tx.today):
            raise Conflict("未成年的孩子要由监护人到窗口办理。")
        if await store.leave_household(tx) is None:
            raise Conflict("您是户主，或者不在别人的户里，不用退出。")
        await history.record(tx, actor.county, "accounts.member.left", me.id, household=str(me.household_id))


async def remove_member(db: Database, actor: Actor, member_id: UUID) -> None:
    """Whom the head took in. The person and their agreement stay as they are."""
    async with db.transaction(actor) as tx:
        if actor.household_id is None or not await store.remove_member(tx, member_id):
            raise NotFound
        await history.record(
            tx, actor.county, "accounts.member.removed", member_id, household=str(actor.household_id)
        )


async def _add_new(tx: Tx, vault: Vault, county: int, row: PersonRow) -> UUID:
    """Raises GoToDesk for who came in at this moment by another door: a roster may bring a known person up to date,
    a stranger who types their number may not."""
    written = await people.add_residents(tx, vault, county, [row])
    if not written.added or written.ids[0] is None:
        raise GoToDesk
    return written.ids[0]


async def _tie(tx: Tx, actor: Actor, resident_id: UUID, name: str) -> None:
    assert actor.account_id
    if not await store.tie_account(tx, actor.account_id, resident_id, name, settled=actor.county != 0):
        raise AlreadyKnown


def _as(actor: Actor, county: int, resident_id: UUID) -> Actor:
    return Actor(role=Role.RESIDENT, county=county, account_id=actor.account_id, resident_id=resident_id)
