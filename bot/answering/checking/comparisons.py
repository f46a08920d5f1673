"""Who is compared with whom: 'fathers engaged more than mothers' is not 'mothers engaged more than fathers'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.checking.source import Source
from bot.answering.checking.words import Word, words

_THAN = re.compile(
    r"\b(?:than|(?:as )?compared (?:with|to)|in comparison (?:with|to)|relative to|"
    r"outnumber(?:ed|s)?|exceed(?:ed|s)?)\b",
    re.IGNORECASE,
)
_OTHERWISE = re.compile(r"\b(?:rather|other)\s*$", re.IGNORECASE)
"""Before a 'than' that compares nothing."""
_FIGURE = re.compile(r"\s*(?:about |around |some |the |a |an )?(?:[£\d]|half\b|third\b|quarter\b)", re.IGNORECASE)
_DOWN = frozenset(
    "less fewer lower smaller worse shorter slower younger cheaper poorer weaker rarer nearer earlier least".split()
)
_UP = frozenset(
    "more higher greater larger bigger better longer faster quicker older dearer likelier richer stronger later "
    "oftener further farther sooner safer outnumber outnumbers outnumbered exceed exceeds exceeded".split()
)
_OWN_AXES = {
    form: pair
    for pair in ("better worse", "longer shorter", "older younger", "earlier later", "cheaper dearer", "faster slower")
    for form in pair.split()
}
"""Comparatives that are each other's opposite only; the others all say more or less."""
_OPENS = frozenset({"in", "among", "for", "at", "of"})
"""With one of these a first clause belongs to the next: 'In Kent, waits were longer than in Surrey'."""
_SECOND = 3
"""Words with a meaning after 'than' that tell what something is compared with."""


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What stands before and after a 'than', and whether the first is said to be or have more of ``axis``."""

    first: frozenset[str]
    second: frozenset[str]
    axis: str
    more: bool
    written: str


def reversed_comparisons(claim: str, source: Source) -> list[str]:
    """Comparisons of the claim whose two sides have changed places in the source, one short text each."""
    stated = [other for sentence in source.sentences for other in _comparisons(sentence)]
    return [
        f"'{mine.written}' has its two sides the other way round"
        for mine in _comparisons(claim)
        if _is_reversed(mine, stated)
    ]


def _is_reversed(mine: _Comparison, stated: Sequence[_Comparison]) -> bool:
    """Whether a stated comparison contradicts the claim's, and none says the same."""
    alike = [other for other in stated if other.axis == mine.axis]
    turned = [other for other in alike if _crossed(mine, other)]
    straight = [other for other in alike if _straight(mine, other)]
    same = any(other.more != mine.more for other in turned) or any(other.more == mine.more for other in straight)
    return not same and any(other.more == mine.more for other in turned)


def _crossed(mine: _Comparison, other: _Comparison) -> bool:
    """Whether each names second what the other names first; words that both name second do not tell."""
    common = mine.second & other.second
    return bool((mine.second - common) & other.first) and bool((other.second - common) & mine.first)


def _straight(mine: _Comparison, other: _Comparison) -> bool:
    return bool(mine.second & other.second) and bool(mine.first & other.first) and not _crossed(mine, other)


@lru_cache(maxsize=4096)
def _comparisons(text: str) -> tuple[_Comparison, ...]:
    read = words(text)
    found = (_comparison(text, read, than) for than in _THAN.finditer(text))
    return tuple(comparison for comparison in found if comparison)


def _comparison(text: str, read: Sequence[Word], than: re.Match[str]) -> _Comparison | None:
    """The comparison around a 'than', or nothing where none is made; of 'Compared with B, A ...' A is the first."""
    if _FIGURE.match(text, than.end()) or _OTHERWISE.search(text[: than.start()]):
        return None
    linking = [word for word in read if than.start() <= word.start < than.end()]
    clause = linking[0].clause
    after = [word.name for word in read if word.start >= than.end() and word.clause == clause and _tells(word)]
    second = frozenset(after[:_SECOND])
    opening = 0 if clause == 1 and read[0].form in _OPENS else clause
    sides = (
        [word for word in read if word.end <= than.start() and word.clause in (clause, opening)],
        [word for word in read if word.clause == clause + 1],
        [word for word in read if word.clause == clause - 1],
    )
    for first in sides:
        degree = next((word for word in (*linking, *reversed(first)) if word.form in _UP | _DOWN), None)
        names = frozenset(word.name for word in first if _tells(word))
        if degree and names and second:
            axis = _OWN_AXES.get(degree.form, "more or less")
            return _Comparison(names, second - names, axis, degree.form in _UP, f"{degree.form} {than.group()}")
    return None


def _tells(word: Word) -> bool:
    return bool(word.name) and not word.form[0].isdigit() and word.form not in _UP | _DOWN
