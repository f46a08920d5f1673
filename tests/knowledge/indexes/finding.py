"""Is everything that should be found found? Asked of a library from outside, by searching."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from knowledge.opening import Library
from knowledge.reading import embedded_text
from knowledge.vocabulary import Chunk

Texts = dict[str, list[str]]
"""The passages of each published document, by id."""


def texts_by_document(library: Library) -> Texts:
    """What a reader of the catalogue sees."""
    found = library.catalogue.documents()
    return {document.id: [chunk.text for chunk in library.catalogue.chunks_of(document.id)] for document in found}


def unfindable(library: Library, at_most: int = 100) -> list[str]:
    """The searchable chunks that are not the best answer, in both indexes, to a query for their own text.

    For libraries whose passages differ; asks for ``at_most`` chunks of each audience, spread over all. Comparing ids
    is not enough: Chroma keeps ids and vectors apart and can hold the one without the other.
    """
    lost = []
    for audience in library.catalogue.audiences():
        searchable = sorted(library.catalogue.searchable_ids(audience))
        some = searchable[:: len(searchable) // at_most + 1]
        chunks = library.catalogue.visible_chunks(some, [audience])
        for identifier, vector in zip(chunks, _vectors(library, list(chunks.values())), strict=True):
            nearest = library.indexes.vectors.search([audience], vector, 1)
            if not nearest or nearest[0][0] != identifier or nearest[0][1] < 0.999:
                lost.append(f"{identifier} by its vector")
            best = library.indexes.words.search([audience], chunks[identifier].text, 1)
            if not best or best[0][0] != identifier:
                lost.append(f"{identifier} by its words")
    return lost


def faults(library: Library) -> list[str]:
    """What cannot be found, and where the indexes and the catalogue differ."""
    return [*unfindable(library), *(repr(found) for found in library.indexes.disagreements())]


def _vectors(library: Library, chunks: Sequence[Chunk]) -> np.ndarray:
    return library.embedder.embed([embedded_text(chunk.title, chunk.headings, chunk.text) for chunk in chunks])
