"""Composes answers of quotations, without a model."""

from __future__ import annotations

from collections.abc import Sequence

from bot.answering.cite import cite_quotes
from bot.answering.compose import Composed, Release
from bot.answering.disagreement import disagreements
from bot.answering.extract import choose_sentences
from bot.answering.finding import Finding
from bot.answering.timing import Timings, timed
from bot.answering.verify import verify_claims
from bot.vocabulary import Question
from knowledge.catalogue.catalogue import Catalogue
from knowledge.retrieval.sentences import ScoredSentence


class QuotingComposer:
    """Quotes the sentences that answer most directly. They are complete at once, so nothing is released early."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def compose(
        self, question: Question, text: str, covered: Sequence[Finding], release: Release, timings: Timings
    ) -> Composed:
        """One to three sentences for each part of the question, each looked up in the catalogue again."""
        with timed(timings, "compose"):
            claims, citations = cite_quotes(_chosen(covered, self._catalogue), self._catalogue)
        with timed(timings, "verify"):
            verified = verify_claims(claims, citations, self._catalogue, question.audiences)
        proved = {number for claim in verified for number in claim.citations}
        return Composed(verified, [citation for citation in citations if citation.number in proved])


def _chosen(covered: Sequence[Finding], catalogue: Catalogue) -> list[ScoredSentence]:
    """The sentences that answer each part and those that say who disagrees, none twice."""
    chosen: list[ScoredSentence] = []
    for finding in covered:
        answering = choose_sentences(finding.sentences, finding.asked)
        chosen += [*answering, *disagreements(answering, finding.result, catalogue)]
    return list({(sentence.source.chunk.id, sentence.position): sentence for sentence in chosen}.values())
