"""The stretches of time that a question asks about and that a text is of, read from the dates in them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.dates import Date, dates
from knowledge.retrieval.period import QUARTERS, Period, hull

_MONTHS = "January February March April May June July August September October November December".split()
_BY_MONTH = {month: number // 3 for number, month in enumerate(_MONTHS)}
_DECADE = 10
_PART_OF_YEAR = (
    r"(?:(?:start|beginning|end|middle|early|mid|late)(?:\s+of)?[\s-]+|the\s+|about\s+|around\s+|year\s+){0,5}"
)
_FROM_ON = re.compile(rf"\b(?:since|starting|no\s+earlier\s+than)\s+{_PART_OF_YEAR}$", re.IGNORECASE)
_LATER = re.compile(rf"\b(?:after|post|later\s+than|newer\s+than)[\s-]+{_PART_OF_YEAR}$", re.IGNORECASE)
_EARLIER = re.compile(rf"\b(?:before|pre|prior\s+to|earlier\s+than|older\s+than)[\s-]+{_PART_OF_YEAR}$", re.IGNORECASE)
_UNTIL = re.compile(rf"\b(?:until|till?|up\s+to|no\s+later\s+than)\s+{_PART_OF_YEAR}$", re.IGNORECASE)
_DECADE_TO = re.compile(r"\bdecade\s+(?:up\s+)?to\s+$", re.IGNORECASE)
_DECADE_FROM = re.compile(r"\bdecade\s+from\s+$", re.IGNORECASE)
_YEAR_TO = re.compile(r"\byears?\s+(?:to|ending|ended)\s+(?:the\s+end\s+of\s+)?$", re.IGNORECASE)
_ONWARDS = re.compile(
    r"\s*(?:\+|on(?:wards?)?\b(?!\s+\w)|onwards?\b|(?:and|or)\s+(?:after|later|since)\b)", re.IGNORECASE
)
_BACKWARDS = re.compile(r"\s+(?:and|or)\s+(?:before|earlier)\b", re.IGNORECASE)
_TO = re.compile(r"\s*(?:to|until|till?|through|up\s+to|[-–—])\s*(?:the\s+end\s+of\s+)?", re.IGNORECASE)
_AND = re.compile(r"\s+and\s+(?:the\s+end\s+of\s+)?", re.IGNORECASE)
_BETWEEN = re.compile(rf"\bbetween\s+{_PART_OF_YEAR}$", re.IGNORECASE)
_NUMBERS = {word: number for number, word in enumerate("one two three four five six seven eight nine ten".split(), 1)}
_LAST_YEARS = re.compile(
    rf"\b(?:last|past|previous|most\s+recent)\s+(?:(?P<number>\d{{1,2}}|{'|'.join(_NUMBERS)}|couple\s+of)\s+"
    r"(?P<unit>years|yrs|decades)|(?P<decade>decade))\b",
    re.IGNORECASE,
)
_THIS_OR_LAST_YEAR = re.compile(
    r"\b(?P<which>this|last|past)\s+(?:(?:calendar|financial|fiscal|council|municipal)\s+)?year\b(?!\s+(?:of|we|they|you|there|that|with|where|for\s+which)\b)",
    re.IGNORECASE,
)
_PLANNED = re.compile(r"\b(?:should|shall|will|would|could|can|must|planning|want)\b[^?.!]*$", re.IGNORECASE)
_SAID_BEFORE = re.compile(r"[^?.!]*[.!]\s+\S")
_NAMED = r"(?:act|bill|order|regulations?|rules|code|together|framework)"
_IN_A_NAME = re.compile(rf"\b(?:{_NAMED}|census)\s+(?:of\s+)?$", re.IGNORECASE)
_NAME_FOLLOWS = re.compile(rf"\s+(?:(?:\w+\s+){{0,2}}{_NAMED}|prices)\b", re.IGNORECASE)
_SOURCE = r"(?:article|blog|report|evaluation|study|paper|trial|review|inquiry|survey|analysis|guidance|commentary)s?"
_SOURCE_BEFORE = re.compile(rf"\b{_SOURCE}\s+(?:(?:from|of|in|published\s+in)\s+)?\(?$", re.IGNORECASE)
_SOURCE_FOLLOWS = re.compile(rf"\s+(?:[\w-]+\s+){{0,2}}{_SOURCE}\b", re.IGNORECASE)
_RELEASE_FOLLOWS = re.compile(r"\s+(?:[\w-]+\s+)?releases?\b", re.IGNORECASE)
_MONTH_IN_LOWER_CASE = re.compile(rf"\b(?:{'|'.join(_MONTHS)})(?=\s+(?:19|20)\d\d\b)", re.IGNORECASE)
_SHORT_FINANCIAL_YEAR = re.compile(
    r"(?<![\w/.,£-])([0-3]\d)(?:\s?/\s?([0-4]\d)(?![\w/%]|[.,]\d|-\w|\s?(?:-?\s?years?|yrs?|y/?o|per\s?cent)\b)"
    r"|\s?[-–]\s?([0-4]\d)(?=\s*(?:$|[?!.,;:)](?!\d)|\b(?:and|or|to|than|but|against|compared|versus|vs|did|was|were|v)\b)))"
)
"""'16/17', and '16-17' where nothing is counted by it: ages, school years, hours and pages are written so too."""
_OF_A_TIME = re.compile(
    r"\b(?:in|during|for|since|from|until|till|by|after|before|to|and|versus|vs?|fy|financial\s+year)\s+$",
    re.IGNORECASE,
)
_AGAINST_A_TIME = re.compile(
    r"\s+(?:vs?|versus|against|and)\s+\d\d\s?[-–/]\s?\d\d(?!\s?(?:-?\s?years?|yrs?|y/?o)\b)\b", re.IGNORECASE
)
_AGED = re.compile(r"\b(?:age[ds]?|(?<!financial )year|under|over)\b[^?.!;]{0,16}$", re.IGNORECASE)
_OLD = re.compile(r"[^?.!;]{0,16}\b(?:year[\s-]olds?|pupils|and\s+(?:over|older|above))\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mention:
    """A period with where it stands. ``is_range`` unless it is one date."""

    period: Period
    start: int
    end: int
    is_range: bool


def periods_asked(question: str, today: dt.date) -> tuple[Period, ...]:
    """The times a question asks about; none where it names none.

    A year in the name of an Act is no time asked about, nor is that of a source ("the 2014 article").
    """
    text = in_full(question)
    dated = [one.period for one in _mentions(text) if not one.is_range and not _is_of_a_source(text, one)]
    return tuple(dict.fromkeys([*ranges_asked(question, today), *dated]))


def ranges_asked(question: str, today: dt.date) -> tuple[Period, ...]:
    """The times a question asks about of which any date inside may answer: 'since 2018', 'in the last five years'."""
    text = in_full(question)
    named = [mention.period for mention in _mentions(text) if mention.is_range]
    lately = [_lately(found, today) for found in _LAST_YEARS.finditer(text)]
    years = [_this_or_last(found, today) for found in _THIS_OR_LAST_YEAR.finditer(text) if _is_asked_of(found)]
    return (*named, *lately, *years)


def period_told(text: str) -> Period | None:
    """From the earliest to the latest time that ``text`` names, but for when figures were released; or None."""
    return hull(mention.period for mention in _mentions(text) if not _RELEASE_FOLLOWS.match(text, mention.end))


def without_ranges(question: str) -> str:
    """``question`` without the times of which any date inside may answer: 'since 2018', 'between 2015 and 2019'."""
    text = in_full(question)
    for mention in reversed([mention for mention in _mentions(text) if mention.is_range]):
        text = text[: mention.start] + text[mention.end :]
    return text


def in_full(text: str) -> str:
    """``text`` with short financial years written out, '2016-17' for '16-17', and months before years capitalised."""
    text = _SHORT_FINANCIAL_YEAR.sub(_financial_year, text)
    return _MONTH_IN_LOWER_CASE.sub(lambda found: found.group().capitalize(), text)


def _financial_year(found: re.Match[str]) -> str:
    """The second year follows the first, and no age goes before."""
    first, before = found[1], found.string[: found.start()]
    last = found[2] or found[3]
    is_time = found[2] or _OF_A_TIME.search(before) or _AGAINST_A_TIME.match(found.string, found.end())
    if int(last) != int(first) + 1 or not is_time or _AGED.search(before) or _OLD.match(found.string, found.end()):
        return found.group()
    return f"20{first}-{last}"


def _mentions(text: str) -> Iterator[_Mention]:
    named = [date for date in dates(text) if date.years and not _is_in_a_name(text, date)]
    position = 0
    while position < len(named):
        date, *later = named[position : position + 2]
        if later and _links(text, date, later[0]):
            first, last = _period(date, text), _period(later[0], text)
            yield _Mention(Period(first.first, last.last), date.start, later[0].end, is_range=True)
            position += 2
        else:
            yield _mention(text, date)
            position += 1


def _mention(text: str, date: Date) -> _Mention:
    """The time that a date names with the words before and after it."""
    before, after, own = text[: date.start], text[date.end :], _period(date, text)
    if _FROM_ON.search(before) or _ONWARDS.match(after):
        period = Period(own.first, None)
    elif _LATER.search(before):
        period = Period(own.last + 1 if own.last is not None else None, None)
    elif _EARLIER.search(before):
        period = Period(None, own.first - 1 if own.first is not None else None)
    elif _UNTIL.search(before) or _BACKWARDS.match(after):
        period = Period(None, own.last)
    elif _DECADE_TO.search(before) and own.last is not None:
        period = Period(own.last - _DECADE * QUARTERS, own.last)
    elif _DECADE_FROM.search(before) and own.first is not None:
        period = Period(own.first, own.first + _DECADE * QUARTERS)
    else:
        return _Mention(own, date.start, date.end, is_range=False)
    return _Mention(period, date.start, date.end, is_range=True)


def _period(date: Date, text: str) -> Period:
    """The quarters of one date: a month's, a calendar year, a council's year, a span of years or a decade."""
    first, last = date.years[0], date.years[-1]
    if date.month:
        end = first * QUARTERS + _BY_MONTH[date.month]
        return Period(end - 3 if _YEAR_TO.search(text[: date.start]) else end, end)
    if last == first + 1:
        return Period(first * QUARTERS + 1, last * QUARTERS)
    if date.written.endswith("s"):
        last = first + _DECADE - 1
    return Period(first * QUARTERS, max(first, last) * QUARTERS + 3)


def _links(text: str, first: Date, last: Date) -> bool:
    between = text[first.end : last.start]
    is_linked = _TO.fullmatch(between) or (_AND.fullmatch(between) and _BETWEEN.search(text[: first.start]))
    return bool(is_linked) and first.years[0] <= last.years[-1]


def _is_in_a_name(text: str, date: Date) -> bool:
    """Whether it is that of an Act, unless something is asked since or before it."""
    opens = any(words.search(text[: date.start]) for words in (_FROM_ON, _LATER, _EARLIER))
    return not opens and bool(_IN_A_NAME.search(text[: date.start]) or _NAME_FOLLOWS.match(text, date.end))


def _is_of_a_source(text: str, mention: _Mention) -> bool:
    before, after = text[: mention.start], mention.end
    return bool(_SOURCE_BEFORE.search(before) or _SOURCE_FOLLOWS.match(text, after))


def _lately(found: re.Match[str], today: dt.date) -> Period:
    number = (found.group("number") or "one").lower()
    count = 2 if number.startswith("couple") else _NUMBERS.get(number) or int(number)
    in_decades = found.group("decade") or found.group("unit").lower() == "decades"
    return Period((today.year - count * (_DECADE if in_decades else 1)) * QUARTERS, None)


def _is_asked_of(found: re.Match[str]) -> bool:
    """Whether something is asked of the year: not said of it before the question, and not planned for it."""
    before, after = found.string[: found.start()], found.string[found.end() :]
    return not _PLANNED.search(before) and not _SAID_BEFORE.match(after)


def _this_or_last(found: re.Match[str], today: dt.date) -> Period:
    """From the beginning of the calendar year: officers mean that, the council's year, or the last twelve months."""
    before = found.string[: found.start()]
    first = (today.year - (found["which"].lower() != "this")) * QUARTERS
    if _EARLIER.search(before):
        return Period(None, first - 1)
    return Period(None, first + QUARTERS - 1) if _UNTIL.search(before) else Period(first, None)
