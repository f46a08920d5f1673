"""The rows of a version that is stored."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from knowledge.catalogue.batches import in_batches
from knowledge.catalogue.entries import DraftVersion, Embedded
from knowledge.catalogue.tables import DocumentRow, VersionRow, VersionState
from knowledge.vocabulary import chunk_id


def newest_versions(session: Session, document_ids: Sequence[str]) -> dict[str, int]:
    """The number of the newest version of each known document, whatever its state."""
    newest: dict[str, int] = {}
    for some in in_batches(document_ids):
        query = (
            select(DocumentRow.id, func.coalesce(func.max(VersionRow.number), 0))
            .join(VersionRow, VersionRow.document_id == DocumentRow.id, isouter=True)
            .where(DocumentRow.id.in_(some))
            .group_by(DocumentRow.id)
        )
        newest.update((identifier, number) for identifier, number in session.execute(query))
    return newest


def version_row(draft: DraftVersion, number: int, now: dt.datetime) -> VersionRow:
    """The row of a staged version."""
    return VersionRow(
        document_id=draft.document_id,
        number=number,
        state=VersionState.STAGED,
        audience=draft.metadata.audience,
        kind=draft.metadata.kind,
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


def chunk_rows(draft: DraftVersion, version: VersionRow) -> Iterator[dict[str, object]]:
    """The columns of its chunks, in order."""
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
            **embedded_columns(embedded.embedded),
        }


def embedded_columns(embedded: Embedded | None) -> dict[str, bytes | None]:
    """What the model made of a text, as it is stored."""
    if embedded is None:
        return {"vector": None, "sentences": None}
    return {"vector": embedded.vector.astype(np.float32).tobytes(), "sentences": embedded.sentences}
