"""The facts that the rules ask for; `msgspec.json.schema` prints them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, TypeVar

import msgspec
from msgspec import Meta, Struct

from .schema import ChangeKind, Code, Fen, Scheme

Age = Annotated[int, Meta(ge=0, le=130, description="周岁")]
Division = Annotated[int, Meta(ge=0, description="GB/T 2260 区划代码")]


class FactsError(ValueError):
    """Facts that cannot be read: the message says which and what is wanted."""


class EligibilityFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    age_years: Age
    insurance_scheme: Scheme
    insurance_known: bool = True
    """False: the insurance data do not hold this person yet; then "none" is no fact."""
    premium_paid: bool
    county_of_insurance: Division
    county_of_signing: Division
    signing_institution: str = ""
    """Code of the signing institution; asked only where a pilot lists institutions."""
    conditions: tuple[str, ...] = ()
    """Diagnosed: hypertension, diabetes, copd, … (words of kind `condition`)."""
    treated_conditions: tuple[str, ...] = ()
    """Conditions for which treatment was charged, diagnosed or not."""
    special_chronic: tuple[str, ...] = ()
    """Conditions certified as outpatient special chronic."""
    groups: tuple[str, ...] = ()
    """Priority groups: age65, child0_6, pregnant, … (words of kind `group`)."""
    outpatient_balance_fen: Fen | None = None
    """What is left of this year's outpatient pooling quota; None when it is not known."""


class FeeFacts(EligibilityFacts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    packages: tuple[Code, ...]
    institution_prices_fen: dict[str, Fen] = {}
    """The institution's own price of a package, where the rule leaves it to the institution."""


class BenefitFacts(EligibilityFacts, frozen=True, kw_only=True, forbid_unknown_fields=True):
    signed: bool = True
    at_signing_institution: bool = True


class ChangeFacts(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    kind: ChangeKind
    today: date
    term_from: date
    term_to: date | None = None
    """Exclusive; None for a long-term agreement."""
    relation_from: date | None = None
    """Since when the resident has been with this team without a break; None: since `term_from`."""
    same_institution: bool = True
    same_team: bool = False
    reason: str = ""
    """For `terminate`: the code of a termination reason."""


F = TypeVar("F", bound=Struct)


def read_facts(raw: bytes, kind: type[F]) -> F:
    try:
        return msgspec.json.decode(raw, type=kind)
    except msgspec.DecodeError as error:
        raise FactsError(f"事实读不懂：{error}。请对照 --facts-schema 打印的格式修改。") from None
