"""The proof is a function of what was agreed: order of rows does not matter, every fact does."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest

from jiayi.agreements.document.proof import ProofFacts, canonical, proof_of

ONE, TWO = UUID(int=1), UUID(int=2)
AT = datetime(2026, 3, 2, 1, 0, 0, 5, tzinfo=UTC)
FACTS = ProofFacts(
    county=510107, id=ONE, number="510107-20260302-ABCDEFGH", resident_id=ONE, institution_id=ONE, team_id=None,
    doctor_id=ONE, starts_on=date(2026, 3, 2), ends_on=None, policy_division=510107, policy_on=date(2026, 3, 2),
    text_version="v1", text_sha256="ab", previous_id=None, origin="online", requested_at=AT, requested_by=ONE,
    packages=(("b", "乙", "《x》"), ("a", "甲", "《x》")), items=(("i", None, '引"号\n', 1),),
    fee_lines=(("a", "fund", None, "《x》", "", "", True, ""), ("a", "resident", 0, "《x》", "", "", True, "")),
    hospitals=((TWO, 3), (ONE, 2)), reduction_fen=0, signatures=(("resident", ONE, "王芳", "", AT),),
)  # fmt: skip
OTHER: dict[str, Any] = {
    "county": 510108, "id": TWO, "number": "x", "resident_id": TWO, "institution_id": TWO, "team_id": TWO,
    "doctor_id": TWO, "starts_on": date(2026, 3, 3), "ends_on": date(2027, 3, 2), "policy_division": 0,
    "policy_on": date(2026, 3, 3), "text_version": "v2", "text_sha256": "ac", "previous_id": TWO, "origin": "desk",
    "requested_at": AT.replace(microsecond=6), "requested_by": TWO, "packages": (), "items": (), "fee_lines": (),
    "hospitals": (), "reduction_fen": 1, "signatures": (("resident", ONE, "王方", "", AT),),
    "guardian_relation": "parent",
}  # fmt: skip


def test_order_of_rows_does_not_matter() -> None:
    turned = {
        name: tuple(reversed(getattr(FACTS, name)))
        for name in ("packages", "fee_lines", "hospitals", "signatures")
    }
    assert proof_of(msgspec.structs.replace(FACTS, **turned)) == proof_of(FACTS)


@pytest.mark.parametrize("name", ProofFacts.__struct_fields__)
def test_every_fact_matters(name: str) -> None:
    assert proof_of(msgspec.structs.replace(FACTS, **{name: OTHER[name]})) != proof_of(FACTS)


def test_text_is_spelled_as_the_database_does() -> None:
    text = canonical(FACTS)
    assert '["a", "甲", "《x》"], ["b", "乙", "《x》"]' in text
    assert '["i", null, "引\\"号\\n", 1]' in text and ", 1772413200000005, " in text
