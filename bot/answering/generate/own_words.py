"""What a source says itself about what a model did not say faithfully."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.answering.checking.leaning import leans
from bot.answering.checking.source import overlap
from bot.answering.generate.passages import NumberedPassage
from bot.answering.statements import is_statement
from knowledge.sentences import split_sentences


def source_sentence(claim: str, support: Sequence[tuple[NumberedPassage, str]]) -> tuple[NumberedPassage, str] | None:
    """Of the sentences that ``support`` quotes from, whole and verbatim, the one that shares most words with ``claim``.

    None where there is none that can be read by itself.
    """
    quoted = [(passage, sentence) for passage, quote in support for sentence in _quoted_from(passage, quote)]
    return max(quoted, key=lambda pair: overlap(claim, pair[1]), default=None)


def _quoted_from(passage: NumberedPassage, quote: str) -> Iterator[str]:
    text = passage.chunk.text
    sentences = [text] if passage.chunk.quoted_whole else split_sentences(text)
    for sentence in sentences:
        is_quoted = quote in sentence or sentence in quote
        if is_quoted and sentence in passage.text and is_statement(sentence) and not leans(sentence):
            yield sentence
