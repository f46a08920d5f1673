"""A question to one map and its answer: exact, with its rows, or a reason why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.prevention_map.columns import BY_FIELD
from knowledge.prevention_map.conditions import Blank, Duplicated, Stated
from knowledge.prevention_map.query import Form, Measure, Query, Result, compute, is_only_for_a_map, reaches_nobody
from knowledge.prevention_map.query_words import in_words
from knowledge.prevention_map.rows import MapRow, PreventionMap, Profile
from knowledge.prevention_map.show import field_name
from knowledge.prevention_map.statements import Statement, reading_notes, state
from knowledge.prevention_map.understanding.faithful import is_faithful
from knowledge.prevention_map.understanding.names import MapNames
from knowledge.prevention_map.understanding.typed_query import TypedQuery
from knowledge.prevention_map.understanding.understand import NotUnderstood, understand
from knowledge.prevention_map.understanding.valid_query import NotInMap, UnfitQuery, valid_query

NATIONAL = (
    "The national map states no {fields}: a council's own map does. Of the national one this cannot be said; "
    "the command 'insights map template' writes a workbook for your own."
)
NO_ROW = "No row of the map is meant by this: there are no interventions {said}."
NONE_DOUBLED = "Nothing is doubled on this map: no two of the interventions meant share need, driver, cohort and tier."
NOBODY_REACHED = "The rows meant state nobody who was reached, so there is no spend for each."
ALL_BLANK = "The rows meant state no {fields}."
UNKNOWN = "No row of the map, and nothing I know about maps, explains: {left}."
READ_AS = "A language model read the question as: {query}. The bot worked the answer out from the rows cited."
MISREAD = "What the question was read as is not what all of its words and numbers say."
NO_QUESTION = "I do not recognise this as a question to a map."


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What was asked as a query, what came out, the sentences that say it, and how the question was read."""

    result: Result
    statements: tuple[Statement, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Why a map gives no answer. ``is_understood`` where the question is one to a map all the same.

    ``is_only_for_a_map`` where nothing else could be asked it, whoever it speaks of.
    """

    reason: str
    is_understood: bool
    is_only_for_a_map: bool = False


def answer_from_rows(
    question: str, asked_map: PreventionMap, names: MapNames, today: dt.date
) -> MapAnswer | NotAnswered:
    """The answer of one map to a question in officers' words; ``names`` are the map's, made once."""
    query = understand(question, names, today)
    if isinstance(query, NotUnderstood):
        reason = UNKNOWN.format(left="; ".join(query.left)) if query.left else NO_QUESTION
        return NotAnswered(reason, False)
    return _answered(query, asked_map)


def answer_typed(
    typed: TypedQuery, question: str, asked_map: PreventionMap, names: MapNames, today: dt.date
) -> MapAnswer | NotAnswered:
    """The answer to a question that a language model read as ``typed``, and how it read it.

    Not understood is a query that no map could be asked, or that lost, added or turned round something of the question.
    """
    try:
        query = valid_query(typed, names, today)
    except NotInMap as fault:
        return NotAnswered(str(fault), True)
    except UnfitQuery as fault:
        return NotAnswered(str(fault), False)
    if not is_faithful(question, typed, query, names, today):
        return NotAnswered(MISREAD, False)
    answer = _answered(query, asked_map)
    if isinstance(answer, NotAnswered):
        return answer
    return replace(answer, notes=(READ_AS.format(query=in_words(query)), *answer.notes))


def _answered(query: Query, asked_map: PreventionMap) -> MapAnswer | NotAnswered:
    lacking = _lacking(query, asked_map)
    if lacking:
        return NotAnswered(NATIONAL.format(fields=_headings(lacking)), True, is_only_for_a_map(query))
    result = compute(query, asked_map.rows)
    statements = state(result)
    if not statements:
        return NotAnswered(_nothing(result), True)
    return MapAnswer(result, tuple(statements), tuple(reading_notes(result)))


def recompute(answer: MapAnswer, rows: PreventionMap) -> tuple[Statement, ...]:
    """The sentences that the same query gives over other rows, such as the same ones read again."""
    return tuple(state(compute(answer.result.query, rows.rows)))


def _lacking(query: Query, asked_map: PreventionMap) -> list[str]:
    """The fields asked for that no row of a national map states: that they are blank says nothing about anybody."""
    if asked_map.profile is not Profile.NATIONAL:
        return []
    conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
    asked = [condition.field for condition in conditions if isinstance(condition, Blank | Stated)]
    named = [getattr(condition, "field", "") for condition in conditions]
    fields = [*query.needs, *asked, *named, str(query.field) if query.form is Form.GROUPS else ""]
    return [field for field in dict.fromkeys(fields) if field in BY_FIELD and _is_never_stated(field, asked_map.rows)]


def _is_never_stated(field: str, rows: Sequence[MapRow]) -> bool:
    return all(getattr(row, field) in (None, ()) for row in rows)


def _nothing(result: Result) -> str:
    query = result.query
    if any(isinstance(condition, Duplicated) for condition in query.conditions):
        return NONE_DOUBLED
    if query.measure is Measure.COST_PER_HEAD and any(map(reaches_nobody, result.blank)):
        return NOBODY_REACHED
    if result.blank:
        return ALL_BLANK.format(fields=_headings([*query.needs]))
    empty = next((figure for figure in result.figures if not figure.rows), None)
    conditions = empty.conditions if empty else query.conditions
    return NO_ROW.format(said=", ".join(condition.said for condition in conditions))


def _headings(fields: list[str]) -> str:
    return " or ".join(map(field_name, fields))


def spend_questions(words: str) -> list[str]:
    """What ``map spend WORDS`` may mean, the likeliest first: a question as it stands, or a subject."""
    if not words:
        return ["what is our total spend"]
    return [f"what do we spend on {words}", f"what do we spend {words}", words]


def find_questions(words: str) -> list[str]:
    """What ``map find WORDS`` may mean, the likeliest first: a question as it stands, or a subject."""
    return [words, f"list our interventions {words}"] if words else ["list our interventions"]


def first_answer(
    questions: Sequence[str], asked_map: PreventionMap, names: MapNames, today: dt.date
) -> MapAnswer | NotAnswered:
    """The answer to the first of several readings that is understood, else why not: in the first that names words."""
    answers = [answer_from_rows(question, asked_map, names, today) for question in questions]
    understood = [answer for answer in answers if isinstance(answer, MapAnswer) or answer.is_understood]
    named = [answer for answer in answers if isinstance(answer, NotAnswered) and answer.reason != NO_QUESTION]
    return next((answer for answer in understood if isinstance(answer, MapAnswer)), (*understood, *named, *answers)[0])
