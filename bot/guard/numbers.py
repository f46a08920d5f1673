"""Numbers that the state gives to people, recognised by their form and check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.guard.finding import DataKind, Finding
from bot.guard.labels import label, label_before

_TEN_DIGITS = re.compile(
    r"(?<![\w£$€/.-])(?<!\d,)\d(?:[ .-]{0,2}\d){9}(?![\w%]|[.,/:-]\d| ?(?:pounds|people|million|quid)\b)"
)
_NHS_LABEL = label("nhs")
_OTHER_LABEL = label(
    r"isbn(?:\W?1[03])?|issn|uprn|usrn|urn|code|cent(?:re|er)|invoice|order|po|vat|company|charity|contract"
)
_ISSUED = ("4", "6", "7", "999")
"""How NHS numbers begin in England and Wales; 999 is for tests."""

_NINO = re.compile(
    r"(?<![A-Za-z0-9£])(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?:[ ./-]{0,2}[0-9]){6}[ ./-]{0,2}[A-D]"
    r"(?:(?![A-Za-z0-9])|(?-i:(?=[A-Z][a-z])))",
    re.IGNORECASE,
)
_NINO_LABEL = label(r"ni(?:no)?|n\.i\.(?:no)?|(?:nat\w*\.?\s)?ins(?:urance)?\.?")

_UPN = re.compile(
    r"(?<![A-Za-z0-9])[A-HJ-NP-RT-Z](?:[ -]?[0-9]){11}[ -]?[0-9A-HJ-NP-RT-Z](?![A-Za-z0-9])",
    re.IGNORECASE,
)
_UPN_LABEL = label(r"(?:temporary )?(?:upn(?:['’]s)?|u\.p\.n\.|unique pupil)")
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
"""The check letters for remainders 0 to 22."""


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry a right check digit (modulo 11; NHS Data Dictionary, NHS NUMBER)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 0, -1), strict=True))
    return total % 11 == 0 and len(set(digits)) > 1


def is_pupil_number(text: str) -> bool:
    """Whether a letter and twelve digits, the last maybe a letter, carry the right check letter.

    Modulo 23 with weights 2 to 13 (Department for Education, Unique Pupil Numbers guide).
    """
    values = (int(sign) if sign.isdigit() else _UPN_LETTERS.index(sign) for sign in text[1:])
    return _UPN_LETTERS[sum(value * weight for value, weight in zip(values, range(2, 14), strict=True)) % 23] == text[0]


def find_nhs_numbers(text: str) -> Iterator[Finding]:
    """Ten digits with a right check digit that are written as, called, or issued like NHS numbers."""
    for found in _TEN_DIGITS.finditer(text):
        if not is_nhs_number(re.sub(r"\D", "", found.group())):
            continue
        labelled = label_before(text, found.start(), _NHS_LABEL)
        issued = found.group().replace(" ", "").startswith(_ISSUED)
        if labelled is None and (not issued or label_before(text, found.start(), _OTHER_LABEL) is not None):
            continue
        yield Finding(DataKind.NHS_NUMBER, found.start() if labelled is None else labelled, found.end())


def find_national_insurance_numbers(text: str) -> Iterator[Finding]:
    """Two letters, six digits and A to D, with the prefixes that are never given left out (HMRC, NIM39110)."""
    for found in _NINO.finditer(text):
        labelled = label_before(text, found.start(), _NINO_LABEL)
        yield Finding(DataKind.NATIONAL_INSURANCE_NUMBER, found.start() if labelled is None else labelled, found.end())


def find_pupil_numbers(text: str) -> Iterator[Finding]:
    """Pupil numbers, temporary ones included, with a right check letter."""
    for found in _UPN.finditer(text):
        if is_pupil_number(re.sub(r"[ -]", "", found.group()).upper()):
            labelled = label_before(text, found.start(), _UPN_LABEL)
            yield Finding(DataKind.UNIQUE_PUPIL_NUMBER, found.start() if labelled is None else labelled, found.end())
