"""County → city → province → nation; a sixth jurisdiction is a folder (X-3); nothing is guessed (HN-10)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from jiayi.policies import rules
from jiayi.policies.cited import NoRule, Stated
from jiayi.policies.facts import EligibilityFacts
from jiayi.policies.loader import PACKAGED, load, what_if
from jiayi.policies.places import chain, within
from jiayi.policies.schema import Capacity, Capitation, Fee, Package, Rate

from .test_loader import CAPACITY, CITED, FEE, FUNDING, PACKAGE, SOURCES

BOOK = load()
TODAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("division", "places"),
    [
        (510104, (510104, 510100, 510000, 0)),
        (510104001, (510104001, 510104, 510100, 510000, 0)),
        (430000, (430000, 0)),
        (0, (0,)),
    ],
)
def test_chain(division: int, places: tuple[int, ...]) -> None:
    assert chain(division) == places


def test_within() -> None:
    assert within(510104, 510100) and not within(510104, 510700)


def place(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir()
    for topic, text in {"sources": SOURCES, **files}.items():
        (folder / name / f"{topic}.toml").write_text(text, encoding="utf-8")


def test_a_sixth_jurisdiction_is_a_folder_and_nothing_else(tmp_path: Path) -> None:
    """X-3: its own package, price, split and capacity, with no change of code."""
    split = (
        FUNDING
        + "how = 'share'\nshare = '0.335'\n"
        + FUNDING.replace("'fund'", "'resident'")
        + "how = 'rest'\n"
    )
    place(tmp_path, "990100-shiyan", packages=PACKAGE, fees=FEE + split, parties=CAPACITY)
    policy = load([tmp_path]).resolve(990103, TODAY)
    facts = EligibilityFacts(
        age_years=30,
        insurance_scheme="none",
        premium_paid=False,
        county_of_insurance=0,
        county_of_signing=990103,
    )
    assert [offer.package for offer in rules.eligibility(policy, facts)] == ["p"]
    answer = rules.fee(policy, ["p"], facts)
    assert (answer.paid_by("fund"), answer.paid_by("resident"), answer.total_fen) == (335, 665, 1000)
    limit = rules.capacity(policy)
    assert isinstance(limit, Stated) and limit.citation.number == "试〔2026〕1号"


def test_the_county_wins_over_its_city(tmp_path: Path) -> None:
    place(tmp_path, "990100-shiyan", parties=CAPACITY)
    place(tmp_path, "990102-xian", parties=CAPACITY.replace("1500", "900"))
    book = load([tmp_path])
    found = {division: book.resolve(division, TODAY).one(Capacity) for division in (990102, 990103)}
    assert {d: s.value.residents_per_doctor for d, s in found.items() if isinstance(s, Stated)} == {
        990102: 900,
        990103: 1500,
    }


def test_packages_come_by_kind_from_the_nearest_place() -> None:
    """The nation's base package stands where the nearer document makes none (CD-2.2), and yields where it does."""
    base = {
        510104: {"cn_base"},
        510703: {"my_base"},
        430102: {"hn_base"},
        650102: {"ur_free"},
        330106: {"cn_base"},
    }
    kinds = {
        division: {p.value.code for p in BOOK.resolve(division, TODAY).all(Package, kind="base")}
        for division in base
    }
    assert kinds == base


def test_a_new_rate_is_a_new_row_from_a_new_day(tmp_path: Path) -> None:
    """CD-4.3: every rate has the dates it is valid."""
    row = "[[capitation]]\npackage = 'p'\nschemes = ['resident']\npayer = 'fund'\nunit = 'person_year'\n"
    old = row + CITED + "rate_fen = 5000\nto = 2026-07-01\n"
    new = row + CITED.replace("2026-01-01", "2026-07-01") + "rate_fen = 5500\n"
    place(tmp_path, "990100-shiyan", packages=PACKAGE, capitation=old + new)
    book = load([tmp_path])
    rates = [book.resolve(990101, day).all(Capitation) for day in (date(2026, 6, 30), date(2026, 7, 1))]
    assert [[rate.value.rate_fen for rate in day] for day in rates] == [[5000], [5500]]


def test_a_day_without_a_rule_names_the_last_document() -> None:
    """UR-1: the price of 2019 says nothing of 2020."""
    gap = BOOK.resolve(650102, date(2020, 1, 1)).one(Fee, packages="ur_paid")
    assert isinstance(gap, NoRule) and gap.last is not None
    assert gap.last.clause == "一（二）" and gap.last.to == date(2020, 1, 1)


def test_a_day_before_any_rule_names_none() -> None:
    gap = BOOK.resolve(430102, date(2020, 1, 1)).one(Package, code="hn_base")
    assert isinstance(gap, NoRule) and gap.last is None and "没有写到这一天" in gap.text


def test_what_ran_out_nearby_is_said() -> None:
    """HN-10."""
    lapsed = BOOK.resolve(430102, date(2026, 7, 1)).lapsed
    assert {"package", "capitation", "benefit"} <= {gap.topic for gap in lapsed}
    assert BOOK.resolve(430102, date(2026, 6, 30)).lapsed == ()


def test_assumptions_can_be_left_out() -> None:
    """UR-1 without the demo's 60 %: the share is missing, and the fee is refused rather than guessed."""
    policy = load(assumptions=False).resolve(650102, date(2019, 12, 1))
    facts = EligibilityFacts(
        age_years=30,
        insurance_scheme="resident",
        premium_paid=True,
        county_of_insurance=650102,
        county_of_signing=650102,
        outpatient_balance_fen=10000,
    )
    assert isinstance(policy.one(Rate, name="outpatient_reimbursement"), NoRule)
    assert not rules.fee(policy, ["ur_paid"], facts).allowed


def test_an_unknown_package_is_refused_not_free() -> None:
    facts = EligibilityFacts(
        age_years=30,
        insurance_scheme="none",
        premium_paid=False,
        county_of_insurance=0,
        county_of_signing=330106,
    )
    answer = rules.fee(BOOK.resolve(330106, TODAY), ["nothing_like_it"], facts)
    assert not answer.allowed and "没有在用的规定：服务包" in answer.refusals[0].text


def test_a_draft_is_tried_without_being_in_force(tmp_path: Path) -> None:
    """A raised rate on the packaged rules: the draft cites the packaged document and names its package."""
    draft = tmp_path / "510100-chengdu"
    draft.mkdir()
    rate = (PACKAGED / "510100-chengdu" / "capitation.toml").read_text(encoding="utf-8")
    (draft / "capitation.toml").write_text(
        rate.replace("rate_fen = 9000", "rate_fen = 9900"), encoding="utf-8"
    )
    tried = what_if(BOOK, [draft]).resolve(510104, TODAY)
    now = BOOK.resolve(510104, TODAY)
    rates = [
        p.all(Capitation, disease="diabetes", package="cd_two_disease")[0].value.rate_fen
        for p in (tried, now)
    ]
    assert rates == [9900, 9000]


def test_a_pilot_may_list_institutions(tmp_path: Path) -> None:
    """CD-2.1: which institutions take part, from when."""
    pilot = "[[pilot]]\npackages = ['p']\nmet = '参加了。'\nunmet = '没有参加。'\n" + CITED
    later = CITED.replace("2026-01-01", "2026-03-01")
    part = "[[participant]]\ndivisions = [990102]\ninstitutions = ['A1']\n" + later
    place(tmp_path, "990100-shiyan", packages=PACKAGE, parties=pilot + part)
    book = load([tmp_path])

    def offered(institution: str, on: date) -> bool:
        facts = EligibilityFacts(
            age_years=30,
            insurance_scheme="none",
            premium_paid=False,
            county_of_insurance=0,
            county_of_signing=990102,
            signing_institution=institution,
        )
        return rules.eligibility(book.resolve(990102, on), facts)[0].offered

    spring = date(2026, 3, 1)
    assert [offered("A1", spring), offered("A2", spring), offered("A1", TODAY)] == [True, False, False]
