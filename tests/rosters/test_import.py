"""Rosters into the database: all or nothing, safe to repeat, within one's own institution (issue 2 §2)."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest

from jiayi.accounts.sealed import identity_of, phone_of
from jiayi.infra.crypto import Vault
from jiayi.infra.db.actor import SYSTEM, Actor, Role
from jiayi.infra.db.database import Database
from jiayi.infra.identity_number import Sex, generate
from jiayi.rosters import actions
from jiayi.rosters import sentences as S
from jiayi.rosters.model import Counts, Kind, Outcome
from tests.factories import COUNTY, Factory, Place
from tests.rosters.conftest import book

DAD = generate(date(1955, 1, 1), Sex.MALE, 1)
MUM = generate(date(1956, 1, 1), Sex.FEMALE, 1)
SON = generate(date(1985, 1, 1), Sex.MALE, 1)
PEOPLE = (
    "姓名",
    "身份证号",
    "手机号",
    "与户主关系",
    "户主身份证号",
    "片区编码",
    "楼栋",
    "房号",
    "疾病",
    "重点人群",
)


class Importer:
    """``await importer(Kind.TEAMS, content)`` imports as ``who``; ``dry=True`` only checks."""

    def __init__(self, db: Database, vault: Vault) -> None:
        self.db, self.vault = db, vault
        self.who = Actor(role=Role.SYSTEM, county=COUNTY)

    async def __call__(self, kind: Kind, content: bytes, *, dry: bool = False) -> Outcome:
        import_id = await actions.bring(self.db, self.vault, self.who, COUNTY, kind, "f", content, keep=False)
        step = actions.check if dry else actions.apply
        return await step(self.db, self.vault, self.who, COUNTY, kind, import_id, content)


@pytest.fixture
async def importer(system: Database, vault: Vault, make: Factory) -> Importer:
    await make.institution(code="HOME")  # a county without any is not served
    return Importer(system, vault)


@pytest.fixture
async def place(make: Factory) -> Place:
    return await make.place()


async def rows(db: Database, sql: str, *args: Any) -> list[tuple[Any, ...]]:
    async with db.transaction(SYSTEM) as tx:
        return [tuple(row) for row in await tx.connection.fetch(sql, *args)]


async def code_of(db: Database, table: str, id: Any) -> str:
    return str((await rows(db, f"select code from {table} where id = $1", id))[0][0])


def texts(outcome: Outcome) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.text) for fault in outcome.faults]


def family(area: str = "", phone: str = "13800000001") -> bytes:
    """The head stands last: rows may come in any order."""
    return book(PEOPLE, ("王小强", SON, "", "子女", DAD, area, "", "", "", ""),
                ("李芳", MUM, "13800000002", "配偶", DAD, area, "1栋" if area else "", "301", "高血压、糖尿病", "残疾人"),
                ("王强", DAD, phone, "户主", "", area, "", "", "无", ""))  # fmt: skip


async def test_residents_are_written_with_households_and_facts(
    importer: Importer, system: Database, place: Place
) -> None:
    outcome = await importer(Kind.RESIDENTS, family(await code_of(system, "service_areas", place.area_id)))
    assert (outcome.counts, outcome.faults) == (Counts(new=3), [])
    people = await rows(
        system, "select name, pinyin, sex, relation_to_head, phone_tail, area_id from residents order by name"
    )
    assert people == [("李芳", "lifang", "female", "spouse", "0002", place.area_id),
                      ("王小强", "wangxiaoqiang", "male", "child", "", place.area_id),
                      ("王强", "wangqiang", "male", "head", "0001", place.area_id)]  # fmt: skip
    heads = """select distinct h.name from residents r join households o on o.id = r.household_id
        join residents h on h.id = o.head_id"""
    assert await rows(system, heads) == [("王强",)]
    assert await rows(system, "select condition from resident_conditions order by 1") == [
        ("diabetes",),
        ("hypertension",),
    ]
    assert await rows(system, "select priority_group from resident_groups") == [("disabled",)]


async def test_numbers_are_sealed_to_their_person(importer: Importer, system: Database, vault: Vault) -> None:
    await importer(Kind.RESIDENTS, book(PEOPLE[:3], ("李芳", MUM.lower(), "138 0000 0002")))
    (row,) = await rows(system, "select id, identity_sealed, identity_tail, phone_sealed from residents")
    assert vault.open(row[1], identity_of(COUNTY, row[0])) == MUM and row[2] == MUM[-4:]
    assert vault.open(row[3], phone_of(COUNTY, row[0])) == "13800000002"
    key = vault.blind_index("identity", MUM)
    assert await rows(system, "select subject_id from key_directory where key_hash = $1", key) == [(row[0],)]


async def test_a_check_writes_no_person(importer: Importer, system: Database) -> None:
    outcome = await importer(Kind.RESIDENTS, family(), dry=True)
    assert outcome.counts == Counts(new=3)
    assert await rows(system, "select 1 from residents union all select 1 from households") == []


async def test_a_repeat_changes_nothing_and_says_so(importer: Importer, system: Database) -> None:
    await importer(Kind.RESIDENTS, family())
    before = await rows(system, "select xmin::text, id from residents order by id")
    assert (await importer(Kind.RESIDENTS, family())).counts == Counts(unchanged=3)
    assert await rows(system, "select xmin::text, id from residents order by id") == before


async def test_a_changed_phone_changes_one(importer: Importer, system: Database) -> None:
    await importer(Kind.RESIDENTS, family())
    assert (await importer(Kind.RESIDENTS, family(phone="13900000009"))).counts == Counts(
        changed=1, unchanged=2
    )
    assert ("0009",) in await rows(system, "select phone_tail from residents")


async def test_none_takes_back_what_a_roster_said_but_not_what_a_doctor_said(
    importer: Importer, system: Database
) -> None:
    await importer(Kind.RESIDENTS, family())
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update resident_conditions set source = 'doctor' where condition = 'diabetes'")
    again = book((*PEOPLE[:2], "疾病", "重点人群"), ("李芳", MUM, "无", "无"))
    assert (await importer(Kind.RESIDENTS, again)).counts == Counts(changed=1)
    assert await rows(system, "select condition from resident_conditions") == [("diabetes",)]
    assert await rows(system, "select until from resident_groups") == [(date(2026, 3, 2),)]


async def test_one_bad_row_at_the_end_leaves_nothing(importer: Importer, system: Database) -> None:
    many = [(f"居民{n}", generate(date(1970, 1, 1), Sex.MALE, n % 500, n // 500)) for n in range(2500)]
    outcome = await importer(Kind.RESIDENTS, book(PEOPLE[:2], *many, ("坏行", "1")))
    assert outcome.counts == Counts(new=2500, refused=1) and outcome.faults[0].row == 2502
    assert await rows(system, "select 1 from residents union all select 1 from key_directory") == []
    assert await rows(system, "select state from import_states") == [("refused",)]


REFUSED: list[tuple[tuple[Any, ...], tuple[int, str, str]]] = [
    ((("甲", MUM), ("乙", MUM)), (3, "B", S.DUPLICATE)),
    ((("甲", SON, "", "子女", DAD),), (2, "E", S.UNKNOWN_HEAD)),
    ((("甲", generate(date(2026, 3, 3), Sex.MALE, 1)),), (2, "B", S.IDENTITY_AHEAD)),
    ((("甲", SON, "", "", "", "A404"),), (2, "F", S.UNKNOWN_AREA)),
    ((("甲", SON, "", "", "", "HERE", "99栋"),), (2, "G", S.UNKNOWN_BUILDING)),
]


@pytest.mark.parametrize(("people", "told"), REFUSED)
async def test_resident_refused(
    importer: Importer, system: Database, place: Place, people: Any, told: Any
) -> None:
    code = await code_of(system, "service_areas", place.area_id)
    known = [tuple(code if cell == "HERE" else cell for cell in row) for row in people]
    assert texts(await importer(Kind.RESIDENTS, book(PEOPLE, *known))) == [told]
    assert await rows(system, "select 1 from residents") == []


async def test_a_person_of_another_county_is_left_alone(importer: Importer, make: Factory) -> None:
    await make.resident(await make.place(510104), identity=DAD)
    assert texts(await importer(Kind.RESIDENTS, book(PEOPLE[:2], ("王强", DAD)))) == [
        (2, "B", S.OTHER_COUNTY_PERSON)
    ]


INSURED = (
    "身份证号",
    "险种",
    "已缴费",
    "参保区划代码",
    "门诊统筹余额",
    "两病认定",
    "门诊慢特病认定",
    "数据日期",
)


async def test_insurance_of_known_residents(importer: Importer, system: Database) -> None:
    """CD-2.3, UR-3.1: scheme, premium, certificates and balance are what eligibility asks for."""
    await importer(Kind.RESIDENTS, family())
    first = book(INSURED, (MUM, "居民医保", "是", 510107, "200.5", "高血压", "无", "2026-01-01"))
    assert (await importer(Kind.INSURANCE, first)).counts == Counts(new=1)
    assert (await importer(Kind.INSURANCE, first)).counts == Counts(unchanged=1)
    known = "select scheme, premium_paid, county_of_insurance, outpatient_balance_fen, two_disease, special_chronic, as_of"
    assert await rows(system, known + " from insurance_records") == [
        ("resident", True, 510107, 20050, ["hypertension"], [], date(2026, 1, 1))
    ]
    nobody = generate(date(1990, 1, 1), Sex.MALE, 3)
    older = book(INSURED, (MUM, "职工", "否", 510107, "", "", "", "2025-12-01"),
                 (nobody, "未参保", "否", 510107, "", "", "", "2026-01-01"))  # fmt: skip
    assert texts(await importer(Kind.INSURANCE, older)) == [
        (2, "H", S.NEWER_KNOWN),
        (3, "A", S.UNKNOWN_RESIDENT),
    ]


INSTITUTION = ("机构编码", "机构名称", "机构类型", "地址", "电话", "服务时间", "经度", "纬度", "上级机构编码")
POST = ("C2", "花园村卫生室", "村卫生室", "花园村", "028-1", "全天", "104.06", "30.65", "C1")
CENTRE = ("C1", "花园卫生院", "乡镇卫生院", "花园路", "028-2", "全天", "104.05", "30.64", "")
TEAM = ("团队编码", "团队名称", "机构编码")
STAFF = ("人员编码", "姓名", "机构编码", "性别", "人员类别", "职称", "签约人数上限", "团队编码", "团队长")


async def test_institutions_teams_and_staff(importer: Importer, system: Database) -> None:
    """N-1.1, MY-2: who works where, in which team; a parent may stand below its post in the file."""
    assert (await importer(Kind.INSTITUTIONS, book(INSTITUTION, POST, CENTRE))).counts == Counts(new=2)
    assert (await importer(Kind.INSTITUTIONS, book(INSTITUTION, POST, CENTRE))).counts == Counts(unchanged=2)
    assert await rows(
        system, "select p.code from institutions i join institutions p on p.id = i.parent_id"
    ) == [("C1",)]
    teams = book(TEAM, ("T1", "一队", "C1"), ("T2", "二队", "C1"))
    assert (await importer(Kind.TEAMS, teams)).counts == Counts(new=2)
    assert (await importer(Kind.TEAMS, teams)).counts == Counts(unchanged=2)
    staff = book(STAFF, ("D1", "李慧", "C1", "女", "全科医生", "主治医师", 1500, "T1", "是"),
                 ("N1", "张丽", "C1", "女", "护士", "护师", "", "T1、T2", ""))  # fmt: skip
    assert (await importer(Kind.STAFF, staff)).counts == Counts(new=2)
    assert (await importer(Kind.STAFF, staff)).counts == Counts(unchanged=2)
    assert await rows(system, "select signs from doctors order by code") == [(True,), (False,)]
    assert await rows(system, "select capacity from doctor_panels") == [(1500,)]
    moved = book(STAFF, ("D1", "李慧", "C1", "女", "全科医生", "主治医师", 1500, "T2", "是"))
    assert (await importer(Kind.STAFF, moved)).counts == Counts(changed=1)
    current = """select t.code from team_members m join teams t on t.id = m.team_id
        join doctors d on d.id = m.doctor_id where d.code = 'D1' and m.until is null"""
    assert await rows(system, current) == [("T2",)]


async def test_references_of_the_directory_are_checked(importer: Importer) -> None:
    assert texts(await importer(Kind.TEAMS, book(TEAM, ("T1", "一队", "C9")))) == [
        (2, "C", S.UNKNOWN_INSTITUTION)
    ]
    assert texts(await importer(Kind.INSTITUTIONS, book(INSTITUTION, POST))) == [
        (2, "I", S.UNKNOWN_INSTITUTION)
    ]
    await importer(Kind.INSTITUTIONS, book(INSTITUTION, CENTRE))
    told = texts(
        await importer(Kind.STAFF, book(STAFF, ("D1", "李慧", "C1", "女", "全科医生", "医师", "", "T9", "")))
    )
    assert told == [(2, "G", S.CAPACITY_NEEDED), (2, "H", S.UNKNOWN_TEAM)]


def area(code: str, team: str, shift: float = 0.0, **changes: Any) -> dict[str, Any]:
    corners = [(104.055, 30.64), (104.057, 30.64), (104.057, 30.642), (104.055, 30.64)]
    ring = [[x + shift, y] for x, y in corners]
    properties = {"code": code, "name": "浆洗街小区", "kind": "小区", "township": 510107001,
                  "committee": 510107001001, "township_name": "浆洗街街道", "committee_name": "洗面桥社区",
                  "buildings": ["1栋", "2栋"], "team": team}  # fmt: skip
    return {
        "type": "Feature",
        "properties": properties | changes,
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def geojson(*features: dict[str, Any]) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


async def test_areas_are_dated(importer: Importer, system: Database, place: Place) -> None:
    """MY-3: a new boundary or team closes yesterday's row and opens today's."""
    team = await code_of(system, "teams", place.team_id)
    assert (await importer(Kind.AREAS, geojson(area("Z1", team)))).counts == Counts(new=1)
    assert (await importer(Kind.AREAS, geojson(area("Z1", team)))).counts == Counts(unchanged=1)
    async with system.transaction(SYSTEM) as tx:
        await tx.run("update area_boundaries set valid = '[2025-01-01,)'")
    assert (await importer(Kind.AREAS, geojson(area("Z1", team, 0.001)))).counts == Counts(changed=1)
    valid = "select valid::text from area_boundaries b join service_areas a on a.id = b.area_id where a.code = 'Z1' order by 1"
    assert await rows(system, valid) == [("[2025-01-01,2026-03-02)",), ("[2026-03-02,)",)]
    assert (await importer(Kind.AREAS, geojson(area("Z1", team, 0.002)))).counts == Counts(changed=1)
    assert len(await rows(system, valid)) == 2
    assert await rows(
        system,
        "select count(*) from buildings b join service_areas a on a.id = b.area_id where a.code = 'Z1'",
    ) == [(2,)]


async def test_bad_areas_are_each_told(importer: Importer) -> None:
    open_ring = area("Z2", "")
    open_ring["geometry"]["coordinates"][0].pop()
    others = area("Z3", "T9"), area("Z4", "", township=510104001)
    told = await importer(Kind.AREAS, geojson(area("", "T9"), open_ring, *others))
    assert [(f.row, f.header, f.sentence) for f in told.faults] == [
        (1, "code", "请填写“code”。"),
        (2, "geometry", "边界的点太少，请至少画三个角，再回到起点。"),
        (3, "team", "没有编码为 T9 的团队。请核对编码，或先导入团队名册。"),
        (4, "township", "代码 510104001 不属于本区县，请核对后再填。"),
    ]


async def test_an_area_must_lie_in_the_county_and_be_told_from_its_namesake(
    importer: Importer, system: Database
) -> None:
    """As on the manager's page: far outside is refused; partly outside, or a namesake, wants one's word."""
    river = area("Z5", "", 0.03, name="河边小区")
    names = [area("Z1", ""), area("Z2", ""), area("Z3", "", 5.0, name="远处")]
    told = await importer(Kind.AREAS, geojson(*names, river))
    assert [(f.row, f.header, f.sentence) for f in told.faults] == [
        (
            1,
            "name",
            "这个社区（村）里还有同名的一处（编码 Z2）。确实是另一处的话，请在属性里加上 sure_name：是。",
        ),
        (
            2,
            "name",
            "这个社区（村）里还有同名的一处（编码 Z1）。确实是另一处的话，请在属性里加上 sure_name：是。",
        ),
        (3, "geometry", "画到了武侯区以外很远的地方。请检查每个点的经度和纬度。"),
        (4, "geometry", told.faults[-1].sentence),
    ]
    assert "画到了武侯区的轮廓外" in told.faults[-1].sentence and "sure_place：是" in told.faults[-1].sentence
    sure = [area(code, "", 0.03, name="河边小区", sure_place="是", sure_name=True) for code in ("Z5", "Z6")]
    assert (await importer(Kind.AREAS, geojson(*sure))).counts == Counts(new=2)
    again = [area(code, "", 0.03, name="河边小区") for code in ("Z5", "Z6")]
    assert (await importer(Kind.AREAS, geojson(*again))).counts == Counts(unchanged=2)


async def test_a_manager_imports_the_own_institution_only(
    db: Database, system: Database, vault: Vault, make: Factory, place: Place
) -> None:  # fmt: skip
    """The same rows as row-level security allows, but told in sentences."""
    other = await make.institution()
    await make.resident(msgspec.structs.replace(place, institution_id=other), identity=DAD)
    importer = Importer(db, vault)
    importer.who = await make.actor(Role.MANAGER, place)
    elsewhere = await code_of(system, "institutions", other)
    told = await importer(
        Kind.RESIDENTS, book((*PEOPLE[:2], "管理机构编码"), ("王强", DAD, ""), ("李芳", MUM, elsewhere))
    )
    assert texts(told) == [(2, "B", S.OTHER_INSTITUTION_PERSON), (3, "C", S.OTHER_INSTITUTION)]
    assert texts(await importer(Kind.TEAMS, book(TEAM, ("T8", "八队", elsewhere)))) == [
        (2, "C", S.OTHER_INSTITUTION)
    ]
    assert (await importer(Kind.RESIDENTS, book(PEOPLE[:2], ("李芳", MUM)))).counts == Counts(new=1)
    assert await rows(system, "select institution_id from residents where name = '李芳'") == [
        (place.institution_id,)
    ]


async def test_history_tells_of_the_import_without_names(importer: Importer, system: Database) -> None:
    await importer(Kind.RESIDENTS, family())
    (event,) = await rows(system, "select kind, data::text from history_events where kind like 'rosters.%'")
    assert event[0] == "rosters.imported" and '"new": 3' in event[1] and "王" not in event[1]


async def test_two_imports_of_a_kind_do_not_mix(importer: Importer, system: Database) -> None:
    async with system.transaction(SYSTEM) as tx:
        await tx.run("select pg_advisory_xact_lock($1, hashtext('roster residents'))", COUNTY)
        assert texts(await importer(Kind.RESIDENTS, family())) == [(0, "", S.BUSY)]
