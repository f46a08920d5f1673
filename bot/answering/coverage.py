"""Which parts of a question the library covers, judged from what was found on each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.finding import Finding, confidence
from knowledge.retrieval.confidence import ConfidenceModel
from knowledge.retrieval.glossary import spell_out
from knowledge.retrieval.retriever import SearchResult
from knowledge.vocabulary import ScoredChunk

_FAR, _STRANGE = 0.35, 0.15
"""A question is out of scope when neither its meaning (cosine similarity) nor its words (share of BM25's ceiling) come
nearer than this. On the tuning halves of the suites, no question on the library's subjects falls below both."""
_COMMON = 2.5
"""Inverse document frequency of a word found in about a twelfth of the passages: alone it says too little."""


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found on each part of a question and, in the same order, how likely it answers that part.

    ``threshold``: the likelihood from which a part counts as covered.
    """

    found: Sequence[Finding]
    likely: Sequence[float]
    threshold: float

    @property
    def covered(self) -> list[Finding]:
        """The parts that the library covers."""
        return [finding for finding, likely in zip(self.found, self.likely, strict=True) if likely >= self.threshold]

    @property
    def missing(self) -> list[str]:
        """The parts that it does not."""
        return [
            finding.part for finding, likely in zip(self.found, self.likely, strict=True) if likely < self.threshold
        ]

    @property
    def confidence(self) -> float:
        """The mean likelihood over the parts."""
        return sum(self.likely) / len(self.likely)

    @property
    def least(self) -> float:
        """The likelihood of the covered part that is least likely to be answered; 1 where none is covered."""
        return min((likely for likely in self.likely if likely >= self.threshold), default=1.0)

    @property
    def results(self) -> list[SearchResult]:
        """What was searched for and found, part by part."""
        return [finding.result for finding in self.found]

    @property
    def chunks(self) -> list[ScoredChunk]:
        """All passages found."""
        return [scored for result in self.results for scored in result.chunks]

    @property
    def unmentioned(self) -> list[str]:
        """Names and years asked for that no passage found mentions."""
        return list(dict.fromkeys(name for finding in self.found for name in finding.unmentioned))

    @property
    def is_far(self) -> bool:
        """Whether the library holds something, and nothing of it is near any part of the question.

        A question that names a term of the glossary is on the library's subject, whatever else it says.
        """
        held = [result for result in self.results if result.chunks]
        return bool(held) and all(
            result.nearest < _FAR and result.words_held < _STRANGE and not spell_out(result.query).also
            for result in held
        )

    @property
    def is_too_bare(self) -> bool:
        """Whether all that was asked is one common word: 'costs?' could be about anything."""
        rarity = self.results[0].rarity
        return bool(self.results[0].chunks) and len(rarity) == 1 and max(rarity.values()) < _COMMON


def judge(found: Sequence[Finding], model: ConfidenceModel) -> Coverage:
    """Judge what was found on each part of a question."""
    return Coverage(found, [confidence(finding, model) for finding in found], model.threshold)
