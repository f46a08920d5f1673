"""Is the library in order?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from knowledge.catalogue.entries import DocumentSummary
from knowledge.indexing.figures import Figure, contradictions, figures
from knowledge.opening import Library
from knowledge.similarity import near_pairs
from knowledge.vocabulary import Chunk

_NAMED = 5
"""Passages named in one finding."""


@dataclass(frozen=True, slots=True)
class CheckFinding:
    """Something to put right; ``broken`` where answers may be wrong until it is."""

    document_id: str | None
    message: str
    broken: bool


def check_library(library: Library, asked_about: Collection[str] | None = None) -> list[CheckFinding]:
    """Disagreements between catalogue and indexes, then what a reader of the documents would miss or stumble over.

    ``asked_about`` are the documents that evaluation cases are about; None where there are no cases to compare with.
    """
    findings = [
        CheckFinding(
            None,
            f"{found.index} for {found.audience}: {len(found.missing)} missing, {len(found.surplus)} too many",
            broken=True,
        )
        for found in library.indexes.disagreements()
    ]
    today = dt.date.today()
    documents = library.catalogue.documents()
    held: list[Figure] = []
    for document in documents:
        chunks = library.catalogue.chunks_of(document.id)
        held += figures(chunks)
        messages = [*_lacking(document, today), *_passages(library, chunks), *_replaced(library, document)]
        if asked_about is not None and document.id not in asked_about:
            messages.append("no evaluation case is about it")
        findings += [CheckFinding(document.id, message, False) for message in messages]
    return [*findings, *_near(library, [document.id for document in documents]), *_contradictions(held)]


def _lacking(document: DocumentSummary, today: dt.date) -> list[str]:
    about = document.metadata
    lacking = [name for name in ("publisher", "year", "licence", "owner", "review_by") if getattr(about, name) is None]
    messages = [f"no {', '.join(lacking)}"] if lacking else []
    if about.review_by and about.review_by < today:
        messages.append(f"review was due on {about.review_by}")
    if not document.chunks:
        messages.append("no passages")
    return messages


def _passages(library: Library, chunks: Sequence[Chunk]) -> list[str]:
    """Passages without a word, and those of which the embedding model reads only the beginning."""
    empty = [chunk.id for chunk in chunks if not any(letter.isalnum() for letter in chunk.text)]
    counts = library.embedder.count_tokens([chunk.text for chunk in chunks]) if chunks else []
    long = [chunk.id for chunk, count in zip(chunks, counts, strict=True) if count > library.embedder.max_tokens]
    found = [("without a word", empty), (f"longer than the {library.embedder.max_tokens} tokens that are read", long)]
    return [f"passages {what}: {_some(ids)}" for what, ids in found if ids]


def _replaced(library: Library, document: DocumentSummary) -> list[str]:
    other = document.metadata.supersedes
    if other is None or library.history.versions(other):
        return []
    return [f"supersedes {other!r}, which the library does not hold"]


def _near(library: Library, document_ids: Collection[str]) -> list[CheckFinding]:
    return [
        CheckFinding(one, f"near duplicate of {other}: {share:.0%} of the wording in common", False)
        for one, other, share in near_pairs(library.history.sketches(), document_ids)
    ]


def _contradictions(held: Sequence[Figure]) -> list[CheckFinding]:
    findings = []
    for first, *others in contradictions(held):
        said = "; ".join(f"{other.value} in {other.chunk.id} ({other.chunk.locator})" for other in others)
        about = f"{first.measure}, {first.place}, {first.year}"
        message = f"{about}: {first.value} in {first.chunk.id} ({first.chunk.locator}), but {said}"
        findings.append(CheckFinding(first.chunk.document_id, message, False))
    return findings


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - _NAMED} more" if len(ids) > _NAMED else ""
    return ", ".join(ids[:_NAMED]) + more
