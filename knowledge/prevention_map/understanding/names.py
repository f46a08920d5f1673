"""The names a map uses, found again in a question: interventions, needs, drivers, owners, providers, funds, places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from knowledge.prevention_map.conditions import SUBJECT_FIELDS, Condition, Mentions, Names, select, texts, words
from knowledge.prevention_map.rows import MapRow
from knowledge.prevention_map.understanding.reader import Reader

_NAMED_FIELDS = ("owner", "provider", "funding_source", "place")
_BRACKETS = re.compile(r"\s*\(([^()]*)\)")
_WORD = re.compile(r"[a-z0-9]+(?:'s)?")
_TOO_GENERAL = frozenset(
    "people person family adult child children care support help home use risk behaviour practice team".split()
)
"""Words that occur in many subjects and are none by themselves."""
NEVER_A_SUBJECT = frozenset(
    """after again aim almost also although among be because before best better between bigger both but can
    change changes changing could cover covered covering covers deal dealing deals deliver delivers down each
    early enough ever every except excluding expect few fewer first former get give given going had half help
    helps how however if increase increased intended last late later least less likely many may might more most
    mostly much must need neither never next no non nor not nothing once one only other others otherwise ought
    outside part past per previous previously purpose quite rated rather rest rests rise rising running shall
    should since so some soon spread still such supposed target targeted targeting targets tell test tested then
    though through too try trying twice under unless until up use used uses very was were when whether while who
    why will with within without work working works worse worst would yet""".split()
)
"""Words that turn a question into another one. They stand in the text of rows too, and must not be found there."""
_FEWEST_WORDS = 2
"""A single word (Drive, Money) may mean anything: it is looked at last, when nothing else has explained it."""


@dataclass(frozen=True, slots=True)
class MapNames:
    """What the words of a question may name in one map."""

    phrases: Mapping[tuple[str, ...], Condition]
    longest: int
    years: frozenset[str]
    routes: frozenset[str]
    rows: Sequence[MapRow]


def names_of(rows: Sequence[MapRow]) -> MapNames:
    """Every name of two words or more in the rows, and of every place, by its words in the singular."""
    phrases: dict[tuple[str, ...], Condition] = {}
    for field in _NAMED_FIELDS:
        for text in dict.fromkeys(text for row in rows for text in texts(row, field)):
            phrases[words(text)] = Names(field, (text,))
    for field in SUBJECT_FIELDS:
        for written in dict.fromkeys(text for row in rows for text in texts(row, field)):
            phrases.update((words(name), Mentions(name.lower())) for name in _variants(written))
    known = {
        phrase: condition
        for phrase, condition in phrases.items()
        if len(phrase) >= _FEWEST_WORDS or (phrase and isinstance(condition, Names) and condition.field == "place")
    }
    years = frozenset(row.year for row in rows if row.year)
    routes = frozenset(text for row in rows for text in row.referral_route)
    return MapNames(known, max(map(len, known), default=0), years, routes, rows)


def named(reader: Reader, names: MapNames) -> list[Condition]:
    """The names a question uses, longest first, taken out of it."""
    found: list[tuple[int, Condition]] = []
    spans = [(match.span(), words(match.group())[0]) for match in _WORD.finditer(reader.rest)]
    at = 0
    taken: list[tuple[int, int]] = []
    while at < len(spans):
        length = next(
            (
                length
                for length in range(min(names.longest, len(spans) - at), 0, -1)
                if tuple(word for _, word in spans[at : at + length]) in names.phrases
            ),
            0,
        )
        if length:
            phrase = tuple(word for _, word in spans[at : at + length])
            found.append((at, names.phrases[phrase]))
            taken.append((spans[at][0][0], spans[at + length - 1][0][1]))
        at += length or 1
    for start, end in reversed(taken):
        reader.take_span(start, end)
    return [condition for _, condition in found] + _years(reader, names)


def routes(reader: Reader, names: MapNames) -> list[Condition]:
    """'What comes through the edge of care panel': the ways in that rows name, and only after such a word."""
    found: list[Condition] = []
    for route in sorted(names.routes, key=len, reverse=True):
        if reader.take(rf"(?:comes? |referred |reached )?(?:through|via) (?:an? |the )?{re.escape(route.lower())}"):
            found.append(Names("referral_route", (route,)))
    return found


def about(phrases: Iterable[str], names: MapNames, noise: frozenset[str]) -> list[Mentions] | None:
    """What is left of a question as subjects that rows of the map mention; None when one is mentioned by no row."""
    found: list[Mentions] = []
    for phrase in phrases:
        whole = Mentions(phrase)
        parts = [whole] if is_subject(whole, names) else list(map(Mentions, _telling_words(phrase, noise)))
        if not parts or not all(is_subject(part, names) for part in parts):
            return None
        found.extend(parts)
    return found


def _telling_words(phrase: str, noise: frozenset[str]) -> list[str]:
    return [word for word in phrase.split() if word not in noise and not _TOO_GENERAL.issuperset(words(word))]


def is_subject(mention: Mentions, names: MapNames) -> bool:
    """Whether a phrase says enough to be looked for, and rows of the map mention it."""
    empty = _TOO_GENERAL | NEVER_A_SUBJECT
    return not empty.issuperset(words(mention.phrase)) and bool(select(names.rows, [mention]))


def _variants(text: str) -> list[str]:
    """A name, without its brackets, and what stands in them."""
    return [text, _BRACKETS.sub("", text), *_BRACKETS.findall(text)]


def _years(reader: Reader, names: MapNames) -> list[Condition]:
    found: list[Condition] = []
    for year in sorted(names.years):
        if reader.take(rf"(?:in|for|during) {re.escape(year).replace('-', '[-/]')}"):
            found.append(Names("year", (year,)))
    return found
