"""依据 of the public pages: what holds in the place today, with its citation."""

from datetime import date
from typing import Literal

from jiayi.policies.cited import Stated
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import Publication

Subject = Literal["area", "map", "division", "free_choice"]


def basis(county: int | None, on: date, *subjects: Subject) -> list[Stated[Publication]]:
    """Empty where no document in force says anything of it."""
    if county is None:
        return []
    stated = {row.value.code: row for row in policy_for(county, on).all(Publication)}
    return [stated[subject] for subject in subjects if subject in stated]
