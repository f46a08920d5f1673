"""Passages read by the embedding model: the vector of each, and its sentences, each understood in its place.

One reading of the whole passage gives both.

Method: Guenther et al., "Late Chunking: Contextual Chunk Embeddings Using Long-Context Embedding Models", 2024.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.catalogue.entries import Embedded
from knowledge.embedding import Embedder, TokenVectors
from knowledge.indexes.terms import terms
from knowledge.reading import ReadSentence, embedded_text, pack_sentences
from knowledge.sentences import split_sentences

READING = "read 1"
"""Goes up whenever the same passage would be read otherwise."""

_TEXTS_AT_ONCE = 128
"""Read together: their tokens in full precision take about 25 MB."""
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class PassageText:
    """A searched passage as the embedding model reads it: after its title and headings."""

    text: str
    lead: int
    whole: bool

    def fingerprint(self, model: str) -> str:
        """Identifies what ``model`` makes of this text."""
        return hashlib.sha256(f"{model}\n{READING}\n{self.whole:d}\n{self.text}".encode()).hexdigest()


def passage_text(title: str, headings: Sequence[str], text: str, whole: bool) -> PassageText:
    """What of a passage is embedded."""
    full = embedded_text(title, headings, text)
    return PassageText(full, len(full) - len(text), whole)


def read_texts(embedder: Embedder, texts: Sequence[PassageText]) -> Iterator[Embedded]:
    """The vector and the sentences of each text, from one reading of it."""
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        some = texts[start : start + _TEXTS_AT_ONCE]
        for text, read in zip(some, embedder.embed_tokens([text.text for text in some]), strict=True):
            sentences = read_sentences(text.text[text.lead :], text.whole, text.lead, read)
            yield Embedded(read.text, pack_sentences(sentences))


def read_sentences(text: str, whole: bool, lead: int, read: TokenVectors) -> list[ReadSentence]:
    """The sentences of ``text``, of which ``read`` is the reading after ``lead`` characters of title and headings.

    A sentence's vector is the mean of its tokens; kept are the tokens of words that carry meaning, or all where none
    does. A passage to be quoted ``whole`` is one sentence.
    """
    starts = np.array([start - lead for start, _ in read.spans])
    meaningful = _meaningful(text, starts)
    sentences = []
    end = 0
    for sentence in [text] if whole else split_sentences(text):
        start = text.index(sentence, end)
        end = start + len(sentence)
        inside = (starts >= start) & (starts < end)
        if not inside.any():
            continue
        kept = inside & meaningful if (inside & meaningful).any() else inside
        mean = read.tokens[inside].mean(axis=0)
        sentences.append(ReadSentence(start, end, mean / np.linalg.norm(mean), read.tokens[kept]))
    return sentences


def _meaningful(text: str, starts: np.ndarray) -> np.ndarray:
    """For each token whether it belongs to a word that is no stop word."""
    inside = np.zeros(len(text) + 1, dtype=bool)
    for word in _WORD.finditer(text):
        inside[word.start() : word.end()] = bool(terms(word.group()))
    return np.asarray((starts >= 0) & inside[np.clip(starts, 0, len(text))])
