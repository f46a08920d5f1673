"""The passages of a library folder with what is known about each, and the true sentences in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.checking.judgement import Evidence
from knowledge.embedding import Embedder
from knowledge.indexing.files import find_files
from knowledge.indexing.sync import prepare
from knowledge.sentences import split_sentences

_FEWEST_WORDS = 8
"""A shorter sentence states too little to be made false."""


@dataclass(frozen=True, slots=True)
class LibraryPassage:
    """A passage of a document, as a claim that cites it would be checked against it."""

    document: str
    evidence: Evidence

    def sentences(self) -> list[str]:
        """Its sentences that are long enough to state something."""
        return [sentence for sentence in split_sentences(self.evidence.text) if len(sentence.split()) >= _FEWEST_WORDS]


def library_passages(folder: Path, embedder: Embedder) -> Iterator[LibraryPassage]:
    """The searched passages of prose in the Markdown documents of ``folder``, in order.

    ``embedder`` only counts tokens: passages are cut as they are for the index. Raises InsightsError for a folder
    without documents.
    """
    for file in find_files(folder)[0]:
        if file.path.suffix.lower() != ".md":
            continue
        document = prepare(file, "", "", embedder)
        known = document.metadata
        for passage in document.passages:
            if passage.searched and not passage.quoted_whole:
                parts = (known.title, *passage.headings, known.place, known.publisher, known.year)
                about = " · ".join(str(part) for part in parts if part)
                yield LibraryPassage(document.document_id, Evidence(passage.text, about))
