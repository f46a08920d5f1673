"""Whether two figures say the same: value, unit, bound, what is counted and per what."""

from __future__ import annotations

from bot.answering.checking.figures import Bound, Figure, Role

_ROUNDED = 1.1
"""'More than 650,000' may round 650,930; nothing further off."""
_ABOUT = 5.0
"""Percentage points between a share in words and the same in figures."""
_SHARES_IN_WORDS = {Bound.OVER: (0.0, 20.0), Bound.UNDER: (-12.0, 0.0), Bound.ABOUT: (-_ABOUT, _ABOUT)}
"""How far, in percentage points, the figure of the source may lie from 'more than half', 'under', 'nearly'; for smaller
shares in proportion."""


def could_replace(figure: Figure, other: Figure) -> bool:
    """Whether another figure could have stood where the claim's does."""
    return (
        figure.unit is other.unit
        and figure.role is other.role
        and not same_value(figure, other)
        and _same_thing(figure, other)
    )


def agrees(figure: Figure, other: Figure) -> bool:
    """Value, unit, bound, what is counted and per what."""
    return (
        figure.unit is other.unit
        and same_value(figure, other)
        and same_bound(figure.bound, other.bound)
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


def same_value(figure: Figure, other: Figure) -> bool:
    """Whether the values are one, within the slack of fractions in words; units are not looked at."""
    return abs(figure.value - other.value) <= max(figure.slack, other.slack, 1e-9 * abs(figure.value))


def _same_role(figure: Figure, other: Figure) -> bool:
    """Part of a whole, whole, or what a rate is per; one of something is per it however that is said."""
    roles = {figure.role, other.role}
    return not (roles == {Role.PART, Role.WHOLE} or (Role.PER in roles and len(roles) > 1 and figure.value != 1))


def same_bound(claimed: Bound, stated: Bound) -> bool:
    """A claim may not be firmer than its source, nor turn a bound round; 'about' may come and go."""
    loose = (Bound.EXACT, Bound.ABOUT)
    if claimed is stated or (claimed in loose and stated in loose):
        return True
    return claimed in loose and stated in (Bound.OVER, Bound.UNDER)


def rounds(figure: Figure, other: Figure) -> bool:
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


def same_share(first: Figure, second: Figure) -> bool:
    """Whether two shares given for one thing can both be true: "two thirds (67%)", "more than half (58%)"."""
    return abs(first.value - second.value) <= (_SHARES_IN_WORDS[Bound.OVER][1] if first.bound else _ABOUT)
