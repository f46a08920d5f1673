"""A claim goes the way its source goes: 'fell by 30 %' is not 'rose by 30 %', nor 'before' 'after'."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.checking.context import fit
from bot.answering.checking.figures import figures
from bot.answering.checking.lexicon import lexicon
from bot.answering.checking.source import Source
from bot.answering.checking.words import words

_LEAST_FIT = 0.25
"""Below this two words stand in different surroundings and say nothing of each other."""
_CLEARLY, _BY = 1.2, 0.1
_IDLE = re.compile(
    r"\b(?:look(?:ing|ed|s)?[ -]after|up to|(?:made|make|set|sets|follow|came|grown|growing|grew|put|taken|take|back|"
    r"end(?:ed)?|start-|signed|catch|pick(?:ed)?|turned)[ -]up|before-and-after|before and after|after-?care|"
    r"cost-(?:effective|benefit)\w*|cost-effectiveness|at least|at most|"
    r"as (?:high|low|many|few|much) as|more or less|lead (?=practitioner|partner|professional|member|child)|"
    r"edge of|fall (?=(?:of )?(?:19|20)\d\d)|put down|(?:came|come|comes) down to|no longer|any longer|"
    r"(?:year|week|month)s? to)\b",
    re.IGNORECASE,
)
"""Words that look like a direction and are none."""


@dataclass(frozen=True, slots=True)
class _Mark:
    """A word with a side of an axis, and its place."""

    axis: str
    side: int
    form: str
    place: tuple[int, int]


def wrong_directions(claim: str, source: Source) -> list[str]:
    """Words of the claim whose opposite stands in the source in the same surroundings, one short text each."""
    stated = [(mark, sentence) for sentence in source.mainly for mark in _marks(sentence)]
    marks = _marks(claim)
    against = [f"'{mark.form}' goes against the source" for mark in marks if _opposed(claim, mark, stated)]
    return against + [
        f"'{mark.form}' goes against its own figures" for mark in marks if _contradicts_itself(claim, mark)
    ]


def _opposed(claim: str, mark: _Mark, stated: Sequence[tuple[_Mark, str]]) -> bool:
    fits = [
        (fit(claim, mark.place, sentence, other.place), other.side)
        for other, sentence in stated
        if other.axis == mark.axis
    ]
    same = max((value for value, side in fits if side == mark.side), default=0.0)
    opposite = max((value for value, side in fits if side != mark.side), default=0.0)
    return opposite > max(_LEAST_FIT, _CLEARLY * same + _BY)


def _contradicts_itself(claim: str, mark: _Mark) -> bool:
    """Whether something rises from a higher to a lower figure, or falls the other way round."""
    if mark.axis != "more or less":
        return False
    after = [figure for figure in figures(claim) if mark.place[1] <= figure.start]
    for first, second in pairwise(after[:3]):
        before, between = claim[mark.place[1] : first.lead], claim[first.end : second.lead]
        if re.fullmatch(r"\s(?:[\w%£.]+\s){0,3}from\s", before) and re.fullmatch(r"[^,;]{0,25}\bto\s", between):
            return first.unit is second.unit and (second.value < first.value) != bool(mark.side)
    return False


def _marks(text: str) -> list[_Mark]:
    idle = [found.span() for found in _IDLE.finditer(text)]
    idle += [(figure.lead, figure.start) for figure in figures(text)]
    return [
        _Mark(axis, side, word.form, (word.start, word.end))
        for word in words(text)
        for axis, side in lexicon().opposites.get(word.form, ())
        if not any(start <= word.start < end for start, end in idle)
    ]
