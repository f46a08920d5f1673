"""A question in officers' words as a query to a map.

A question is understood only when every word of it is: what is left over once names, conditions and the form of the
answer are taken out must be a subject that rows of the map mention. So nothing is answered that was half understood.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.prevention_map.conditions import AnyOf, Between, Condition, Mentions, Names
from knowledge.prevention_map.query import Form, Measure, Query
from knowledge.prevention_map.understanding.another_question import ANOTHER_QUESTION
from knowledge.prevention_map.understanding.conditions import (
    blanks,
    choices,
    duplicated,
    grant_funded,
    grants,
    limits,
)
from knowledge.prevention_map.understanding.form import Wanted, for_each, wanted
from knowledge.prevention_map.understanding.names import MapNames, about, named, routes
from knowledge.prevention_map.understanding.reader import Reader, plain
from knowledge.prevention_map.understanding.typed_query import NUMBERS
from knowledge.vocabulary import Cohort

NOISE = frozenset(
    """a about across actually address addresses addressing aimed aiming all allocate allocated allocation altogether
    am among an and annual annually any anything are as at attached been behaviour being bought buy buying by
    commission commissioned commissioning contract contracts council's covering currently dedicated delivered
    designed devoted did do does entries entry everything exactly for from fund funded funding funds geared gets go
    has have here i in initiative initiatives intervention interventions into involve involves involving is item
    items led line lines list listed map map's marked me my named now of offer offered offering offers on ones or
    order ordered our ours overall own owned owns paid pay please prevention programme programmes project projects
    provided provision pursue put puts putting ranked really recorded responsible route routes row rows run scheme
    schemes service services set show shown sits sitting sorted stated than that the their there thing things to
    today total towards us we what where which who whom whose with year yearly you your""".split()
)
"""Words that say nothing about which rows are meant. Of time and tense, only the present: a map knows no other."""

_HARMLESS = (
    r"works? with|working with|rests? on|(?:been )?tested(?= in | by | with )|(?:that )?we use|(?:is|are) meant to|"
    r"(?<!our )(?<!the )(?<! a )target(?:s|ing)?(?! (?:spend|cost|budget))(?= \w)|targeted(?= (?:at|on|to|towards) )|"
    r"aims?(?= (?:at|to) )|"
    r"deal(?:s|ing)? with|(?:give|tell) (?:me|us)|run(?:ning)? by|(?:per|each|every) (?:year|annum)|"
    r"(?:to )?chang(?:e|es|ing) what(?= \w+ do\b)|"
    r"(?:to )?chang(?:e|es|ing)(?= (?:the )?(?:\w+(?:'s?)? ){0,3}behaviours?)"
)
"""Turns that say nothing about which rows are meant, of words that by themselves would change the question."""
_TRAILING_WORK = re.compile(
    r"\b(?:on|for|into) (?:(?!(?:do|does|did|is|are|that|which|services?)\b)[\w'-]+ ){1,4}(work)$"
)
COUNTED_PEOPLE = (
    r"(?:how many|number of|count of) (?:of )?(?:our |the |different )*(?:families|people|persons|residents|"
    r"individuals|households|children|young people|adults|parents|mothers|fathers|carers|workers|perpetrators|pupils)"
    r"(?!'| (?:and \w+ )?(?:interventions?|services?|programmes?|projects?|schemes?)\b)"
)
"""People who are counted: of them a map knows the number reached, and no other."""
_ONE_OF_A_COHORT = (
    r"(?:(?:per|for (?:each|every)|each|every)|(?<=spend )an?|(?<=spent )an?|(?<=cost )an?|(?<=costs )an?|(?<=us )an?) "
    r"(?P<one>child|adult)(?: (?:reached|helped))?(?!')"
)

_COHORTS = {"child": Names("cohort", (Cohort.CHILDREN,)), "adult": Names("cohort", (Cohort.ADULTS,))}
_SECOND_PART = re.compile(r",? (?:and|of which) how much (?:of (?:it|that|this|them|which) )?(?=\w)")
_OWN = re.compile(
    r"\b(?:we|our|ours|us|map|map's|maps|row|rows)\b|how much (?:money )?goes|nobody (?:owns|accountable)"
    r"|(?:no|without an) (?:owner|outcome measure)|(?:by|per|which) (?:tier|driver|owner)s?\b"
)
_SPENDING = r"(?:spend|spent|spending|pay|paying|paid|budget|budgets|expenditure|invest|invested|investing)"
_A_SUM = re.compile(
    rf"\b(?:how much|what (?:do|did|are|were|have) we|what (?:is|was|are|were) (?:our|the map's))\b.*\b{_SPENDING}\b"
    r"|\b(?:how many|number of|count of) (?:of )?(?:our |the |different )*(?:\w+ )?(?:interventions?|services?|"
    r"programmes?|projects?|schemes?|contracts?|rows?|lines?|entries|owners?|providers?|grants?)\b"
    r"|\b(?:interventions?|programmes?|rows?|lines?|entries|tiers?)\b.{0,60}\b(?:on|of|in) (?:the |our )?"
    r"(?:(?:prevention|starter) )*map\b|\bmap (?:interventions?|rows?|lines?|entries)\b"
)
_ELSEWHERE = re.compile(r"\b(?:national(?:ly)?|england|country|(?:other|all|every) (?:councils?|authorit(?:y|ies)))\b")
_THE_MAP = (
    r"(?:(?:according to|does) )?(?:the |our )?(?:(?:national|starter|prevention) )*map(?: (?:say|says|state|states))?"
)
_COMPARES = r"compar(?:e|ed|es|ing)(?: (?:with|to))?|versus|vs|more|less|rather than|or"
_OF_TWO = r"versus|vs|rather than|compared? (?:with|to)"
_AND_ON = r"and (?:on|for)"
_FEWEST_COMPARED = 2


@dataclass(frozen=True, slots=True)
class NotUnderstood:
    """Why a question is none to this map; ``left`` are the words that no row or rule explains."""

    left: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """What a question says of rows in words known for it, by kind; ``each`` is what speaks of one child or adult."""

    each: str | None
    subjects: tuple[Condition, ...]
    conditions: tuple[Condition, ...]
    doubled: tuple[Condition, ...]
    words: tuple[Names, ...]


def is_about_own_map(question: str) -> bool:
    """Whether a question speaks of the asker's own council, or of the map."""
    return bool(_OWN.search(plain(question)))


def asks_own_sum(question: str) -> bool:
    """Whether a question asks what the asker's own council spends, or how many or which rows of a kind its map has.

    Sums of the whole country or of other councils are for the library.
    """
    text = plain(question)
    return is_about_own_map(text) and _A_SUM.search(text) is not None and _ELSEWHERE.search(text) is None


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


def surely_said(question: str, names: MapNames, today: dt.date) -> tuple[Reader, list[Condition]]:
    """The conditions that a question states in words known for them, and the reader they were taken out of.

    Limits on numbers are not among them.
    """
    reader = _begun(question)
    found = _found(reader, names, today)
    said = [*found.subjects, *found.conditions, *found.doubled, *found.words]
    return reader, [one for one in said if not (isinstance(one, Between) and one.field in NUMBERS)]


def _parts(question: str) -> tuple[str, str | None]:
    text = plain(question)
    found = _SECOND_PART.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, None)


def _understand(question: str, names: MapNames, today: dt.date) -> Query | NotUnderstood:
    reader = _begun(question)
    if other := reader.take(ANOTHER_QUESTION):
        return NotUnderstood((other.group(),))
    found = _found(reader, names, today)
    asked = _asked(reader, found)
    if isinstance(asked, NotUnderstood):
        return asked
    comparing = [match.group() for match in reader.take_all(_COMPARES)]
    mentioned = about(_left(reader), names, NOISE)
    if mentioned is None:
        return NotUnderstood(tuple(_left(reader)))
    joined = bool(comparing) or reader.says("compared?|versus|vs|and")
    subjects = [*found.subjects, *mentioned]
    query = _query(asked, [*found.doubled, *found.conditions], subjects, list(found.words), joined)
    one_sided = _one_sided(reader, comparing, query)
    return NotUnderstood(tuple(one_sided)) if one_sided else query


def _found(reader: Reader, names: MapNames, today: dt.date) -> _Found:
    """What the question says of rows. The order matters: each kind is looked for in what those before it left."""
    one = reader.take(_ONE_OF_A_COHORT)
    subjects = (*routes(reader, names), *named(reader, names))
    conditions = tuple(_plain_conditions(reader, today))
    doubled = tuple(duplicated(reader))
    words = (*_choices(reader), *([_COHORTS[one["one"]]] if one else []))
    return _Found(one.group() if one else None, subjects, conditions, doubled, tuple(dict.fromkeys(words)))


def _asked(reader: Reader, found: _Found) -> Wanted | NotUnderstood:
    """What is wanted of the rows, where a map knows it: of each child the cost, of people the number reached."""
    asked = _form(reader, found)
    if asked is None:
        return NotUnderstood()
    if found.each:
        asked = for_each(asked)
        if asked is None:
            return NotUnderstood((found.each,))
    counted = reader.find(COUNTED_PEOPLE)
    if counted and asked.measure is not Measure.REACH and asked.field != "reach":
        return NotUnderstood((counted.group(),))
    return asked


def _form(reader: Reader, found: _Found) -> Wanted | None:
    """The form of the answer; a list where a question only says 'where' of conditions or of what is doubled."""
    asked = wanted(reader)
    if asked is None and found.doubled:
        reader.take("where|which|what")
        asked = Wanted(Form.ROWS)
    if asked is None and found.conditions and reader.take("where"):
        asked = Wanted(Form.ROWS)
    if asked is not None and asked.form is Form.ROWS and found.doubled:
        reader.take("spend(?:ing)?|money|effort|work")
    return asked


def _one_sided(reader: Reader, comparing: Sequence[str], query: Query) -> list[str]:
    """The words of a question that compare or join two things, where the query holds them as one."""
    if len(query.alternatives) >= _FEWEST_COMPARED:
        return []
    found = [word for word in comparing if word in ("more", "less")]
    patterns = [_OF_TWO]
    if not any(isinstance(one, AnyOf) or (isinstance(one, Names) and one.values[1:]) for one in query.conditions):
        found += [word for word in comparing if word == "or"]
        patterns.append(_AND_ON)
    return found + [match.group() for match in map(reader.find, patterns) if match]


def _begun(question: str) -> Reader:
    reader = Reader(question)
    reader.take_all(_THE_MAP)
    reader.take_all(_HARMLESS)
    work = _TRAILING_WORK.search(reader.rest)
    if work:
        reader.take_span(*work.span(1))
    return reader


def _conditions_alone(text: str, names: MapNames, today: dt.date) -> list[Condition] | NotUnderstood:
    reader = _begun(text)
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
