"""Every figure of a claim stands in its source: the value with its unit and bound, and of what the claim says it of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.checking.agreement import agrees, could_replace, rounds, same_bound, same_share, same_value
from bot.answering.checking.context import fit
from bot.answering.checking.figures import Figure, Unit, figures
from bot.answering.checking.source import Source, overlap
from bot.answering.checking.time_units import lengths, months

_SENTENCE = 2.0
"""What the likeness of the whole sentence counts beside that of the words around a figure."""
_BETTER = 0.15
"""By how much the words around another figure of the same sentence must fit better to show that the claim's figure
stands for something else. On the tuning halves of evals.claims the figures of faithful claims stay below 0.1, exchanged
ones lie above 0.25."""
_BETTER_ELSEWHERE = 0.05
"""The same for a figure of another sentence, which fits better by its sentence, too."""
_NUMBERED = re.compile(r"\b(section|level|phase|article|chapter|schedule)\s+(\d+|one|two|three)\b", re.IGNORECASE)
_NAME = r"(?:the )?[A-Z][\w’'-]*(?: (?:upon |on |of )?[A-Z][\w’'-]*)*"
_LIST = re.compile(rf"{_NAME}(?:, {_NAME})*,? and {_NAME}")
"""Names in a row."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure of the evidence and the sentence it stands in."""

    figure: Figure
    sentence: str


def wrong_numbers(claim: str, source: Source) -> list[str]:
    """What is wrong with the claim's figures, one short text each; nothing where all agree with the source."""
    stated = [_Stated(figure, sentence) for sentence in source.sentences for figure in figures(sentence)]
    faults = [fault for figure in figures(claim) for fault in _faults(claim, figure, stated, source)]
    faults += [f"{first.written} is not {second.written}" for first, second in _unequal(claim)]
    said = _numbered(source.said)
    return faults + [f"'{name}' not in the source" for name in sorted(_numbered(claim) - said)]


def _numbered(text: str) -> set[str]:
    """The sections, levels and the like that a text names by number, in lower case."""
    return {" ".join(found.groups()).lower() for found in _NUMBERED.finditer(text)}


def _unequal(claim: str) -> list[tuple[Figure, Figure]]:
    """Shares that a claim gives twice, differently: "two thirds (49%)"."""
    return [
        (first, second)
        for first, second in pairwise(figures(claim))
        if first.unit is second.unit is Unit.SHARE
        and claim[first.end : second.start].strip() == "("
        and not same_share(first, second)
    ]


def _faults(claim: str, figure: Figure, stated: Sequence[_Stated], source: Source) -> Iterator[str]:
    same = [other for other in stated if agrees(figure, other.figure)]
    if not same:
        if not (_is_rounding(figure, stated) or figure.value in _listed(source) or _is_a_time(figure, claim, source)):
            yield _absent(figure, stated)
        return
    best = max(same, key=lambda other: _fits(claim, figure, other))
    unlike = [other for other in stated if _is_same_of_another(figure, other.figure)]
    if any(_fits(claim, figure, other) > _fits(claim, figure, best) + _BETTER for other in unlike):
        yield _absent(figure, unlike)
        return
    rivals = [other for other in stated if other.sentence in source.rests_on and could_replace(figure, other.figure)]
    if any(_is_displaced(claim, figure, rival, best) for rival in rivals):
        yield f"number {figure.written} is said of something else"


def _is_a_time(figure: Figure, claim: str, source: Source) -> bool:
    """Whether 'ten years' is the source's 'decade', '24 months' its 'two years', or the other way round."""
    length = months(figure, claim)
    return length is not None and length in lengths("\n".join(source.sentences))


def _listed(source: Source) -> set[int]:
    """How many names the lists of the sentences have: four of 'in Luton, Peterborough, Bracknell Forest and Ely'."""
    lists = [found.group() for sentence in source.rests_on for found in _LIST.finditer(sentence)]
    return {len(re.split(r",| and ", names)) for names in lists}


def _is_displaced(claim: str, figure: Figure, rival: _Stated, best: _Stated) -> bool:
    """Whether ``rival`` stands where the claim's figure should, rather than ``best``, which has its value.

    Where the claim has the rival's value, too, the two would have to change places.
    """
    others = [other for other in figures(claim) if agrees(other, rival.figure)]
    if rival.sentence != best.sentence:
        return not others and _fits(claim, figure, rival) > _fits(claim, figure, best) + _BETTER_ELSEWHERE
    gain = _fits_around(claim, figure, rival) - _fits_around(claim, figure, best)
    gains = [_fits_around(claim, other, best) - _fits_around(claim, other, rival) for other in others]
    return gain + min(gains, default=0.0) > _BETTER


def _fits(claim: str, figure: Figure, other: _Stated) -> float:
    return _fits_around(claim, figure, other) + _SENTENCE * overlap(claim, other.sentence)


def _fits_around(claim: str, figure: Figure, other: _Stated) -> float:
    place = (other.figure.start, other.figure.end)
    return fit(claim, (figure.start, figure.end), other.sentence, place, figures_count=False)


def _is_same_of_another(figure: Figure, other: Figure) -> bool:
    """Whether a figure has the claim's value and unit, of another thing or as another bound."""
    return figure.unit is other.unit and same_value(figure, other) and not agrees(figure, other)


def _is_rounding(figure: Figure, stated: Sequence[_Stated]) -> bool:
    exact = any(same_value(figure, other.figure) and figure.unit is other.figure.unit for other in stated)
    return not exact and any(rounds(figure, other.figure) for other in stated)


def _absent(figure: Figure, stated: Sequence[_Stated]) -> str:
    same_value = [other.figure for other in stated if abs(other.figure.value - figure.value) < 1e-9]
    if not same_value:
        return f"number {figure.written} not in the source"
    if any(other.unit is figure.unit and not same_bound(figure.bound, other.bound) for other in same_value):
        return f"number {figure.written} is no such bound in the source"
    return f"number {figure.written} has another unit in the source"
