"""Signing with someone present: F7, K1."""

from datetime import date
from uuid import UUID

import asyncpg
import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.changes import reasons_for
from jiayi.agreements.model import AgreementState
from jiayi.agreements.policy import policy_for
from jiayi.infra import clock
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, order, signer, state
from tests.conftest import Server
from tests.desk.helpers import Desk, desk, enter, one_value, sign_on_site
from tests.factories import Factory

NUMBER = generate(date(1951, 3, 4), Sex.FEMALE, 7)
LAST = "select id from agreements order by requested_at desc limit 1"


async def _visitor(make: Factory, d: Desk) -> UUID:
    """Somebody of the county whom another institution answers for."""
    other = await make.place(d.place.county)
    return await make.resident(other, name="周奶奶", identity=NUMBER)


async def _signed(client: httpx.AsyncClient, make: Factory, system: Database, d: Desk) -> UUID:
    await _visitor(make, d)
    await enter(client, make, d.doctor)
    found = await client.post("/work/sign/visits", data={"number": NUMBER})
    answer = await sign_on_site(client, found.headers["location"], "周奶奶", "cn_base")
    assert answer.status_code == 303, answer.text
    agreement_id: UUID = await one_value(system, LAST)
    return agreement_id


async def test_signed_at_the_desk_counts_after_a_second_member_of_staff(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """K1: the one who signed with the person is no witness; a stranger finds nothing; a colleague makes it count."""
    d = await desk(make, CHENGDU)
    signed = await _signed(client, make, system, d)
    assert await state(system, CHENGDU, signed) is AgreementState.WAITING_CONFIRMATION
    own = await client.get("/work/witness")
    assert "请另一位同事" in own.text and f"/work/witness/{signed}" not in own.text
    assert (await client.post(f"/work/witness/{signed}")).status_code == 409
    await enter(client, make, d.stranger)
    assert (await client.post(f"/work/witness/{signed}")).status_code == 404
    assert await state(system, CHENGDU, signed) is AgreementState.WAITING_CONFIRMATION
    await enter(client, make, d.colleague)
    assert f"/work/witness/{signed}" in (await client.get("/work/witness")).text
    assert (await client.post(f"/work/witness/{signed}")).status_code == 303
    assert await state(system, CHENGDU, signed) is AgreementState.ACTIVE
    kept = "select channel || ':' || (witness_account_id = $1)::text from agreement_confirmations"
    assert await one_value(system, kept, d.colleague.account_id) == "signature_and_witness:true"
    assert await one_value(system, "select origin from agreements") == "home_visit"


async def test_a_person_is_seen_only_after_the_whole_number_and_it_is_written_down(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """F7: by id alone nobody of another institution opens; the look stands in the person's log."""
    d = await desk(make, CHENGDU)
    resident = await _visitor(make, d)
    await enter(client, make, d.doctor)
    assert (await client.get(f"/work/residents/{resident}")).status_code == 404
    assert (await client.get(f"/work/sign/{resident}")).status_code == 404
    by_id = await client.post("/work/sign/visits", data={"resident": str(resident)})
    assert by_id.status_code == 422 and "没有找到" in by_id.text
    assert (await client.post("/work/sign/visits", data={"number": NUMBER})).status_code == 303
    assert "周奶奶" in (await client.get(f"/work/sign/{resident}")).text
    looks = "select count(*) from access_log where resident_id = $1 and actor_name = '李慧'"
    assert await one_value(system, looks, resident) == 2
    await enter(client, make, d.stranger)
    assert (await client.get(f"/work/sign/{resident}")).status_code == 404


async def test_a_visit_ends_by_itself(
    client: httpx.AsyncClient, make: Factory, server: Server, database: str
) -> None:
    d = await desk(make, CHENGDU)
    resident = await _visitor(make, d)
    await enter(client, make, d.doctor)
    await client.post("/work/sign/visits", data={"number": NUMBER})
    owner = await asyncpg.connect(server.dsn(database))
    await owner.execute("update desk_visits set expires_at = now() - interval '1 second'")
    await owner.close()
    assert (await client.get(f"/work/sign/{resident}")).status_code == 404


@pytest.mark.parametrize("number", [generate(date(1970, 1, 1), Sex.MALE, 9), "elsewhere"])
async def test_unknown_number_and_other_county_answer_alike(
    number: str, client: httpx.AsyncClient, make: Factory
) -> None:
    d = await desk(make, CHENGDU)
    far = generate(date(1980, 1, 1), Sex.MALE, 3)
    await make.resident(await make.place(MIANYANG), identity=far)
    await enter(client, make, d.doctor)
    answer = await client.post("/work/sign/visits", data={"number": far if number == "elsewhere" else number})
    assert answer.status_code == 422 and "没有找到。请核对号码" in answer.text


async def test_an_agreement_ended_elsewhere_is_no_way_round_the_rule(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """HN-7: the desk sees, during the visit, what was signed with another institution, and refuses within its term."""
    d, other = await desk(make, CHANGSHA), await make.place(CHANGSHA)
    me = await signer(make, other, identity=NUMBER)
    signed = await actions.request_agreement(db, me, order(other, me.resident_id))
    own_wish = next(r for r in reasons_for(policy_for(CHANGSHA, clock.today()), me))
    await actions.terminate_agreement(db, me, CHANGSHA, signed, own_wish.value.code)
    await enter(client, make, d.doctor)
    found = await client.post("/work/sign/visits", data={"number": NUMBER})
    answer = await sign_on_site(client, found.headers["location"], "王芳", "hn_base")
    assert answer.status_code == 409 and "按本地规定" in answer.text


async def test_who_is_signed_is_told_so_and_not_signed_twice(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    d = await desk(make, CHENGDU)
    me = await signer(make, d.place, identity=NUMBER)
    await actions.request_agreement(db, me, order(d.place, me.resident_id))
    await enter(client, make, d.doctor)
    opened = await client.post("/work/sign/visits", data={"resident": str(me.resident_id)})
    page = (await client.get(opened.headers["location"])).text
    assert "同一段时间只能有一份" in page and "下一步" not in page


async def test_renewal_at_the_desk_waits_for_confirmation_too(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """K1, N-10.1: nothing is renewed silently, at the desk either."""
    d = await desk(make, MIANYANG)
    me = await signer(make, d.place, identity=NUMBER)
    first = await actions.request_agreement(db, me, order(d.place, me.resident_id))
    clock.set_now("2027-02-20")
    await enter(client, make, d.doctor)
    opened = await client.post("/work/sign/visits", data={"resident": str(me.resident_id)})
    answer = await sign_on_site(client, opened.headers["location"], "王芳", "my_base")
    assert answer.status_code == 303, answer.text
    second = await one_value(system, "select id from agreements where previous_id = $1", first)
    assert await state(system, MIANYANG, second) is AgreementState.WAITING_CONFIRMATION
