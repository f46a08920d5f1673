"""Whether a claim may be shown: every check of what it says, and how well its evidence supports it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from bot.answering.checking.causes import invented_causes
from bot.answering.checking.comparisons import reversed_comparisons
from bot.answering.checking.directions import wrong_directions
from bot.answering.checking.entailment import Entailment
from bot.answering.checking.hedges import lost_hedges
from bot.answering.checking.invented_comparisons import invented_comparisons
from bot.answering.checking.judgement import Evidence, Judgement
from bot.answering.checking.leaning import leaning_words
from bot.answering.checking.names import absent_names
from bot.answering.checking.negations import wrong_negations
from bot.answering.checking.numbers import wrong_numbers
from bot.answering.checking.one_sentence import said_by_one_sentence
from bot.answering.checking.periods import wrong_dates
from bot.answering.checking.places import other_places
from bot.answering.checking.populations import other_populations
from bot.answering.checking.signals import SentenceReader, Signals, support_signals
from bot.answering.checking.source import Source, source_of
from bot.answering.checking.support import SupportModel, load_support
from bot.answering.checking.time_units import wrong_time_units
from bot.answering.checking.wording import changed_words
from bot.answering.checking.words import words
from bot.vocabulary import Verdict
from knowledge.embedding import Embedder

Check = Callable[[str, Source], list[str]]

CHECKS: dict[str, Check] = {
    "numbers": wrong_numbers,
    "dates": wrong_dates,
    "time units": wrong_time_units,
    "names": absent_names,
    "places": other_places,
    "directions": wrong_directions,
    "negations": wrong_negations,
    "hedges": lost_hedges,
    "wording": changed_words,
    "populations": other_populations,
    "comparisons": reversed_comparisons,
    "invented comparisons": invented_comparisons,
    "causes": invented_causes,
    "leaning": leaning_words,
}
"""Each gives a short text for everything it objects to. One objection, and the claim is not shown."""
_WEIGHED = ("numbers", "dates", "names")
"""Checks whose objections the support model weighs; the others are too rare in what it is trained on."""
_LONGEST = 1200
"""Characters. Nothing longer is one sentence."""
_ENTAILED = 0.5
"""Probability of entailment below which the optional model objects."""
_OBJECTED = 0.8
"""What an objection leaves of the score; the objections that weigh most are in the probability already."""


class ClaimChecker:
    """Judges claims against the passages they cite. Threads may share one."""

    def __init__(
        self, embedder: Embedder, support: SupportModel | None = None, entailment: Entailment | None = None
    ) -> None:
        self._reader = SentenceReader(embedder)
        self._support = support or load_support()
        self._entailment = entailment

    def judge(self, claim: str, evidence: Sequence[Evidence]) -> Judgement:
        """Whether ``evidence`` supports ``claim``, one sentence. Only SUPPORTED claims may be shown."""
        if not words(claim) or len(claim) > _LONGEST:
            return Judgement(Verdict.NOT_SUPPORTED, 0.0, ("not one sentence",))
        if not any(words(passage.text) for passage in evidence):
            return Judgement(Verdict.NOT_SUPPORTED, 0.0, ("no source",))
        source = source_of(claim, evidence)
        faults = {name: check(claim, source) for name, check in CHECKS.items()}
        signals = claim_signals(claim, source, faults, self._reader)
        probability = self._support.probability(signals)
        reasons = [reason for found in faults.values() for reason in found]
        is_likely = not reasons and probability >= self._support.supported
        if is_likely and not said_by_one_sentence(claim, source, self._reader):
            reasons.append("no one sentence of the source says this")
        if self._entailment:
            entailed = max(self._entailment.probabilities(claim, [passage.text for passage in evidence]))
            probability = (probability + float(entailed)) / 2
            reasons += ["not entailed by any passage"] * bool(entailed < _ENTAILED)
        return self._judgement(probability, reasons)

    def signals(self, claim: str, evidence: Sequence[Evidence]) -> Signals:
        """What speaks for support before any objection: shared words, nearness in meaning, late interaction."""
        return support_signals(claim, source_of(claim, evidence), self._reader)

    def _judgement(self, probability: float, reasons: Sequence[str]) -> Judgement:
        """One objection, and the claim is not supported, whatever its score."""
        if not reasons and probability >= self._support.supported:
            return Judgement(Verdict.SUPPORTED, probability)
        verdict = Verdict.PARTIALLY_SUPPORTED if probability >= self._support.partly else Verdict.NOT_SUPPORTED
        score = probability * _OBJECTED if reasons else probability
        return Judgement(verdict, score, tuple(reasons) or ("the source says too little of this",))


def claim_signals(
    claim: str, source: Source, faults: Mapping[str, Sequence[str]], reader: SentenceReader
) -> dict[str, float]:
    """Everything the support model weighs: its signals, and how many objections the checks have."""
    counted = {f"{name} at fault": float(len(faults[name])) for name in _WEIGHED}
    return {**support_signals(claim, source, reader), **counted}
