"""What the guard finds: a kind of personal data and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DataKind(StrEnum):
    """Kinds of personal data that can be recognised. Names of people are not among them."""

    NHS_NUMBER = "nhs_number"
    NATIONAL_INSURANCE_NUMBER = "national_insurance_number"
    UNIQUE_PUPIL_NUMBER = "unique_pupil_number"
    CASE_REFERENCE = "case_reference"
    DATE_OF_BIRTH = "date_of_birth"
    ADDRESS = "address"
    PHONE_NUMBER = "phone_number"
    EMAIL_ADDRESS = "email_address"


@dataclass(frozen=True, slots=True)
class Finding:
    """Personal data in a text. ``start`` and ``end`` count characters and include a label such as 'NHS no.'.

    It does not hold the data, so it can be logged.
    """

    kind: DataKind
    start: int
    end: int
