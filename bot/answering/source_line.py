"""What a source is, in one line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from itertools import groupby

from bot.vocabulary import Citation

_ROW = re.compile(r"(.*?)row (\d+)")
_FEW = 3

EVIDENCE_IN_WORDS = {
    "rct": "randomised trial",
    "quasi_experimental": "matched or natural comparison",
    "evaluation": "evaluation",
    "official_statistics": "official statistics",
    "audit": "audit",
    "self_reported": "self-reported",
    "expert_view": "expert view",
    "law_or_guidance": "law or guidance",
    "not_stated": "evidence not stated",
}


def source_line(citation: Citation) -> str:
    """Kind, place, year, evidence and where in the document."""
    return " · ".join(part for part in (about_document(citation), where_in_document(citation)) if part)


def about_document(citation: Citation) -> str:
    """Kind, place, year and evidence; of an approved answer, who approved it and when."""
    if citation.approved:
        return f"approved by a consultant, {dt.date.fromisoformat(citation.approved):%-d %B %Y}"
    year = str(citation.year) if citation.year else None
    parts = [citation.kind.replace("_", " "), citation.place, year, evidence_name(citation)]
    return " · ".join(part for part in parts if part)


def where_in_document(citation: Citation) -> str:
    """The heading, unless it is the title, and the paragraph, page, slide, sheet or row."""
    heading = citation.heading.split(" › ")[-1]
    is_said = heading in ("", citation.title) or citation.locator.startswith(f"sheet {heading},")
    return citation.locator if is_said else f"{heading}, {citation.locator}"


def rows_together(citations: Sequence[Citation]) -> str | None:
    """'sheet Map, rows 2–9, 15' for more than a few rows of one sheet; None for anything else."""
    found = [_ROW.fullmatch(citation.locator) for citation in citations]
    sheets = {match[1] for match in found if match}
    if len(citations) <= _FEW or len(sheets) != 1 or not all(found):
        return None
    numbers = sorted({int(match[2]) for match in found if match})
    runs = [[number for _, number in run] for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0])]
    spans = [str(run[0]) if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs]
    return f"{sheets.pop()}rows {', '.join(spans)}"


def evidence_name(citation: Citation) -> str:
    """The kind of evidence in words for people."""
    return EVIDENCE_IN_WORDS[citation.evidence]
