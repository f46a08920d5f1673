"""What goes into the catalogue and comes out of it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import Audience, Passage

Vector = np.ndarray
"""One float32 vector."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """What the embedding model made of a text: its vector, and its sentences as `knowledge.reading` packs them."""

    vector: Vector
    sentences: bytes


@dataclass(frozen=True, slots=True)
class EmbeddedPassage:
    """A passage with its fingerprint and, unless it is not searched, what the model made of it."""

    passage: Passage
    fingerprint: str
    embedded: Embedded | None


@dataclass(frozen=True, slots=True)
class DraftVersion:
    """Everything known about a document version before it is stored."""

    document_id: str
    origin: str
    source_path: str
    sha256: str
    pipeline: str
    added_by: str
    metadata: DocumentMetadata
    passages: Sequence[EmbeddedPassage]
    original: str | None = None
    """SHA-256 under which the source file is kept."""
    sketch: bytes = b""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the indexes need of one chunk."""

    id: str
    audience: Audience
    title: str
    headings: tuple[str, ...]
    text: str
    vector: Vector


@dataclass(frozen=True, slots=True)
class DocumentSummary:
    """The published version of a document, for lists and checks."""

    id: str
    version: int
    origin: str
    source_path: str
    sha256: str
    pipeline: str
    added_by: str
    added_at: dt.datetime
    chunks: int
    metadata: DocumentMetadata
    original: str | None = None
