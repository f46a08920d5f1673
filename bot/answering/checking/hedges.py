"""A claim is no surer than its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.scopes import scopes
from bot.answering.checking.source import Source
from bot.answering.checking.words import words

_MOSTLY = 0.6
"""Share of the words that a 'may' governs which the claim must have to speak of the same."""
_ALL = frozenset("all every each none no any both only universal nobody everyone everybody per always never".split())
"""One of these for another is no more certain."""
_IDLE = re.compile(
    r"\b(?:in|at|after|above|of|nearly|almost|virtually|not) all\b|\ball (?:in|about)\b|\bnot every\b", re.IGNORECASE
)
_REFUSED = re.compile(r"\b(?:would|could|might|may) not\b", re.IGNORECASE)
"""No hedge: what would not be done was not done."""
_COMING = frozenset({"will", "shall"})
_SAYS_COMING = _COMING | {"must"}
_SET_TO = re.compile(
    r"\b(?:(?:is|are|was|were)\s+(?:due|set|about|going|scheduled)"
    r"|plans?|hopes|expects?)\s+to\s+"
    r"(?!(?:the|a|an|this|its|their|these)\b)",
    re.IGNORECASE,
)
_IS_TO = re.compile(r"\b(?:is|are|was|were)\s+to\s+(?=[a-z])")
"""What is to come: 'will' in other words. The second is one in a claim only: 'the duty is to promote' tells of now."""
_NOUNS = re.compile(
    r"\b(?:the will|(?:care|protection|EHC|pathway|support|discharge|action|adoption|treatment)\s+plans?)\b",
    re.IGNORECASE,
)
"""Neither hedge nor promise."""


def lost_hedges(claim: str, source: Source) -> list[str]:
    """A 'may', 'projected' or 'will' of the source that the claim leaves out, and certainty it adds, one text each."""
    known = lexicon()
    forms = {word.form for word in words(_IDLE.sub(" ", claim))}
    said = {word.form for sentence in source.rests_on for word in words(sentence)}
    faults = [f"'{form}' of the source is missing" for form in _missing(claim, source)]
    stronger = sorted((forms & known.certain) - said)
    return faults + [f"'{word}' is stronger than the source" for word in stronger if not (word in _ALL and said & _ALL)]


def _missing(claim: str, source: Source) -> Iterator[str]:
    known = lexicon()
    plain = _NOUNS.sub(" ", claim)
    if {word.form for word in words(plain)} & known.guards:
        return
    to_come = {word.form for word in words(_IS_TO.sub("will ", _SET_TO.sub("will ", plain)))} & _SAYS_COMING
    names = {word.name for word in words(claim)}
    told = _SET_TO.sub("will ", _NOUNS.sub(" ", _REFUSED.sub("not", " ".join(source.mainly))))
    for scope in scopes(told, known.guarded):
        if scope.form in _COMING and to_come:
            continue
        if scope.governed and sum(name in names for name in scope.governed) >= _MOSTLY * len(scope.governed):
            yield scope.form
