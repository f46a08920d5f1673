"""The nouns of the knowledge side. Imported by everything, imports nothing of ours but the errors."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NewType

from knowledge.errors import InsightsError

Audience = NewType("Audience", str)
"""Who may see a document: 'public', 'subscribers', 'internal' or 'client:<slug>'."""

PUBLIC = Audience("public")
SUBSCRIBERS = Audience("subscribers")
INTERNAL = Audience("internal")

_CLIENT = re.compile(r"client:[a-z0-9-]{1,40}")


def parse_audience(text: str) -> Audience:
    """The audience written as ``text``. Raises InsightsError when it is none."""
    if text in (PUBLIC, SUBSCRIBERS, INTERNAL) or _CLIENT.fullmatch(text):
        return Audience(text)
    raise InsightsError(
        f"unknown audience {text!r}: use public, subscribers, internal or client:<slug> "
        "(slug: a-z, 0-9 and '-', up to 40 characters)"
    )


class Kind(StrEnum):
    """What sort of document a source is."""

    REPORT = "report"
    CASE_STUDY = "case_study"
    PREVENTION_MAP = "prevention_map"
    GUIDANCE = "guidance"
    STATISTICS = "statistics"
    ARTICLE = "article"
    NOTE = "note"


class Evidence(StrEnum):
    """What sort of evidence a document rests on."""

    RCT = "rct"
    QUASI_EXPERIMENTAL = "quasi_experimental"
    EVALUATION = "evaluation"
    OFFICIAL_STATISTICS = "official_statistics"
    AUDIT = "audit"
    SELF_REPORTED = "self_reported"
    EXPERT_VIEW = "expert_view"
    LAW_OR_GUIDANCE = "law_or_guidance"
    NOT_STATED = "not_stated"


class Cohort(StrEnum):
    """Whose services a document is about."""

    CHILDREN = "children"
    ADULTS = "adults"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document before it is published: the smallest citable piece.

    ``quoted_whole`` marks a table or sheet row, which makes no sense in parts. ``searched`` is false for lists
    of references: kept and shown, never found or quoted. ``record`` is a row's values as JSON, where it has typed ones.
    """

    text: str
    headings: tuple[str, ...]
    locator: str
    quoted_whole: bool = False
    searched: bool = True
    record: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A published passage: text, where it stands, and the document version it belongs to, with what that is.

    ``disagreement`` marks a passage that says where sources disagree.
    """

    id: str
    document_id: str
    version: int
    ordinal: int
    text: str
    headings: tuple[str, ...]
    locator: str
    quoted_whole: bool
    audience: Audience
    title: str
    kind: Kind = Kind.NOTE
    evidence: Evidence = Evidence.NOT_STATED
    year: int | None = None
    disagreement: bool = False

    @property
    def heading(self) -> str:
        """The heading path as one line, outermost first."""
        return " › ".join(self.headings)


@dataclass(frozen=True, slots=True)
class ScoredChunk:
    """A chunk with its retrieval score (0 to 1 within one search) and the two searches' own scores.

    ``dense`` is a cosine similarity; ``keyword`` a BM25 score. None where that search did not return the chunk.
    """

    chunk: Chunk
    score: float
    dense: float | None
    keyword: float | None


def chunk_id(document_id: str, version: int, ordinal: int) -> str:
    """The id of a chunk: it names its document and version."""
    return f"{document_id}@{version}#{ordinal}"
