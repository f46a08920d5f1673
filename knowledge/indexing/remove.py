"""Removing a document for good."""

from __future__ import annotations

from knowledge.opening import Library


def remove_document(library: Library, document_id: str) -> None:
    """Delete a document: its text, vectors and words, from every file under the data directory.

    Both stores only mark what they delete, so the indexes are made anew from what remains. Raises
    InsightsError for an unknown id.
    """
    with library.indexes.writing():
        library.catalogue.remove(document_id)
        library.indexes.rebuild()
