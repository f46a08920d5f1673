"""The indexes made anew, with the embedding model now set."""

from __future__ import annotations

from knowledge.indexing.publish import fingerprint
from knowledge.indexing.split import embedded_text
from knowledge.opening import Library


def rebuild_library(library: Library) -> int:
    """Embed the searched passages again where the model has changed, then rebuild both indexes from them.

    Returns the number of passages indexed.
    """
    name = library.embedder.name
    with library.indexes.writing(rebuild=True):
        entries = [
            entry
            for audience in library.catalogue.audiences()
            for some in library.catalogue.entries(library.catalogue.searchable_ids(audience))
            for entry in some
        ]
        wanted = {entry.id: embedded_text(entry.title, entry.headings, entry.text) for entry in entries}
        fingerprints = {identifier: fingerprint(name, text) for identifier, text in wanted.items()}
        known = library.catalogue.vectors(set(fingerprints.values()))
        stale = [identifier for identifier, found in fingerprints.items() if found not in known]
        vectors = library.embedder.embed([wanted[identifier] for identifier in stale])
        library.catalogue.replace_vectors(
            {identifier: (fingerprints[identifier], vector) for identifier, vector in zip(stale, vectors, strict=True)},
            {
                document.pipeline: f"{document.pipeline.partition(', ')[0]}, {name}"
                for document in library.catalogue.documents()
            },
        )
        library.indexes.rebuild()
    return len(entries)
