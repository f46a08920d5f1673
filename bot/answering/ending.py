"""The end of a question's path: what was proved, or was not found, as the answer people read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from bot.answering.cite import with_markers
from bot.answering.compose import EXTRACTIVE, Composed
from bot.answering.coverage import Coverage
from bot.answering.disagreement import disagreement_notice
from bot.answering.notices import source_notices
from bot.answering.out_of_period import out_of_period
from bot.answering.timing import Timings
from bot.vocabulary import Answer, AnswerStatus, Citation, Claim, ClosestDocument, Question, Retrieved
from knowledge.catalogue.catalogue import Catalogue
from knowledge.vocabulary import Audience, ScoredChunk

_SHOWN = 8
"""Chunks named as found, of each part of a question."""
_CLOSE = 0.3
"""Cosine similarity from which a document is called close to a question."""
_CLEARLY_FOUND = 0.5
"""Score of a chunk near in words, if not in meaning."""
_NAMED = 3
"""Closest documents named."""
_SURE = 0.5
"""Confidence below which a quoted answer comes with a caution."""

NOT_COVERED = "The library does not cover this."
OUT_OF_SCOPE = "This is outside what the library is about."
NOT_ANSWERED = "The library has passages about this, but none of them answers it."
CLOSEST = "The nearest documents, which may not answer it, are:"
UNSURE = "I am not sure that this answers the question: it is the nearest that the library holds."
UNMENTIONED = "None of the passages found mentions {names}."
MISSING = "The library does not cover this part of the question: {part}"


def ended(
    question: Question,
    coverage: Coverage,
    composed: Composed,
    proved: Sequence[Claim],
    catalogue: Catalogue,
    today: dt.date,
    timings: Timings,
) -> Answer:
    """The answer made of the claims that were ``proved``; without any, why there is none and what is nearest."""
    numbers = {number for claim in proved for number in claim.citations}
    cited = [citation for citation in composed.citations if citation.number in numbers]
    elsewhen = out_of_period(coverage.covered, cited)
    closest = () if proved else _closest(coverage.chunks, question.audiences, catalogue)
    return Answer(
        id=question.id,
        question=question.text,
        status=_status(coverage, composed, proved, is_whole=elsewhen is None),
        text=with_markers(proved) if proved else _declined(closest, coverage, composed),
        claims=tuple(proved),
        notices=_notices(coverage, composed, cited, elsewhen, today) if proved else (),
        confidence=round(coverage.confidence, 4),
        closest=closest,
        citations=tuple(cited),
        retrieved=tuple(_retrieved(scored) for result in coverage.results for scored in result.chunks[:_SHOWN]),
        model=composed.model,
        prompt=composed.prompt,
        timings_ms=timings,
        usage=composed.usage,
        refused=composed.refused,
    )


def _status(coverage: Coverage, composed: Composed, proved: Sequence[Claim], *, is_whole: bool) -> AnswerStatus:
    if proved:
        is_whole = is_whole and composed.is_whole and not coverage.missing
        return AnswerStatus.ANSWERED if is_whole else AnswerStatus.PARTIAL
    return AnswerStatus.OUT_OF_SCOPE if coverage.is_far else AnswerStatus.NOT_COVERED


def _notices(
    coverage: Coverage, composed: Composed, cited: Sequence[Citation], elsewhen: str | None, today: dt.date
) -> tuple[str, ...]:
    # Only where nobody read the passages is there a caution: a model says itself when they do not answer.
    unsure = composed.model == EXTRACTIVE and coverage.least < _SURE
    return (
        *(MISSING.format(part=part) for part in coverage.missing),
        *([elsewhen] if elsewhen else []),
        *composed.notices,
        *([UNSURE] if unsure else []),
        *disagreement_notice(cited, coverage.results),
        *source_notices(cited, today.year),
    )


def _declined(closest: Sequence[ClosestDocument], coverage: Coverage, composed: Composed) -> str:
    if coverage.is_far:
        return OUT_OF_SCOPE
    lines = [NOT_ANSWERED if composed.declined else NOT_COVERED]
    if closest and coverage.unmentioned:
        lines.append(UNMENTIONED.format(names=" or ".join(coverage.unmentioned)))
    if closest:
        lines += [CLOSEST, *(f"• {document.title}" for document in closest)]
    return "\n".join(lines)


def _closest(
    chunks: Sequence[ScoredChunk], audiences: Collection[Audience], catalogue: Catalogue
) -> tuple[ClosestDocument, ...]:
    """The documents nearest to a question, as far as the asker may still see them."""
    near = [scored.chunk for scored in chunks if (scored.dense or 0.0) >= _CLOSE or scored.score >= _CLEARLY_FOUND]
    visible = catalogue.visible_chunks([chunk.id for chunk in near], audiences)
    titles = {chunk.document_id: chunk.title for chunk in near if chunk.id in visible}
    return tuple(ClosestDocument(identifier, title) for identifier, title in list(titles.items())[:_NAMED])


def _retrieved(scored: ScoredChunk) -> Retrieved:
    chunk = scored.chunk
    return Retrieved(chunk.id, chunk.document_id, chunk.audience, round(scored.score, 4))
