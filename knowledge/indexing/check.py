"""Is the library in order?"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from knowledge.catalogue.catalogue import DocumentSummary
from knowledge.opening import Library


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Something to put right; ``broken`` where answers may be wrong until it is."""

    document_id: str | None
    message: str
    broken: bool


def check_library(library: Library) -> list[CheckFinding]:
    """Disagreements between catalogue and indexes, then documents that lack what a reader needs."""
    findings = [
        CheckFinding(
            None,
            f"{found.index} for {found.audience}: {len(found.missing)} missing, {len(found.surplus)} too many",
            broken=True,
        )
        for found in library.indexes.disagreements()
    ]
    today = dt.date.today()
    for document in library.catalogue.documents():
        findings += [CheckFinding(document.id, message, False) for message in _lacking(document, today)]
    return findings


def _lacking(document: DocumentSummary, today: dt.date) -> list[str]:
    about = document.metadata
    lacking = [name for name in ("publisher", "year", "licence", "owner", "review_by") if getattr(about, name) is None]
    messages = [f"no {', '.join(lacking)}"] if lacking else []
    if about.review_by and about.review_by < today:
        messages.append(f"review was due on {about.review_by}")
    if not document.chunks:
        messages.append("no passages")
    return messages
