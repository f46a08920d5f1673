"""Taking a document out of the library: for now, or for good."""

from __future__ import annotations

from knowledge.opening import Library


def retire_document(library: Library, document_id: str, who: str, reason: str = "") -> None:
    """Take a document out of the search until somebody adds it again; its text and file are kept.

    Raises InsightsError when it is not published.
    """
    with library.indexes.writing():
        library.indexes.delete(library.catalogue.retire(document_id, who, reason))


def remove_document(library: Library, document_id: str, who: str) -> None:
    """Delete a document: its versions, files, text, vectors and words, from every file under the data directory.

    Both stores only mark what they delete, so the indexes are made anew from what remains. Raises
    InsightsError for an unknown id.
    """
    with library.indexes.writing():
        library.catalogue.remove(document_id, who)
        library.indexes.rebuild()
