"""The numbers a question says: what each may stand for, which way it bounds, and which columns its unit fits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from knowledge.prevention_map.understanding.typed_query import DATES, CellTest

_ONES = "one two three four five six seven eight nine".split()
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORTH = {
    **{word: number for number, word in enumerate([*_ONES, *_TEENS], start=1)},
    **{word: 10 * number for number, word in enumerate(_TENS, start=2)},
    "a": 1,
    "an": 1,
}
_SCALES = {"hundred": 100, "thousand": 1_000, "k": 1_000, "million": 1_000_000, "m": 1_000_000, "bn": 1_000_000_000}
_SCALES["billion"] = _SCALES["bn"]
_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[ -](?:{'|'.join(_ONES)}))?|{'|'.join([*_TEENS, *_ONES])})"
_WORDED = rf"(?:(?:an?|{_SMALL}) hundred(?: (?:and )?{_SMALL})?|{_SMALL}|an?)"
_NUMBER = (
    rf"(?<![\w.])(?P<number>\d[\d,]*(?:\.\d+)?|{_WORDED}\b)"
    rf"(?P<scale>(?: ?(?:{'|'.join(sorted(_SCALES, key=len, reverse=True))})(?!\w)){{0,3}})(?!\w)"
)
_FIGURE = re.compile(_NUMBER)
_NO_NUMBER = frozenset({"a", "an", "one"})
"""Words that count something, or stand before it."""
_MONTHS = re.compile(r"[ -]months?\b")
_EACH_TIME = (
    r"(?:each|every|per|(?<!\bin )(?<!\bwithin )an?) month\b|"
    r"(?:an?|each|every|per) (?:fortnight|week|hour|quarter|go|time|visit|session)\b(?!-)|"
    r"(?:an?|each|every|per) (?:day|night)\b(?!-| (?:cent(?:re|er)|care|nurser|opportunit|service|shelter|support))|"
    r"(?:monthly|fortnightly|weekly|quarterly|hourly|nightly)\b|daily\b(?! (?:life|lives|living))"
)
"""A map states what is spent and reached in a year."""
UNREAD = re.compile(
    r"\b(?:half|halves|quarters?|thirds?|dozens?|couple|few|several|hundreds|thousands|millions|billions|zero|twice|"
    rf"double|triple)\b(?!-)|[½¼¾]|\d/\d|\b(?:{_EACH_TIME})"
)
"""Amounts and rates that are not read as numbers: a question with one of them is left alone."""

_MORE, _LESS = r"(?:more|greater|higher|larger|bigger)", r"(?:less|fewer|lower|smaller|cheaper)"
_BEFORE: tuple[tuple[str, CellTest | None], ...] = (
    (rf"at least|no {_LESS} than|not {_LESS} than|minimum of", CellTest.AT_LEAST),
    (rf"at most|up to|no {_MORE} than|not {_MORE} than|not (?:over|above)|maximum of", CellTest.AT_MOST),
    (rf"{_MORE} than|over|above|exceed(?:s|ing)?|in excess of|upwards of|beyond", CellTest.MORE_THAN),
    (rf"{_LESS} than|under|below|short of", CellTest.LESS_THAN),
    (r"before|until|till|after|since|by|from|earlier than|later than|nearly|almost", None),
)
"""Words before a number and what they ask of a cell; None what no query asks."""
OR_BOUND = re.compile(
    r"\bor (?:more|less|fewer|greater|higher|lower|larger|smaller|over|under|above|below|older|younger|upwards|so)\b"
    rf"(?! (?:than|£|\d|an? \w+ ?(?:hundred|thousand|million)|{_SMALL}\b))"
)
"""'50 or more' is one bound; 'or more than 50' is a second."""
_UNIT = r"(?:%| pounds| (?:people|families|years?|months?))"
_AFTER: tuple[tuple[str, CellTest], ...] = (
    (rf"{_UNIT}?(?:\+| ?plus\b| (?:or|and) (?:more|over|above|upwards|older)\b)", CellTest.AT_LEAST),
    (rf"{_UNIT}? (?:or|and) (?:less|fewer|under|below|younger)\b", CellTest.AT_MOST),
)
_FILLED = r"(?: (?:about|around|roughly|the))? £?"
_SET_OFF = rf"(?:{'|'.join(words for words, _ in _BEFORE)}|between|within|in|during)(?: the)?(?: next| coming)?"
_COUNTED = (
    r"(?:famil(?:y|ies)|people|persons?|residents?|individuals?|households?|child(?:ren)?|adults?|users?|clients?|"
    r"parents?|carers?|pupils?)"
)
_MONEY, _REACH = frozenset({"annual_spend", "unit_cost"}), frozenset({"reach"})
_RATES, _TIMES = frozenset({"nfa_rate", "conversion_rate"}), DATES | {"follow_up_months"}
_UNITS = ((r" ?%", _RATES), (r" ?(?:pounds|quid|gbp)\b", _MONEY), (r"[ -](?:month|year)s?\b", _TIMES))
_TOLD = re.compile(
    r"\b(?:(?P<money>cost\w*|spen[dt]\w*|budgets?|pa(?:y|ys|ying|id)|prices?|priced|worth)|"
    r"(?P<reach>reach\w*|serv(?:e|es|ed|ing)|help\w*|users?|clients?))\b"
)
_NEAR = 60
"""Characters before a number in which its unit may be told."""

FIGURE_PHRASE = re.compile(
    rf"(?:(?<!\w)(?:{_SET_OFF}){_FILLED}|£)?"
    rf"{_NUMBER}(?:%|[ -](?:pounds|quid|gbp|months?|years?)\b)?(?:\+| plus\b| (?:or|and) (?:more|over|less|under)\b)?"
)
"""A number with the words that bound it and its unit."""


@dataclass(frozen=True, slots=True)
class Said:
    """One number of a question."""

    values: frozenset[Decimal]
    """What it may stand for: itself, and where it counts years the months of them."""
    test: CellTest | None
    """Which way it bounds, where a word says so."""
    is_bounded: bool
    """Whether a word stands with it that compares; with no ``test`` one that no query can say."""
    columns: frozenset[str]
    """The columns its unit fits; none where it has no unit."""
    is_meant: bool
    """Whether it must be a number of the query: 'a' and 'one' need not, but of months."""


def said_in(text: str) -> list[Said]:
    """The numbers of a text in lower case."""
    found: list[Said] = []
    upper_end = False
    for match in _FIGURE.finditer(text):
        before, after = text[max(0, match.start() - _NEAR) : match.start()], text[match.end() : match.end() + _NEAR]
        opens = re.search(r"\bbetween £?$", before) is not None
        bound = CellTest.AT_LEAST if opens else CellTest.AT_MOST if upper_end else None
        test, is_bounded = (bound, True) if bound else _bound(before, after)
        is_bounded |= _is_yearly(match, before, after)
        found.append(
            Said(_values(match, after), test, is_bounded, _columns(match, before, after), _is_meant(match, after))
        )
        upper_end = opens and re.match(r" (?:and|to) £?\w", after) is not None
    return found


def _values(match: re.Match[str], after: str) -> frozenset[Decimal]:
    number = Decimal(_worth(match["number"]))
    for scale in re.findall("[a-z]+", match["scale"]):
        number *= _SCALES[scale]
    return frozenset({number, 12 * number} if re.match(r"[ -]years?\b", after) else {number})


def _worth(number: str) -> str:
    if number[0].isdigit():
        return number.replace(",", "")
    total = 0
    for word in re.split("[ -]", number):
        total = total * 100 if word == "hundred" else total + _WORTH.get(word, 0)
    return str(total)


def _is_meant(match: re.Match[str], after: str) -> bool:
    return match["number"] not in _NO_NUMBER or bool(match["scale"]) or _MONTHS.match(after) is not None


def _bound(before: str, after: str) -> tuple[CellTest | None, bool]:
    for words, test in _BEFORE:
        if re.search(rf"(?<!\w)(?:{words}){_FILLED}$", before):
            return test, True
    for words, bound in _AFTER:
        if re.match(words, after):
            return bound, True
    return None, False


def _is_yearly(match: re.Match[str], before: str, after: str) -> bool:
    """Whether 'a year' says how often money is spent: no word before it makes it a length of time."""
    is_a_year = match["number"] in ("a", "an") and re.match(" year\\b", after)
    return bool(is_a_year) and re.search(r"\b(?:within|in|over|during|next|coming|for)(?: the)? $", before) is None


def _columns(match: re.Match[str], before: str, after: str) -> frozenset[str]:
    if before.endswith("£"):
        return _MONEY
    for unit, columns in _UNITS:
        if re.match(unit, after):
            return columns
    if re.match(rf" (?:\w+ )?{_COUNTED}\b", after):
        return _REACH
    told = list(_TOLD.finditer(before))
    if told:
        return _MONEY if told[-1]["money"] else _REACH
    return _MONEY if match["scale"].strip() in ("k", "m", "bn") else frozenset()


def numbers_in(texts: Iterator[str]) -> list[Said]:
    """The numbers of several texts."""
    return [one for text in texts for one in said_in(text.lower())]
