"""A claim speaks of the people its source speaks of: children are not adults, in care is not on a protection plan."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.checking.carrying import carrying
from bot.answering.checking.source import Source
from knowledge.retrieval.glossary import spell_out


@dataclass(frozen=True, slots=True)
class _Population:
    """People of one kind: words that name them, the axis on which others are not they, and whom they are among."""

    pattern: re.Pattern[str]
    axis: str
    among: frozenset[str] = frozenset()


def _population(pattern: str, axis: str, *among: str) -> _Population:
    return _Population(re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), axis, frozenset(among))


_POPULATIONS = {
    "children": _population(
        r"child|children|childhood|pupils?|kids?|youngsters?|young(?:er)? people|young (?:person|adults?)|youth|minors|"
        r"under[- ](?:1[0-8]|\d|five|two)s?|school ?children|(?:grand|step)child(?:ren)?",
        "age",
    ),
    "babies": _population(r"bab(?:y|ies)|infants?|newborns?|toddlers?|unborn", "age", "children"),
    "teenagers": _population(r"teen(?:age(?:rs?|d)?|s)|adolescents?", "age", "children"),
    "adults": _population(r"adults?|adulthood|working[- ]age|young adults?|over[- ]18s?", "age"),
    "older people": _population(
        r"older(?! (?:child|boy|girl|teen|pupil|sibling|than)\w*)|elderly|pensioners?|later life|old age|"
        r"(?:over|aged|age)[- ](?:6[05]|7\d|8\d|9\d)s?|(?:6[05]|7\d|8\d)"
        r"(?: (?:and|or|years and) (?:over|older|above)|\+)",
        "age",
        "adults",
    ),
    "parents": _population(r"parents?|parental|parenting|parenthood", "family", "adults"),
    "families": _population(r"famil(?:y|ies)|households?|couples?", "several", "parents"),
    "mothers": _population(r"mothers?|mums?|maternal|motherhood", "sex", "women", "parents", "adults"),
    "fathers": _population(r"fathers?|dads?|paternal|fatherhood", "sex", "men", "parents", "adults"),
    "women": _population(r"wom[ae]n|female|females|widows?|wives", "sex", "adults"),
    "men": _population(r"m[ae]n|male|males|widowers?|husbands", "sex", "adults"),
    "girls": _population(r"girls?|daughters?|schoolgirls?", "sex", "children"),
    "boys": _population(r"boys?|sons?|schoolboys?", "sex", "children"),
    "carers": _population(r"carers?|caregivers?|foster(?:ers?| parents?)", "family", "adults"),
    "in care": _population(
        r"(?:in|into|enter(?:s|ed|ing)?|leav(?:e|es|ing)|left|from) "
        r"(?:(?:public|state|local authority|council|foster) )?"
        r"care(?! (?:home|package|village|setting|service|plan|need|cost)\w*)|looked[- ]after|care (?:leavers?|entr\w+|"
        r"population|system|proceedings)|foster care|children['’]s homes?",
        "standing",
    ),
    "on plans": _population(r"protection plans?|on (?:a )?(?:CP )?plans?|CPPs?", "standing"),
    "in need": _population(r"child(?:ren)? in need(?! of)|in[- ]need plans?|CIN", "standing"),
}
"""The people that the check tells apart."""


def other_populations(claim: str, source: Source) -> list[str]:
    """People the claim names and the sentences it rests on do not, one short text each.

    Those sentences are the ones with the claim's figures, or, without figures, with its words. Where they name
    nobody who is other people than the claim's, the people may stand in a sentence beside them, in the title or in a
    heading.
    """
    mine = _named(claim)
    if not mine:
        return []
    sentences = carrying(claim, source)
    here = _named(*sentences)
    around = _named(*source.rests_on, *_beside(sentences, source), source.about((*sentences, *source.rests_on)))
    rivals = {_POPULATIONS[name].axis for name in here - _with_wider(mine)}
    known = _with_wider(here)
    return [
        f"'{name}' are not those of the source"
        for name in sorted(mine - known)
        if _POPULATIONS[name].axis in rivals or name not in _with_wider(around)
    ]


def _named(*texts: str) -> frozenset[str]:
    return frozenset(name for text in texts for name in _named_in(text))


@lru_cache(maxsize=4096)
def _named_in(text: str) -> frozenset[str]:
    """The populations of a text, and of what its acronyms stand for."""
    whole = "\n".join((text, *spell_out(text).also))
    return frozenset(name for name, population in _POPULATIONS.items() if population.pattern.search(whole))


def _with_wider(names: Iterable[str]) -> frozenset[str]:
    """Also the people among whom these are: to speak of mothers is to speak of parents."""
    return frozenset(wider for name in names for wider in (name, *_POPULATIONS[name].among))


def _beside(sentences: Collection[str], source: Source) -> list[str]:
    """The sentences right before and after each of ``sentences`` in its passage."""
    places = [place for place, one in enumerate(source.told) if one.sentence in sentences]
    return [
        near.sentence
        for place in places
        for near in source.told[max(0, place - 1) : place + 2]
        if near.about == source.told[place].about
    ]
