"""Sentence boundaries. The home of sentencex."""

from __future__ import annotations

_LONGEST = 1200
"""Characters. A longer run without a sentence end is no sentence (a flattened table, a list of names)."""


def split_sentences(text: str) -> list[str]:
    """The sentences of ``text`` in order, each verbatim and without surrounding white space.

    A run longer than 1,200 characters is divided at white space, so that no piece is endless.
    """
    import sentencex

    sentences: list[str] = []
    for line in text.split("\n"):
        for sentence in sentencex.segment("en", line):
            sentences.extend(_divide(sentence.strip()))
    return [sentence for sentence in sentences if sentence]


def _divide(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > _LONGEST:
        end = sentence.rfind(" ", 1, _LONGEST)
        end = end if end > 0 else _LONGEST
        pieces.append(sentence[:end].strip())
        sentence = sentence[end:].strip()
    return [*pieces, sentence]
