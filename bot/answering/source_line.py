"""What a source is, in one line."""

from __future__ import annotations

from bot.vocabulary import Citation

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
    """Kind, place, year and evidence."""
    year = str(citation.year) if citation.year else None
    parts = [citation.kind.replace("_", " "), citation.place, year, evidence_name(citation)]
    return " · ".join(part for part in parts if part)


def where_in_document(citation: Citation) -> str:
    """The heading, unless it is the title, and the paragraph, page, slide, sheet or row."""
    heading = citation.heading.split(" › ")[-1]
    return citation.locator if heading in ("", citation.title) else f"{heading}, {citation.locator}"


def evidence_name(citation: Citation) -> str:
    """The kind of evidence in words for people."""
    return EVIDENCE_IN_WORDS[citation.evidence]
