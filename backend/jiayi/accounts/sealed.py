"""What each sealed column of a person belongs to, said once for whoever seals or opens it."""

from uuid import UUID

from jiayi.infra.crypto import Bound, bound_to


def identity_of(county: int, resident_id: UUID) -> Bound:
    return bound_to("residents.identity", resident_id, county)


def phone_of(county: int, resident_id: UUID) -> Bound:
    return bound_to("residents.phone", resident_id, county)


def email_of(account_id: UUID) -> Bound:
    """Without the county: an account that settles in one takes its e-mail along."""
    return bound_to("accounts.email", account_id)


def request_words_of(county: int, request_id: UUID) -> Bound:
    return bound_to("data_requests.words", request_id, county)


def answer_words_of(county: int, request_id: UUID) -> Bound:
    return bound_to("data_answers.words", request_id, county)


def case_identity_of(county: int, case_id: UUID) -> Bound:
    return bound_to("identity_cases.identity", case_id, county)


def case_phone_of(county: int, case_id: UUID) -> Bound:
    return bound_to("identity_cases.phone", case_id, county)
