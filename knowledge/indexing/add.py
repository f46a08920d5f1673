"""Documents added one by one, from files or from the lines of an import, and not by following a folder."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from knowledge.errors import InsightsError, UnreadableDocument
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import SourceFile, source_file
from knowledge.indexing.loaders.by_suffix import why_not_read
from knowledge.indexing.publish import PreparedDocument, pipeline_name, publish_documents
from knowledge.indexing.sync import Progress, SyncReport, in_batches, prepare
from knowledge.indexing.unpack import unpack_all
from knowledge.opening import Library
from knowledge.similarity import near_pairs

ADDED = "added by hand"
"""The origin of documents that belong to no folder."""

SEVERAL = "a {kind} holds several documents: take them one by one, or all together by `insights library add {name}`"

Fields = Mapping[str, Any]


def add_files(library: Library, paths: Sequence[Path], given: Fields, added_by: str, progress: Progress) -> SyncReport:
    """Add each file as a document, or as the next version of one; a bad file never stops the rest.

    ``given`` goes before what the files say. Raises LibraryBusy while another process changes the library.
    """
    report = SyncReport()
    with library.indexes.writing(), FileReader(library.limits) as reader, TemporaryDirectory() as unpacked:
        named = [source_file(path.parent, path) for path in paths]
        inside = unpack_all(named, Path(unpacked), reader)
        report.unreadable.extend(inside.unreadable)
        report.skipped.extend(inside.skipped)
        files = [*(file for file in named if file.is_document or not file.is_container), *inside.files]
        for batch in in_batches(_prepared(library, files, given, report, reader, progress)):
            publish_all(library, batch, added_by, report)
    report.similar = near_pairs(library.history.sketches(), [*report.added, *report.changed])
    return report


def prepare_added(library: Library, file: SourceFile, given: Fields, reader: FileReader) -> PreparedDocument:
    """Read one file as it would be added: what is known of an earlier version stays unless something else is said.

    Raises UnreadableDocument.
    """
    if not file.is_document:
        raise UnreadableDocument(why_not_read(file.path))
    library.limits.check_size(file.path)
    inherited = inherited_fields(library, file.document_id)
    return prepare(file, _sha256(file, given), ADDED, library.embedder, reader, inherited, given)


def prepare_alone(library: Library, file: SourceFile, given: Fields, reader: FileReader) -> PreparedDocument:
    """The same for a file that is looked at by itself: what it contains besides its own text is not taken in.

    Raises UnreadableDocument, for an archive too.
    """
    if file.is_container and not file.is_document:
        raise UnreadableDocument(SEVERAL.format(kind=file.path.suffix, name=file.path.name))
    document = prepare_added(library, file, given, reader)
    if not file.is_container:
        return document
    with TemporaryDirectory() as folder:
        reader.unpack(file.path, Path(folder))
        names = ", ".join(sorted(path.name for path in Path(folder).rglob("*") if path.is_file()))
    left = (f"what is attached is not part of it, and is added by itself: {names}",) if names else ()
    return replace(document, warnings=(*document.warnings, *left))


def inherited_fields(library: Library, document_id: str) -> Fields:
    """What is known of a document's earlier version. Raises UnreadableDocument where none can be added under its id."""
    _check_id(library, document_id)
    newest = library.history.newest([document_id]).get(document_id)
    return newest.metadata.model_dump(mode="json", exclude_unset=True) if newest else {}


def is_held(library: Library, document: PreparedDocument) -> bool:
    """Whether exactly this is what the library shows already."""
    made = document.sha256, pipeline_name(library.embedder)
    versions = library.history.versions(document.document_id)
    return any((found.sha256, found.pipeline) == made for found in versions if found.is_published)


def publish_all(library: Library, documents: Sequence[PreparedDocument], added_by: str, report: SyncReport) -> None:
    """Publish the documents together and note in ``report`` which are new. Only for a writer."""
    known = library.history.newest([document.document_id for document in documents])
    publish_documents(library, documents, added_by)
    for document in documents:
        (report.changed if document.document_id in known else report.added).append(document.document_id)
        report.warnings.extend((document.document_id, warning) for warning in document.warnings)
        if "audience" not in document.metadata.model_fields_set:
            report.unclassified.append(document.document_id)


def _prepared(
    library: Library,
    files: Sequence[SourceFile],
    given: Fields,
    report: SyncReport,
    reader: FileReader,
    progress: Progress,
) -> Iterator[PreparedDocument]:
    times = Counter(file.document_id for file in files)
    for done, file in enumerate(files):
        progress(done, len(files), file.path.name)
        try:
            if times[file.document_id] > 1:
                raise UnreadableDocument(f"two files would have the id {file.document_id!r}: rename one")
            document = prepare_added(library, file, given, reader)
        except UnreadableDocument as fault:
            report.unreadable.append((file.location, str(fault)))
            continue
        if is_held(library, document):
            report.unchanged.append(document.document_id)
        else:
            yield document
    progress(len(files), len(files), "")


def _check_id(library: Library, document_id: str) -> None:
    origin = library.catalogue.origins([document_id]).get(document_id, ADDED)
    if origin != ADDED:
        raise UnreadableDocument(
            f"the id {document_id!r} belongs to a document from {origin}: rename the file, or change that one and sync"
        )
    if (by := library.history.replaced_by(document_id)) is not None:
        raise UnreadableDocument(
            f"{document_id!r} was replaced by {by!r}: retire that first, or add this as its version"
        )


def _sha256(file: SourceFile, given: Fields) -> str:
    said = json.dumps(dict(given), sort_keys=True, default=str)
    return hashlib.sha256(f"{file.sha256()} {said}".encode()).hexdigest()


def existing_files(paths: Sequence[Path]) -> list[Path]:
    """The paths, each of which is a file. Raises InsightsError."""
    for path in paths:
        if path.is_dir():
            raise InsightsError(f"{path} is a folder: use `insights library sync {path}`, or name its files")
        if not path.is_file():
            raise InsightsError(f"no file {path}")
    return list(paths)
