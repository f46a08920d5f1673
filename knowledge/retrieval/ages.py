"""Ages that a question asks about: what is true of all children answers nothing about those of sixteen."""

from __future__ import annotations

import re
from collections.abc import Sequence

_WORDS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
).split()
_WORD = rf"(?:{'|'.join(_WORDS)})"
_IN_WORDS = re.compile(
    rf"(?<![\w-]){_WORD}(?=[\s-]years?[\s-]+olds?\b)|(?:(?<=under )|(?<=under-)){_WORD}(?=s\b)"
    rf"|(?:(?<=\bage )|(?<=\baged )){_WORD}(?![\w-])",
    re.IGNORECASE,
)
"""Numbers that are ages for certain: 'one in ten' and 'two thirds' are none."""
_AGE = r"\d{1,2}"
_ENDS = r"(?![\d%]|[.,–-]\d|\s*per\s?cent)"
_UNTIL = rf"(?:[\s-]*(?:-|–|/|to|and|or)\s*{_AGE})?"
_YEARS_OLD = r"(?:\s+years?(?:\s+old|\s+of\s+age)?)?"
_OLD = r"(?:y(?:ea)?rs?[\s-]*(?:olds|old\s+(?:child|boy|girl|pupil|person|m[ae]n|wom[ae]n)(?:s|ren)?)|yos?)\b"
_PEOPLE = (
    r"(?:children|kids|people|adults|carers|pupils|girls|boys|women|men|mothers|fathers|residents|patients|babies|those"
    r"|anyone)"
)
_NO_AGE = (
    r"(?!\s*(?:months?|weeks?|days?|hours?|miles?|councils?|areas?|per|times|in\s+\d{1,2}\b|of\b|on\s+average"
    r"|in\s+number))"
)
_ASKED = re.compile(
    rf"(?<![\d£.,/–-])(?<!average )\b(?:(?:aged|ages|age)\s+(?:between\s+|under\s+|over\s+)?{_AGE}{_UNTIL}{_ENDS}"
    rf"|{_AGE}{_UNTIL}[\s+-]*{_OLD}"
    rf"|(?:under|over)[\s-]*(?:the\s+age\s+of\s+)?{_AGE}{_ENDS}['’]?s\b"
    rf"|(?:{_PEOPLE}\s+(?:in\s+care\s+)?(?:aged\s+)?(?:under|over)|(?:under|over)\s+the\s+age\s+of)\s+{_AGE}{_ENDS}"
    rf"{_YEARS_OLD}{_NO_AGE})",
    re.IGNORECASE,
)
_HAVE_A_NAME = frozenset({"18", "64", "65"})
"""Those under, over or between these are called children, adults, of working age, older people."""
_LED = r"\b(?:aged|ages|age|under|over)[\s-]+(?:between\s+)?"
_COUNTED = (
    r"(?:million|bn|months?|weeks?|days?|areas?|councils?|boroughs?|homes?"
    r"|years?(?![\s-]+(?:olds?|of\s+age|and\s+(?:over|under|older|above)|or\s+(?:over|more|older|under))\b))"
)


def ages_asked(question: str) -> dict[str, frozenset[str]]:
    """What ``question`` calls each group of ages, and the numbers of which a sentence about it has one.

    Who is under five is four at most.
    """
    found: dict[str, frozenset[str]] = {}
    for group in _ASKED.finditer(_in_figures(question)):
        numbers = set(re.findall(r"\d+", group.group()))
        if not numbers <= _HAVE_A_NAME:
            below = {str(int(number) - 1) for number in numbers} if "under" in group.group().lower() else set()
            called = re.sub(r"^(?:aged|ages|age)\b", "people aged", group.group(), flags=re.IGNORECASE)
            found[called] = frozenset(numbers | below)
    return found


def ages_absent(question: str, texts: Sequence[str]) -> list[str]:
    """The groups of ages in ``question`` that no text has a number of, years, sums and shares apart."""
    asked = ages_asked(question)
    said = [_in_figures(text) for text in texts] if asked else []
    return [group for group, numbers in asked.items() if not any(_has_one(text, numbers) for text in said)]


def _in_figures(text: str) -> str:
    """'Five-year-olds' as '5-year-olds'."""
    return _IN_WORDS.sub(lambda found: str(_WORDS.index(found.group().lower()) + 1), text)


def _has_one(text: str, numbers: frozenset[str]) -> bool:
    some = "|".join(sorted(numbers))
    by_itself = rf"(?<![\d£.,])(?<!\d{{4}}[-–/])(?:{some})(?!\d|[.,]\d|%|\s*per\s?cent|\s*{_COUNTED}\b)"
    return bool(re.search(rf"{_LED}(?:{some}){_ENDS}|{by_itself}", text, re.IGNORECASE))
