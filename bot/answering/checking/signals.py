"""What speaks for a claim being supported: words shared with its evidence, nearness in meaning, late interaction."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence

import numpy as np

from bot.answering.checking.source import Source, overlap
from bot.answering.checking.words import words
from knowledge.embedding import Embedder, TokenVectors

_READ = 24
"""Sentences of the evidence that are read, those first that share most words with the claim: bounds the time."""
_KEPT = 4096
"""Sentences whose reading is kept: claims of one answer, and answers to like questions, rest on the same ones."""

Signals = Mapping[str, float]
NOTHING: Signals = {"words": 0.0, "meaning": 0.0, "match": 0.0}


class SentenceReader:
    """Reads sentences with the embedding model and keeps the latest readings. Threads may share one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: OrderedDict[str, TokenVectors] = OrderedDict()
        self._keeping = threading.Lock()

    def read(self, texts: Sequence[str]) -> list[TokenVectors]:
        """The readings of ``texts``; those not kept from before in one batch."""
        with self._keeping:
            known = {text: self._kept[text] for text in texts if text in self._kept}
        new = [text for text in dict.fromkeys(texts) if text not in known]
        if new:
            known |= dict(zip(new, self._embedder.embed_tokens(new), strict=True))
        self._keep(known)
        return [known[text] for text in texts]

    def _keep(self, readings: dict[str, TokenVectors]) -> None:
        with self._keeping:
            for text, reading in readings.items():
                self._kept[text] = reading
                self._kept.move_to_end(text)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)


def support_signals(claim: str, source: Source, reader: SentenceReader) -> Signals:
    """Of all sentences together, each between 0 and 1, roughly; all 0 where the claim or the evidence has no words."""
    sentences = [sentence for sentence in source.sentences if words(sentence)]
    sentences = sorted(sentences, key=lambda sentence: -overlap(claim, sentence))[:_READ]
    if not sentences or not words(claim):
        return NOTHING
    read, *others = reader.read([claim, *sentences])
    wanted = meaningful_tokens(claim, read)
    if not len(wanted) or not all(len(other.tokens) for other in others):
        return NOTHING
    matches = np.array([np.max(other.tokens @ wanted.T, axis=0) for other in others])
    return {
        "words": overlap(claim, "\n".join(source.sentences)),
        "meaning": float(max(other.text @ read.text for other in others)),
        "match": float(matches.max(axis=0).mean()),
    }


def meaningful_tokens(claim: str, read: TokenVectors) -> np.ndarray:
    """The vectors of the tokens of words that carry meaning, of all where none does."""
    spans = [(word.start, word.end) for word in words(claim) if word.name]
    inside = [any(start <= first < end for start, end in spans) for first, _ in read.spans]
    return read.tokens[inside] if any(inside) else read.tokens
