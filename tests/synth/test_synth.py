from collections import Counter
from datetime import date

import msgspec
import pytest

from jiayi.infra import division
from jiayi.infra.geo import area, contains, overlap, uncovered
from jiayi.infra.identity_number import parse
from jiayi.synth import generate
from jiayi.synth.health import age_on
from jiayi.synth.model import SynthCounty
from jiayi.synth.places import NoOutline, short_name

TODAY = date(2026, 1, 1)
CITY, VILLAGES, UYGHUR, MUNICIPALITY = 510107, 430121, 653221, 500151


@pytest.fixture(scope="module")
def city() -> SynthCounty:
    return generate(CITY, 1000, seed=1, today=TODAY)


@pytest.fixture(scope="module")
def villages() -> SynthCounty:
    return generate(VILLAGES, 1000, seed=1, today=TODAY)


def test_the_same_seed_gives_the_same_county_and_another_another(city: SynthCounty) -> None:
    assert msgspec.json.encode(generate(CITY, 1000, 1, TODAY)) == msgspec.json.encode(city)
    assert generate(CITY, 1000, 2, TODAY).residents != city.residents


@pytest.mark.parametrize("residents", [0, 1, 37, 1000])
def test_as_many_residents_as_asked(residents: int) -> None:
    county = generate(CITY, residents, 3, TODAY)
    assert len(county.residents) == residents
    assert len(county.areas) >= 12


def test_every_id_is_unique_and_every_reference_found(villages: SynthCounty) -> None:
    c = villages
    rows = [*c.institutions, *c.doctors, *c.teams, *c.areas, *c.households, *c.residents]
    institutions, doctors = {i.id for i in c.institutions}, {d.id for d in c.doctors}
    assert len({row.id for row in rows}) == len(rows)
    assert {i.parent for i in c.institutions} - {None} <= institutions
    assert {d.institution_id for d in c.doctors} | {t.institution_id for t in c.teams} <= institutions
    assert {t.lead_doctor_id for t in c.teams} | {
        m.doctor_id for t in c.teams for m in t.members
    } <= doctors | {None}
    assert {a.team_id for a in c.areas} == {t.id for t in c.teams}
    assert {a.committee for a in c.areas} == {x.code for x in c.committees}
    assert {h.area_id for h in c.households} <= {a.id for a in c.areas}
    assert {r.household_id for r in c.residents} == {h.id for h in c.households}
    assert {h.head_id for h in c.households} == {r.id for r in c.residents if r.relation == "head"}


def test_townships_and_committees_are_real(villages: SynthCounty) -> None:
    assert all(division.get(t.code).parent == VILLAGES for t in villages.townships)
    assert all(division.get(c.code).parent == c.township for c in villages.committees)


@pytest.mark.parametrize("code", [CITY, VILLAGES, UYGHUR, MUNICIPALITY])
def test_service_areas_cover_the_county_once(code: int) -> None:
    county = generate(code, 500, 1, TODAY)
    rings = [a.ring for a in county.areas]
    assert all(ring[0] == ring[-1] for ring in rings)
    assert uncovered(county.outline, [[ring] for ring in rings]).share < 0.03
    assert sum(area([ring]) for ring in rings) < area(county.outline) * 1.001
    assert max(overlap([rings[0]], [other]) for other in rings[1:]) < 1000
    assert all(contains([a.ring], a.centre) for a in county.areas)


def test_names_of_areas_are_distinct_and_villages_have_groups(
    city: SynthCounty, villages: SynthCounty
) -> None:
    for county in (city, villages):
        names = [a.name for a in county.areas]
        assert len(set(names)) == len(names)
    assert {a.kind for a in city.areas} == {"compound", "building"}
    assert "villagers_group" in {a.kind for a in villages.areas}
    assert {i.kind for i in villages.institutions} >= {"hospital", "township_center", "community_center"}


def test_one_hospital_leads(city: SynthCounty) -> None:
    hospitals = [i for i in city.institutions if i.kind == "hospital"]
    assert [i.leads_community for i in hospitals] == [True, False, False]
    assert all(i.level in (2, 3) for i in hospitals)


def test_every_team_has_its_kinds_of_members(city: SynthCounty) -> None:
    for team in city.teams:
        duties = {m.duty for m in team.members}
        assert {"nurse", "public_health"} <= duties and duties & {"gp", "tcm"}
        assert team.members[0].doctor_id == team.lead_doctor_id


def test_nobody_can_be_real(city: SynthCounty) -> None:
    numbers = [parse(r.identity_number, TODAY) for r in city.residents]
    assert all(n.is_synthetic for n in numbers)
    assert len({n.text for n in numbers}) == len(numbers)
    assert [(n.birth_date, n.sex) for n in numbers] == [(r.birth_date, r.sex) for r in city.residents]
    assert all(r.phone is None or r.phone.startswith("000") for r in city.residents)
    assert all(i.email.endswith("@example.org") and i.phone.startswith("000-") for i in city.institutions)


def test_two_counties_share_no_identity_number(city: SynthCounty, villages: SynthCounty) -> None:
    assert not {r.identity_number for r in city.residents} & {r.identity_number for r in villages.residents}


def test_the_crowd_looks_likely() -> None:
    people = generate(CITY, 5000, 1, TODAY).residents
    ages = [age_on(r.birth_date, TODAY) for r in people]
    ill = Counter(condition for r in people for condition in r.conditions)
    assert 0.10 < sum(age < 15 for age in ages) / len(ages) < 0.20
    assert 0.12 < sum(age >= 65 for age in ages) / len(ages) < 0.20
    assert min(ages) >= 0 and max(ages) < 105
    assert ill["hypertension"] > ill["diabetes"] > ill["copd"] > ill["severe_mental_disorder"] > 0


def test_what_is_certified_is_there(city: SynthCounty) -> None:
    for r in city.residents:
        assert {*r.insurance.two_disease, *r.insurance.special_chronic} <= {*r.conditions}
        assert not {*r.insurance.two_disease} & {*r.insurance.special_chronic}
        assert ("pregnant" in r.groups) is (r.due_date is not None)
        assert r.insurance.premium_paid is False or r.insurance.scheme != "none"


def test_long_names_where_people_bear_them(city: SynthCounty) -> None:
    people = generate(UYGHUR, 500, 1, TODAY).residents
    assert 100 < sum("·" in r.name for r in people) < 400
    assert not any("·" in r.name for r in city.residents)


def test_a_county_without_outline_is_refused_in_a_sentence() -> None:
    with pytest.raises(NoOutline, match="换一个区县"):
        generate(653228, 100, 1, TODAY)


@pytest.mark.parametrize(
    ("committee", "short"),
    [
        ("玉林北路社区居委会", "玉林北路"),
        ("白果村村民委员会", "白果村"),
        ("白果村委会", "白果村"),
        ("幸福社区", "幸福"),
    ],
)
def test_short_names(committee: str, short: str) -> None:
    assert short_name(committee) == short
