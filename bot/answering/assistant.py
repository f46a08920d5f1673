"""The path of a question."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.answering.cite import with_markers
from bot.answering.compose import EXTRACTIVE, Composed, Composer, Release
from bot.answering.disagreement import disagreement_notice
from bot.answering.finding import Finding, confidence, look_up
from bot.answering.map_answer import answer_from_map
from bot.answering.notices import source_notices
from bot.answering.parts import question_parts
from bot.answering.quoting import QuotingComposer
from bot.answering.scope import outside
from bot.answering.small_talk import small_talk
from bot.answering.standalone import standalone
from bot.answering.timing import Timings, timed
from bot.answering.verify import verify_claims
from bot.guard.check import check_question
from bot.guard.configuration import GuardConfiguration
from bot.vocabulary import Answer, AnswerStatus, Claim, ClosestDocument, Question, Retrieved
from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.prevention_map.published import PublishedMaps
from knowledge.retrieval.confidence import ConfidenceModel
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import Audience, ScoredChunk

_SHOWN = 8
"""Chunks named as found, of each part of a question."""
_CLOSE = 0.3
"""Cosine similarity from which a document is called close to a question."""
_FAR, _STRANGE = 0.35, 0.15
"""A question is out of scope when neither its meaning (cosine similarity) nor its words (share of BM25's ceiling) come
nearer than this. On the tuning halves of the suites, no question on the library's subjects falls below both."""
_SURE = 0.5
"""Confidence below which a quoted answer comes with a caution."""
_COMMON = 2.5
"""Inverse document frequency of a word found in about a twelfth of the passages: alone it says too little."""
_LONGEST = 4000
"""Characters of a question. More is a document, not a question."""
_CLEARLY_FOUND = 0.5
"""Score of a chunk near in words, if not in meaning."""
_NAMED = 3
"""Closest documents named."""

NOT_COVERED = "The library does not cover this."
OUT_OF_SCOPE = "This is outside what the library is about."
NOT_ANSWERED = "The library has passages about this, but none of them answers it."
CLOSEST = "The nearest documents, which may not answer it, are:"
UNSURE = "I am not sure that this answers the question: it is the nearest that the library holds."
UNMENTIONED = "None of the passages found mentions {names}."
TOO_LONG = "Please ask in fewer words: a question of one to three sentences works best."
CLARIFY = "Please ask a full question: that is too little to search for."
MISSING = "The library does not cover this part of the question: {part}"


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
    ) -> None:
        self._library = library
        self._retriever = retriever
        self._confidence = confidence
        self._guard = guard
        self._maps = PublishedMaps(library.catalogue)
        self._quoting = QuotingComposer(library.catalogue)
        self._composer = composer or self._quoting

    def answer(self, question: Question, release: Release = _keep_back) -> Answer:
        """Guard, make it stand alone, search, judge, compose, verify: an answer whose every sentence is proved.

        ``release`` is shown each sentence of a model as soon as it is verified; they are in the answer again.
        """
        return self._answer(question, self._composer, release)

    def answer_without_model(self, question: Question) -> Answer:
        """The same in quotations: for answers that nobody reads, such as whether a question can be answered."""
        return self._answer(question, self._quoting, _keep_back)

    def _answer(self, question: Question, composer: Composer, release: Release) -> Answer:
        timings: Timings = {}
        release = _first_timed(release, timings)
        checked = check_question(question, self._guard)
        if isinstance(checked, Answer):
            return checked
        question = checked
        if len(question.text) > _LONGEST:
            return Answer(question.id, question.text, AnswerStatus.CLARIFY, TOO_LONG)
        if reply := outside(question.text):
            return Answer(question.id, question.text, AnswerStatus.OUT_OF_SCOPE, reply)
        from_map = answer_from_map(question, self._maps, self._library.catalogue, dt.date.today(), timings)
        if from_map is not None:
            return from_map
        if reply := small_talk(question.text):
            return Answer(question.id, question.text, AnswerStatus.CLARIFY, reply)
        whole = standalone(question)
        queries = [standalone(replace(question, text=part)) for part in question_parts(question.text)]
        if not terms(queries[0]):
            return Answer(question.id, question.text, AnswerStatus.CLARIFY, CLARIFY)
        found = [
            look_up(query, question.audiences, self._retriever, self._library.catalogue, timings) for query in queries
        ]
        if _too_bare(found[0]):
            return Answer(question.id, question.text, AnswerStatus.CLARIFY, CLARIFY, timings_ms=timings)
        likely = {finding.part: confidence(finding, self._confidence) for finding in found}
        covered = [finding for finding in found if likely[finding.part] >= self._confidence.threshold]
        composed = composer.compose(question, whole, covered, release, timings) if covered else Composed()
        with timed(timings, "verify"):
            verified = verify_claims(composed.claims, composed.citations, self._library.catalogue, question.audiences)
            proved = {number for claim in verified for number in claim.citations}
            shown = [citation for citation in composed.citations if citation.number in proved]
        missing = [finding.part for finding in found if finding not in covered]
        chunks = [scored for finding in found for scored in finding.result.chunks]
        closest = () if verified else self._closest(chunks, question.audiences)
        return Answer(
            id=question.id,
            question=question.text,
            status=_status(bool(verified), composed.is_whole and not missing, found),
            text=with_markers(verified) if verified else _not_covered(closest, found, composed.declined),
            claims=tuple(verified),
            notices=(
                *(MISSING.format(part=part) for part in missing if verified),
                *(composed.notices if verified else ()),
                *(_caution(composed, [likely[finding.part] for finding in covered]) if verified else ()),
                *disagreement_notice(shown, [finding.result for finding in found]),
                *source_notices(shown, dt.date.today().year),
            ),
            confidence=round(sum(likely.values()) / len(likely), 4),
            closest=closest,
            citations=tuple(shown),
            retrieved=tuple(_retrieved(scored) for finding in found for scored in finding.result.chunks[:_SHOWN]),
            model=composed.model,
            prompt=composed.prompt,
            timings_ms=timings,
            usage=composed.usage,
            refused=composed.refused,
        )

    def _closest(self, chunks: Sequence[ScoredChunk], audiences: Collection[Audience]) -> tuple[ClosestDocument, ...]:
        """The documents nearest to a question, as far as the asker may still see them."""
        near = [scored.chunk for scored in chunks if (scored.dense or 0.0) >= _CLOSE or scored.score >= _CLEARLY_FOUND]
        visible = self._library.catalogue.visible_chunks([chunk.id for chunk in near], audiences)
        titles = {chunk.document_id: chunk.title for chunk in near if chunk.id in visible}
        return tuple(ClosestDocument(identifier, title) for identifier, title in list(titles.items())[:_NAMED])


def _first_timed(release: Release, timings: Timings) -> Release:
    """The same, noting after how many milliseconds the first sentence could be read."""
    started = time.perf_counter()

    def released(claim: Claim) -> None:
        timings.setdefault("first_sentence", round((time.perf_counter() - started) * 1000, 2))
        release(claim)

    return released


def _too_bare(finding: Finding) -> bool:
    """One common word: 'costs?' could be about anything."""
    rarity = finding.result.rarity
    return bool(finding.result.chunks) and len(rarity) == 1 and max(rarity.values()) < _COMMON


def _status(answered: bool, is_whole: bool, found: Sequence[Finding]) -> AnswerStatus:
    if answered:
        return AnswerStatus.ANSWERED if is_whole else AnswerStatus.PARTIAL
    return AnswerStatus.OUT_OF_SCOPE if _is_far(found) else AnswerStatus.NOT_COVERED


def _is_far(found: Sequence[Finding]) -> bool:
    """Whether the library holds something, and nothing of it is near any part of the question."""
    results = [finding.result for finding in found if finding.result.chunks]
    return bool(results) and all(result.nearest < _FAR and result.words_held < _STRANGE for result in results)


def _caution(composed: Composed, likely: Sequence[float]) -> list[str]:
    """Only where nobody read the passages: a model says itself when they do not answer."""
    return [UNSURE] if composed.model == EXTRACTIVE and min(likely) < _SURE else []


def _not_covered(closest: Sequence[ClosestDocument], found: Sequence[Finding], declined: bool) -> str:
    if _is_far(found):
        return OUT_OF_SCOPE
    lines = [NOT_ANSWERED if declined else NOT_COVERED]
    unmentioned = list(dict.fromkeys(name for finding in found for name in finding.unmentioned))
    if closest and unmentioned:
        lines.append(UNMENTIONED.format(names=" or ".join(unmentioned)))
    if closest:
        lines += [CLOSEST, *(f"• {document.title}" for document in closest)]
    return "\n".join(lines)


def _retrieved(scored: ScoredChunk) -> Retrieved:
    chunk = scored.chunk
    return Retrieved(chunk.id, chunk.document_id, chunk.audience, round(scored.score, 4))
