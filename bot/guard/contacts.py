"""Phone numbers and e-mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.guard.finding import DataKind, Finding
from bot.guard.labels import label, label_before

_PERSONAL = re.compile(r"[127]\d{8,9}")
"""British numbers that a person can have: landlines and mobiles. 03, 08 and 09 belong to organisations."""
_BRITISH = 44
_DIALLED = re.compile(r"\(?(?:\+|0)")
_PHONE_LABEL = label(r"tel(?:ephone)?|phone|mob(?:ile)?|contact|call|ring|text|landline")

_EMAIL = re.compile(
    r"[\w.!#$%&'’*+/?^`{|}~-]{0,64}\w(?:@|\s?[\[(]at[\])]\s?)(?:[a-z0-9-]+(?:\.|\s?[\[(]dot[\])]\s?))+[a-z]{2,}\b",
    re.IGNORECASE,
)
_LEADING = "'\"=/.,:;!?{"


def find_phone_numbers(text: str) -> Iterator[Finding]:
    """Landline and mobile numbers, British or written with a country code."""
    from phonenumbers import Leniency, PhoneNumberMatcher, is_valid_number

    # Numbers that Ofcom keeps for drama are not valid to the library, so British ones are judged by their form here.
    for found in PhoneNumberMatcher(text, "GB", leniency=Leniency.POSSIBLE):
        number = found.number
        british = number.country_code == _BRITISH and _PERSONAL.fullmatch(str(number.national_number))
        foreign = number.country_code != _BRITISH and is_valid_number(number)
        if _DIALLED.match(found.raw_string) and (british or foreign):
            labelled = label_before(text, found.start, _PHONE_LABEL)
            yield Finding(DataKind.PHONE_NUMBER, found.start if labelled is None else labelled, found.end)


def find_email_addresses(text: str) -> Iterator[Finding]:
    """E-mail addresses, also those written with [at] and [dot]."""
    for found in _EMAIL.finditer(text):
        name = found.group()
        yield Finding(DataKind.EMAIL_ADDRESS, found.start() + len(name) - len(name.lstrip(_LEADING)), found.end())
