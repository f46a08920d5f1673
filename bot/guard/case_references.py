"""References to people's cases, as case systems and panels write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bot.guard.finding import DataKind, Finding

_REFERENCE = r"(?:[a-z]{1,3}[-/]?)?(?:\d{2,4}[-/])?\d{5,10}(?![\w£]|,\d)"
_LABELS = (
    r"(?:[\s:;.#=(\[-]|\b(?:person|client|child|case|family|workflow|step|record|ids?|ref|reference|nos?|number|is)\b)"
)
_SUBJECT = r"(?:case|client|child|family|person|service[\s-]?user|episode|citizen|referral|contact|safeguarding|mash)"

_CALLED_REFERENCE = re.compile(
    rf"\b{_SUBJECT}[\s_-]?(?:episode\s|contact\s)?(?:ids?|ref|reference|number|num|no|#)(?![a-rt-z]){_LABELS}{{0,8}}{_REFERENCE}",
    re.IGNORECASE,
)
_BEFORE_CODE = re.compile(
    rf"\b{_SUBJECT}\s(?:contact\s|episode\s|referral\s)?[a-z]{{1,3}}[-/](?:\d{{2,4}}[-/])?\d{{4,10}}\b", re.IGNORECASE
)


def case_reference_patterns(systems: Iterable[str], further: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    """Patterns for references that follow a case system's name or a word such as 'case ref', and ``further`` ones.

    ``further`` are regular expressions. Raises re.error when one is none.
    """
    names = "|".join(r"\s?".join(map(re.escape, system.split())) for system in systems)
    named = [re.compile(rf"\b(?:{names})\b{_LABELS}{{1,10}}{_REFERENCE}", re.IGNORECASE)] if names else []
    return (*named, _CALLED_REFERENCE, _BEFORE_CODE, *(re.compile(pattern, re.IGNORECASE) for pattern in further))


def find_case_references(text: str, patterns: Sequence[re.Pattern[str]]) -> Iterator[Finding]:
    """Every match of the patterns."""
    for pattern in patterns:
        for found in pattern.finditer(text):
            yield Finding(DataKind.CASE_REFERENCE, found.start(), found.end())
