"""The questions that other slices ask: facts and a policy in, an answer with its citations out.

Pure: no clock, no database, no figure. Each is written in the module it comes from.
"""

from .capitation import capitation
from .changes import change
from .eligibility import eligibility
from .fees import fee
from .offers import (
    agreement_text,
    benefits,
    capacity,
    hospital_choice,
    items,
    party,
    termination_reasons,
    terms,
)

__all__ = [
    "agreement_text",
    "benefits",
    "capacity",
    "capitation",
    "change",
    "eligibility",
    "fee",
    "hospital_choice",
    "items",
    "party",
    "termination_reasons",
    "terms",
]
