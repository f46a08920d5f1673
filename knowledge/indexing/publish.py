"""The second half of a document's path: embed -> store -> index -> publish."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.catalogue.catalogue import DraftVersion, EmbeddedPassage
from knowledge.embedding import Embedder
from knowledge.indexing.split import SPLITTER, embedded_text
from knowledge.metadata import DocumentMetadata
from knowledge.opening import Library
from knowledge.vocabulary import Passage


@dataclass(frozen=True, slots=True)
class PreparedDocument:
    """A document read and split, not yet embedded."""

    document_id: str
    origin: str
    source_path: str
    sha256: str
    metadata: DocumentMetadata
    passages: Sequence[Passage]


def pipeline_name(embedder: Embedder) -> str:
    """What made a version's chunks: another name means the file has to be read again."""
    return f"{SPLITTER}, {embedder.name}"


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
    """Vectors for every searched passage; a text embedded before keeps its vector."""
    name = library.embedder.name
    texts = {
        fingerprint(name, text): text
        for document in documents
        for passage in document.passages
        if passage.searched
        for text in [_text(document, passage)]
    }
    vectors = library.catalogue.vectors(list(texts))
    new = [key for key in texts if key not in vectors]
    embedded = library.embedder.embed([texts[key] for key in new])
    vectors.update(zip(new, embedded, strict=True))
    drafts = []
    for document in documents:
        passages = []
        for passage in document.passages:
            key = fingerprint(name, _text(document, passage))
            passages.append(EmbeddedPassage(passage, key, vectors[key] if passage.searched else None))
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
            )
        )
    return drafts


def _text(document: PreparedDocument, passage: Passage) -> str:
    return embedded_text(document.metadata.title, passage.headings, passage.text)


def fingerprint(model: str, text: str) -> str:
    """Identifies a vector: the same text embedded by the same model."""
    return hashlib.sha256(f"{model}\n{text}".encode()).hexdigest()
