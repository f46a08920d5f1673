"""House addresses and full postcodes; not streets, postcode districts or institutions."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.guard.finding import DataKind, Finding

_STREET = (
    "road|rd|street|avenue|ave|lane|ln|crescent|cres|gardens|gdns|terrace|terr|mews|paddocks|"
    "close|cl|drive|dr|court|ct|place|pl|square|sq|way|walk|grove|hill|row|view|rise|yard|green|parade|st"
)
_PLAIN_STREET = "road|rd|street|avenue|ave|lane|ln|crescent|cres|gardens|gdns|terrace|terr|mews|paddocks|close|drive"
_CAPITAL_STREET = "|".join(kind.capitalize() for kind in _STREET.split("|"))
_HOUSE = r"(?<![\w£$€.,/:-])(?<!\d )(?!19|20)\d{1,4}(?:\s?[-–]\s?\d{1,4})?[a-zA-Z]?"
_NAME = r"[A-Z][\w'’.]*"
_POSTCODE_BODY = r"[A-PR-UWYZ][A-HK-Y]?\d[\dA-HJKPSTUW]?\s?\d[ABD-HJLNP-UW-Z]{2}"

_NUMBERED = re.compile(
    rf"(?P<house>{_HOUSE},?\s(?:{_NAME}\s){{1,3}}(?:{_CAPITAL_STREET})\b(?:,\s{_NAME}(?:\s{_NAME})?)?(?:,?\s{_POSTCODE_BODY}\b)?)"
)
_PREFIXED = re.compile(
    rf"\b(?P<house>(?:[Ff]lat|[Aa]partment|[Aa]pt|[Rr]oom|[Bb]ungalow|[Uu]nit)\s\d{{1,4}}[a-zA-Z]?,\s"
    rf"(?:\d{{1,4}}[a-zA-Z]?,?\s)?(?:{_NAME}\s){{1,3}}(?:House|Lodge|Point|Tower|Heights|{_CAPITAL_STREET})\b"
    rf"(?:,\s{_NAME}(?:\s{_NAME})?)*)"
)
_LOWER = re.compile(
    rf"(?:^|\b(?:at|address|lives?|living|flat|house|to|from|of|is)\W{{1,3}})(?P<house>\d{{1,4}}[a-z]?,?\s(?:(?:the|old|new)\s)?"
    rf"(?:(?!hour|mile|year|month|week|day|main|high|front|way)[a-z'’]+\s)?(?:{_PLAIN_STREET}))\b(?!\s(?:scheme|team|work|pilot))",
    re.IGNORECASE,
)
_POSTCODE = re.compile(rf"(?<![\w£]){_POSTCODE_BODY}(?!\w)")
_LOWER_POSTCODE = re.compile(
    r"(?<![\w£])[a-pr-uwyz][a-hk-y]?\d[\da-hjkpstuw]?\s\d(?!st|nd|rd|th|hr|yr)[abd-hjlnp-uw-z]{2}(?!\w)"
)
_NOT_A_HOUSE = re.compile(
    r"(?:10|11) Downing Street|\d+ (?:Year|(?:High|County|Family|Crown|Supreme) Court)\b", re.IGNORECASE
)
_COUNTED = re.compile(
    r"\b(?:section|page|chapter|table|figure|part|volume|article|phase|step|stage|tier|level|version|para|paragraph|box|"
    r"wave|schedule|regulation|rule|appendix|annex|top)\s$",
    re.IGNORECASE,
)


def find_addresses(text: str) -> Iterator[Finding]:
    """A house or flat number with its street, and full postcodes."""
    for pattern in (_NUMBERED, _PREFIXED, _LOWER):
        for found in pattern.finditer(text):
            start, end = found.span("house")
            if not _NOT_A_HOUSE.match(text, start) and not _COUNTED.search(text[:start]):
                yield Finding(DataKind.ADDRESS, start, end)
    for pattern in (_POSTCODE, _LOWER_POSTCODE):
        for found in pattern.finditer(text):
            yield Finding(DataKind.ADDRESS, found.start(), found.end())
