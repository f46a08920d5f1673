"""Whether a query that somebody else read out of a question asks that question: nothing lost, added or turned round.

Each number must bound the same way and the same column. What the rules are sure of must be in the query. Of the words
they do not know, each must have one condition of the query to itself, and each condition words that ask for it.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Iterator, Sequence

from knowledge.prevention_map.conditions import (
    AnyOf,
    Between,
    Blank,
    Condition,
    Duplicated,
    Mentions,
    Names,
    Stated,
    select,
    words,
)
from knowledge.prevention_map.query import SUMMED, Form, Measure, Query
from knowledge.prevention_map.understanding.another_question import ANOTHER_QUESTION
from knowledge.prevention_map.understanding.asked_form import FORM_WORDS, keeps_form
from knowledge.prevention_map.understanding.column_words import column_words
from knowledge.prevention_map.understanding.figures import FIGURE_PHRASE, OR_BOUND, UNREAD
from knowledge.prevention_map.understanding.form import Wanted, wanted
from knowledge.prevention_map.understanding.kept_numbers import keeps_numbers
from knowledge.prevention_map.understanding.names import NEVER_A_SUBJECT, MapNames, is_subject
from knowledge.prevention_map.understanding.reader import Reader, plain
from knowledge.prevention_map.understanding.typed_query import DATES, NUMBERS, TypedQuery
from knowledge.prevention_map.understanding.understand import COUNTED_PEOPLE, NOISE, surely_said
from knowledge.vocabulary import Cohort

_NO_DENIAL = re.compile(
    r"\bno[- ]further[- ]action\b|\b(?:no|not) (?:more|less|fewer|greater|higher|lower|larger|bigger|smaller) than\b"
)
_DENIAL = re.compile(
    r"\b(?:not|no|none|nobody|nothing|never|neither|nor|without|lack(?:s|ing)?|missing|unknown|blank|cannot|"
    r"unowned|disowned|ownerless|unmeasured|ineffective|null)\b|n't\b"
)
_DENYING = frozenset({"null", "none", "unknown"})
_PAST = re.compile(r"\b(?:already|ended|expired|finished|gone|lapsed|past|ran|stopped)\b")
_ENDING = re.compile(
    r"(?<!\bat the )(?<!\bby the )(?<!\buntil the )\bend(?:s|ed|ing)?\b|"
    r"\b(?:expir(?:e|es|ed|y|ing)|laps(?:e|es|ed|ing)|finish(?:es|ed|ing)?|stop(?:s|ped|ping)?|dry|dries|dried|drying|"
    r"(?:run|runs|running|ran) (?:out|dry)|(?:is|are|be|comes?|coming) up)\b"
)
"""A length of time is one until a grant ends only beside such a word."""
_OF_TWO = re.compile(r"\b(?:against|versus|vs|compared?|comparing|comparison)\b")
_JOINED = re.compile(r"\b(?:and|or)\b")
_OR = re.compile(r"\bor\b")
_FEWEST_COMPARED = _FEWEST_JOINED = 2
_BETWEEN_WORDS = re.compile(r"[¦,;:()?!/]|\.(?!\d)|\s[-–—]+\s")
_SAYS_NOTHING = NOISE | frozenset(
    """against also any between can compare compared families family find get gets getting hello help helped helping
    helps hi how just kind kinds like many me much need needed never no nobody none not nothing or people person please
    show sort sorts stuff support supporting supports tell thanks them they this those type types us versus vs within
    without""".split()
)
"""Words that choose no rows, beside those the rules pass over; 'not' and 'nobody' are looked at by themselves."""
_LIGHT = frozenset(
    """after for group little lot new off old older olds out over own small time under up who years young
    younger""".split()
)
"""Words that say something only with the one they stand beside: 'under fours', 'new mums'."""
_PEOPLE_OF = (
    (
        Cohort.CHILDREN,
        re.compile(
            r"(?:kid|kiddie|youngster|tot|toddler|infant|newborn|preschooler|pupil|teen|teenager|adolescent)s?|"
            r"bab(?:y|ies)"
        ),
    ),
    (Cohort.ADULTS, re.compile(r"(?:pensioner|senior|elder|retiree|grown-up|grownup)s?|elderly|retired")),
)
"""What officers call the people of a cohort."""
_AGES = ("cohort", "age_band")
_OTHER_COHORT = {Cohort.CHILDREN: Cohort.ADULTS, Cohort.ADULTS: Cohort.CHILDREN}
_GENERAL = frozenset(words(" ".join(_LIGHT | _SAYS_NOTHING)))
_TURNING = NEVER_A_SUBJECT - _LIGHT - _SAYS_NOTHING


def is_faithful(question: str, typed: TypedQuery, query: Query, names: MapNames, today: dt.date) -> bool:
    """Whether the query, which is ``typed`` as it can be asked of the map, asks what the question asks."""
    text = plain(question)
    if UNREAD.search(text) or Reader(question).says(ANOTHER_QUESTION):
        return False
    checks = (
        keeps_numbers(text, typed),
        _keeps_denials(text, query),
        _keeps_comparison(text, query),
        _keeps_or(text, query),
        keeps_form(text, query),
    )
    return all(checks) and _keeps_words(question, query, names, today)


def _all_conditions(query: Query) -> list[Condition]:
    return [*query.conditions, *(one for further in query.alternatives for one in further)]


def _keeps_denials(text: str, query: Query) -> bool:
    """Whether a question denies ('nobody', 'not', 'without') no more often than its query."""
    denied = len(_DENIAL.findall(_NO_DENIAL.sub("", text)))
    return denied <= sum(map(_denies, _all_conditions(query)))


def _denies(condition: Condition) -> bool:
    return isinstance(condition, Blank) or (
        isinstance(condition, Names) and not _DENYING.isdisjoint(map(str, condition.values))
    )


def _keeps_comparison(text: str, query: Query) -> bool:
    """Whether two things that are compared have a figure each, and two that are joined are not asked for at once."""
    if _OF_TWO.search(text) and len(query.alternatives) < _FEWEST_COMPARED:
        return False
    subjects = [one for one in query.conditions if isinstance(one, Mentions | AnyOf)]
    return len(subjects) < _FEWEST_COMPARED or not _JOINED.search(text)


def _keeps_or(text: str, query: Query) -> bool:
    """Whether each 'or' is inside one condition, where there are several: a row must meet all conditions at once."""
    if all(len(query.conditions) + len(further) < _FEWEST_JOINED for further in query.alternatives):
        return True
    sides = _OR.split(OR_BOUND.sub(" ¦ ", text))
    choices = [_values(one) for one in query.conditions]
    choices.append(tuple(value for further in query.alternatives for one in further for value in _values(one)))
    return all(
        any(_stands_between(before, after, values) for values in choices) for before, after in itertools.pairwise(sides)
    )


def _stands_between(before: str, after: str, values: Sequence[str]) -> bool:
    """Whether the words next to an 'or' are both of values of one condition."""
    said = {word for value in values for word in words(value)}
    left = [word for word in words(before) if word not in _GENERAL]
    right = [word for word in words(after) if word not in _GENERAL]
    return bool(left and right) and {left[-1], right[0]} <= said


def _keeps_words(question: str, query: Query, names: MapNames, today: dt.date) -> bool:
    """Whether the query holds what is surely said, and each further word has one condition to itself."""
    reader, said = surely_said(question, names, today)
    counted = reader.find(COUNTED_PEOPLE)
    if counted and query.measure is not Measure.REACH and query.field != "reach":
        return False
    form = wanted(reader)
    if form is not None and not _is_same_field(form, query):
        return False
    return all(_is_held(one, said, query, names) for one in said) and _matches(reader, said, query, names)


def _matches(reader: Reader, said: Sequence[Condition], query: Query, names: MapNames) -> bool:
    """Whether the words that are left and the conditions that no word explains yet go together one by one."""
    conditions = _all_conditions(query)
    if not all(_keeps_date(one, said, reader.whole, conditions) for one in conditions):
        return False
    free = [one for one in conditions if not _is_claimed(one, said, reader.whole)]
    mixed = any(_is_mixed(one, reader.whole) for one in conditions if one not in said)
    if mixed or not all(isinstance(one, Names | Mentions | AnyOf) for one in free):
        return False
    unexplained = _unexplained(reader, _explained(query))
    left = [word for run in unexplained for word in run]
    if not _TURNING.isdisjoint(left) or not all(_is_spoken_of(word, free, query, names) for word in left):
        return False
    field_is_free = query.form in (Form.GROUPS, Form.VALUES) and not _says_any(reader.whole, str(query.field))
    return sum(map(_weight, unexplained)) == len(free) + field_is_free


def _is_spoken_of(word: str, free: Sequence[Condition], query: Query, names: MapNames) -> bool:
    """Whether the rows that the free conditions choose are about the word, as far as the map can tell."""
    chosen = [
        row
        for further in query.alternatives
        for row in select(names.rows, [one for one in (*query.conditions, *further) if one in free])
    ]
    cohort = next((cohort for cohort, people in _PEOPLE_OF if people.fullmatch(word)), None)
    if cohort and free and chosen and all(row.cohort == _OTHER_COHORT[cohort] for row in chosen):
        return False
    if word in _LIGHT or not is_subject(Mentions(word), names):
        return True
    about = len(select(chosen, [Mentions(word)]))
    by_age = cohort is None and all(isinstance(one, Names) and one.field in _AGES for one in free)
    in_full = by_age or not free
    return about == len(chosen) if in_full else about > 0


def _is_same_field(form: Wanted, query: Query) -> bool:
    """Whether what the rules would list or break down by is what the query does."""
    by_field = form.form in (Form.GROUPS, Form.VALUES) or form.measure is Measure.DISTINCT
    return not by_field or form.field == query.field


def _is_held(said: Condition, all_said: Sequence[Condition], query: Query, names: MapNames) -> bool:
    """Whether a condition is in the query, in other words perhaps, or holds for every row of the map."""
    conditions = _all_conditions(query)
    if len(select(names.rows, [said])) == len(names.rows):
        return True
    if isinstance(said, Names):
        same = _values_of(said.field, conditions)
        return same == _values_of(said.field, all_said) if same else _mentions_all(conditions, said.values)
    return said in conditions or (isinstance(said, Mentions) and _mentions_all(conditions, (said.phrase,)))


def _values_of(field: str, conditions: Sequence[Condition]) -> set[str]:
    named = [one for one in conditions if isinstance(one, Names) and one.field == field]
    return {str(value) for one in named for value in one.values}


def _mentions_all(conditions: Sequence[Condition], phrases: Sequence[str]) -> bool:
    """Whether one condition speaks of all the phrases, word by word."""
    wanted_words = [set(words(str(phrase))) for phrase in phrases]
    held = [[set(words(value)) for value in _values(one)] for one in conditions]
    return any(all(any(phrase <= value for value in values) for phrase in wanted_words) for values in held)


def _values(condition: Condition) -> tuple[str, ...]:
    if isinstance(condition, Names):
        return tuple(map(str, condition.values))
    if isinstance(condition, AnyOf):
        return tuple(one.phrase for one in condition.subjects)
    return (condition.phrase,) if isinstance(condition, Mentions) else ()


def _is_claimed(condition: Condition, said: Sequence[Condition], text: str) -> bool:
    """Whether words that are understood ask for the condition, so that no other word does."""
    if condition in said or isinstance(condition, Duplicated):
        return condition in said
    if isinstance(condition, Blank):
        return _DENIAL.search(_NO_DENIAL.sub("", text)) is not None and _says_any(text, condition.field)
    if isinstance(condition, Stated):
        return _says_any(text, condition.field)
    if isinstance(condition, Between):
        return condition.field in NUMBERS or condition.low is not None or _PAST.search(text) is not None
    return any(_is_literal(value, text) for value in _values(condition)) or any(
        isinstance(one, Names) and isinstance(condition, Names) and one.field == condition.field for one in said
    )


def _keeps_date(condition: Condition, said: Sequence[Condition], text: str, conditions: Sequence[Condition]) -> bool:
    """Whether a time that is asked of a date has a word of that date, outside the names in the question."""
    if not isinstance(condition, Between) or condition.field not in DATES or condition in said:
        return True
    for name in sorted((value.lower() for one in conditions for value in _values(one)), key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " ¦ ", text)
    return bool(_ENDING.search(text)) if condition.field == "grant_end_date" else _says_any(text, condition.field)


def _is_mixed(condition: Condition, text: str) -> bool:
    """Whether some of the values are in the question, and others are not."""
    return len({_is_literal(value, text) for value in _values(condition)}) > 1


def _is_literal(value: str, text: str) -> bool:
    """Whether the text says every telling word of a value: 'falls' does not say 'falls at home'."""
    telling = set(words(value)) - _GENERAL
    return bool(telling) and telling <= set(words(text))


def _says_any(text: str, field: str) -> bool:
    return not column_words(field).isdisjoint(words(text))


def _explained(query: Query) -> frozenset[str]:
    """The words of the query's values and columns, and those that only say what is worked out."""
    conditions = _all_conditions(query)
    columns = [getattr(one, "field", None) for one in conditions]
    fields = {*filter(None, columns), *SUMMED.get(query.measure, ()), *filter(None, [query.field])}
    fields |= {field for one in conditions if isinstance(one, Mentions) for field in one.fields}
    named = [word for one in conditions for value in _values(one) for word in words(value)]
    return frozenset([*named, *FORM_WORDS, *(word for field in fields for word in column_words(field))])


def _unexplained(reader: Reader, explained: frozenset[str]) -> list[list[str]]:
    """The words of the question, as they stand together, that nothing of the query says."""
    rest = FIGURE_PHRASE.sub(" ¦ ", reader.rest)
    found = []
    for run in _runs(rest):
        left = [word for word in run if explained.isdisjoint(words(word)) and re.search(r"\w", word)]
        if left and (_LIGHT.issuperset(run) or not _LIGHT.issuperset(left)):
            found.append(left)
    return found


def _runs(rest: str) -> Iterator[list[str]]:
    """Words that stand together, without those that say nothing."""
    for stretch in _BETWEEN_WORDS.split(rest):
        run: list[str] = []
        for word in stretch.split():
            if word in _SAYS_NOTHING:
                yield run
                run = []
            else:
                run.append(word)
        yield run


def _weight(left: Sequence[str]) -> int:
    """How many conditions words that stand together ask for: one each, and one for those that only colour others."""
    return len([word for word in left if word not in _LIGHT]) or 1
