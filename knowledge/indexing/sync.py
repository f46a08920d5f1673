"""The path of a document: find -> load -> split -> embed -> publish, for a whole folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any

from knowledge.catalogue.entries import DocumentSummary
from knowledge.catalogue.tables import VersionState
from knowledge.embedding import Embedder
from knowledge.errors import UnreadableDocument
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import SourceFile, find_files
from knowledge.indexing.loaders.by_suffix import why_not_read
from knowledge.indexing.publish import PreparedDocument, pipeline_name, publish_documents
from knowledge.indexing.split import split_blocks
from knowledge.indexing.unpack import unpack_all
from knowledge.metadata import check_sections, merged, parse_metadata
from knowledge.opening import Library
from knowledge.similarity import near_pairs

_PASSAGES_AT_ONCE = 512
"""Published together: enough to keep the embedding model busy, few enough to be citable soon."""

CLOSED = "cannot be looked into ({reason}): what the library has from it stays until it can be"

NOTHING: Mapping[str, Any] = MappingProxyType({})

Progress = Callable[[int, int, str], None]
"""Called with files done, files in all, and the file at hand."""


@dataclass(slots=True)
class SyncReport:
    """What a sync did, by document id; ``unreadable`` and ``skipped`` are (file, reason)."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    unclassified: list[str] = field(default_factory=list)
    """Without an audience of their own: published as internal."""
    resting: list[tuple[str, str]] = field(default_factory=list)
    """(document, why): retired, or replaced by another document, and so left out although their files are there."""
    similar: list[tuple[str, str, float]] = field(default_factory=list)
    """Near duplicates of what was added or changed, with their resemblance."""
    warnings: list[tuple[str, str]] = field(default_factory=list)
    """(document id, what was left out of it or may be misread)."""


def sync_folder(library: Library, folder: Path, added_by: str, progress: Progress) -> SyncReport:
    """Make the library hold what ``folder`` holds. One bad file never stops the run.

    Files that went away are withdrawn from the search. Raises InsightsError for a missing or empty folder and
    LibraryBusy while another process changes the library.
    """
    found = find_files(folder)
    origin = str(folder.resolve())
    report = SyncReport(skipped=[(str(path.relative_to(folder)), why_not_read(path)) for path in found.other])
    report.unreadable.extend((str(closed), CLOSED.format(reason=reason)) for closed, reason in found.closed)
    with library.indexes.writing(), FileReader(library.limits) as reader, TemporaryDirectory() as unpacked:
        inside = unpack_all(found.readable, Path(unpacked), reader)
        report.unreadable.extend(inside.unreadable)
        report.skipped.extend(inside.skipped)
        files = [*(file for file in found.readable if file.is_document), *inside.files]
        known = {document.id: document for document in library.catalogue.documents()}
        for batch in in_batches(_prepare_all(library, files, known, origin, report, reader, progress)):
            publish_documents(library, batch, added_by)
            for document in batch:
                (report.changed if document.document_id in known else report.added).append(document.document_id)
        present = {file.document_id for file in files}
        unclear = {file.location for file in files if not file.has_readable_metadata()}
        gone = sorted(
            document.id
            for document in known.values()
            if document.origin == origin
            and document.id not in present
            and not inside.unopened(document.id)
            and not found.may_hold(document.source_path)
            and document.source_path not in unclear
        )
        if gone:
            library.indexes.delete(library.catalogue.withdraw(gone, added_by))
            report.removed.extend(gone)
    report.similar = near_pairs(library.history.sketches(), [*report.added, *report.changed])
    return report


def prepare(
    file: SourceFile,
    sha256: str,
    origin: str,
    embedder: Embedder,
    reader: FileReader,
    inherited: Mapping[str, Any] = NOTHING,
    given: Mapping[str, Any] = NOTHING,
) -> PreparedDocument:
    """Load and split one file. Raises UnreadableDocument.

    What the file and its folders say goes before ``inherited``, the fields of an earlier version, and ``given`` before
    that; a title made of the file's name comes last of all.
    """
    outer = file.outer_fields()
    kind = {**inherited, **outer, **given}.get("kind")
    loaded = reader.load(file.path, str(kind) if kind else None)
    named = {"title": file.path.stem.replace("-", " ").replace("_", " ")}
    own = {**({"title": loaded.title} if loaded.title else {}), **outer, **loaded.fields}
    metadata = parse_metadata(merged(named, inherited, own, given))
    passages = split_blocks(loaded.blocks, embedder.count_tokens, embedder.max_tokens)
    if "sections" in own:
        check_sections(metadata, {heading for passage in passages for heading in passage.headings})
    return PreparedDocument(
        file.document_id, origin, file.location, sha256, metadata, passages, loaded.warnings, file.path
    )


def _prepare_all(
    library: Library,
    files: Sequence[SourceFile],
    known: dict[str, DocumentSummary],
    origin: str,
    report: SyncReport,
    reader: FileReader,
    progress: Progress,
) -> Iterator[PreparedDocument]:
    """The new and changed documents; the rest goes straight into the report."""
    origins = library.catalogue.origins([file.document_id for file in files])
    resting = resting_documents(library, [file.document_id for file in files])
    times = Counter(file.document_id for file in files)
    pipeline = pipeline_name(library.embedder)
    for done, file in enumerate(files):
        progress(done, len(files), file.path.name)
        try:
            if times[file.document_id] > 1:
                raise UnreadableDocument(f"two files would have the id {file.document_id!r}: rename one")
            if origins.get(file.document_id, origin) != origin:
                raise UnreadableDocument(
                    f"the id {file.document_id!r} belongs to a document from {origins[file.document_id]}"
                )
            if file.document_id in resting:
                report.resting.append((file.document_id, resting[file.document_id]))
                continue
            library.limits.check_size(file.path)
            sha256 = file.sha256()
            held = known.get(file.document_id)
            if held and (held.sha256, held.pipeline) == (sha256, pipeline):
                report.unchanged.append(file.document_id)
                if held.original is None:
                    library.catalogue.attach_original(file.document_id, file.path)
                continue
            document = prepare(file, sha256, origin, library.embedder, reader)
        except UnreadableDocument as fault:
            report.unreadable.append((file.location, f"{fault}{_what_stays(known.get(file.document_id))}"))
            continue
        if "audience" not in document.metadata.model_fields_set:
            report.unclassified.append(document.document_id)
        report.warnings.extend((document.document_id, warning) for warning in document.warnings)
        yield document
    progress(len(files), len(files), "")


def resting_documents(library: Library, document_ids: Collection[str]) -> dict[str, str]:
    """Those that somebody took out, or that another document replaced, and why: a sync does not bring them back."""
    resting = {}
    for document_id, newest in library.history.newest(document_ids).items():
        if newest.state in (VersionState.RETIRED, VersionState.SUPERSEDED):
            last = library.history.of(document_id)[-1]
            resting[document_id] = f"{last.what} {last.note}".strip() + f" ({last.who}, {last.at:%Y-%m-%d})"
    return resting


def _what_stays(held: DocumentSummary | None) -> str:
    """Nobody should think that a broken file took its document away."""
    return f"; version {held.version}, for {held.metadata.audience}, stays until it is mended" if held else ""


def in_batches(documents: Iterator[PreparedDocument]) -> Iterator[list[PreparedDocument]]:
    """The documents in lots that are published together."""
    batch: list[PreparedDocument] = []
    for document in documents:
        batch.append(document)
        if sum(len(held.passages) for held in batch) >= _PASSAGES_AT_ONCE:
            yield batch
            batch = []
    if batch:
        yield batch
