"""Which kinds of source a question asks for: a preference, or a filter where it says 'only'."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from knowledge.retrieval.period import Period, calendar_year
from knowledge.retrieval.periods import ranges_asked
from knowledge.vocabulary import Chunk, Evidence, Kind, ScoredChunk

_BONUS = 0.05
"""Added to the score of a preferred source: enough to decide between passages that are about as near."""
_KINDS = {
    Kind.CASE_STUDY: r"case stud(?:y|ies)",
    Kind.GUIDANCE: r"guidance|statutory position|legal position",
    Kind.ARTICLE: r"articles?",
}
_EVIDENCE = {
    Evidence.RCT: r"rcts?|randomi[sz]ed|controlled trials?",
    Evidence.QUASI_EXPERIMENTAL: r"quasi-experiment\w*|matched (?:controls?|comparison)|comparison groups?",
    Evidence.OFFICIAL_STATISTICS: r"official (?:statistics|figures)",
    Evidence.LAW_OR_GUIDANCE: r"statutory position|legal position|the law",
}
_ONLY = r"\b(?:only|just|nothing but)\b"
_NEAR = 4
"""Words that may stand between 'only' and what it limits."""
_SOURCES = re.compile(r"\b(?:case studies|reports?|studies|evaluations?|papers?|articles?|published)\b", re.IGNORECASE)
_LATEST = re.compile(r"\b(?:latest|newest|most recent)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the sources should be.

    ``only`` makes the kinds a filter. Evidence stays a preference, three times as strong: a report may describe several
    studies, and says what the whole of it rests on. ``periods`` filter the years of documents.
    """

    kinds: frozenset[Kind]
    evidence: frozenset[Evidence]
    only: bool
    periods: tuple[Period, ...]
    latest: bool

    def __bool__(self) -> bool:
        """Whether anything is wished for."""
        return bool(self.kinds or self.evidence or self.latest or self.periods)

    def order(self, chunks: Iterable[ScoredChunk]) -> list[ScoredChunk]:
        """``chunks`` with the wished-for sources raised, others dropped where that is asked and leaves any."""
        found = list(chunks)
        wanted = [scored for scored in found if self._allowed(scored.chunk)] or found
        newest = max((scored.chunk.year or 0 for scored in wanted), default=0)
        raised = [replace(scored, score=scored.score + self._bonus(scored.chunk, newest)) for scored in wanted]
        return sorted(raised, key=lambda scored: -scored.score)

    def _allowed(self, chunk: Chunk) -> bool:
        year = calendar_year(chunk.year) if chunk.year is not None else None
        outside = bool(self.periods) and year is not None and not any(period.meets(year) for period in self.periods)
        excluded = self.only and bool(self.kinds) and chunk.kind not in self.kinds
        return not (outside or excluded)

    def _bonus(self, chunk: Chunk, newest: int) -> float:
        of_kind = chunk.kind in self.kinds
        of_evidence = (3 if self.only else 1) * (chunk.evidence in self.evidence)
        return _BONUS * (of_kind + of_evidence + (self.latest and chunk.year == newest))


def speaks_of_sources(question: str) -> bool:
    """Whether a time in ``question`` is that of documents, not of what they report."""
    return bool(_SOURCES.search(question))


def wishes(question: str, today: dt.date) -> Wishes:
    """What ``question`` says its sources should be."""
    named = "|".join([*_KINDS.values(), *_EVIDENCE.values()])
    limited = rf"{_ONLY}(?:\W+\w+){{0,{_NEAR}}}?\W+(?:{named})\b|\b(?:{named})\W+only\b"
    return Wishes(
        kinds=frozenset(kind for kind, pattern in _KINDS.items() if _names(pattern, question)),
        evidence=frozenset(evidence for evidence, pattern in _EVIDENCE.items() if _names(pattern, question)),
        only=bool(re.search(limited, question, re.IGNORECASE)),
        periods=ranges_asked(question, today) if speaks_of_sources(question) else (),
        latest=bool(_LATEST.search(question)),
    )


def _names(pattern: str, question: str) -> bool:
    return bool(re.search(rf"\b(?:{pattern})\b", question, re.IGNORECASE))
