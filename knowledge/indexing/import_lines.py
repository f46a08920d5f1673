"""Documents of a JSONL file: one a line."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from knowledge.errors import UnreadableDocument
from knowledge.indexing.add import ADDED, Fields, inherited_fields, is_held, publish_all
from knowledge.indexing.loaders.jsonl import JsonlDocument, RefusedLine, read_jsonl
from knowledge.indexing.publish import PreparedDocument
from knowledge.indexing.split import split_blocks
from knowledge.indexing.sync import Progress, SyncReport, in_batches
from knowledge.metadata import merged, parse_metadata
from knowledge.opening import Library
from knowledge.similarity import near_pairs


def import_documents(library: Library, path: Path, given: Fields, added_by: str, progress: Progress) -> SyncReport:
    """Add every line as a document, or as the next version of one; a bad line never stops the rest.

    ``given`` goes before what a line says. Raises LibraryBusy while another process changes the library.
    """
    report = SyncReport()
    with library.indexes.writing():
        for batch in in_batches(_prepared(library, path, given, report, progress)):
            publish_all(library, batch, added_by, report)
    report.similar = near_pairs(library.history.sketches(), [*report.added, *report.changed])
    return report


def _prepared(
    library: Library, path: Path, given: Fields, report: SyncReport, progress: Progress
) -> Iterator[PreparedDocument]:
    seen: dict[str, int] = {}
    for done, row in enumerate(read_jsonl(path)):
        progress(done, done + 1, f"line {row.line}")
        try:
            document = _document(library, path, row, given)
            if document.document_id in seen:
                raise UnreadableDocument(
                    f"the _id {document.document_id!r} is that of line {seen[document.document_id]}"
                )
            seen[document.document_id] = row.line
        except UnreadableDocument as fault:
            report.unreadable.append((f"{path}, line {row.line}", str(fault)))
            continue
        if is_held(library, document):
            report.unchanged.append(document.document_id)
        else:
            yield document
    progress(len(seen), len(seen), "")


def _document(library: Library, path: Path, row: JsonlDocument | RefusedLine, given: Fields) -> PreparedDocument:
    if isinstance(row, RefusedLine):
        raise UnreadableDocument(row.reason)
    loaded = row.loaded
    own = {**({"title": loaded.title} if loaded.title else {}), **loaded.fields}
    metadata = parse_metadata(merged({"title": row.id}, inherited_fields(library, row.id), own, given))
    embedder = library.embedder
    passages = split_blocks(loaded.blocks, embedder.count_tokens, embedder.max_tokens)
    said = json.dumps(
        [row.id, loaded.title, loaded.fields, [block.text for block in loaded.blocks], dict(given)], default=str
    )
    sha256 = hashlib.sha256(said.encode()).hexdigest()
    source = f"{path.resolve()}, line {row.line}"
    return PreparedDocument(row.id, ADDED, source, sha256, metadata, passages, loaded.warnings)
