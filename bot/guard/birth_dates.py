"""Dates on which somebody was born, told from the dates of laws, reports and cohorts by the words around them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.guard.finding import DataKind, Finding

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)(?:uary|ruary|ch|il|e|y|ust|ember|tember|ober)?\.?"
_YEAR = r"(?:(?:18|19|20)\d\d|['’]?\d\d)"
_DAY = r"(?:0?[1-9]|[12]\d|3[01])"
_DATE = (
    rf"(?:{_DAY}\s?[/.\-\s]\s?(?:0?[1-9]|1[0-2])\s?[/.\-\s]\s?{_YEAR}"
    rf"|(?:18|19|20)\d\d[/.-](?:0?[1-9]|1[0-2])[/.-]{_DAY}"
    rf"|{_DAY}(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH},?\s{_YEAR}"
    rf"|{_MONTH}\s{_DAY}(?:st|nd|rd|th)?,?\s{_YEAR})(?![\w/]|[.-]\d)"
)
_JOINED = rf"(?:{_DAY}|0\d)(?:0[1-9]|1[0-2])(?:(?:19|20)\d\d|\d\d)\b"
_MORE = rf"(?:\s?(?:,|and|&|\+|/)\s?(?:{_DATE}))*"

_LABELLED = re.compile(
    rf"\b(?:d\.?\W?o\.?\W?b\.?s?|date\W?of\W?birth|birth\W?da(?:te|y)|b\.|bn)\W{{0,4}}(?:(?:is|was|of)\W{{1,3}})?"
    rf"(?:{_DATE}{_MORE}|{_JOINED})",
    re.IGNORECASE,
)
_BORN = re.compile(rf"\bborn\W{{1,2}}(?:on\s)?(?:the\s)?{_DATE}{_MORE}", re.IGNORECASE)
_TURNS = re.compile(
    rf"\b(?:be|is|was|turn(?:s|ed)?)\s\d{{1,2}}\son\s(?:the\s)?{_DATE}",
    re.IGNORECASE,
)
_AFTER_PERSON = re.compile(
    rf"\b(?:(?:child|boy|girl|son|daughter|baby|sibling|twin|mum|mother|dad|father|client|lad)(?:\s[A-Z])?"
    rf"|(?!UK|EU|US|UN|NI|SI|HC|HL|LA|GP|MP|PM|KC|QC)[A-Z]{{2}})(?:,?\s?\(|,\s)(?i:{_DATE})",
)
_NOT_A_PERSON = re.compile(
    r"\b(?:idea|nhs|service|project|programme|scheme|charity|policy|model|act|it|children|people|adults|those|cohort|"
    r"pupils|babies|anyone|everyone)\s(?:\w+\s){0,2}$",
    re.IGNORECASE,
)


def find_birth_dates(text: str) -> Iterator[Finding]:
    """Full dates after 'dob' or 'born', of an 18th birthday, or right after a person such as 'child A' or 'JT'."""
    for pattern in (_LABELLED, _TURNS, _AFTER_PERSON):
        for found in pattern.finditer(text):
            yield Finding(DataKind.DATE_OF_BIRTH, found.start(), found.end())
    for found in _BORN.finditer(text):
        if not _NOT_A_PERSON.search(text[: found.start()]):
            yield Finding(DataKind.DATE_OF_BIRTH, found.start(), found.end())
