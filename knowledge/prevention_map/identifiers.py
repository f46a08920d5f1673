"""Signs that a map names families or people: such a map is refused, for overlap belongs in it only as an aggregate."""

from __future__ import annotations

import re

_WHO = r"famil(?:y|ies)|child(?:ren)?|pupils?|persons?|people|clients?|cases?|households?|residents?|service users?|nhs"
_KEY = r"ids?|identifiers?|numbers?|nos?|refs?|references?|hash(?:es)?|keys?|codes?|names?|initials|lists?|which"
_HEADING = re.compile(
    rf"\b(?:{_WHO})\b.*\b(?:{_KEY})\b|\bhash(?:ed|es)?\b|\bpseudonym|\bupns?\b|\bdate of birth\b|\bdob\b"
    r"|\bpost ?codes?\b|\bsurnames?\b|\bfirst names?\b|\blcs\b|\bnational insurance\b",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")
_CELL = re.compile(
    r"\b(?=[0-9a-f]*[0-9])(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b"  # a hash, whole or shortened
    r"|\b[0-9a-f]{8}-[0-9a-f]{4}-"  # a UUID
    r"|\b\d{7,}\b|\b\d{3}[ -]\d{3}[ -]\d{4}\b"  # a case or NHS number
    r"|\b[a-z]{1,4}[-_]?\d{6,}\b"
    rf"|\b(?:{_WHO}|fam|lcs|upn)(?:[ _-]?(?:id|no|number|ref))?[_#:-]+ ?\d{{2,}}\b",
    re.IGNORECASE,
)


def is_identifying_heading(heading: str) -> bool:
    """Whether a column of this name would say which families or people are meant."""
    return bool(_HEADING.search(heading.replace("_", " ")))


def find_identifier(text: str) -> str | None:
    """What in a cell looks like the key of a family or person, hashed or not."""
    if not _DIGIT.search(text):
        return None
    found = _CELL.search(text)
    return found.group() if found else None
