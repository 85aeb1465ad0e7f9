"""依据: what is refused by a rule of the place carries the clause."""

import ast
import re
from itertools import product

import pytest

from jiayi.agreements import terms
from jiayi.agreements.policy import policy_for
from jiayi.infra import clock
from jiayi.policies import rules
from jiayi.policies.answers import Refused
from jiayi.policies.facts import ChangeFacts
from jiayi.policies.schema import ChangeKind
from jiayi.settings import ROOT
from tests.agreements.helpers import BASE

SLICE = ROOT / "backend/jiayi/agreements"
OF_A_RULE = re.compile("规定|一起签|个月|长期协议|减免|少收|不能换|年龄|周岁")
NOT_OF_A_RULE = {"换到别的机构要办改签，不能只换医生。", "这份协议现在不能换医生，请刷新页面看看。"}
"""Another way leads there, or the page is old."""
KINDS: tuple[ChangeKind, ...] = (
    "switch_institution",
    "change_doctor",
    "renew",
    "terminate",
    "long_term",
    "confirm",
)


def uncited() -> dict[str, str]:
    """Sentences of bare Conflicts in the slice that speak of a rule."""
    found = {}
    for path in sorted(SLICE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if not (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Conflict"
            ):
                continue
            for said in (
                one for arg in node.args[:1] for one in ast.walk(arg) if isinstance(one, ast.Constant)
            ):
                if OF_A_RULE.search(str(said.value)) and said.value not in NOT_OF_A_RULE:
                    found[str(said.value)] = f"{path.name}:{node.lineno}"
    return found


def test_no_refusal_by_a_rule_is_without_one() -> None:
    assert uncited() == {}


@pytest.mark.parametrize("county", BASE)
def test_each_fault_of_a_term_names_its_clause(county: int) -> None:
    """N-0, MY-3, UR-3.2, HN-10."""
    policy = policy_for(county, clock.today())
    faults = [found for months in (0, 1, 13, 25, 999) if (found := terms.fault(policy, months))]
    assert faults and all(one.citation for one in (*faults, terms.no_long_term(policy)))


@pytest.mark.parametrize(("county", "kind"), list(product(BASE, KINDS)))
def test_each_refused_change_names_its_clause(county: int, kind: ChangeKind) -> None:
    """N-1.3, N-10.1, HN-7, UR-3.2, MY-3: in the middle of a term, to elsewhere."""
    today = clock.today()
    facts = ChangeFacts(
        kind=kind, today=today, term_from=today, term_to=today.replace(year=today.year + 1),
        same_institution=False, same_team=False,
    )  # fmt: skip
    found = rules.change(policy_for(county, today), facts)
    assert not isinstance(found, Refused) or all(one.citation for one in found.reasons)
