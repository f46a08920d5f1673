"""What a claim is checked against: every sentence of its evidence, and those of them that it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bot.answering.checking.judgement import Evidence
from bot.answering.checking.words import words
from knowledge.sentences import split_sentences

_MOST = 3
"""Sentences that one claim rests on."""
_ADDS = 0.12
"""Share of a claim's words that a further sentence must add to be one it rests on."""
_MAINLY = 0.5
"""Share of what the first sentence says of a claim that another must say to be one it mainly rests on."""


class Told(NamedTuple):
    """A sentence of a passage, and what is known about that very passage: title, headings, place, publisher, year."""

    sentence: str
    about: str

    @property
    def whole(self) -> str:
        """Both as one text."""
        return f"{self.sentence}\n{self.about}"


@dataclass(frozen=True, slots=True)
class Source:
    """``sentences`` of the evidence in order; ``rests_on``, the best first, are those that say what the claim says.

    ``mainly`` are those of them that say at least half as much of it as the first: what the others say besides is no
    part of the claim. ``told`` has each sentence with its passage, twice where two passages have it.
    """

    sentences: tuple[str, ...]
    rests_on: tuple[str, ...]
    mainly: tuple[str, ...]
    told: tuple[Told, ...]

    @property
    def said(self) -> str:
        """All of it as one text."""
        return "\n".join((*self.sentences, *dict.fromkeys(one.about for one in self.told)))

    def about(self, sentences: Iterable[str]) -> str:
        """What is known about the passages that ``sentences`` stand in, and about no other."""
        wanted = frozenset(sentences)
        return "\n".join(dict.fromkeys(one.about for one in self.told if one.sentence in wanted))


def source_of(claim: str, evidence: Sequence[Evidence]) -> Source:
    """The sentences of ``evidence``, and which of them ``claim`` rests on."""
    stated = (Told(sentence, passage.about) for passage in evidence for sentence in _sentences(passage.text))
    told = tuple(dict.fromkeys(stated))
    sentences = tuple(dict.fromkeys(one.sentence for one in told))
    rests_on = _rests_on(claim, sentences)
    least = _MAINLY * max((overlap(claim, sentence) for sentence in rests_on), default=0.0)
    mainly = tuple(sentence for sentence in rests_on if overlap(claim, sentence) >= least)
    return Source(sentences, rests_on, mainly, told)


def overlap(claim: str, sentence: str) -> float:
    """The share of the claim's meaningful words that ``sentence`` has, 0 to 1."""
    wanted = _names(claim)
    return len(wanted & _names(sentence)) / len(wanted) if wanted else 0.0


def _rests_on(claim: str, sentences: Sequence[str]) -> tuple[str, ...]:
    wanted = _names(claim)
    chosen: list[str] = []
    found: frozenset[str] = frozenset()
    while sentences and len(chosen) < _MOST:
        best = max(sentences, key=lambda sentence: len((_names(sentence) & wanted) - found))
        added = (_names(best) & wanted) - found
        if chosen and len(added) < max(2, _ADDS * len(wanted)):
            break
        chosen.append(best)
        found |= added
    return tuple(chosen)


@lru_cache(maxsize=1024)
def _sentences(text: str) -> tuple[str, ...]:
    return tuple(split_sentences(text))


@lru_cache(maxsize=8192)
def _names(text: str) -> frozenset[str]:
    return frozenset(word.name for word in words(text) if word.name)
