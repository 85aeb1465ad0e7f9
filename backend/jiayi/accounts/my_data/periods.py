"""How long a kind of row is kept after it is over, in words: policy data, never a figure here."""

from datetime import date

from jiayi.accounts.my_data.model import Kept
from jiayi.policies.cited import NoRule
from jiayi.policies.kept import policy_for
from jiayi.policies.schema import Retention


def kept(county: int, on: date, code: str) -> Kept | None:
    found = policy_for(county, on).one(Retention, code=code)
    if isinstance(found, NoRule):
        return None
    c = found.citation
    basis = f"《{c.title}》{c.clause}"
    return Kept(text=found.value.text, basis=basis, assumed=c.assumption)
