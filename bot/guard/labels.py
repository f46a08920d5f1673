"""The words that announce a number: 'NHS no.', 'dob:'."""

from __future__ import annotations

import re

_LONGEST = 40
_BETWEEN = r"(?:[\s:;=#.\"'(<\[/_-]|\b(?:numbers?|num|nos?|id|ref|is|was|on|here)\b){0,8}$"


def label(words: str) -> re.Pattern[str]:
    """A pattern for a label of ``words`` (a regular expression) at the end of a text, with what may follow it."""
    return re.compile(rf"(?<![A-Za-z])(?:{words}){_BETWEEN}", re.IGNORECASE)


def label_before(text: str, start: int, announced: re.Pattern[str]) -> int | None:
    """Where the label that ends at ``start`` begins; None when there is none."""
    offset = max(0, start - _LONGEST)
    found = announced.search(text[offset:start])
    return offset + found.start() if found else None
