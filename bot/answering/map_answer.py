"""Exact answers from the rows of a prevention map: worked out, cited row by row, and worked out again to check."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from functools import partial

from bot.answering.cite import citation, markers
from bot.answering.standalone import standalone
from bot.answering.timing import Timings, timed
from bot.vocabulary import (
    Answer,
    AnswerStatus,
    Citation,
    Claim,
    ClaimKind,
    ClosestDocument,
    Question,
    Retrieved,
    Verdict,
)
from knowledge.catalogue.catalogue import Catalogue
from knowledge.prevention_map.answer import (
    MapAnswer,
    NotAnswered,
    find_questions,
    first_answer,
    recompute,
    spend_questions,
)
from knowledge.prevention_map.published import PublishedMap, PublishedMaps
from knowledge.prevention_map.query import is_only_for_a_map
from knowledge.prevention_map.record import from_record
from knowledge.prevention_map.rows import MapRow, PreventionMap, Profile
from knowledge.prevention_map.statements import Statement
from knowledge.prevention_map.understanding.understand import asks_own_sum, is_about_own_map

MODEL = "prevention map"
"""What an answer of this kind names as its model: arithmetic, not a language model."""
_MOST_CITED = 200
"""Rows cited in one answer."""
_SHOWN = 8
_COMMAND = re.compile(r"^\s*map (find|spend)\b\s*", re.IGNORECASE)
_NATIONAL = re.compile(r"\b(?:national|starter|england'?s?)\b", re.IGNORECASE)

WHICH_MAP = "Which map do you mean? I can see: {titles}. Please name the place."
NO_MAP = "There is no prevention map here that you may see."
TOO_MANY_ROWS = "More rows than can be cited one by one: the first {cited} of {rows} are."
TRY = "Try, for example: map spend domestic abuse, or: map find services without an owner."

_READINGS: dict[str, Callable[[str], list[str]]] = {"find": find_questions, "spend": spend_questions}


def answer_from_map(
    question: Question, maps: PublishedMaps, catalogue: Catalogue, today: dt.date, timings: Timings
) -> Answer | None:
    """The answer, if the question is one to a map that the asker may see; None leaves it to the search.

    After ``map find`` or ``map spend`` it always is one, and so is a sum over what the asker's own council spends or
    has: no row may be quoted as research instead. Of a map that the asker may not see, nothing is counted.
    """
    command = _COMMAND.match(question.text)
    text = question.text[command.end() :].strip() if command else standalone(question)
    answer_as = partial(Answer, question.id, question.text, model=MODEL, timings_ms=timings)
    readings = _READINGS[command[1].lower()](text) if command else [text]
    with timed(timings, "map"):
        visible = _meant(maps.visible(question.audiences), text)
        found = [(one, first_answer(readings, one.content, one.names, today)) for one in visible]
    if not command and not is_about_own_map(text):
        found = [(one, answer) for one, answer in found if _is_sure(answer)]
    answered = [(one, answer) for one, answer in found if isinstance(answer, MapAnswer)]
    if len(answered) > 1:
        titles = "; ".join(one.content.title for one, _ in answered)
        return answer_as(AnswerStatus.CLARIFY, WHICH_MAP.format(titles=titles))
    for one, answer in answered:
        with timed(timings, "verify"):
            return _proved(answer_as, one, answer, question, catalogue)
    if command and not found:
        return answer_as(AnswerStatus.NOT_COVERED, NO_MAP)
    return _unanswered(answer_as, found, forced=command is not None or asks_own_sum(text))


def _meant(visible: Sequence[PublishedMap], text: str) -> list[PublishedMap]:
    """The national map where it is named or the only one; else the councils', or the one whose place is named."""
    national = [one for one in visible if one.content.profile is Profile.NATIONAL]
    own = [one for one in visible if one.content.profile is Profile.COUNCIL]
    if not own or _NATIONAL.search(text):
        return national
    named = [one for one in own if any(_names(text, place) for place in one.content.places)]
    return named or own


def _names(text: str, place: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(place)}(?!\w)", text, re.IGNORECASE) is not None


def _is_sure(answer: MapAnswer | NotAnswered) -> bool:
    """Whether a question that speaks of no map and of nobody's own is one to a map all the same."""
    return isinstance(answer, MapAnswer) and is_only_for_a_map(answer.result.query)


def _proved(
    answer_as: Callable[..., Answer], source: PublishedMap, answer: MapAnswer, question: Question, catalogue: Catalogue
) -> Answer | None:
    """The sentences that come out the same when worked out again from the rows as they are published now."""
    rows = _read_again(source, answer, question, catalogue)
    again = {(statement.text, _ids(statement.rows)) for statement in recompute(answer, rows)}
    statements = [one for one in answer.statements if (one.text, _ids(one.rows)) in again]
    metadata = catalogue.metadata(source.document_id, source.version)
    if metadata is None or not statements:
        return None
    used = list(dict.fromkeys(row.id for statement in statements for row in statement.rows))
    numbers = {identifier: number for number, identifier in enumerate(used[:_MOST_CITED], start=1)}
    chunks = {identifier: source.chunks[identifier] for identifier in numbers}
    citations = tuple(
        citation(number, chunks[identifier], chunks[identifier].text, metadata)
        for identifier, number in numbers.items()
    )
    claims = [claim for claim in (_claim(statement, numbers) for statement in statements) if claim.citations]
    too_many = TOO_MANY_ROWS.format(cited=len(numbers), rows=f"{len(used):,}")
    return answer_as(
        AnswerStatus.ANSWERED,
        "\n".join(f"{claim.text} {markers(claim.citations)}" for claim in claims),
        claims=tuple(claims),
        notices=(*answer.notes, *([too_many] if len(used) > len(numbers) else [])),
        confidence=1.0,
        citations=citations,
        retrieved=tuple(map(_retrieved, citations[:_SHOWN])),
    )


def _read_again(source: PublishedMap, answer: MapAnswer, question: Question, catalogue: Catalogue) -> PreventionMap:
    """The rows of an answer, and no others, from the catalogue, as far as the asker may still see them."""
    used = [*answer.result.considered, *answer.result.blank]
    ids = {source.chunks[row.id].id for row in used}
    records = catalogue.visible_records(ids, question.audiences)
    rows = sorted((from_record(record) for _, record in records), key=_place_in(source.content.rows))
    return PreventionMap(source.document_id, source.content.title, tuple(rows))


def _place_in(rows: Sequence[MapRow]) -> Callable[[MapRow], int]:
    order = {row.id: place for place, row in enumerate(rows)}
    return lambda row: order[row.id]


def _claim(statement: Statement, numbers: dict[str, int]) -> Claim:
    cited = tuple(numbers[row.id] for row in statement.rows if row.id in numbers)
    return Claim(statement.text, ClaimKind.COMPUTED, tuple(sorted(cited)), Verdict.SUPPORTED)


def _ids(rows: Sequence[MapRow]) -> tuple[str, ...]:
    return tuple(row.id for row in rows)


def _retrieved(citation: Citation) -> Retrieved:
    return Retrieved(citation.chunk_id, citation.document_id, citation.audience, 1.0)


def _unanswered(
    answer_as: Callable[..., Answer], found: Sequence[tuple[PublishedMap, MapAnswer | NotAnswered]], forced: bool
) -> Answer | None:
    """Why the map gives no figure, where that is worth saying; else the library is searched."""
    reasons = [
        (one, answer.reason)
        for one, answer in found
        if isinstance(answer, NotAnswered) and (answer.is_understood or forced)
    ]
    if not reasons:
        return None
    one, reason = reasons[0]
    text = f"{reason} {TRY}" if forced else reason
    return answer_as(AnswerStatus.NOT_COVERED, text, closest=(ClosestDocument(one.document_id, one.content.title),))
