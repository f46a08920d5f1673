"""What a source says itself about what a model did not say faithfully."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.checking.leaning import leans
from bot.answering.checking.quotes import find_quote
from bot.answering.checking.source import overlap
from bot.answering.generate.fit import unfit
from bot.answering.generate.passages import NumberedPassage
from bot.answering.statements import without_unseen

_ABOUT_THE_SAME = 0.4
"""Share of the claim's words that the sentence must have."""
_POINTS_BACK = re.compile(
    r"^\W*(?:(?:another|others?|a\s+further|the\s+(?:latter|former|rest|remainder|others?|same|second|third)"
    r"|of\s+the\s+(?:rest|remainder|others)|only\s+\S+\s+(?:did|was|were|had)|however|but|and|so|yet|also|then|thus|similarly"
    r"|meanwhile|instead|nevertheless|in\s+(?:contrast|addition)|by\s+(?:contrast|comparison)|as\s+a\s+result|for\s+example"
    r"|on\s+the\s+other\s+hand|suppose|imagine|say|assume)\b|(?:neither|both)\b(?!\s+(?-i:[A-Z])))",
    re.IGNORECASE,
)
"""Or supposes what is not so. In the middle of its passage such a sentence is understood; here it would mislead."""


def source_sentence(claim: str, support: Sequence[tuple[NumberedPassage, str]]) -> tuple[NumberedPassage, str] | None:
    """Of the quotable sentences that ``support`` quotes from, the one that shares most words with ``claim``.

    None where none shares enough of them and can be read by itself.
    """
    quoted = [
        (passage, sentence)
        for passage, quote in support
        for sentence in passage.quotable
        if (find_quote(quote, sentence) or find_quote(sentence, quote)) and _stands_alone(passage, sentence)
    ]
    best = max(quoted, key=lambda pair: overlap(claim, pair[1]), default=None)
    return best if best and overlap(claim, best[1]) >= _ABOUT_THE_SAME else None


def _stands_alone(passage: NumberedPassage, sentence: str) -> bool:
    if without_unseen(sentence) != sentence:
        return False
    if passage.chunk.quoted_whole:
        return True
    return not (unfit(sentence) or leans(sentence) or _POINTS_BACK.search(sentence))
