"""The policies that this process answers from, read once."""

from datetime import date
from functools import cache

from jiayi.policies.loader import load
from jiayi.policies.resolve import Policy, PolicyBook
from jiayi.settings import from_environment


@cache
def book() -> PolicyBook:
    """The packaged rules and the folders of JIAYI_POLICIES_EXTRA."""
    return load(from_environment().policies_extra)


def policy_for(county: int, on: date) -> Policy:
    return book().resolve(county, on)
