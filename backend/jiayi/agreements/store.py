"""One typed function a query; what is written stands in actions.py, beside why."""

from datetime import date
from uuid import UUID

from jiayi.agreements.costs import in_order
from jiayi.agreements.model import (
    AgreedFee,
    AgreedHospital,
    AgreedItem,
    AgreedPackage,
    Agreement,
    AgreementText,
    ConfirmationDays,
    Consent,
    Death,
    Hospital,
    Party,
    Payment,
    Person,
    Places,
    Price,
    Receipt,
    Special,
    YearStanding,
)
from jiayi.infra.db.database import Tx
from jiayi.infra.db.sql import beside

Q = beside(__file__)


async def person(tx: Tx, county: int, resident_id: UUID) -> Person | None:
    return await tx.one(Person, Q.list_people, county, resident_id, tx.today, None)


async def household(tx: Tx, county: int, household_id: UUID) -> list[Person]:
    return await tx.many(Person, Q.list_people, county, None, tx.today, household_id)


async def household_ids(tx: Tx, county: int, household_id: UUID) -> list[UUID]:
    """The head first."""
    return [row["id"] for row in await tx.connection.fetch(Q.list_household, county, household_id)]


async def party(tx: Tx, county: int, team_id: UUID | None, doctor_id: UUID | None) -> Party | None:
    if team_id is None and doctor_id is None:
        return None
    return await tx.one(Party, Q.find_party, county, team_id, doctor_id, tx.today)


async def parties_of_team(tx: Tx, county: int, team_id: UUID) -> list[Party]:
    rows = await tx.connection.fetch(Q.list_team_doctors, county, team_id, tx.today)
    return [found for row in rows if (found := await party(tx, county, team_id, row["doctor_id"]))]


async def teams_of_doctor(tx: Tx, county: int, doctor_id: UUID) -> list[UUID]:
    rows = await tx.connection.fetch(Q.list_teams_of_doctor, county, doctor_id, tx.today)
    return [row["team_id"] for row in rows]


async def doctors_of_institution(tx: Tx, county: int, institution_id: UUID) -> list[Party]:
    rows = await tx.connection.fetch(Q.list_institution_doctors, county, institution_id, tx.today)
    return [found for row in rows if (found := await party(tx, county, None, row["id"]))]


async def team_of_area(tx: Tx, county: int, area_id: UUID, building_id: UUID | None) -> UUID | None:
    found: UUID | None = await tx.value(Q.find_team_of_area, county, area_id, building_id, tx.today)
    return found


async def places(tx: Tx, county: int, doctor_id: UUID, resident_id: UUID) -> Places:
    """None are there where the doctor has no panel."""
    found = await tx.one(Places, Q.find_places, county, doctor_id, tx.today, resident_id, tx.now)
    return found or Places(0, 0, 0)


async def prices(tx: Tx, county: int, institution_id: UUID) -> dict[str, int]:
    rows = await tx.many(Price, Q.list_prices, county, institution_id, tx.today)
    return {row.code: row.price_fen for row in rows}


async def reduction(tx: Tx, county: int, institution_id: UUID) -> int:
    return await tx.value(Q.find_reduction, county, institution_id, tx.today) or 0


async def hospitals(tx: Tx, county: int) -> list[Hospital]:
    return await tx.many(Hospital, Q.list_hospitals, county)


async def agreement(tx: Tx, county: int, agreement_id: UUID) -> Agreement | None:
    return await tx.one(Agreement, Q.list_agreements, county, agreement_id, None)


async def agreements_of(tx: Tx, county: int, residents: list[UUID]) -> list[Agreement]:
    return await tx.many(Agreement, Q.list_agreements, county, None, residents)


async def first_signed_day(tx: Tx, county: int, resident_id: UUID, doctor_id: UUID) -> date | None:
    """Of the relation that lasts until today."""
    found: date | None = await tx.value(Q.find_first_signed_day, county, resident_id, doctor_id, tx.today)
    return found


async def consent(tx: Tx, county: int, agreement_id: UUID) -> Consent | None:
    return await tx.one(Consent, Q.find_consent, county, agreement_id)


async def deaths(tx: Tx, county: int, residents: list[UUID]) -> list[Death]:
    """Those that were not corrected."""
    return await tx.many(Death, Q.list_deaths, county, residents)


async def death(tx: Tx, county: int, resident_id: UUID) -> Death | None:
    return next(iter(await deaths(tx, county, [resident_id])), None)


async def text(tx: Tx, version: str) -> AgreementText | None:
    return await tx.one(AgreementText, Q.find_text, version)


async def packages(tx: Tx, county: int, agreement_id: UUID) -> list[AgreedPackage]:
    return await tx.many(AgreedPackage, Q.list_packages, county, agreement_id)


async def items(tx: Tx, county: int, agreement_id: UUID) -> list[AgreedItem]:
    return await tx.many(AgreedItem, Q.list_items, county, agreement_id)


async def fee_lines(tx: Tx, county: int, agreement_id: UUID) -> list[AgreedFee]:
    return in_order(await tx.many(AgreedFee, Q.list_fee_lines, county, agreement_id))


async def agreed_hospitals(tx: Tx, county: int, agreement_id: UUID) -> list[AgreedHospital]:
    return await tx.many(AgreedHospital, Q.list_agreed_hospitals, county, agreement_id)


async def agreed_reduction(tx: Tx, county: int, agreement_id: UUID) -> int:
    return await tx.value(Q.find_agreed_reduction, county, agreement_id) or 0


async def payments(tx: Tx, county: int, agreement_id: UUID) -> list[Payment]:
    return await tx.many(Payment, Q.list_payments, county, agreement_id)


async def receipt(tx: Tx, county: int, institution_id: UUID, year: int, number: str) -> Receipt | None:
    return await tx.one(Receipt, Q.find_receipt, county, institution_id, year, number)


async def year_standing(tx: Tx, county: int, agreement_id: UUID, year: int) -> YearStanding | None:
    return await tx.one(YearStanding, Q.find_year_standing, county, agreement_id, year)


async def confirmed_years(tx: Tx, county: int, agreement_id: UUID) -> list[int]:
    rows = await tx.connection.fetch(Q.list_confirmed_years, county, agreement_id)
    return [row["year"] for row in rows]


async def specials(tx: Tx, county: int, agreement_id: UUID) -> list[Special]:
    return await tx.many(Special, Q.list_exceptions, county, agreement_id)


async def confirmation_days(tx: Tx, county: int, institution_id: UUID, year: int) -> ConfirmationDays | None:
    return await tx.one(ConfirmationDays, Q.find_confirmation_days, county, institution_id, year)
