"""Ages that a question asks about: what is true of all children answers nothing about those of sixteen."""

from __future__ import annotations

import re
from collections.abc import Sequence

_AGE = r"\d{1,2}"
_UNTIL = r"(?:\s*(?:-|–|to|and|or)\s*\d{1,2})?"
_ASKED = re.compile(
    rf"(?<![\d£.,/–-])\b(?:(?:aged?|ages)\s+(?:between\s+)?{_AGE}{_UNTIL}(?![\d%]|[.,-]\d)"
    rf"|{_AGE}{_UNTIL}[\s-]*years?[\s-]*(?:olds|old\s+(?:child|boy|girl|pupil|person|m[ae]n|wom[ae]n))\b"
    rf"|(?:under|over)[\s-]*(?:the\s+age\s+of\s+)?{_AGE}(?:['’]?s\b|(?=\s*(?:$|[?.,;]|(?:in|at|who|with|for|on)\b))))",
    re.IGNORECASE,
)
_COUNTED = r"(?:million|bn|months?|weeks?|days?|areas?|councils?|boroughs?)"
_HAVE_A_NAME = frozenset({"18", "65"})
"""Those under or over these are called children, adults, older people."""


def ages_asked(question: str) -> dict[str, frozenset[str]]:
    """What ``question`` calls each group of ages, and the numbers of which a sentence about it has one."""
    called = (re.sub(r"^aged?\b", "ages", found.group(), flags=re.IGNORECASE) for found in _ASKED.finditer(question))
    groups = {group: frozenset(re.findall(r"\d+", group)) for group in called}
    return {group: numbers for group, numbers in groups.items() if not numbers <= _HAVE_A_NAME}


def ages_absent(question: str, texts: Sequence[str]) -> list[str]:
    """The groups of ages in ``question`` that no text has a number of, years, sums and shares apart."""
    return [
        group for group, numbers in ages_asked(question).items() if not any(_has_one(text, numbers) for text in texts)
    ]


def _has_one(text: str, numbers: frozenset[str]) -> bool:
    some = "|".join(sorted(numbers))
    is_age = rf"(?<![\d£.,])(?<!\d[-–/])(?:{some})(?!\d|[.,]\d|%|\s*per\s?cent|\s*{_COUNTED}\b)"
    return bool(re.search(is_age, text, re.IGNORECASE))
