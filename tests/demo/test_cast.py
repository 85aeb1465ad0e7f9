"""Every county of the demo can be played through: who signs, who witnesses (R9), who answers for the area."""

import pytest

from jiayi.demo.people import choose_cast, colleague
from jiayi.demo.run import PLAN
from jiayi.infra import clock
from jiayi.synth import generate

AS_IN_MAKE_DEMO = 1500


@pytest.mark.parametrize("code", [county["code"] for county in PLAN["county"]])
def test_there_is_a_second_doctor_to_witness(code: int) -> None:
    county = generate(code, AS_IN_MAKE_DEMO, 7, clock.today())
    cast = choose_cast(county)
    second = colleague(county, cast.team)
    assert second and second.id != cast.team.lead_doctor_id
    assert second.institution_id == cast.team.institution_id
