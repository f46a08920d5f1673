"""The indexes made anew, with the embedding model now set."""

from __future__ import annotations

from knowledge.indexing.read import READING, passage_text, read_texts
from knowledge.opening import Library


def rebuild_library(library: Library) -> int:
    """Read the searched passages again where the model has changed, then rebuild both indexes from them.

    Returns the number of passages indexed.
    """
    catalogue, name = library.catalogue, library.embedder.name
    with library.indexes.writing(rebuild=True):
        texts = {
            chunk.id: passage_text(chunk.title, chunk.headings, chunk.text, chunk.quoted_whole)
            for audience in catalogue.audiences()
            for chunk in catalogue.visible_chunks(catalogue.searchable_ids(audience), [audience], lapsed=True).values()
        }
        fingerprints = {identifier: text.fingerprint(name) for identifier, text in texts.items()}
        known = catalogue.embedded(set(fingerprints.values()))
        stale = [identifier for identifier, found in fingerprints.items() if found not in known]
        read = read_texts(library.embedder, [texts[identifier] for identifier in stale])
        catalogue.replace_vectors(
            {identifier: (fingerprints[identifier], made) for identifier, made in zip(stale, read, strict=True)},
            {
                document.pipeline: f"{document.pipeline.partition(', ')[0]}, {READING}, {name}"
                for document in catalogue.documents()
            },
        )
        library.indexes.rebuild()
    return len(texts)
