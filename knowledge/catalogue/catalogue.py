"""The catalogue: what the library holds. It is the truth; the indexes are derived from it."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import ColumnElement, Engine, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.batches import in_batches
from knowledge.catalogue.database import copy_database, erase_freed_space, is_migrated
from knowledge.catalogue.entries import DocumentSummary, DraftVersion, Embedded, IndexEntry, Vector
from knowledge.catalogue.history import note
from knowledge.catalogue.originals import Originals
from knowledge.catalogue.reading import chunk_of, entries_of, has_lapsed, published_chunks, summary_of
from knowledge.catalogue.states import count_publication, extend, published_numbers, supersede, take_out
from knowledge.catalogue.storing import chunk_rows, embedded_columns, newest_versions, version_row
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
from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import Audience, Chunk, Kind


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
            newest = newest_versions(session, [draft.document_id for draft in drafts])
            new = [
                {"id": draft.document_id, "origin": draft.origin} for draft in drafts if draft.document_id not in newest
            ]
            if new:
                session.execute(insert(DocumentRow), new)
            versions = [version_row(draft, newest.get(draft.document_id, 0) + 1, now) for draft in drafts]
            session.add_all(versions)
            session.flush()
            chunks = [
                row for draft, version in zip(drafts, versions, strict=True) for row in chunk_rows(draft, version)
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
            extend(left, take_out(session, VersionRow.document_id.in_(documents), VersionState.SUPERSEDED))
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
                extend(left, supersede(session, key))
            count_publication(session)
        return dict(left)

    def withdraw(self, document_ids: Collection[str], who: str) -> dict[Audience, list[str]]:
        """Take documents out of the search, keeping their text; returns the chunk ids that left, by audience."""
        with Session(self._engine) as session, session.begin():
            for document_id, number in published_numbers(session, document_ids):
                note(session, document_id, number, who, Deed.WITHDRAWN)
            left = take_out(session, VersionRow.document_id.in_(document_ids), VersionState.WITHDRAWN)
            count_publication(session)
        return left

    def retire(self, document_id: str, who: str, reason: str = "") -> dict[Audience, list[str]]:
        """Take a document out of the search until somebody adds it again; returns the chunk ids that left.

        Raises InsightsError when it is not published.
        """
        with Session(self._engine) as session, session.begin():
            published = published_numbers(session, [document_id])
            if not published:
                raise InsightsError(f"no published document {document_id!r}: `insights library list` shows the ids")
            for _, number in published:
                note(session, document_id, number, who, Deed.RETIRED, reason)
            left = take_out(session, VersionRow.document_id == document_id, VersionState.RETIRED)
            count_publication(session)
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
            count_publication(session)
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
            for some in in_batches(keys):
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
            {"id": identifier, "fingerprint": fingerprint, **embedded_columns(embedded)}
            for identifier, (fingerprint, embedded) in vectors.items()
        ]
        with Session(self._engine) as session, session.begin():
            if rows:
                session.execute(update(ChunkRow), rows)
            for old, new in pipelines.items():
                published = and_(VersionRow.state == VersionState.PUBLISHED, VersionRow.pipeline == old)
                session.execute(update(VersionRow).where(published).values(pipeline=new))
            count_publication(session)

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
            for some in in_batches(list(ids)):
                query = published_chunks().where(ChunkRow.id.in_(some), VersionRow.audience.in_(audiences))
                rows = connection.execute(query)
                found.update((row.id, chunk_of(row)) for row in rows if lapsed or not has_lapsed(row.details, today))
        return found

    def chunks_of(self, document_id: str, audiences: Collection[Audience] | None = None) -> list[Chunk]:
        """The chunks of the published version, in order; none where ``audiences`` excludes it."""
        query = published_chunks().where(VersionRow.document_id == document_id).order_by(ChunkRow.ordinal)
        if audiences is not None:
            query = query.where(VersionRow.audience.in_(audiences))
        with Session(self._engine) as session:
            return [chunk_of(row) for row in session.execute(query)]

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
            return [summary_of(*row) for row in session.execute(query)]

    def records(self, document_id: str, audiences: Collection[Audience]) -> list[tuple[Chunk, dict[str, Any]]]:
        """The published version's chunks that have typed values, in order; none where it is not for ``audiences``."""
        return self._recorded(VersionRow.document_id == document_id, audiences)

    def visible_records(
        self, ids: Collection[str], audiences: Collection[Audience]
    ) -> list[tuple[Chunk, dict[str, Any]]]:
        """Those of ``ids`` that have typed values and belong to a published version for one of ``audiences``."""
        return [found for some in in_batches(list(ids)) for found in self._recorded(ChunkRow.id.in_(some), audiences)]

    def _recorded(
        self, which: ColumnElement[bool], audiences: Collection[Audience]
    ) -> list[tuple[Chunk, dict[str, Any]]]:
        query = (
            published_chunks()
            .add_columns(ChunkRow.record)
            .where(which, VersionRow.audience.in_(audiences), ChunkRow.record.is_not(None))
            .order_by(VersionRow.document_id, ChunkRow.ordinal)
        )
        with Session(self._engine) as session:
            return [(chunk_of(row), row.record) for row in session.execute(query)]

    def published_of(self, kind: Kind, audiences: Collection[Audience]) -> list[tuple[str, int]]:
        """Id and version of the published documents of a kind for ``audiences``, by id."""
        # A process of the release before the column may still have written a version: its kind is in its metadata.
        unfilled = and_(VersionRow.kind == "", VersionRow.details["kind"].as_string() == kind.value)
        query = (
            select(VersionRow.document_id, VersionRow.number)
            .where(
                VersionRow.state == VersionState.PUBLISHED,
                VersionRow.audience.in_(audiences),
                VersionRow.kind.in_([kind, ""]),  # for the index
                or_(VersionRow.kind == kind, unfilled),
            )
            .order_by(VersionRow.document_id)
        )
        with Session(self._engine) as session:
            return [(identifier, number) for identifier, number in session.execute(query)]

    def origins(self, document_ids: Collection[str]) -> dict[str, str]:
        """Where each known document came from, whatever its state."""
        found: dict[str, str] = {}
        with Session(self._engine) as session:
            for some in in_batches(list(document_ids)):
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
            for some in in_batches(list(fingerprints)):
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
                for some in in_batches(list(ids))
                for identifier, vector in connection.execute(query.where(ChunkRow.id.in_(some)))
            }

    def sentences(self, ids: Collection[str]) -> dict[str, bytes]:
        """The packed sentences of those of ``ids`` that are searched."""
        query = select(ChunkRow.id, ChunkRow.sentences).where(ChunkRow.sentences.is_not(None))
        with Session(self._engine) as session:
            return {
                identifier: packed or b""
                for some in in_batches(list(ids))
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
            return list(entries_of(session, VersionRow.key.in_(keys)))

    def entries(self, ids: Collection[str]) -> Iterator[list[IndexEntry]]:
        """What the indexes need of the given chunks, in batches."""
        with Session(self._engine) as session:
            for some in in_batches(list(ids)):
                yield list(entries_of(session, ChunkRow.id.in_(some)))
