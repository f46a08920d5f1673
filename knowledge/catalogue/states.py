"""Versions that leave the search: superseded, withdrawn or retired."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.orm import Session

from knowledge.catalogue.batches import in_batches
from knowledge.catalogue.history import note
from knowledge.catalogue.tables import ChunkRow, Deed, PublicationRow, VersionRow, VersionState
from knowledge.vocabulary import Audience


def take_out(session: Session, which: ColumnElement[bool], state: VersionState) -> dict[Audience, list[str]]:
    """Put the published versions among ``which`` into ``state`` and forget what the model made of them.

    Returns the chunk ids that left the search, by audience, as all here do.
    """
    published = and_(which, VersionRow.state == VersionState.PUBLISHED)
    keys = {
        key: audience for key, audience in session.execute(select(VersionRow.key, VersionRow.audience).where(published))
    }
    left: dict[Audience, list[str]] = defaultdict(list)
    for some in in_batches(list(keys)):
        searched = select(ChunkRow.id, ChunkRow.version_key).where(
            ChunkRow.version_key.in_(some), ChunkRow.vector.is_not(None)
        )
        for identifier, key in session.execute(searched):
            left[Audience(keys[key])].append(identifier)
        session.execute(update(ChunkRow).where(ChunkRow.version_key.in_(some)).values(vector=None, sentences=None))
        session.execute(update(VersionRow).where(VersionRow.key.in_(some)).values(state=state))
    return dict(left)


def extend(left: dict[Audience, list[str]], more: Mapping[Audience, Sequence[str]]) -> None:
    """Add further chunk ids that left, by audience."""
    for audience, ids in more.items():
        left[audience].extend(ids)


def published_numbers(session: Session, document_ids: Collection[str]) -> list[tuple[str, int]]:
    """The published versions of the given documents, as document and number."""
    published = and_(VersionRow.document_id.in_(document_ids), VersionRow.state == VersionState.PUBLISHED)
    return [
        (row[0], row[1]) for row in session.execute(select(VersionRow.document_id, VersionRow.number).where(published))
    ]


def supersede(session: Session, key: int) -> dict[Audience, list[str]]:
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
        extend(replaced, _replace(session, row.supersedes, row.document_id, row.number, row.added_by))
    by = session.execute(
        select(VersionRow.document_id, VersionRow.number, VersionRow.added_by).where(
            VersionRow.supersedes == row.document_id,
            VersionRow.document_id != row.document_id,
            VersionRow.state == VersionState.PUBLISHED,
        )
    ).first()
    if by is not None:
        extend(replaced, _replace(session, row.document_id, by.document_id, by.number, by.added_by))
    return replaced


def _replace(session: Session, document_id: str, by: str, by_number: int, who: str) -> dict[Audience, list[str]]:
    for _, number in published_numbers(session, [document_id]):
        note(session, document_id, number, who, Deed.SUPERSEDED, f"by {by} version {by_number}")
    return take_out(session, VersionRow.document_id == document_id, VersionState.SUPERSEDED)


def count_publication(session: Session) -> None:
    """Say that something was published or left, so that other processes look at the indexes anew."""
    session.execute(update(PublicationRow).values(number=PublicationRow.number + 1))
