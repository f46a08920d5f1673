"""A question in officers' words as a query to a map.

A question is understood only when every word of it is: what is left over once names, conditions and the form of the
answer are taken out must be a subject that rows of the map mention. So nothing is answered that was half understood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.prevention_map.conditions import AnyOf, Condition, Mentions, Names
from knowledge.prevention_map.query import Form, Measure, Query
from knowledge.prevention_map.understanding.conditions import blanks, choices, duplicated, grant_funded, grants, limits
from knowledge.prevention_map.understanding.form import Wanted, wanted
from knowledge.prevention_map.understanding.names import MapNames, about, named, routes
from knowledge.prevention_map.understanding.reader import Reader, plain

NOISE = frozenset(
    """a about across actually address addresses addressing aim aimed aiming all allocate allocated allocation
    altogether am among an and annual annually any anything are as at attached be been behaviour being between
    bought buy buying by can change changes changing commission commissioned commissioning contract contracts
    council's cover covered covering covers currently deal dealing deals dedicated deliver delivered delivers
    designed devoted did do does each early end entries entry every everything exactly for from fund funded
    funding funds geared get gets give given go going has have help helps here i in initiative initiatives
    intended intervention interventions into involve involves involving is item items kind lead leads led line
    lines list listed lives map map's me meant mostly much my named need now of offer offered offering offers on
    one ones or order ordered our ours overall own owned owns paid part pay per please prevention programme
    programmes project projects provided provision purpose pursue put puts putting ranked rated really recorded
    responsible rest rests route routes row rows run running scheme schemes service services set show shown so
    sorted spread stated still supposed target targeted targeting targets tell test tested than that the their
    thing things to today total towards try trying up us use used uses we what where which who whom whose with
    work working works year yearly you your""".split()
)
"""Words that say nothing about which rows are meant. Of time and tense, only the present: a map knows no other."""

_SECOND_PART = re.compile(r",? (?:and|of which) how much (?:of (?:it|that|this|them|which) )?(?=\w)")
_OWN = re.compile(
    r"\b(?:we|our|ours|us|map|map's|maps|row|rows)\b|how much (?:money )?goes|nobody (?:owns|accountable)"
    r"|(?:no|without an) (?:owner|outcome measure)|(?:by|per|which) (?:tier|driver|owner)s?\b"
)
_THE_MAP = (
    r"(?:(?:according to|does) )?(?:the |our )?(?:(?:national|starter|prevention) )*map(?: (?:say|says|state|states))?"
)
_COMPARES = r"compar(?:e|ed|es|ing)(?: (?:with|to))?|versus|vs|more|less|rather than|or|difference between"


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a question is none to this map; ``left`` are the words that no row or rule explains."""

    left: tuple[str, ...] = ()


def is_about_own_map(question: str) -> bool:
    """Whether a question speaks of the asker's own council, or of the map."""
    return bool(_OWN.search(plain(question)))


def understand(question: str, names: MapNames, today: dt.date) -> Query | NotUnderstood:
    """The query a question puts to the map whose names are given."""
    first, second = _parts(question)
    query = _understand(first, names, today)
    if isinstance(query, NotUnderstood) or second is None:
        return query
    further = _conditions_alone(second, names, today)
    if isinstance(further, NotUnderstood):
        return further
    if query.conditions and all(_is_alternative(query.conditions[-1], one) for one in further):
        return replace(query, conditions=query.conditions[:-1], alternatives=((query.conditions[-1],), tuple(further)))
    return replace(query, alternatives=((), tuple(further)))


def _parts(question: str) -> tuple[str, str | None]:
    text = plain(question)
    found = _SECOND_PART.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, None)


def _understand(question: str, names: MapNames, today: dt.date) -> Query | NotUnderstood:
    reader = Reader(question)
    reader.take_all(_THE_MAP)
    subjects = [*routes(reader, names), *named(reader, names)]
    conditions = _plain_conditions(reader, today)
    doubled = duplicated(reader)
    words = _choices(reader)
    asked = wanted(reader)
    if asked is None and doubled:
        reader.take("where|which|what")
        asked = Wanted(Form.ROWS)
    if asked is None and conditions and reader.take("where"):
        asked = Wanted(Form.ROWS)
    if asked is None:
        return NotUnderstood()
    compares = bool(reader.take_all(_COMPARES)) or reader.says("compared?|versus|vs")
    mentioned = about(_left(reader), names, NOISE)
    if mentioned is None:
        return NotUnderstood(tuple(_left(reader)))
    subjects += mentioned
    joined = compares or reader.says("and")
    return _query(asked, [*doubled, *conditions], subjects, words, joined)


def _conditions_alone(text: str, names: MapNames, today: dt.date) -> list[Condition] | NotUnderstood:
    reader = Reader(text)
    found: list[Condition] = [*named(reader, names), *_plain_conditions(reader, today), *_choices(reader)]
    mentioned = about(_left(reader), names, NOISE)
    if mentioned is None or not (found or mentioned):
        return NotUnderstood(tuple(_left(reader)))
    return [*found, *mentioned]


def _plain_conditions(reader: Reader, today: dt.date) -> list[Condition]:
    return [*limits(reader), *blanks(reader), *grants(reader, today), *grant_funded(reader)]


def _choices(reader: Reader) -> list[Names]:
    found = choices(reader)
    if any(word.field.startswith("evidence") for word in found):
        reader.take_all("evidence(?: directions?| strengths?)?|directions?|results?|findings?")
    if any(word.field == "cashable" for word in found):
        reader.take_all("benefits?")
    return found


def _left(reader: Reader) -> Sequence[str]:
    return reader.runs(NOISE)


def _query(
    asked: Wanted, conditions: list[Condition], subjects: list[Condition], words: list[Names], joined: bool
) -> Query:
    """Several words of one kind are alternatives of a figure, or the one or the other of a list."""
    alternatives: tuple[tuple[Condition, ...], ...] = ((),)
    for field in dict.fromkeys(word.field for word in words):
        same = [word for word in words if word.field == field]
        if len(same) > 1 and asked.form is Form.FIGURES and asked.measure is not Measure.DISTINCT:
            alternatives = tuple((word,) for word in same)
        else:
            conditions.append(Names(field, tuple(value for word in same for value in word.values)))
    topics = tuple(subject for subject in subjects if isinstance(subject, Mentions))
    if joined and len(topics) > 1:
        subjects = [subject for subject in subjects if not isinstance(subject, Mentions)]
        if asked.form is Form.FIGURES and alternatives == ((),):
            alternatives = tuple((topic,) for topic in topics)
        else:
            subjects.append(AnyOf(topics))
        conditions.extend(subjects)
    else:
        conditions.extend(subjects)
    return Query(asked.form, asked.measure, tuple(conditions), alternatives, asked.field, asked.largest, asked.limit)


def _is_alternative(one: Condition, other: Condition) -> bool:
    """Two words of one kind: 'cashable' and 'cost avoidance'."""
    return isinstance(one, Names) and isinstance(other, Names) and one.field == other.field
