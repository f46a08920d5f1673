"""How alike the surroundings of two places in two texts are: whether a figure, a date, a 'more' stand for the same."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from functools import lru_cache

from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.words import Word, words

_REACH = 9
"""Words to either side that count."""
_NEAR = 3.0
"""Words after which a word counts half."""
_LINKS_BEFORE = {"from": 1.0, "to": 1.0, "by": 0.5, "of": 0.3, "in": 0.3, "against": 0.5, "with": 0.3, "than": 0.5}
"""Words without meaning of their own that tell places apart when they stand right before them."""
_DENIED = 2.0
"""What a 'not' or 'without' counts beside another word: it is what tells two groups of a study apart."""
_OTHER_CLAUSE = 0.6
"""What a word counts that stands in another clause than the place."""
_BEYOND_A_NUMBER = 0.5
"""What a word counts that stands beyond another number, once for each."""

Place = tuple[int, int]
"""The characters where a word or figure begins and ends."""


def fit(claim: str, claimed: Place, sentence: str, stated: Place, figures_count: bool = True) -> float:
    """How alike the words around a place of ``claim`` and around a place of ``sentence`` are, 0 to 1.

    The cosine of the two, each word weighing the more the nearer it stands. Without ``figures_count`` other numbers
    than years say nothing, nor does what is counted: 'from 116 pages to 168'.
    """
    mine = _around(claim, claimed, figures_count)
    theirs = _around(sentence, stated, figures_count)
    shared = sum(weight * theirs[name] for name, weight in mine.items() if name in theirs)
    length = _length(mine) * _length(theirs)
    return shared / length if length else 0.0


def _length(weights: Mapping[str, float]) -> float:
    return math.sqrt(sum(weight * weight for weight in weights.values()))


@lru_cache(maxsize=4096)
def _around(text: str, place: Place, figures_count: bool) -> Mapping[str, float]:
    """The words around a place, each with its greatest weight."""
    weights: dict[str, float] = {}
    for name, weight in _weights(text, place, figures_count):
        weights[name] = max(weight, weights.get(name, 0.0))
    return weights


def _weights(text: str, place: Place, figures_count: bool) -> Iterator[tuple[str, float]]:
    """The words around a place, each with its weight."""
    read = words(text)
    inside = [index for index, word in enumerate(read) if word.start < place[1] and place[0] < word.end]
    if not inside:
        return
    first, last = inside[0], inside[-1]
    before = reversed(read[max(0, first - _REACH) : first])
    after = read[last + 1 : last + 1 + _REACH]
    for side, neighbours in (("before", before), ("after", after)):
        share = 1.0
        for distance, word in enumerate(neighbours, start=1):
            if figures_count or not (_is_number(word) or _is_counted(word, distance)):
                yield _weighed(word, distance, side == "before", read[first].clause, share)
            if _is_number(word):
                share *= _BEYOND_A_NUMBER


def _weighed(word: Word, distance: int, before: bool, clause: int, share: float) -> tuple[str, float]:
    share *= (1 / (1 + distance / _NEAR)) * (1.0 if word.clause == clause else _OTHER_CLAUSE)
    if word.form in lexicon().negations:
        return "denied", _DENIED * share
    if word.name:
        return word.name, share
    link = _LINKS_BEFORE.get(word.form, 0.0) if before and distance <= 2 else 0.0
    return f"{word.form} before", share * link


def _is_counted(word: Word, distance: int) -> bool:
    return distance == 1 and (word.form in lexicon().counted or word.form in lexicon().measures)


def _is_number(word: Word) -> bool:
    is_year = len(word.form) == 4 and word.form[:2] in ("19", "20")
    return word.form[0].isdigit() and not is_year
