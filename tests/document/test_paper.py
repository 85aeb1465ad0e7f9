"""The agreement on paper: who sees it, what it says, in Chinese and in English, as a page and as a PDF."""

from datetime import date
from html import unescape
from pathlib import Path

import httpx
import msgspec
import pytest

from jiayi.agreements import actions
from jiayi.agreements.document import pdf
from jiayi.agreements.policy import policy_for
from jiayi.history.looks import looks_of
from jiayi.infra import clock
from jiayi.infra.db.actor import SYSTEM, Role
from jiayi.infra.db.database import Database
from jiayi.policies.offers import AgreementWords, agreement_text
from tests.agreements.helpers import MIANYANG, order, signer
from tests.document.helpers import DRAWING, IDENTITY, NAME, PHONE_TAIL, signed, text_of
from tests.factories import Factory

SAID = (NAME, "市第二医院", "中心医院", "基础", "依据", "基本公共卫生服务经费", "2026-03-02")


async def test_page_and_pdf_say_what_was_signed(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database, tmp_path: Path
) -> None:
    """R7, N-1.3: number, parties, packages, price split with 依据, rights, hospitals, signatures, proof."""
    case = await signed(make, db, system)
    client.cookies.update(await make.session(case.me))
    page = await client.get(case.page)
    paper = await client.get(case.page + ".pdf")
    assert paper.headers["content-type"] == "application/pdf" and "no-store" in paper.headers["cache-control"]
    written = text_of(paper.content, tmp_path)
    async with system.transaction(SYSTEM) as tx:
        body = await tx.value("select body from agreement_texts")
        names = [r["name"] for r in await tx.connection.fetch("select name from agreement_packages")]
        readings = [
            r["reading"] for r in await tx.connection.fetch("select reading from agreement_fee_lines")
        ]
    for text in (page.text, "".join(written.split())):
        for word in (*SAID, *names, case.number, "与存证一致"):
            assert word.replace(" ", "") in text, word
        assert PHONE_TAIL in text and IDENTITY[-4:] in text and IDENTITY[:14] not in text
        assert body.split("（")[0].strip()[:12] in text
    assert case.proof.hex() in page.text and DRAWING in page.text
    assert all(one in page.text for one in readings)
    assert case.proof.hex()[:32] in written


async def test_rights_and_duties_stand_with_their_clauses(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database
) -> None:
    """R7, R10: each agreed paragraph with its own 依据, each cited document by title."""
    case = await signed(make, db, system)
    client.cookies.update(await make.session(case.me))
    page = unescape((await client.get(case.page)).text)
    words = agreement_text(policy_for(MIANYANG, clock.today()))
    assert isinstance(words, AgreementWords) and words.paragraphs
    for line, citation in words.paragraphs:
        assert f">{line.text}</span>" in page
        assert f">{citation.number} {line.clause}</span>" in page
        assert f"《{citation.title}》{citation.number}</li>" in page


async def test_paper_keeps_the_doctor_who_signed_and_tells_what_came_after(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database, tmp_path: Path
) -> None:
    """R12, R14: parties and term as signed; a change of doctor and an early end are told beside them."""
    case = await signed(make, db, system)
    other = await make.doctor(case.place.institution_id, MIANYANG, name="周敏")
    await make.insert(
        "team_members", county=MIANYANG, team_id=case.place.team_id, doctor_id=other, duty="gp", is_lead=False,
        since=date(2025, 1, 1),
    )  # fmt: skip
    await actions.change_doctor(db, case.me, MIANYANG, case.id, other)
    clock.set_now("2026-06-01")
    await actions.terminate_agreement(db, case.me, MIANYANG, case.id, "moved")
    client.cookies.update(await make.session(case.me))
    paper = text_of((await client.get(case.page + ".pdf")).content, tmp_path)
    for text in ((await client.get(case.page)).text, paper):
        flat = "".join(text.split())
        for words in (
            "李慧",
            "2026-03-02由李慧医生换为周敏医生",
            "2026-03-02至2027-03-01",
            "已于2026-06-01提前结束",
        ):
            assert words in flat
        assert "与存证一致" in flat


@pytest.mark.parametrize("accepted", [None, False])
async def test_a_request_that_does_not_count_has_a_paper_that_says_so(
    accepted: bool | None, client: httpx.AsyncClient, make: Factory, db: Database, system: Database
) -> None:
    """K1: waiting for the doctor, or declined."""
    case = await signed(make, db, system)
    asks = await make.institution(MIANYANG, accepts_each_request=True)
    team = await make.team(asks, [await make.doctor(asks, MIANYANG)], MIANYANG)
    place = msgspec.structs.replace(case.place, institution_id=asks, team_id=team)
    me = await signer(make, place)
    agreement_id = await actions.request_agreement(db, me, order(place, me.resident_id))
    if accepted is False:
        staff = await make.actor(Role.DOCTOR, place)
        await actions.decide_agreement(db, staff, MIANYANG, agreement_id, False, "已搬走")
    client.cookies.update(await make.session(me))
    for path in ("", "/document", "/document.pdf"):
        answer = await client.get(f"/agreements/{agreement_id}{path}")
        assert answer.status_code == 200, path
        if path == "/document":
            assert ("等医生接受" if accepted is None else "没有接受") in answer.text
            assert "与存证一致" in answer.text and "2026-03-02 至 2027-03-01" in answer.text


async def test_no_typed_text_is_markup(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database, tmp_path: Path
) -> None:
    """A name full of Typst and HTML is printed as it stands."""
    case = await signed(make, db, system)
    odd = '#panic("x") *b* $1/2$ <script>'
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update residents set name = $2 where id = $1", case.me.resident_id, odd)
    client.cookies.update(await make.session(case.me))
    paper = await client.get(case.page + ".pdf")
    assert '#panic("x")*b*$1/2$<script>' in "".join(text_of(paper.content, tmp_path).split())
    assert "<script>" not in (await client.get(case.page)).text.split("<main")[1]


@pytest.mark.parametrize("ending", ["", ".pdf"])
async def test_only_the_parties_see_it(
    ending: str, client: httpx.AsyncClient, make: Factory, db: Database, system: Database
) -> None:
    """K1, field R7: owner, head of the household, staff of the institution; for others it does not exist."""
    case = await signed(make, db, system)
    head = await make.resident(case.place, name="户主")
    household = await make.household(case.place, head, case.me.resident_id)
    elsewhere = await make.place(MIANYANG)
    who = {
        "owner": (case.me, 200),
        "head": (
            await make.actor(
                Role.RESIDENT, case.place, resident_id=head, household_id=household, name="户主"
            ),
            200,
        ),
        "doctor": (await make.actor(Role.DOCTOR, case.place), 200),
        "manager": (await make.actor(Role.MANAGER, case.place), 200),
        "stranger": (
            await make.actor(
                Role.RESIDENT, case.place, resident_id=await make.resident(case.place), name="旁人"
            ),
            404,
        ),
        "other doctor": (await make.actor(Role.DOCTOR, elsewhere), 404),
        "bureau": (await make.actor(Role.BUREAU, case.place), 404),
    }
    for name, (actor, status) in who.items():
        client.cookies.update(await make.session(actor))
        assert (await client.get(case.page + ending)).status_code == status, name
    client.cookies.clear()
    assert (await client.get(case.page + ending)).headers["location"].startswith("/sign-in")
    async with system.transaction(SYSTEM) as tx:
        looks = await looks_of(tx, MIANYANG, case.me.resident_id)
    assert sorted(look.role for look in looks) == ["doctor", "manager", "resident"]
    assert {look.part for look in looks} == {"agreement_document"}


async def test_english_page_keeps_the_chinese_text(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database
) -> None:
    case = await signed(make, db, system)
    client.cookies.update(await make.session(case.me))
    client.cookies.set("lang", "en")
    page = (await client.get(case.page)).text
    for words in ("Family doctor service agreement", "The Chinese text counts", "Rights and duties", "yuan"):
        assert words in page, words
    assert 'lang="zh-CN"' in page
    assert "This agreement is genuine" in (await client.get(case.verify)).text


async def test_without_a_chinese_font_the_page_says_what_to_install(
    client: httpx.AsyncClient, make: Factory, db: Database, system: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = await signed(make, db, system)
    client.cookies.update(await make.session(case.me))
    monkeypatch.setattr(pdf, "FAMILIES", ("No Such Sans",))
    answer = await client.get(case.page + ".pdf")
    assert answer.status_code == 503 and "fonts-noto-cjk" in answer.text
