"""A conversation as a briefing note: what was asked, what was found, and the passages it rests on.

Access is decided when the note is made, not when the answers were: a sentence of which one passage is not open to
whoever asks for the note, or no longer stands in the library as it was quoted, is left out.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering.notices import source_notices
from bot.vocabulary import Answer, AnswerStatus, Citation, Claim
from knowledge.catalogue.catalogue import Catalogue
from knowledge.errors import InsightsError
from knowledge.vocabulary import Audience, Chunk

NOT_COVERED = "The library, as far as it is open to you, does not cover this question."
PARTLY = "The library does not cover all of the question."
LEFT_OUT = (
    "Some sentences of the conversation are left out: what they rest on is not open to whoever asked for this note, or "
    "is no longer in the library as it was quoted."
)
ABOUT = (
    "Made by Insights from its library. Each sentence rests on the passages whose numbers follow it; they are quoted "
    "under References. Read a source before you rely on it."
)
_IN_A_NOTE = (AnswerStatus.ANSWERED, AnswerStatus.PARTIAL, AnswerStatus.NOT_COVERED, AnswerStatus.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and the numbers of the references it rests on."""

    text: str
    references: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """One question, the sentences that answer it (none: not covered), and what to know about their sources."""

    question: str
    sentences: tuple[Sentence, ...]
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefingNote:
    """The note before it is a file. ``references`` are numbered from 1 through the whole note."""

    title: str
    date: dt.date
    sections: tuple[Section, ...]
    references: tuple[Citation, ...]
    left_out: bool


@dataclass(frozen=True, slots=True)
class _Told:
    """An answer, what of it may be told, and the citations of that by the answer's own numbers."""

    answer: Answer
    claims: tuple[Claim, ...]
    citations: Mapping[int, Citation]


def briefing_note(
    answers: Sequence[Answer], catalogue: Catalogue, audiences: Collection[Audience], today: dt.date
) -> BriefingNote:
    """The note of a conversation's answers, oldest first, for somebody who holds ``audiences``.

    Raises InsightsError when none of them says anything about the library.
    """
    suitable = [answer for answer in answers if answer.status in _IN_A_NOTE]
    if not suitable:
        raise InsightsError("there is no answer in this conversation to make a briefing note of")
    chunks = catalogue.visible_chunks({cited.chunk_id for answer in suitable for cited in answer.citations}, audiences)
    told = [_told(answer, chunks) for answer in suitable]
    references = list(_references(told))
    numbers = {_passage(citation): citation.number for citation in references}
    return BriefingNote(
        title=f"Briefing note: {suitable[0].question}",
        date=today,
        sections=tuple(_section(one, numbers, today.year) for one in told),
        references=tuple(references),
        left_out=any(len(one.claims) < len(one.answer.claims) for one in told),
    )


def _told(answer: Answer, chunks: Mapping[str, Chunk]) -> _Told:
    citations = {citation.number: citation for citation in answer.citations if _stands(citation, chunks)}
    claims = tuple(claim for claim in answer.claims if claim.citations and citations.keys() >= set(claim.citations))
    return _Told(answer, claims, citations)


def _stands(citation: Citation, chunks: Mapping[str, Chunk]) -> bool:
    chunk = chunks.get(citation.chunk_id)
    return chunk is not None and citation.quote in chunk.text


def _references(told: Sequence[_Told]) -> Iterator[Citation]:
    """Each passage once, numbered in the order it is read."""
    seen = set()
    for citation in (one.citations[number] for one in told for claim in one.claims for number in claim.citations):
        if _passage(citation) not in seen:
            seen.add(_passage(citation))
            yield replace(citation, number=len(seen))


def _passage(citation: Citation) -> tuple[str, str]:
    return citation.chunk_id, citation.quote


def _section(told: _Told, numbers: Mapping[tuple[str, str], int], this_year: int) -> Section:
    cited = {number: told.citations[number] for claim in told.claims for number in claim.citations}
    return Section(
        question=told.answer.question,
        sentences=tuple(
            Sentence(claim.text, tuple(numbers[_passage(cited[number])] for number in claim.citations))
            for claim in told.claims
        ),
        notices=_notices(told, list(cited.values()), this_year),
    )


def _notices(told: _Told, cited: Sequence[Citation], this_year: int) -> tuple[str, ...]:
    """The answer's own, unless a sentence is left out: then only what can be said of the sources that are left."""
    if len(told.claims) == len(told.answer.claims):
        return told.answer.notices
    partly = [PARTLY] if told.claims and told.answer.status is AnswerStatus.PARTIAL else []
    return (*partly, *source_notices(cited, this_year))
