"""The passages of a library folder with what is known about each, and the true sentences in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.answering.checking.judgement import Evidence
from knowledge.embedding import Embedder
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import find_files
from knowledge.indexing.sync import prepare
from knowledge.limits import DEFAULT_LIMITS
from knowledge.metadata import DocumentMetadata
from knowledge.sentences import split_sentences
from knowledge.vocabulary import Kind, Passage

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
    """The searched passages of prose in the documents of ``folder``, in order; rows of tables and maps are left out.

    ``embedder`` only counts tokens: passages are cut as they are for the index. Raises InsightsError for a folder
    without documents.
    """
    with FileReader(DEFAULT_LIMITS) as reader:
        for file in find_files(folder).readable:
            document = prepare(file, "", "", embedder, reader)
            for passage in document.passages:
                if passage.searched and not passage.quoted_whole and document.metadata.kind is not Kind.PREVENTION_MAP:
                    evidence = Evidence(passage.text, _about(document.metadata, passage))
                    yield LibraryPassage(document.document_id, evidence)


def _about(metadata: DocumentMetadata, passage: Passage) -> str:
    known = metadata.for_section(passage.headings)
    parts = (known.title, *passage.headings, known.place, known.publisher, known.year)
    return " · ".join(dict.fromkeys(str(part) for part in parts if part))
