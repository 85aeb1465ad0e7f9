"""A household at the desk, and all that signing online has: items, term, hospitals, another institution (F7, K1)."""

from datetime import date
from typing import Any
from uuid import UUID

import httpx
import pytest

from jiayi.agreements import actions
from jiayi.agreements.model import AgreementState
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from tests.agreements.browsing import fields, form
from tests.agreements.helpers import CHANGSHA, CHENGDU, MIANYANG, order, signer, state
from tests.desk.helpers import Desk, desk, enter, one_value, packages_page, sign_on_site
from tests.factories import Factory

GRANNY = generate(date(1951, 3, 4), Sex.FEMALE, 7)
SON = generate(date(1980, 3, 4), Sex.MALE, 5)


async def _family(make: Factory, d: Desk) -> tuple[UUID, UUID, UUID]:
    """Head, her son whom another institution answers for, and a grandson of the own institution."""
    elsewhere = await make.place(d.place.county)
    head = await make.resident(d.place, name="周奶奶", identity=GRANNY)
    son = await make.resident(elsewhere, name="周强", identity=SON)
    grandson = await make.resident(
        d.place, name="周乐", birth_date=date(2021, 5, 1), relation_to_head="grandchild"
    )
    await make.household(d.place, head, son, grandson)
    return head, son, grandson


async def _all_here(web: httpx.AsyncClient, family: tuple[UUID, UUID, UUID]) -> str:
    head, _, grandson = family
    start = (await web.post("/work/sign/visits", data={"number": GRANNY})).headers["location"]
    assert start == f"/work/sign/{head}"
    page = (await web.get(start)).text
    assert "周乐 也来了" in page and "周强" not in page, "who is another institution's stays unseen"
    await web.post("/work/sign/visits", data={"with": str(head), "resident": str(grandson)})
    answer = await web.post("/work/sign/visits", data={"with": str(head), "number": SON})
    assert answer.headers["location"] == start
    return start


async def _read(web: httpx.AsyncClient, start: str, packages: dict[str, str]) -> dict[str, Any]:
    second = await packages_page(web, start)
    third = await web.get(f"{start}/agreement", params=form(fields(second.text)) | packages)
    assert third.status_code == 200, third.text
    return form(fields(third.text))


async def test_a_household_signs_in_one_go_each_with_own_packages_consent_and_signature(
    client: httpx.AsyncClient, make: Factory, system: Database
) -> None:
    """N-1.4: all or none; the guardian signs for the child, the grown son signs himself."""
    d = await desk(make, CHENGDU)
    family = head, son, grandson = await _family(make, d)
    await enter(client, make, d.doctor)
    start = await _all_here(client, family)
    packages = {f"p-{head}": "cn_base", f"p-{son}": "cn_base", f"p-{grandson}": "cn_base"}
    said = await _read(client, start, packages)
    assert set(said["who"]) == {str(one) for one in family}
    said |= {f"c-{one}": "1" for one in family}
    said |= {f"typed_name-{head}": "周奶奶", f"typed_name-{grandson}": "周奶奶"}
    said[f"guardian-{grandson}"] = "周奶奶"
    unsigned = await client.post(start, data=said)
    assert "周强：请签名" in unsigned.text
    assert unsigned.status_code == 422 and await one_value(system, "select count(*) from agreements") == 0
    assert (await client.post(start, data=said | {f"typed_name-{son}": "周强"})).status_code == 303
    assert await one_value(system, "select count(*) from agreements") == len(family)
    signers = """select s.signer || ' ' || s.typed_name from agreement_signatures s join agreements a on a.id = s.agreement_id
      where s.signer <> 'staff' and a.resident_id = $1"""
    assert await one_value(system, signers, son) == "resident 周强"
    assert await one_value(system, signers, grandson) == "guardian 周奶奶"


async def test_nobody_of_another_household_is_slipped_in(client: httpx.AsyncClient, make: Factory) -> None:
    d = await desk(make, CHENGDU)
    head, _, _ = await _family(make, d)
    other = generate(date(1970, 1, 1), Sex.MALE, 9)
    stranger = await make.resident(d.place, name="吴明", identity=other)
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"number": GRANNY})).headers["location"]
    refused = await client.post("/work/sign/visits", data={"with": str(head), "number": other})
    assert refused.status_code == 422 and "不在同一户" in refused.text
    query = {"with": f"{d.place.team_id}:{d.place.doctor_id}", "who": [str(head), str(stranger)]}
    assert (await client.get(f"{start}/packages", params=query)).status_code == 404


@pytest.mark.parametrize(
    ("county", "package", "more", "sql", "kept"),
    [
        (
            CHENGDU,
            "cn_base",
            {"term": "other", "months": "18"},
            "select upper(term)::text from agreements",
            "2027-09-02",
        ),
        (MIANYANG, "my_base", {"h": "hospital"}, "select count(*) from agreement_hospitals", 1),
        (
            CHENGDU,
            "cn_base",
            {"i": "drug_delivery"},
            "select count(*) from agreement_items where package_code is null",
            1,
        ),
    ],
)
async def test_the_desk_offers_what_signing_online_offers(
    county: int,
    package: str,
    more: dict[str, str],
    sql: str,
    kept: object,
    client: httpx.AsyncClient,
    make: Factory,
    system: Database,
) -> None:
    """N-1.5 the number of months, MY-4 hospitals, N-8 single items (点单)."""
    d = await desk(make, county)
    hospital = await make.institution(county, level=2, kind="hospital", name="某二级医院")
    await make.insert("institution_prices", county=county, institution_id=d.place.institution_id, code="drug_delivery",
                      price_fen=500, since=date(2026, 1, 1))  # fmt: skip
    resident = await make.resident(d.place, name="周奶奶", identity=GRANNY)
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"number": GRANNY})).headers["location"]
    known = {"h": ("h", str(hospital)), "i": (f"i-{resident}", "drug_delivery")}
    wanted = dict(known.get(name, (name, value)) for name, value in more.items())
    answer = await sign_on_site(client, start, "周奶奶", package, **wanted)
    assert answer.status_code == 303, answer.text
    assert await one_value(system, sql) == kept


async def test_switch_at_the_desk_ends_the_old_agreement_only_with_the_second_signature(
    client: httpx.AsyncClient, db: Database, make: Factory, system: Database
) -> None:
    """K1: one member of staff alone takes nobody away from another institution."""
    d, other = await desk(make, CHENGDU), await make.place(CHENGDU)
    me = await signer(make, other, identity=GRANNY, name="周奶奶")
    old = await actions.request_agreement(db, me, order(other, me.resident_id))
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"number": GRANNY})).headers["location"]
    assert "这次办的是改签" in (await client.get(start)).text
    answer = await sign_on_site(client, start, "周奶奶", "cn_base")
    assert answer.status_code == 303, answer.text
    new = await one_value(system, "select id from agreements where previous_id = $1", old)
    assert await state(system, CHENGDU, old) is AgreementState.ACTIVE
    await enter(client, make, d.colleague)
    assert (await client.post(f"/work/witness/{new}")).status_code == 303
    assert await state(system, CHENGDU, old) is AgreementState.ENDED
    assert await state(system, CHENGDU, new) is AgreementState.ACTIVE


async def test_switch_at_the_desk_is_refused_where_the_place_refuses_it(
    client: httpx.AsyncClient, db: Database, make: Factory
) -> None:
    """HN-7: with its sentence and document."""
    d, other = await desk(make, CHANGSHA), await make.place(CHANGSHA)
    me = await signer(make, other, identity=GRANNY)
    await actions.request_agreement(db, me, order(other, me.resident_id))
    await enter(client, make, d.doctor)
    start = (await client.post("/work/sign/visits", data={"number": GRANNY})).headers["location"]
    page = (await client.get(start)).text
    assert "下一步" not in page and "依据：" in page
