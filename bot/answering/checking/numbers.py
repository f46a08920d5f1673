"""Every figure of a claim stands in its source: the value with its unit and bound, and of what the claim says it of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.answering.checking.context import fit
from bot.answering.checking.figures import Bound, Figure, Role, Unit, figures
from bot.answering.checking.source import Source, overlap

_SENTENCE = 2.0
"""What the likeness of the whole sentence counts beside that of the words around a figure."""
_BETTER = 0.15
"""By how much the words around another figure of the same sentence must fit better to show that the claim's figure
stands for something else. On the tuning halves of evals.claims the figures of faithful claims stay below 0.1, exchanged
ones lie above 0.25."""
_BETTER_ELSEWHERE = 0.05
"""The same for a figure of another sentence, which fits better by its sentence, too."""
_ROUNDED = 1.1
"""'More than 650,000' may round 650,930; nothing further off."""
_ABOUT = 5.0
"""Percentage points between a share in words and the same in figures."""
_SHARES_IN_WORDS = {Bound.OVER: (0.0, 20.0), Bound.UNDER: (-12.0, 0.0), Bound.ABOUT: (-_ABOUT, _ABOUT)}
"""How far, in percentage points, the figure of the source may lie from 'more than half', 'under', 'nearly'; for smaller
shares in proportion."""


@dataclass(frozen=True, slots=True)
class _Stated:
    """A figure of the evidence and the sentence it stands in."""

    figure: Figure
    sentence: str


def wrong_numbers(claim: str, source: Source) -> list[str]:
    """What is wrong with the claim's figures, one short text each; nothing where all agree with the source."""
    stated = [_Stated(figure, sentence) for sentence in source.sentences for figure in figures(sentence)]
    faults = [fault for figure in figures(claim) for fault in _faults(claim, figure, stated, source)]
    return faults + [f"{first.written} is not {second.written}" for first, second in _unequal(claim)]


def _unequal(claim: str) -> list[tuple[Figure, Figure]]:
    """Shares that a claim gives twice, differently: "two thirds (49%)"."""
    return [
        (first, second)
        for first, second in pairwise(figures(claim))
        if first.unit is second.unit is Unit.SHARE
        and claim[first.end : second.start].strip() == "("
        and abs(first.value - second.value) > (_SHARES_IN_WORDS[Bound.OVER][1] if first.bound else _ABOUT)
    ]


def _faults(claim: str, figure: Figure, stated: Sequence[_Stated], source: Source) -> Iterator[str]:
    same = [other for other in stated if _agrees(figure, other.figure)]
    if not same:
        if not _is_rounding(figure, stated):
            yield _absent(figure, stated)
        return
    best = max(same, key=lambda other: _fits(claim, figure, other))
    unlike = [other for other in stated if _is_same_of_another(figure, other.figure)]
    if any(_fits(claim, figure, other) > _fits(claim, figure, best) + _BETTER for other in unlike):
        yield _absent(figure, unlike)
        return
    rivals = [other for other in stated if other.sentence in source.rests_on and _is_rival(figure, other.figure)]
    if any(_fits_better(claim, figure, rival, best) for rival in rivals):
        yield f"number {figure.written} is said of something else"


def _fits_better(claim: str, figure: Figure, rival: _Stated, best: _Stated) -> bool:
    if rival.sentence == best.sentence:
        return _fits_around(claim, figure, rival) > _fits_around(claim, figure, best) + _BETTER
    if any(_agrees(other, rival.figure) for other in figures(claim)):
        return False
    return _fits(claim, figure, rival) > _fits(claim, figure, best) + _BETTER_ELSEWHERE


def _fits(claim: str, figure: Figure, other: _Stated) -> float:
    return _fits_around(claim, figure, other) + _SENTENCE * overlap(claim, other.sentence)


def _fits_around(claim: str, figure: Figure, other: _Stated) -> float:
    place = (other.figure.start, other.figure.end)
    return fit(claim, (figure.start, figure.end), other.sentence, place, figures_count=False)


def _is_same_of_another(figure: Figure, other: Figure) -> bool:
    """Whether a figure has the claim's value and unit, of another thing or as another bound."""
    return figure.unit is other.unit and _same_value(figure, other) and not _agrees(figure, other)


def _is_rival(figure: Figure, other: Figure) -> bool:
    """Whether another figure could have stood where the claim's does."""
    return (
        figure.unit is other.unit
        and figure.role is other.role
        and not _same_value(figure, other)
        and _same_thing(figure, other)
    )


def _agrees(figure: Figure, other: Figure) -> bool:
    """Value, unit, bound, what is counted and per what."""
    return (
        figure.unit is other.unit
        and _same_value(figure, other)
        and _same_bound(figure.bound, other.bound)
        and _same_thing(figure, other)
    )


def _same_thing(figure: Figure, other: Figure) -> bool:
    """What is counted or measured, per what, and which part of a ratio it is, as far as both say so."""
    return (
        (not figure.counted or not other.counted or bool(figure.counted & other.counted))
        and (None in (figure.measured, other.measured) or figure.measured == other.measured)
        and (None in (figure.period, other.period) or figure.period == other.period)
        and _same_role(figure, other)
    )


def _same_value(figure: Figure, other: Figure) -> bool:
    return abs(figure.value - other.value) <= max(figure.slack, other.slack, 1e-9 * abs(figure.value))


def _same_role(figure: Figure, other: Figure) -> bool:
    """Part of a whole, whole, or what a rate is per; one of something is per it however that is said."""
    roles = {figure.role, other.role}
    return not (roles == {Role.PART, Role.WHOLE} or (Role.PER in roles and len(roles) > 1 and figure.value != 1))


def _same_bound(claimed: Bound, stated: Bound) -> bool:
    """A claim may not be firmer than its source, nor turn a bound round; 'about' may come and go."""
    loose = (Bound.EXACT, Bound.ABOUT)
    if claimed is stated or (claimed in loose and stated in loose):
        return True
    return claimed in loose and stated in (Bound.OVER, Bound.UNDER)


def _is_rounding(figure: Figure, stated: Sequence[_Stated]) -> bool:
    exact = any(_same_value(figure, other.figure) and figure.unit is other.figure.unit for other in stated)
    return not exact and any(_rounds(figure, other.figure) for other in stated)


def _rounds(figure: Figure, other: Figure) -> bool:
    """Whether 'over', 'under' or 'about' a rounder figure is true of the source's."""
    if figure.unit is not other.unit or figure.bound not in _SHARES_IN_WORDS:
        return False
    if figure.slack:
        low, high = _SHARES_IN_WORDS[figure.bound]
        scale = min(1.0, figure.value / 50)
        return low * scale <= other.value - figure.value <= high * scale
    if figure.bound is Bound.OVER:
        return figure.value < other.value <= _ROUNDED * figure.value
    if figure.bound is Bound.UNDER:
        return figure.value / _ROUNDED <= other.value < figure.value
    return _is_rounded(figure.value, other.value)


def _is_rounded(rough: float, exact: float) -> bool:
    """Whether ``exact``, given to as many digits as ``rough`` has, is ``rough``."""
    digits = len(f"{rough:g}".replace(".", "").strip("0")) if rough < 1e6 else len(f"{rough / 1e6:g}".strip("0."))
    return float(f"{exact:.{max(digits, 2) - 1}e}") == float(f"{rough:.{max(digits, 2) - 1}e}")


def _absent(figure: Figure, stated: Sequence[_Stated]) -> str:
    same_value = [other.figure for other in stated if abs(other.figure.value - figure.value) < 1e-9]
    if not same_value:
        return f"number {figure.written} not in the source"
    if any(other.unit is figure.unit and not _same_bound(figure.bound, other.bound) for other in same_value):
        return f"number {figure.written} is no such bound in the source"
    return f"number {figure.written} has another unit in the source"
