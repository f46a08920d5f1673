"""The figures of a sentence: value, unit, what they count, and whether they are a bound."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile

from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.words import words
from knowledge.dates import dates


class Unit(StrEnum):
    """What a figure is measured in."""

    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    """Per cent, or a fraction in words."""
    POINTS = "percentage points"


class Bound(StrEnum):
    """What a figure says of the true value."""

    EXACT = ""
    OVER = "over"
    UNDER = "under"
    AT_MOST = "at most"
    ABOUT = "about"


class Role(StrEnum):
    """What a figure is to its neighbour: "310 of the 648", "70 per 10,000"."""

    ALONE = ""
    PART = "part"
    WHOLE = "whole"
    PER = "per"


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a text. ``value`` has scales applied ("£2.1bn" is 2.1e9); a share is in per cent.

    ``slack`` is how far another value may lie to be the same: more than nothing for fractions in words. ``counted`` are
    the lines of the lexicon for what is counted; ``measured`` tells days, miles and the like from things, None where
    neither follows; ``period`` is what a rate is per ("year"). ``lead`` is where the words of its bound begin.
    """

    value: float
    unit: Unit
    bound: Bound
    slack: float
    role: Role
    counted: frozenset[int]
    measured: bool | None
    period: str | None
    written: str
    lead: int
    start: int
    end: int


_SCALES = {"k": 1e3, "thousand": 1e3, "m": 1e6, "mn": 1e6, "million": 1e6, "bn": 1e9, "billion": 1e9, "tn": 1e12}
_ONES = {
    word: value
    for value, word in enumerate(
        "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen twenty".split(),
        start=2,
    )
}
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_FRACTIONS = {"half": 50.0, "third": 100 / 3, "quarter": 25.0, "fifth": 20.0, "tenth": 10.0}
_FRACTION_SLACK = 0.8
"""Percentage points: 33 % is a third, 67 % two thirds."""
_ONE = "|".join(sorted(_ONES, key=len, reverse=True))
_SPELT = rf"(?:{'|'.join(_TENS)})[ -](?:one|{'|'.join(list(_ONES)[:8])})|(?:{'|'.join(_TENS)})|{_ONE}"
_FRACTION = "half|thirds?|quarters?|fifths?|tenths?"
_FIGURE = re.compile(
    rf"""
    \b(?P<some>\d+|one|{_ONE})\ (?:(?:out\ of|in)\ (?:every\ )?|\w+\ in\ every\ )
      (?P<of>\d{{1,3}}|{_ONE})\b(?![\d,.]*\d|\ ?%)
    | (?:\b(?P<parts>one|two|three|four|a)[ -]|(?=half\b|\w+\ of\b))\b(?P<fraction>{_FRACTION})\b(?!-)
    | (?P<currency>[£$€]\s?)?(?<![\w.,])(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)
      (?:[ ]?(?P<scale>bn|billion|mn|million|thousand|tn|[mk])\b)?
      [ ]?(?P<unit>%|per[ ]?cent\b|percentage[ ]points?\b|pp\b)?(?![\w%])
    | \b(?P<spelt>{_SPELT})\b(?:[ ](?P<spelt_scale>hundred|thousand|million|billion)\b)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BEFORE = (
    (Bound.AT_MOST, r"(?:up to|as (?:many|much|high) as|at most|no more than|a maximum of|not more than)"),
    (Bound.OVER, r"(?:more than|over|above|at least|upwards of|in excess of|beyond|exceeding|exceeded|greater than)"),
    (Bound.UNDER, r"(?:fewer than|less than|under|below|short of)"),
    (
        Bound.ABOUT,
        r"(?:about|around|roughly|some|approximately|nearly|almost|close to|an estimated|near|getting on for|just)",
    ),
)
_BOUND_BEFORE = [(bound, re.compile(rf"\b{pattern}(?: just| a)?\s+$", re.IGNORECASE)) for bound, pattern in _BEFORE]
_AFTER = (
    (Bound.OVER, re.compile(r"\s?(?:or (?:more|over|above)|and over|plus)\b|\+", re.IGNORECASE)),
    (Bound.AT_MOST, re.compile(r"\s?(?:or (?:less|fewer|under)|at most)\b", re.IGNORECASE)),
)
_PERIOD = re.compile(r"\b(?:a|an|per|each|every)\s+(year|month|week|day|hour|night)\b", re.IGNORECASE)
_PERIOD_NEAR = 40
"""Characters after a figure in which its period is looked for."""
_PER = re.compile(r"\b(?:per|every|each)(?: extra| additional| single)?\s*$", re.IGNORECASE)
_WHOLE = re.compile(
    r"(?:\d\)?|\b(?:one|half|most|many|some|thirds?|quarters?)) of (?:the |its |all |these |those )?$|^Of (?:the )?$"
)
_PART = re.compile(r" of (?:the |its |all |these |those )?\d")
_NUMBERED = re.compile(r"(?<!['’])\b(?:sections?|levels?|phase|article|part|chapter|schedule|s)\s?$", re.IGNORECASE)
_COUNTED_NEAR = 5
"""Words after a figure in which what it counts is looked for."""


@lru_cache(maxsize=8192)
def figures(text: str) -> tuple[Figure, ...]:
    """The figures of ``text`` in order: digits and words, money, shares and counts; no dates, no section numbers."""
    taken = [(date.start, date.end) for date in dates(text)]
    return tuple(
        figure
        for found in _FIGURE.finditer(text)
        if not any(found.start() < end and start < found.end() for start, end in taken)
        for figure in _figure(found, text)
    )


def _figure(found: re.Match[str], text: str) -> Iterator[Figure]:
    value, unit, slack = _value(found)
    if _NUMBERED.search(text[: found.start()]):
        return
    start, end = found.span()
    rest = text[end:]
    bound, lead = _bound(text[:start], rest)
    yield Figure(
        value=value,
        unit=unit,
        bound=bound,
        slack=slack,
        role=_role(text[:start], rest),
        counted=_counted(found.group(), rest) if unit is Unit.COUNT or found["of"] else frozenset(),
        measured=_measured(rest) if unit is Unit.COUNT else None,
        period=_period(rest),
        written=found.group().strip(),
        lead=lead,
        start=start,
        end=end,
    )


def _value(found: re.Match[str]) -> tuple[float, Unit, float]:
    """The value, unit and slack of a match."""
    parts = found.groupdict()
    if parts["of"]:
        share = 100 * _whole(parts["some"]) / max(_whole(parts["of"]), 1)
        return share, Unit.SHARE, min(_FRACTION_SLACK, share * _FRACTION_SLACK / 20)
    if parts["fraction"]:
        many = _whole(parts["parts"]) if (parts["parts"] or "a").lower() not in ("a", "an") else 1
        return many * _FRACTIONS[parts["fraction"].lower().rstrip("s")], Unit.SHARE, _FRACTION_SLACK
    if parts["spelt"]:
        scale = {"hundred": 100, **_SCALES}.get((parts["spelt_scale"] or "").lower(), 1)
        return _whole(parts["spelt"]) * scale, Unit.COUNT, 0.0
    value = float(parts["digits"].replace(",", "")) * _SCALES.get((parts["scale"] or "").lower(), 1)
    return value, _unit(parts["currency"], parts["unit"]), 0.0


def _unit(currency: str | None, unit: str | None) -> Unit:
    if currency:
        return Unit.MONEY
    if unit and unit.lower().startswith(("percentage", "pp")):
        return Unit.POINTS
    return Unit.SHARE if unit else Unit.COUNT


def _whole(word: str) -> float:
    """The value of digits or of a number in words."""
    lower = word.lower().replace("-", " ")
    if lower.isdigit():
        return float(lower)
    return float(sum({"one": 1, **_ONES, **_TENS}[part] for part in lower.split()))


def _bound(before: str, after: str) -> tuple[Bound, int]:
    """The bound that the words before or after a figure make of it, and where those before begin."""
    for bound, pattern in _BOUND_BEFORE:
        if found := pattern.search(before):
            return bound, found.start()
    return next((bound for bound, pattern in _AFTER if pattern.match(after)), Bound.EXACT), len(before)


def _role(before: str, after: str) -> Role:
    if _PER.search(before):
        return Role.PER
    if _WHOLE.search(before):
        return Role.WHOLE
    return Role.PART if _PART.match(after) else Role.ALONE


def _counted(written: str, rest: str) -> frozenset[int]:
    """What a figure counts: by a word in it, or by those right after it up to the first without meaning."""
    known = lexicon().counted
    near = takewhile(lambda word: word.clause == 0 and word.name, words(rest[:60])[:_COUNTED_NEAR])
    return frozenset(known[word.form] for word in (*words(written), *near) if word.form in known)


def _measured(rest: str) -> bool | None:
    """Whether the word after a figure is a measure; None where no word with a meaning follows."""
    after = words(rest[:40])[:1]
    return after[0].form in lexicon().measures if after and after[0].clause == 0 and after[0].name else None


def _period(rest: str) -> str | None:
    found = _PERIOD.search(rest[:_PERIOD_NEAR])
    return found.group(1).lower() if found else None
