"""What became of documents: every version, and who did what when."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Engine, func, insert, select
from sqlalchemy.orm import Session

from knowledge.catalogue.tables import Deed, HistoryRow, VersionRow, VersionState
from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import Audience

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing somebody did to a document; ``version`` is None where it concerned them all."""

    at: dt.datetime
    who: str
    what: Deed
    version: int | None
    note: str


@dataclass(frozen=True, slots=True)
class VersionSummary:
    """One version of a document, whatever its state; ``original`` is the SHA-256 its file is kept under."""

    document_id: str
    number: int
    state: VersionState
    added_by: str
    added_at: dt.datetime
    source_path: str
    sha256: str
    pipeline: str
    original: str | None
    metadata: DocumentMetadata

    @property
    def is_published(self) -> bool:
        """Whether it is the version that is searched and shown."""
        return self.state is VersionState.PUBLISHED


class History:
    """Looks up what became of documents."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, document_id: str) -> list[HistoryEntry]:
        """What was done to a document, oldest first; for a removed one, who removed it."""
        rows = select(HistoryRow).where(HistoryRow.document_id == document_id).order_by(HistoryRow.number)
        with Session(self._engine) as session:
            return [
                HistoryEntry(row.at, row.who, Deed(row.what), row.version, row.note) for row in session.scalars(rows)
            ]

    def versions(self, document_id: str) -> list[VersionSummary]:
        """Every version of a document but an unfinished one, oldest first."""
        rows = (
            select(VersionRow)
            .where(VersionRow.document_id == document_id, VersionRow.state != VersionState.STAGED)
            .order_by(VersionRow.number)
        )
        with Session(self._engine) as session:
            return [_version(row) for row in session.scalars(rows)]

    def newest(self, document_ids: Collection[str]) -> dict[str, VersionSummary]:
        """The newest version of each known document, whatever its state but unfinished."""
        found: dict[str, VersionSummary] = {}
        wanted = list(document_ids)
        newest = (
            select(func.max(VersionRow.key))
            .where(VersionRow.state != VersionState.STAGED)
            .group_by(VersionRow.document_id)
        )
        with Session(self._engine) as session:
            for start in range(0, len(wanted), _AT_ONCE):
                some = newest.where(VersionRow.document_id.in_(wanted[start : start + _AT_ONCE]))
                rows = session.scalars(select(VersionRow).where(VersionRow.key.in_(some)))
                found.update((row.document_id, _version(row)) for row in rows)
        return found

    def published_since(self, moment: dt.datetime, audiences: Collection[Audience]) -> list[VersionSummary]:
        """The published versions for ``audiences`` that became visible after ``moment``, the newest first."""
        rows = (
            select(VersionRow)
            .where(
                VersionRow.state == VersionState.PUBLISHED,
                VersionRow.published_at > moment,
                VersionRow.audience.in_(audiences),
            )
            .order_by(VersionRow.published_at.desc(), VersionRow.document_id)
        )
        with Session(self._engine) as session:
            return [_version(row) for row in session.scalars(rows)]

    def replaced_by(self, document_id: str) -> str | None:
        """The published document that says it replaces this one."""
        query = select(VersionRow.document_id).where(
            VersionRow.supersedes == document_id,
            VersionRow.document_id != document_id,
            VersionRow.state == VersionState.PUBLISHED,
        )
        with Session(self._engine) as session:
            return session.scalars(query.limit(1)).first()

    def sketches(self) -> dict[str, bytes]:
        """The sketch of every published document's text."""
        query = select(VersionRow.document_id, VersionRow.sketch).where(
            VersionRow.state == VersionState.PUBLISHED, VersionRow.sketch.is_not(None)
        )
        with Session(self._engine) as session:
            return {document_id: sketch or b"" for document_id, sketch in session.execute(query)}


def note(session: Session, document_id: str, version: int | None, who: str, what: Deed, words: str = "") -> None:
    """Write down what is done to a document, within the transaction that does it."""
    now = dt.datetime.now(dt.UTC)
    told = {"document_id": document_id, "version": version, "at": now, "who": who, "what": what, "note": words}
    session.execute(insert(HistoryRow).values(**told))


def _version(row: VersionRow) -> VersionSummary:
    return VersionSummary(
        document_id=row.document_id,
        number=row.number,
        state=VersionState(row.state),
        added_by=row.added_by,
        added_at=row.added_at,
        source_path=row.source_path,
        sha256=row.sha256,
        pipeline=row.pipeline,
        original=row.original,
        metadata=DocumentMetadata.model_validate(row.details),
    )
