"""The path of a question to a prevention map: which map, how it is read, and what is said where there is no answer."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from bot.answering.map_proof import proved
from bot.answering.map_reading import MapReader, MapReading
from bot.answering.standalone import standalone
from bot.answering.timing import Timings, timed
from bot.vocabulary import (
    Answer,
    AnswerStatus,
    ClosestDocument,
    Question,
    Usage,
)
from knowledge.catalogue.catalogue import Catalogue
from knowledge.prevention_map.answer import (
    MapAnswer,
    NotAnswered,
    answer_typed,
    find_questions,
    first_answer,
    spend_questions,
)
from knowledge.prevention_map.published import PublishedMap, PublishedMaps
from knowledge.prevention_map.query import is_only_for_a_map
from knowledge.prevention_map.rows import Profile
from knowledge.prevention_map.understanding.plausible import goes_beyond, may_ask_a_map
from knowledge.prevention_map.understanding.understand import asks_own_sum, is_about_own_map

MODEL = "prevention map"
"""What an answer of this kind names as its model: arithmetic, not a language model."""
_COMMAND = re.compile(r"^\s*map (find|spend)\b\s*", re.IGNORECASE)
_NATIONAL = re.compile(r"\b(?:national|starter|england'?s?)\b", re.IGNORECASE)

WHICH_MAP = "Which map do you mean? I can see: {titles}. Please name the place."
NO_MAP = "There is no prevention map here that you may see."
TRY = "Try, for example: map spend domestic abuse, or: map find services without an owner."

_READINGS: dict[str, Callable[[str], list[str]]] = {"find": find_questions, "spend": spend_questions}


Found = tuple[PublishedMap, MapAnswer | NotAnswered]
"""A map and what it answers."""


@dataclass(frozen=True, slots=True)
class FromMap:
    """The answer, None where the question is left to the search, and what a model took to read the question."""

    answer: Answer | None
    usage: Usage | None = None


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question by itself, and the readings that are tried; ``is_command`` after ``map find`` or ``map spend``."""

    text: str
    readings: Sequence[str]
    is_command: bool

    @property
    def is_for_a_map(self) -> bool:
        """Whether the map gives the answer or says why there is none, and nothing else is searched."""
        return self.is_command or asks_own_sum(self.text)


def answer_from_map(
    question: Question,
    maps: PublishedMaps,
    catalogue: Catalogue,
    today: dt.date,
    timings: Timings,
    reader: MapReader | None = None,
) -> FromMap:
    """The answer, if the question is one to a map that the asker may see.

    After ``map find`` or ``map spend`` it always is one, and so is a sum over what the asker's own council spends or
    has: no row may be quoted as research instead. Of a map that the asker may not see, nothing is counted. ``reader``
    is asked where one map is meant, its words are not understood, and the question may be one to it.
    """
    asked = _asked(question)
    answer_as = partial(Answer, question.id, question.text, model=MODEL, timings_ms=timings)
    with timed(timings, "map"):
        found = _found(asked, maps.visible(question.audiences), today)
    if reader is None or not _is_worth_reading(asked, found):
        with timed(timings, "verify"):
            return FromMap(_answer(answer_as, asked, found, question, catalogue))
    ((one, unread),) = found
    reading = reader.read(asked.text, one.content.rows, timings)
    with timed(timings, "verify"):
        found = [(one, _read(reading, asked, one, today) or unread)]
        answer = _answer(answer_as, asked, found, question, catalogue)
    return FromMap(answer and replace(answer, prompt=reading.prompt), reading.usage)


def _asked(question: Question) -> _Asked:
    command = _COMMAND.match(question.text)
    if command is None:
        text = standalone(question)
        return _Asked(text, [text], False)
    text = question.text[command.end() :].strip()
    return _Asked(text, _READINGS[command[1].lower()](text), True)


def _found(asked: _Asked, visible: Sequence[PublishedMap], today: dt.date) -> list[Found]:
    """What each map that is meant answers. A question that speaks of no map must be one that only a map can answer."""
    meant = _meant(visible, asked.text)
    found = [(one, first_answer(asked.readings, one.content, one.names, today)) for one in meant]
    if asked.is_command or is_about_own_map(asked.text):
        return found
    return [(one, answer) for one, answer in found if _is_sure(answer)]


def _is_worth_reading(asked: _Asked, found: Sequence[Found]) -> bool:
    if len(found) != 1 or not isinstance(found[0][1], NotAnswered) or found[0][1].is_understood:
        return False
    return not goes_beyond(asked.text) if asked.is_command else may_ask_a_map(asked.text)


def _read(reading: MapReading, asked: _Asked, one: PublishedMap, today: dt.date) -> MapAnswer | NotAnswered | None:
    """What the map answers to a reading that can be asked of it.

    That it holds nothing of the kind is said only of what nothing but a map is asked: the library may hold it.
    """
    if reading.typed is None:
        return None
    answer = answer_typed(reading.typed, asked.readings[0], one.content, one.names, today)
    if isinstance(answer, MapAnswer) or (answer.is_understood and asked.is_for_a_map):
        return answer
    return None


def _answer(
    answer_as: Callable[..., Answer],
    asked: _Asked,
    found: Sequence[Found],
    question: Question,
    catalogue: Catalogue,
) -> Answer | None:
    answered = [(one, answer) for one, answer in found if isinstance(answer, MapAnswer)]
    if len(answered) > 1:
        titles = "; ".join(one.content.title for one, _ in answered)
        return answer_as(AnswerStatus.CLARIFY, WHICH_MAP.format(titles=titles))
    for one, answer in answered:
        return proved(answer_as, one, answer, question, catalogue)
    if asked.is_command and not found:
        return answer_as(AnswerStatus.NOT_COVERED, NO_MAP)
    return _unanswered(answer_as, found, forced=asked.is_for_a_map)


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
    if isinstance(answer, NotAnswered):
        return answer.is_only_for_a_map
    return is_only_for_a_map(answer.result.query)


def _unanswered(answer_as: Callable[..., Answer], found: Sequence[Found], forced: bool) -> Answer | None:
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
