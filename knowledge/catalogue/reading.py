"""What is read of published versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Row, Select, select
from sqlalchemy.orm import Session

from knowledge.catalogue.entries import DocumentSummary, IndexEntry
from knowledge.catalogue.tables import ChunkRow, VersionRow, VersionState
from knowledge.metadata import DocumentMetadata, section_fields
from knowledge.vocabulary import Audience, Chunk, Evidence, Kind


def published_chunks() -> Select[*tuple[Any, ...]]:
    """Asks for published chunks, as columns: objects take three times as long to load."""
    # SQLite would otherwise go through every published version to find thirty chunks: the empty string keeps it from
    # the index of states, and so it begins with the ids.
    published = VersionRow.state.concat("") == VersionState.PUBLISHED
    return (
        select(
            ChunkRow.id,
            ChunkRow.ordinal,
            ChunkRow.text,
            ChunkRow.headings,
            ChunkRow.locator,
            ChunkRow.quoted_whole,
            VersionRow.document_id,
            VersionRow.number,
            VersionRow.audience,
            VersionRow.details,
        )
        .join(VersionRow, VersionRow.key == ChunkRow.version_key)
        .where(published)
    )


def entries_of(session: Session, which: ColumnElement[bool]) -> Iterator[IndexEntry]:
    """What the indexes need of searched chunks."""
    query = (
        select(ChunkRow, ChunkRow.vector, VersionRow)
        .join(VersionRow, VersionRow.key == ChunkRow.version_key)
        .where(which, ChunkRow.vector.is_not(None))
        .order_by(ChunkRow.version_key, ChunkRow.ordinal)
    )
    for row, blob, version in session.execute(query):
        yield IndexEntry(
            id=row.id,
            audience=Audience(version.audience),
            title=version.details["title"],
            headings=tuple(row.headings),
            text=row.text,
            vector=np.frombuffer(blob or b"", dtype=np.float32),
        )


def has_lapsed(details: Mapping[str, Any], today: str) -> bool:
    """Whether it is an approved answer whose last day is over; the review date of any other document is a reminder."""
    return "approved" in details and str(details.get("review_by", today)) < today


def chunk_of(row: Row[*tuple[Any, ...]]) -> Chunk:
    """A chunk, from a row of ``published_chunks``."""
    details = row.details | section_fields(row.details, row.headings)
    return Chunk(
        id=row.id,
        document_id=row.document_id,
        version=row.number,
        ordinal=row.ordinal,
        text=row.text,
        headings=tuple(row.headings),
        locator=row.locator,
        quoted_whole=row.quoted_whole,
        audience=Audience(row.audience),
        title=details["title"],
        kind=Kind(details.get("kind", Kind.NOTE)),
        evidence=Evidence(details.get("evidence", Evidence.NOT_STATED)),
        year=details.get("year"),
        disagreement=bool(details.get("disagreement")),
    )


def summary_of(version: VersionRow, origin: str, chunks: int) -> DocumentSummary:
    """A published version, for lists and checks."""
    return DocumentSummary(
        id=version.document_id,
        version=version.number,
        origin=origin,
        source_path=version.source_path,
        sha256=version.sha256,
        pipeline=version.pipeline,
        added_by=version.added_by,
        added_at=version.added_at,
        chunks=chunks,
        metadata=DocumentMetadata.model_validate(version.details),
        original=version.original,
    )
