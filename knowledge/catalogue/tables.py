"""The catalogue's tables. Text lives here and nowhere else."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, DateTime, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Base of the catalogue's tables."""


class VersionState(StrEnum):
    """Where a document version stands. Only a published one is searched, shown and cited."""

    STAGED = "staged"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    """Replaced by a later version, or by another document that says so."""
    WITHDRAWN = "withdrawn"
    """Its file went away from the folder it was synced from; it comes back with the file."""
    RETIRED = "retired"
    """Taken out by somebody; it stays out until somebody adds it again."""


class Deed(StrEnum):
    """What somebody did to a document."""

    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    RETIRED = "retired"
    REMOVED = "removed"


class DocumentRow(Base):
    """One source held by the library."""

    __tablename__ = "documents"

    id: Mapped[str] = mapped_column(String(512), primary_key=True)
    origin: Mapped[str] = mapped_column(Text)
    """Where it came from: the folder it was synced from, so that another folder's sync leaves it alone."""


class VersionRow(Base):
    """One version of a document: its metadata, provenance and state."""

    __tablename__ = "versions"
    __table_args__ = (
        UniqueConstraint("document_id", "number"),
        Index("versions_by_state", "state", "audience"),
        Index("versions_by_kind", "state", "kind", "audience"),
        Index("versions_by_superseded", "supersedes"),
    )

    key: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    number: Mapped[int]
    state: Mapped[str] = mapped_column(String(16))
    audience: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)
    """The DocumentMetadata as JSON."""
    source_path: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    """Of the source file and its metadata."""
    original: Mapped[str | None] = mapped_column(String(64))
    """SHA-256 of the source file alone, under which it is kept; null where there is none."""
    supersedes: Mapped[str | None] = mapped_column(String(512))
    """The other document that this one replaces."""
    sketch: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Made by knowledge.similarity, to find near duplicates."""
    pipeline: Mapped[str] = mapped_column(String(256))
    """What made the chunks: splitter version and embedding model."""
    added_by: Mapped[str] = mapped_column(String(128))
    added_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    published_at: Mapped[dt.datetime | None] = mapped_column(DateTime(timezone=True))


class ChunkRow(Base):
    """One chunk of a version, with its vector: the indexes can be rebuilt from these rows alone."""

    __tablename__ = "chunks"
    __table_args__ = (
        Index("chunks_by_version", "version_key"),
        Index("chunks_by_fingerprint", "fingerprint"),
    )

    id: Mapped[str] = mapped_column(String(640), primary_key=True)
    version_key: Mapped[int] = mapped_column(ForeignKey("versions.key", ondelete="CASCADE"))
    ordinal: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    headings: Mapped[list[str]] = mapped_column(JSON)
    locator: Mapped[str] = mapped_column(Text)
    quoted_whole: Mapped[bool]
    fingerprint: Mapped[str] = mapped_column(String(64))
    """sha256 of the embedding model's name and the embedded text."""
    vector: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """float32, or null where the chunk is not searched."""
    sentences: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    """Packed by knowledge.reading, or null where the chunk is not searched."""
    record: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """A map's row as JSON values, or null where the chunk is no such row."""


class HistoryRow(Base):
    """Something that was done to a document. It outlives the document, and holds nothing of its text."""

    __tablename__ = "history"
    __table_args__ = (Index("history_by_document", "document_id"),)

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    document_id: Mapped[str] = mapped_column(String(512))
    version: Mapped[int | None]
    at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True))
    who: Mapped[str] = mapped_column(String(128))
    what: Mapped[str] = mapped_column(String(16))
    note: Mapped[str] = mapped_column(Text)


class PublicationRow(Base):
    """A single row counting publications and withdrawals: running processes follow it."""

    __tablename__ = "publication"

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int]
