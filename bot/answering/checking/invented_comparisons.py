"""A claim compares only where its source does: '215 fewer' is not '215 fewer compared with the year before'."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.checking.source import Source
from bot.answering.checking.words import Word, words

_COMPARES = re.compile(
    r"\b(?:compar(?:e[ds]?|ing|ison)|versus|vs|relative to|as against|unlike|whereas|"
    r"(?<!other )(?<!rather )(?<!later )(?<!earlier )(?<!sooner )than)\b",
    re.IGNORECASE,
)
_BOUND = re.compile(
    r"\bthan\s+(?:(?:about|around|some|over|a|an|one)\s+)*"
    r"(?:[£\d]|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|"
    r"half|third|quarter|fifth|tenth|dozen|once|twice|enough|just|only|doubled|trebled|tripled|halved|offset)\b|"
    r"(?:day|week|month|year|decade)\b(?!\s+(?:before|earlier|ago)))",
    re.IGNORECASE,
)
"""After this 'than' comes an amount, not another group: 'more than 650,000', 'more than half', 'more than doubled'."""
_ASIDE = re.compile(r",[^,]+,")
"""After 'less than', what puts off the rest: ', or about the same as,'."""
_COMPARED = re.compile(
    r"\b(?:than|compar\w+|versus|vs|against|relative to|whereas|unlike|instead of|controls|(?:above|below)(?!\s+[£\d])|"
    r"control (?:group|arm|area|site|council|condition)s?)\b",
    re.IGNORECASE,
)
"""A sentence with one of these compares something, where no amount follows."""
_SET_APART = frozenset({"while", "but", "from"})
"""What follows one of these in its clause may be set against the rest: 'while in the other group it was 49%'."""
_TIMES = frozenset("before earlier previous previously ago".split())
"""The clause with one of these may say how things stood then: 'and 30 in the year before'."""
_KINDS = frozenset({"group", "area", "council"})
"""Names that tell little of what is compared with: 'group' alone is not the control group."""
_SHARE_OF = re.compile(r"(\d[\d.]*)(?:%| per ?cent\b)")
_AND_OTHERS = re.compile(r"\band\b(?P<others>[^;]*\b(?:others?|the rest|the remaining|did|do|does)\b.*)", re.IGNORECASE)
"""What sets a share of others beside one: 'and 30% of other children did'."""
_MOSTLY, _CLEARLY = 0.5, 0.66
"""Share of the words for what the claim compares with: a sentence that compares must have more than the first, a clause
of one that may do so at least the second."""


def invented_comparisons(claim: str, source: Source) -> list[str]:
    """The claim's 'compared with' where no sentence that it mainly rests on compares with that, one short text each."""
    return [
        f"'{found.group()}' compares what the source does not"
        for found in _COMPARES.finditer(claim)
        if not _BOUND.match(claim, found.start())
        if not any(_compares_with(_comparand(claim, found), sentence) for sentence in source.mainly)
    ]


def _comparand(claim: str, compares: re.Match[str]) -> frozenset[str]:
    """The words of meaning that follow in the clause of a 'compared with'."""
    aside = _ASIDE.match(claim, compares.end())
    after = [word for word in words(claim) if word.start >= (aside or compares).end()]
    return _names(word for word in after if word.clause == after[0].clause)


def _compares_with(comparand: frozenset[str], sentence: str) -> bool:
    """Whether a sentence compares, and speaks of what is compared with where it does."""
    read = words(sentence)
    if any(not _BOUND.match(sentence, found.start()) for found in _COMPARED.finditer(sentence)):
        return _share(comparand - _KINDS or comparand, read) > _MOSTLY
    if not comparand or _is_set_beside(comparand, sentence):
        return bool(comparand)
    return any(_sets_apart(comparand, read, position) for position in range(len(read)))


def _is_set_beside(comparand: frozenset[str], sentence: str) -> bool:
    """Whether what is compared with is a share of others, which the sentence sets beside another share."""
    joined = _AND_OTHERS.search(sentence)
    if not joined or not _SHARE_OF.search(sentence[: joined.start()]):
        return False
    shares = frozenset(_SHARE_OF.findall(joined["others"]))
    return bool(comparand & shares) and _share(comparand, words(joined["others"])) >= _CLEARLY


def _sets_apart(comparand: frozenset[str], read: Sequence[Word], position: int) -> bool:
    """Whether what is compared with stands in the clause that a 'while' opens, or in that of a 'before' it has, too."""
    word, after = read[position], read[position + 1 :]
    if word.form in _SET_APART:
        return _share(comparand, [other for other in after if other.clause == after[0].clause]) >= _CLEARLY
    if word.form in _TIMES and "before" in comparand:
        return _share(comparand - {"before"}, [other for other in read if other.clause == word.clause]) >= _CLEARLY
    return False


def _share(comparand: frozenset[str], said: Iterable[Word]) -> float:
    return len(comparand & _names(said)) / len(comparand) if comparand else 1.0


def _names(read: Iterable[Word]) -> frozenset[str]:
    """Their names; 'the year before' and 'the previous year' are one."""
    return frozenset("before" if word.form in _TIMES else word.name for word in read if word.name)
