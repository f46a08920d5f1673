"""A question to one map and its answer: exact, with its rows, or a reason why there is none."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.prevention_map.conditions import Blank, Stated
from knowledge.prevention_map.query import Form, Query, Result, compute
from knowledge.prevention_map.rows import PreventionMap, Profile
from knowledge.prevention_map.show import field_name
from knowledge.prevention_map.statements import Statement, reading_notes, state
from knowledge.prevention_map.understanding.names import MapNames
from knowledge.prevention_map.understanding.understand import NotUnderstood, understand

COUNCILS_OWN = (
    "annual_spend",
    "reach",
    "unit_cost",
    "owner",
    "provider",
    "funding_source",
    "grant_end_date",
    "baseline",
)
"""Fields that only a council can fill in: where a national map leaves them blank, that is no finding."""

NATIONAL = "The national map states no {fields}: a council's own map does."
NO_ROW = "No row of the map is meant by this: there are no interventions {said}."
ALL_BLANK = "The rows meant state no {fields}."
UNKNOWN = "No row of the map, and nothing I know about maps, explains: {left}."
NO_QUESTION = "I do not recognise this as a question to a map."


@dataclass(frozen=True, slots=True)
class MapAnswer:
    """What was asked as a query, what came out, the sentences that say it, and how the question was read."""

    result: Result
    statements: tuple[Statement, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """Why a map gives no answer. ``is_understood`` where the question is one to a map all the same."""

    reason: str
    is_understood: bool


def answer_from_rows(
    question: str, asked_map: PreventionMap, names: MapNames, today: dt.date
) -> MapAnswer | NotAnswered:
    """The answer of one map to a question in officers' words; ``names`` are the map's, made once."""
    query = understand(question, names, today)
    if isinstance(query, NotUnderstood):
        reason = UNKNOWN.format(left="; ".join(query.left)) if query.left else NO_QUESTION
        return NotAnswered(reason, False)
    lacking = _lacking(query) if asked_map.profile is Profile.NATIONAL else []
    if lacking:
        return NotAnswered(NATIONAL.format(fields=_headings(lacking)), True)
    result = compute(query, asked_map.rows)
    statements = state(result)
    if not statements:
        return NotAnswered(_nothing(result), True)
    return MapAnswer(result, tuple(statements), tuple(reading_notes(result)))


def recompute(answer: MapAnswer, rows: PreventionMap) -> tuple[Statement, ...]:
    """The sentences that the same query gives over other rows, such as the same ones read again."""
    return tuple(state(compute(answer.result.query, rows.rows)))


def _lacking(query: Query) -> list[str]:
    conditions = [*query.conditions, *(one for further in query.alternatives for one in further)]
    asked = [condition.field for condition in conditions if isinstance(condition, Blank | Stated)]
    named = [getattr(condition, "field", "") for condition in conditions]
    fields = [*query.needs, *asked, *named, str(query.field) if query.form is Form.GROUPS else ""]
    return [field for field in dict.fromkeys(fields) if field in COUNCILS_OWN]


def _nothing(result: Result) -> str:
    query = result.query
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
    """The answer to the first of several readings that is understood, else why the first was not."""
    answers = [answer_from_rows(question, asked_map, names, today) for question in questions]
    understood = [answer for answer in answers if isinstance(answer, MapAnswer) or answer.is_understood]
    return next((answer for answer in understood if isinstance(answer, MapAnswer)), (*understood, *answers)[0])
