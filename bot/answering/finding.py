"""What the library holds on one part of a question, and how likely it is that this answers it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.answering.meanings import adds_only_meaning, explains_what_is_asked
from bot.answering.statements import is_stated_row, is_statement
from bot.answering.timing import Timings, timed
from knowledge.catalogue.catalogue import Catalogue
from knowledge.retrieval.confidence import ConfidenceModel, confidence_signals
from knowledge.retrieval.in_period import facts_asked_of
from knowledge.retrieval.of_place import about_the_places
from knowledge.retrieval.particulars import particulars
from knowledge.retrieval.period import Period
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.retrieval.sentences import ScoredSentence, score_sentences
from knowledge.retrieval.support import support
from knowledge.vocabulary import Audience

_FOUND = 30
"""Chunks looked at to judge whether the library covers a question."""
_READ = 8
"""Chunks whose sentences may be quoted."""
_PER_DOCUMENT = 3
"""Chunks of one document, so that one report does not crowd out the rest."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The passages and sentences found for ``part``, the names and years they lack, and the confidence in them.

    ``asked`` are the times of which the part wants facts; none where it names none.
    """

    part: str
    result: SearchResult
    sentences: Sequence[ScoredSentence]
    asked: tuple[Period, ...]
    unmentioned: tuple[str, ...]
    signals: dict[str, float]
    share: float
    """By which what the signals say is lessened: see `knowledge.retrieval.support`."""


def look_up(
    part: str,
    audiences: Collection[Audience],
    retriever: Retriever,
    catalogue: Catalogue,
    today: dt.date,
    timings: Timings,
) -> Finding:
    """Search, read the best passages' sentences, and judge them."""
    with timed(timings, "search"):
        result = retriever.search(part, audiences, _FOUND, _PER_DOCUMENT)
    with timed(timings, "sentences"):
        scored = score_sentences(result, catalogue, _READ)
        stated = [one for one in scored if _states(one) and not adds_only_meaning(one.text, part)]
        of_place = about_the_places(stated, result.query)
        sentences = [one for one in of_place if explains_what_is_asked(one.text, part)] or of_place
    with timed(timings, "confidence"):
        held = support(part, result, of_place, particulars(result.query))
        signals = confidence_signals(result, of_place, stated)
    return Finding(part, result, sentences, facts_asked_of(part, today), held.unmentioned, signals, held.share)


def _states(sentence: ScoredSentence) -> bool:
    return (is_stated_row if sentence.source.chunk.quoted_whole else is_statement)(sentence.text)


def confidence(finding: Finding, model: ConfidenceModel) -> float:
    """The probability that the library answers this part."""
    return model.probability(finding.signals) * finding.share
