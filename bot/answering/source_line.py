"""What a source is, in one line."""

from __future__ import annotations

from bot.vocabulary import Citation

_EVIDENCE = {
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
    heading = citation.heading.split(" › ")[-1]
    where = citation.locator if heading in ("", citation.title) else f"{heading}, {citation.locator}"
    parts = [
        citation.kind.replace("_", " "),
        citation.place,
        str(citation.year) if citation.year else None,
        _EVIDENCE[citation.evidence],
        where,
    ]
    return " · ".join(part for part in parts if part)
