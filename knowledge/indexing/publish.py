"""The second half of a document's path: embed -> store -> index -> publish."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.catalogue.entries import DraftVersion, EmbeddedPassage
from knowledge.embedding import Embedder
from knowledge.indexing.read import READING, PassageText, passage_text, read_texts
from knowledge.indexing.split import SPLITTER
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.similarity import sketch
from knowledge.vocabulary import Passage


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document read and split, not yet embedded; ``warnings`` are its loader's."""

    document_id: str
    origin: str
    source_path: str
    sha256: str
    metadata: DocumentMetadata
    passages: Sequence[Passage]
    warnings: tuple[str, ...] = ()
    original: Path | None = None
    """The file to keep; None for a document that has none of its own, such as a line of an import."""


def pipeline_name(embedder: Embedder) -> str:
    """What made a version's chunks: another name means the file has to be read again."""
    return f"{SPLITTER}, {READING}, {embedder.name}"


def publish_documents(library: Library, documents: Sequence[PreparedDocument], added_by: str) -> None:
    """Make new versions of all ``documents`` visible together. Only inside ``library.indexes.writing()``.

    A crash at any point leaves either the old versions or the new ones visible.
    """
    drafts = _embed(library, documents, added_by)
    keys = library.catalogue.stage(drafts)
    library.indexes.add(library.catalogue.staged_entries(keys))
    left = library.catalogue.publish(keys)
    library.indexes.delete(left)


def _embed(library: Library, documents: Sequence[PreparedDocument], added_by: str) -> list[DraftVersion]:
    """Embed every searched passage; a text embedded before keeps what was made of it."""
    name = library.embedder.name
    texts = {
        text.fingerprint(name): text
        for document in documents
        for passage in document.passages
        if passage.searched
        for text in [_text(document, passage)]
    }
    known = library.catalogue.embedded(list(texts))
    new = [key for key in texts if key not in known]
    known.update(zip(new, read_texts(library.embedder, [texts[key] for key in new]), strict=True))
    drafts = []
    for document in documents:
        passages = []
        for passage in document.passages:
            key = _text(document, passage).fingerprint(name)
            passages.append(EmbeddedPassage(passage, key, known[key] if passage.searched else None))
        drafts.append(
            DraftVersion(
                document.document_id,
                document.origin,
                document.source_path,
                document.sha256,
                pipeline_name(library.embedder),
                added_by,
                document.metadata,
                passages,
                library.catalogue.keep_original(document.original) if document.original else None,
                sketch(passage.text for passage in document.passages),
            )
        )
    return drafts


def _text(document: PreparedDocument, passage: Passage) -> PassageText:
    return passage_text(document.metadata.title, passage.headings, passage.text, passage.quoted_whole)
