"""Words of the ledger."""

from datetime import datetime
from enum import StrEnum

import msgspec

from jiayi.policies.schema import ConsentPurpose

HEALTH_DATA = "health_data"
REMINDER_MAILS = "reminder_mails"


class Decision(StrEnum):
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class Answer(msgspec.Struct, frozen=True):
    purpose: str
    text_version: str
    decision: str
    how: str
    decided_at: datetime


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A purpose with the person's last answer to it."""

    purpose: ConsentPurpose
    basis: str
    answer: Answer | None

    @property
    def stands(self) -> bool:
        return stands(self.purpose, self.answer)

    @property
    def open(self) -> bool:
        """Never asked, or the words are new since the last yes: a no is not asked again."""
        if self.purpose.ground != "consent":
            return False
        if self.answer is None:
            return True
        return self.answer.decision == Decision.GIVEN and self.answer.text_version != self.purpose.version


def stands(purpose: ConsentPurpose, answer: Answer | None) -> bool:
    """The same as consent_stands() in SQL. A yes to words that were replaced counts only where `earlier` names them."""
    if purpose.ground == "contract":
        return True
    if answer is None:
        return purpose.ground == "opt_out"
    if answer.decision != Decision.GIVEN:
        return False
    return purpose.ground == "opt_out" or answer.text_version in versions_of(purpose)


def versions_of(purpose: ConsentPurpose) -> list[str]:
    return [purpose.version, *purpose.earlier]


def body_of(purpose: ConsentPurpose) -> str:
    """What is kept word for word, and hashed."""
    return "\n".join((purpose.name, purpose.text, purpose.refused, purpose.stops))
