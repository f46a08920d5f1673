"""The path of a question."""

from __future__ import annotations

import datetime as dt
import time
from dataclasses import replace

from bot.answering.at_once import answer_at_once, ask_for_more
from bot.answering.compose import Composed, Composer, Release
from bot.answering.coverage import Coverage, judge
from bot.answering.ending import ended
from bot.answering.estimate_hint import with_estimate_hint
from bot.answering.finding import look_up
from bot.answering.letters import letters_asked
from bot.answering.map_answer import answer_from_map
from bot.answering.map_reading import MapReader
from bot.answering.parts import question_parts
from bot.answering.quoting import QuotingComposer
from bot.answering.standalone import standalone
from bot.answering.timing import Timings, timed
from bot.answering.verify import verify_claims
from bot.guard.check import check_question
from bot.guard.configuration import GuardConfiguration
from bot.vocabulary import Answer, Claim, Question
from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.prevention_map.published import PublishedMaps
from knowledge.retrieval.confidence import ConfidenceModel
from knowledge.retrieval.retriever import Retriever


def _keep_back(claim: Claim) -> None:
    """Show nothing before the whole answer is there."""


class Assistant:
    """Answers questions from the library, citing every sentence. Threads may share one."""

    def __init__(
        self,
        library: Library,
        retriever: Retriever,
        confidence: ConfidenceModel,
        guard: GuardConfiguration,
        composer: Composer | None = None,
        map_reader: MapReader | None = None,
    ) -> None:
        self._catalogue = library.catalogue
        self._retriever = retriever
        self._confidence = confidence
        self._guard = guard
        self._maps = PublishedMaps(library.catalogue)
        self._quoting = QuotingComposer(library.catalogue)
        self._composer = composer or self._quoting
        self._map_reader = map_reader

    def answer(self, question: Question, release: Release = _keep_back) -> Answer:
        """Guard, make it stand alone, search, judge, compose, verify: an answer whose every sentence is proved.

        ``release`` is shown each sentence of a model as soon as it is verified; they are in the answer again.
        """
        return self._answer(question, self._composer, self._map_reader, release)

    def answer_without_model(self, question: Question) -> Answer:
        """The same in quotations: for answers that nobody reads, such as whether a question can be answered."""
        return self._answer(question, self._quoting, None, _keep_back)

    def _answer(self, asked: Question, composer: Composer, reader: MapReader | None, release: Release) -> Answer:
        timings: Timings = {}
        release = _first_timed(release, timings)
        question = check_question(asked, self._guard)
        if isinstance(question, Answer):
            return question
        if (answer := answer_at_once(question)) is not None:
            return answer
        from_map = answer_from_map(question, self._maps, self._catalogue, dt.date.today(), timings, reader)
        answer = from_map.answer or self._from_library(question, composer, release, timings)
        return answer if from_map.usage is None else replace(answer, usage=from_map.usage.plus(answer.usage))

    def _from_library(self, question: Question, composer: Composer, release: Release, timings: Timings) -> Answer:
        coverage = self._look_up(question, timings)
        if coverage is None or coverage.is_too_bare:
            return ask_for_more(question, timings)
        composed = self._compose(question, coverage, composer, release, timings)
        with timed(timings, "verify"):
            proved = verify_claims(composed.claims, composed.citations, self._catalogue, question.audiences)
        today = dt.date.today()
        return with_estimate_hint(ended(question, coverage, composed, proved, self._catalogue, today, timings))

    def _look_up(self, question: Question, timings: Timings) -> Coverage | None:
        """What the library holds on each part of the question; None where there is nothing to search for."""
        parts = letters_asked(question) or _parts(question)
        if not terms(parts[0]):
            return None
        today = dt.date.today()
        found = [look_up(part, question.audiences, self._retriever, self._catalogue, today, timings) for part in parts]
        return judge(found, self._confidence)

    def _compose(
        self, question: Question, coverage: Coverage, composer: Composer, release: Release, timings: Timings
    ) -> Composed:
        if not coverage.covered:
            return Composed()
        return composer.compose(question, standalone(question), coverage.covered, release, timings)


def _parts(question: Question) -> tuple[str, ...]:
    """What is looked up one by one, each standing alone."""
    return tuple(standalone(replace(question, text=part)) for part in question_parts(question.text))


def _first_timed(release: Release, timings: Timings) -> Release:
    """The same, noting after how many milliseconds the first sentence could be read."""
    started = time.perf_counter()

    def released(claim: Claim) -> None:
        timings.setdefault("first_sentence", round((time.perf_counter() - started) * 1000, 2))
        release(claim)

    return released
