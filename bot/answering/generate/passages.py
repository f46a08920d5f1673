"""The passages an answer may be written from: numbered, with what they are, and nothing in them but statements."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.answering.checking.judgement import Evidence
from bot.answering.finding import Finding
from bot.answering.source_line import EVIDENCE_IN_WORDS
from bot.answering.statements import is_stated_row, is_statement, statements, without_unseen
from knowledge.catalogue.catalogue import Catalogue
from knowledge.metadata import DocumentMetadata
from knowledge.vocabulary import Chunk

_MOST = 10
"""Passages shown to a model."""
_ADDRESS = re.compile(r"(?:https?://|ftp://|www\.|mailto:)\S+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class NumberedPassage:
    """A passage a model may cite by ``number``. ``text`` are its statements; a quotation is looked up in the chunk.

    ``quotable`` are those of its sentences that an answer without a model could be made of, verbatim.
    """

    number: int
    chunk: Chunk
    metadata: DocumentMetadata
    text: str
    quotable: tuple[str, ...]

    @property
    def evidence(self) -> Evidence:
        """What a claim that cites this passage is checked against."""
        return Evidence(self.text, ", ".join(self._about()))

    def as_source(self) -> str:
        """The passage as one line of JSON, which nothing in its text can break out of. Addresses are left out."""
        about = {
            "source": self.number,
            "title": _shown(self.metadata.title),
            "kind": self.metadata.kind.replace("_", " "),
            "evidence": EVIDENCE_IN_WORDS[self.metadata.evidence],
            "publisher": _shown(self.metadata.publisher),
            "place": _shown(self.metadata.place),
            "year": self.metadata.year,
            "heading": _shown(self.chunk.heading),
            "text": _ADDRESS.sub("(address left out)", self.text),
        }
        return json.dumps({name: value for name, value in about.items() if value}, ensure_ascii=False)

    def _about(self) -> Iterable[str]:
        known = (self.metadata.title, *self.chunk.headings, self.metadata.place, self.metadata.publisher)
        yield from dict.fromkeys(part for part in known if part and is_statement(part))
        yield EVIDENCE_IN_WORDS[self.metadata.evidence]
        if self.metadata.year:
            yield str(self.metadata.year)


def numbered_passages(covered: Sequence[Finding], catalogue: Catalogue) -> list[NumberedPassage]:
    """The best passages of each part of a question in turn, none twice, of documents that are still there."""
    ranked = [finding.result.chunks for finding in covered]
    turns = (chunks[place] for place in range(_MOST) for chunks in ranked if place < len(chunks))
    chunks = {scored.chunk.id: scored.chunk for scored in turns}
    quotable: dict[str, list[str]] = defaultdict(list)
    for sentence in (sentence for finding in covered for sentence in finding.sentences):
        quotable[sentence.source.chunk.id].append(sentence.text)
    passages: list[NumberedPassage] = []
    for chunk in list(chunks.values())[:_MOST]:
        metadata = catalogue.metadata(chunk.document_id, chunk.version)
        text = without_unseen(_statements(chunk)) if metadata else ""
        if metadata and text.strip():
            own = metadata.for_section(chunk.headings)
            passages.append(NumberedPassage(len(passages) + 1, chunk, own, text, tuple(quotable[chunk.id])))
    return passages


def _statements(chunk: Chunk) -> str:
    if chunk.quoted_whole:
        return chunk.text if is_stated_row(chunk.text) else ""
    return statements(chunk.text)


def _shown(text: str | None) -> str | None:
    return text if text and is_statement(text) else None
