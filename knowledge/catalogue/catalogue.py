"""The catalogue: what the library holds. It is the truth; the indexes are derived from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from sqlalchemy import ColumnElement, Engine, Row, Select, and_, delete, func, insert, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.database import copy_database, erase_freed_space, is_migrated
from knowledge.catalogue.history import note
from knowledge.catalogue.originals import Originals
from knowledge.catalogue.tables import (
    ChunkRow,
    Deed,
    DocumentRow,
    HistoryRow,
    PublicationRow,
    VersionRow,
    VersionState,
)
from knowledge.errors import InsightsError
from knowledge.metadata import DocumentMetadata, section_fields
from knowledge.vocabulary import Audience, Chunk, Evidence, Kind, Passage, chunk_id

Item = TypeVar("Item")

_AT_ONCE = 500
"""Ids in one SQL statement: below every database's limit on parameters."""

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


class Catalogue:
    """Documents, versions and chunks in one database. Every public method is one transaction.

    ``originals`` keeps the files that versions were read from: each is deleted with the last version that needs it.
    """

    def __init__(self, engine: Engine, originals: Originals | None = None) -> None:
        """Raises InsightsError when the database has no tables yet, or older ones."""
        if not is_migrated(engine):
            raise InsightsError("the catalogue has no tables yet, or older ones: run `insights migrate`")
        self._engine = engine
        self._originals = originals

    # -- changing ------------------------------------------------------------------------------------------

    def stage(self, drafts: Sequence[DraftVersion]) -> list[int]:
        """Store versions unseen by anybody; returns their keys, in order."""
        now = dt.datetime.now(dt.UTC)
        with Session(self._engine) as session, session.begin():
            newest = _newest_versions(session, [draft.document_id for draft in drafts])
            new = [
                {"id": draft.document_id, "origin": draft.origin} for draft in drafts if draft.document_id not in newest
            ]
            if new:
                session.execute(insert(DocumentRow), new)
            versions = [_version_row(draft, newest.get(draft.document_id, 0) + 1, now) for draft in drafts]
            session.add_all(versions)
            session.flush()
            chunks = [
                row for draft, version in zip(drafts, versions, strict=True) for row in _chunk_rows(draft, version)
            ]
            if chunks:
                session.execute(insert(ChunkRow), chunks)
            return [version.key for version in versions]

    def publish(self, keys: Sequence[int]) -> dict[Audience, list[str]]:
        """Make staged versions visible, and superseded what they replace, all in one transaction.

        They replace their predecessors and the documents their metadata names. Returns the chunk ids that left the
        search, by audience.
        """
        left: dict[Audience, list[str]] = defaultdict(list)
        with Session(self._engine) as session, session.begin():
            documents = select(VersionRow.document_id).where(VersionRow.key.in_(keys))
            _extend(left, _take_out(session, VersionRow.document_id.in_(documents), VersionState.SUPERSEDED))
            session.execute(
                update(VersionRow)
                .where(VersionRow.key.in_(keys))
                .values(state=VersionState.PUBLISHED, published_at=dt.datetime.now(dt.UTC))
            )
            for document_id, number, who in session.execute(
                select(VersionRow.document_id, VersionRow.number, VersionRow.added_by).where(VersionRow.key.in_(keys))
            ).all():
                note(session, document_id, number, who, Deed.PUBLISHED)
            for key in keys:
                _extend(left, _supersede(session, key))
            _count_publication(session)
        return dict(left)

    def withdraw(self, document_ids: Collection[str], who: str) -> dict[Audience, list[str]]:
        """Take documents out of the search, keeping their text; returns the chunk ids that left, by audience."""
        with Session(self._engine) as session, session.begin():
            for document_id, number in _published_numbers(session, document_ids):
                note(session, document_id, number, who, Deed.WITHDRAWN)
            left = _take_out(session, VersionRow.document_id.in_(document_ids), VersionState.WITHDRAWN)
            _count_publication(session)
        return left

    def retire(self, document_id: str, who: str, reason: str = "") -> dict[Audience, list[str]]:
        """Take a document out of the search until somebody adds it again; returns the chunk ids that left.

        Raises InsightsError when it is not published.
        """
        with Session(self._engine) as session, session.begin():
            published = _published_numbers(session, [document_id])
            if not published:
                raise InsightsError(f"no published document {document_id!r}: `insights library list` shows the ids")
            for _, number in published:
                note(session, document_id, number, who, Deed.RETIRED, reason)
            left = _take_out(session, VersionRow.document_id == document_id, VersionState.RETIRED)
            _count_publication(session)
        return left

    def remove(self, document_id: str, who: str) -> None:
        """Delete a document with all its versions, files and history, but for the line that says who removed it.

        Raises InsightsError for an unknown id.
        """
        with Session(self._engine) as session, session.begin():
            if session.get(DocumentRow, document_id) is None:
                raise InsightsError(f"no document {document_id!r}: `insights library list` shows the ids")
            session.execute(delete(DocumentRow).where(DocumentRow.id == document_id))
            session.execute(delete(HistoryRow).where(HistoryRow.document_id == document_id))
            note(session, document_id, None, who, Deed.REMOVED)
            _count_publication(session)
        self._delete_unneeded_originals()
        erase_freed_space(self._engine)

    def keep_original(self, source: Path) -> str | None:
        """Keep a version's file before the version is staged; its SHA-256, or None where no files are kept."""
        return self._originals.keep(source) if self._originals is not None else None

    def attach_original(self, document_id: str, source: Path) -> None:
        """Keep the file of a published version that was read before files were kept."""
        with Session(self._engine) as session, session.begin():
            published = and_(VersionRow.document_id == document_id, VersionRow.state == VersionState.PUBLISHED)
            session.execute(update(VersionRow).where(published).values(original=self.keep_original(source)))

    def discard_staged(self) -> int:
        """Delete what an interrupted run left unpublished, and files of no version; returns how many versions."""
        with Session(self._engine) as session, session.begin():
            keys = session.scalars(select(VersionRow.key).where(VersionRow.state == VersionState.STAGED)).all()
            for some in _batches(keys):
                session.execute(delete(VersionRow).where(VersionRow.key.in_(some)))
            unversioned = ~select(VersionRow.key).where(VersionRow.document_id == DocumentRow.id).exists()
            session.execute(delete(DocumentRow).where(unversioned))
        self._delete_unneeded_originals()
        return len(keys)

    def _delete_unneeded_originals(self) -> None:
        if self._originals is not None:
            with Session(self._engine) as session:
                needed = session.scalars(select(VersionRow.original).where(VersionRow.original.is_not(None)).distinct())
                self._originals.keep_only({str(sha256) for sha256 in needed})

    def replace_vectors(self, vectors: Mapping[str, tuple[str, Embedded]], pipelines: Mapping[str, str]) -> None:
        """Give chunks new fingerprints and vectors, and versions new pipelines by old ones, in one transaction."""
        rows = [
            {"id": identifier, "fingerprint": fingerprint, **_embedded_columns(embedded)}
            for identifier, (fingerprint, embedded) in vectors.items()
        ]
        with Session(self._engine) as session, session.begin():
            if rows:
                session.execute(update(ChunkRow), rows)
            for old, new in pipelines.items():
                published = and_(VersionRow.state == VersionState.PUBLISHED, VersionRow.pipeline == old)
                session.execute(update(VersionRow).where(published).values(pipeline=new))
            _count_publication(session)

    def erase_freed_space(self) -> None:
        """Leave no byte of anything deleted in the database's files."""
        erase_freed_space(self._engine)

    def copy_to(self, home: Path) -> None:
        """Write a copy of the whole catalogue, as it is now, into a SQLite file in an empty data directory."""
        copy_database(self._engine, home)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    # -- reading -------------------------------------------------------------------------------------------

    def publication(self) -> int:
        """How many publications and withdrawals there have been: a change means the indexes changed."""
        with Session(self._engine) as session:
            return session.scalars(select(PublicationRow.number)).one()

    def visible_chunks(
        self, ids: Collection[str], audiences: Collection[Audience], lapsed: bool = False
    ) -> dict[str, Chunk]:
        """Those of ``ids`` that belong to a published version for one of ``audiences``.

        Answers that a consultant approved are left out after their last day, unless ``lapsed`` ones are wanted too.
        """
        found: dict[str, Chunk] = {}
        today = dt.date.today().isoformat()
        with self._engine.connect() as connection:
            for some in _batches(list(ids)):
                query = _published_chunks().where(ChunkRow.id.in_(some), VersionRow.audience.in_(audiences))
                rows = connection.execute(query)
                found.update((row.id, _chunk(row)) for row in rows if lapsed or not _has_lapsed(row.details, today))
        return found

    def chunks_of(self, document_id: str, audiences: Collection[Audience] | None = None) -> list[Chunk]:
        """The chunks of the published version, in order; none where ``audiences`` excludes it."""
        query = _published_chunks().where(VersionRow.document_id == document_id).order_by(ChunkRow.ordinal)
        if audiences is not None:
            query = query.where(VersionRow.audience.in_(audiences))
        with Session(self._engine) as session:
            return [_chunk(row) for row in session.execute(query)]

    def documents(self, audiences: Collection[Audience] | None = None) -> list[DocumentSummary]:
        """The published documents, by id; only those for ``audiences`` where given."""
        chunks = select(func.count()).where(ChunkRow.version_key == VersionRow.key).scalar_subquery()
        query = (
            select(VersionRow, DocumentRow.origin, chunks)
            .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
            .where(VersionRow.state == VersionState.PUBLISHED)
            .order_by(VersionRow.document_id)
        )
        if audiences is not None:
            query = query.where(VersionRow.audience.in_(audiences))
        with Session(self._engine) as session:
            return [_summary(*row) for row in session.execute(query)]

    def records(self, document_id: str, audiences: Collection[Audience]) -> list[tuple[Chunk, dict[str, Any]]]:
        """The published version's chunks that have typed values, in order; none where it is not for ``audiences``."""
        return self._recorded(VersionRow.document_id == document_id, audiences)

    def visible_records(
        self, ids: Collection[str], audiences: Collection[Audience]
    ) -> list[tuple[Chunk, dict[str, Any]]]:
        """Those of ``ids`` that have typed values and belong to a published version for one of ``audiences``."""
        return [found for some in _batches(list(ids)) for found in self._recorded(ChunkRow.id.in_(some), audiences)]

    def _recorded(
        self, which: ColumnElement[bool], audiences: Collection[Audience]
    ) -> list[tuple[Chunk, dict[str, Any]]]:
        query = (
            _published_chunks()
            .add_columns(ChunkRow.record)
            .where(which, VersionRow.audience.in_(audiences), ChunkRow.record.is_not(None))
            .order_by(VersionRow.document_id, ChunkRow.ordinal)
        )
        with Session(self._engine) as session:
            return [(_chunk(row), row.record) for row in session.execute(query)]

    def published_of(self, kind: Kind, audiences: Collection[Audience]) -> list[tuple[str, int]]:
        """Id and version of the published documents of a kind for ``audiences``, by id."""
        query = (
            select(VersionRow.document_id, VersionRow.number)
            .where(
                VersionRow.state == VersionState.PUBLISHED,
                VersionRow.audience.in_(audiences),
                VersionRow.details["kind"].as_string() == kind.value,
            )
            .order_by(VersionRow.document_id)
        )
        with Session(self._engine) as session:
            return [(identifier, number) for identifier, number in session.execute(query)]

    def origins(self, document_ids: Collection[str]) -> dict[str, str]:
        """Where each known document came from, whatever its state."""
        found: dict[str, str] = {}
        with Session(self._engine) as session:
            for some in _batches(list(document_ids)):
                rows = session.scalars(select(DocumentRow).where(DocumentRow.id.in_(some)))
                found.update((row.id, row.origin) for row in rows)
        return found

    def metadata(self, document_id: str, version: int) -> DocumentMetadata | None:
        """The metadata of one version, or None when the document has been removed."""
        query = select(VersionRow.details).where(VersionRow.document_id == document_id, VersionRow.number == version)
        with Session(self._engine) as session:
            details = session.scalars(query).one_or_none()
        return DocumentMetadata.model_validate(details) if details is not None else None

    def audiences(self) -> list[Audience]:
        """The audiences that have a published document."""
        query = select(VersionRow.audience).where(VersionRow.state == VersionState.PUBLISHED).distinct()
        with Session(self._engine) as session:
            return sorted(Audience(name) for name in session.scalars(query))

    def embedded(self, fingerprints: Collection[str]) -> dict[str, Embedded]:
        """What is known of already embedded texts, so that none is embedded twice."""
        found: dict[str, Embedded] = {}
        with Session(self._engine) as session:
            for some in _batches(list(fingerprints)):
                query = select(ChunkRow.fingerprint, ChunkRow.vector, ChunkRow.sentences).where(
                    ChunkRow.fingerprint.in_(some), ChunkRow.vector.is_not(None), ChunkRow.sentences.is_not(None)
                )
                for fingerprint, vector, sentences in session.execute(query):
                    found[fingerprint] = Embedded(np.frombuffer(vector or b"", dtype=np.float32), sentences or b"")
        return found

    def vectors(self, ids: Collection[str]) -> dict[str, Vector]:
        """The unit vectors of those of ``ids`` that are searched."""
        query = select(ChunkRow.id, ChunkRow.vector).where(ChunkRow.vector.is_not(None))
        with self._engine.connect() as connection:
            return {
                identifier: np.frombuffer(vector or b"", dtype=np.float32)
                for some in _batches(list(ids))
                for identifier, vector in connection.execute(query.where(ChunkRow.id.in_(some)))
            }

    def sentences(self, ids: Collection[str]) -> dict[str, bytes]:
        """The packed sentences of those of ``ids`` that are searched."""
        query = select(ChunkRow.id, ChunkRow.sentences).where(ChunkRow.sentences.is_not(None))
        with Session(self._engine) as session:
            return {
                identifier: packed or b""
                for some in _batches(list(ids))
                for identifier, packed in session.execute(query.where(ChunkRow.id.in_(some)))
            }

    def searchable_ids(self, audience: Audience) -> set[str]:
        """The ids an audience's partition must hold, no more and no fewer."""
        query = (
            select(ChunkRow.id)
            .join(VersionRow, VersionRow.key == ChunkRow.version_key)
            .where(
                VersionRow.state == VersionState.PUBLISHED,
                VersionRow.audience == audience,
                ChunkRow.vector.is_not(None),
            )
        )
        with Session(self._engine) as session:
            return set(session.scalars(query))

    def staged_entries(self, keys: Sequence[int]) -> list[IndexEntry]:
        """What the indexes need of staged versions."""
        with Session(self._engine) as session:
            return list(_entries(session, VersionRow.key.in_(keys)))

    def entries(self, ids: Collection[str]) -> Iterator[list[IndexEntry]]:
        """What the indexes need of the given chunks, in batches."""
        with Session(self._engine) as session:
            for some in _batches(list(ids)):
                yield list(_entries(session, ChunkRow.id.in_(some)))


def _newest_versions(session: Session, document_ids: Sequence[str]) -> dict[str, int]:
    """The number of the newest version of each known document, whatever its state."""
    newest: dict[str, int] = {}
    for some in _batches(document_ids):
        query = (
            select(DocumentRow.id, func.coalesce(func.max(VersionRow.number), 0))
            .join(VersionRow, VersionRow.document_id == DocumentRow.id, isouter=True)
            .where(DocumentRow.id.in_(some))
            .group_by(DocumentRow.id)
        )
        newest.update((identifier, number) for identifier, number in session.execute(query))
    return newest


def _version_row(draft: DraftVersion, number: int, now: dt.datetime) -> VersionRow:
    return VersionRow(
        document_id=draft.document_id,
        number=number,
        state=VersionState.STAGED,
        audience=draft.metadata.audience,
        details=draft.metadata.model_dump(mode="json", exclude_none=True),
        source_path=draft.source_path,
        sha256=draft.sha256,
        original=draft.original,
        supersedes=draft.metadata.supersedes,
        sketch=draft.sketch,
        pipeline=draft.pipeline,
        added_by=draft.added_by,
        added_at=now,
    )


def _chunk_rows(draft: DraftVersion, version: VersionRow) -> Iterator[dict[str, object]]:
    for ordinal, embedded in enumerate(draft.passages, start=1):
        yield {
            "id": chunk_id(draft.document_id, version.number, ordinal),
            "version_key": version.key,
            "ordinal": ordinal,
            "text": embedded.passage.text,
            "headings": list(embedded.passage.headings),
            "locator": embedded.passage.locator,
            "quoted_whole": embedded.passage.quoted_whole,
            "fingerprint": embedded.fingerprint,
            "record": embedded.passage.record,
            **_embedded_columns(embedded.embedded),
        }


def _embedded_columns(embedded: Embedded | None) -> dict[str, bytes | None]:
    if embedded is None:
        return {"vector": None, "sentences": None}
    return {"vector": embedded.vector.astype(np.float32).tobytes(), "sentences": embedded.sentences}


def _take_out(session: Session, which: ColumnElement[bool], state: VersionState) -> dict[Audience, list[str]]:
    """Put the published versions among ``which`` into ``state`` and forget what the model made of them."""
    published = and_(which, VersionRow.state == VersionState.PUBLISHED)
    keys = {
        key: audience for key, audience in session.execute(select(VersionRow.key, VersionRow.audience).where(published))
    }
    left: dict[Audience, list[str]] = defaultdict(list)
    for some in _batches(list(keys)):
        searched = select(ChunkRow.id, ChunkRow.version_key).where(
            ChunkRow.version_key.in_(some), ChunkRow.vector.is_not(None)
        )
        for identifier, key in session.execute(searched):
            left[Audience(keys[key])].append(identifier)
        session.execute(update(ChunkRow).where(ChunkRow.version_key.in_(some)).values(vector=None, sentences=None))
        session.execute(update(VersionRow).where(VersionRow.key.in_(some)).values(state=state))
    return dict(left)


def _extend(left: dict[Audience, list[str]], more: Mapping[Audience, Sequence[str]]) -> None:
    for audience, ids in more.items():
        left[audience].extend(ids)


def _published_numbers(session: Session, document_ids: Collection[str]) -> list[tuple[str, int]]:
    published = and_(VersionRow.document_id.in_(document_ids), VersionRow.state == VersionState.PUBLISHED)
    return [
        (row[0], row[1]) for row in session.execute(select(VersionRow.document_id, VersionRow.number).where(published))
    ]


def _supersede(session: Session, key: int) -> dict[Audience, list[str]]:
    """Take out the document that a version just published replaces, or it itself where another replaces it.

    One version at a time, and only while it is still published: of two documents that name each other, one stays.
    """
    row = session.execute(
        select(VersionRow.document_id, VersionRow.number, VersionRow.added_by, VersionRow.supersedes).where(
            VersionRow.key == key, VersionRow.state == VersionState.PUBLISHED
        )
    ).one_or_none()
    if row is None:
        return {}
    replaced: dict[Audience, list[str]] = defaultdict(list)
    if row.supersedes not in (None, row.document_id):
        _extend(replaced, _replace(session, row.supersedes, row.document_id, row.number, row.added_by))
    by = session.execute(
        select(VersionRow.document_id, VersionRow.number, VersionRow.added_by).where(
            VersionRow.supersedes == row.document_id,
            VersionRow.document_id != row.document_id,
            VersionRow.state == VersionState.PUBLISHED,
        )
    ).first()
    if by is not None:
        _extend(replaced, _replace(session, row.document_id, by.document_id, by.number, by.added_by))
    return replaced


def _replace(session: Session, document_id: str, by: str, by_number: int, who: str) -> dict[Audience, list[str]]:
    for _, number in _published_numbers(session, [document_id]):
        note(session, document_id, number, who, Deed.SUPERSEDED, f"by {by} version {by_number}")
    return _take_out(session, VersionRow.document_id == document_id, VersionState.SUPERSEDED)


def _count_publication(session: Session) -> None:
    session.execute(update(PublicationRow).values(number=PublicationRow.number + 1))


def _published_chunks() -> Select[*tuple[Any, ...]]:
    """Columns instead of objects, which take three times as long to load."""
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


def _entries(session: Session, which: ColumnElement[bool]) -> Iterator[IndexEntry]:
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


def _has_lapsed(details: Mapping[str, Any], today: str) -> bool:
    """Whether it is an approved answer whose last day is over; the review date of any other document is a reminder."""
    return "approved" in details and str(details.get("review_by", today)) < today


def _chunk(row: Row[*tuple[Any, ...]]) -> Chunk:
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


def _summary(version: VersionRow, origin: str, chunks: int) -> DocumentSummary:
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


def _batches(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]
