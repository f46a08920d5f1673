"""What matters most to an estimate: each assumption alone from its low to its high case."""

from __future__ import annotations

import textwrap
from collections.abc import Callable

from matplotlib.axes import Axes

from knowledge.prevention_map.assumptions import Case, load_assumptions
from knowledge.prevention_map.estimate import Estimate, Measure, Swing, sensitivity
from knowledge.prevention_map.estimate_words import value_in_words
from knowledge.prevention_map.numbers import pounds
from knowledge.prevention_map.pictures.picture import (
    BLACK,
    BLUE,
    NORMAL,
    ORANGE,
    SMALL,
    Picture,
    above,
    finished,
    heading,
    new_figure,
)

_WHAT = {Measure.COST_AVOIDED: "Cost avoided", Measure.CASH: "Cashable saving less cost of the help"}
Across = Callable[[float], float]
"""How far to the right an amount stands, in inches."""

_NO_RANGE = "No assumption has a range, so none makes a difference."
_SHOWN = 7
"""Assumptions in each part of the picture."""
_ROW, _BAR = 0.78, 0.26
"""Inches."""
_LEFT, _RIGHT = 0.95, 5.05
"""Where the smallest and the largest value stand: beside them is room for their labels."""


def draw_tornado(estimate: Estimate) -> Picture:
    """One part for the cost avoided and one for cash, each where an assumption makes a difference to it."""
    parts = {measure: sensitivity(estimate, measure)[:_SHOWN] for measure in Measure}
    shown = {measure: swings for measure, swings in parts.items() if swings}
    period = f"over {estimate.inputs.years} years" if estimate.inputs.years > 1 else "in one year"
    title = f"What matters most to the estimate {period}"
    below = "Each assumption alone, the others at the central case. Hatched: its low case. Solid: its high case."
    figure, axes = new_figure(above(title, below) + 0.3 + sum(0.55 + _ROW * len(swings) for swings in shown.values()))
    at = heading(axes, title, below)
    for measure, swings in shown.items():
        at = _part(axes, at, measure, swings, estimate)
    if not shown:
        axes.text(0.2, at, _NO_RANGE, fontsize=SMALL, va="top")
    return finished(figure, title, _alternative(title, shown, estimate))


def _part(axes: Axes, at: float, measure: Measure, swings: tuple[Swing, ...], estimate: Estimate) -> float:
    central = estimate.results[Case.CENTRAL].total(measure)
    values = [central, *(value for swing in swings for value in (swing.low, swing.high))]
    least, most = min(values), max(values)

    def across(value: float) -> float:
        return _LEFT + (value - least) / (most - least) * (_RIGHT - _LEFT)

    axes.text(0.2, at, f"{_WHAT[measure]}: {pounds(central)}", fontsize=NORMAL, weight="bold", va="top")
    at += 0.38
    for swing in swings:
        _bar(axes, at, swing, estimate, across, central)
        at += _ROW
    return at + 0.17


def _bar(axes: Axes, at: float, swing: Swing, estimate: Estimate, across: Across, central: float) -> None:
    assumption, cases = load_assumptions()[swing.name], estimate.ranges[swing.name]
    low, high = (value_in_words(assumption.unit, value) for value in (cases.low, cases.high))
    label = textwrap.shorten(assumption.label, 52, placeholder="…")
    axes.text(0.2, at, f"{label}: {low} to {high}", fontsize=SMALL, va="top")
    for value, colour, hatch in ((swing.low, ORANGE, "////"), (swing.high, BLUE, None)):
        start, end = sorted((across(central), across(value)))
        axes.barh(at + 0.38, end - start, _BAR, start, color=colour, hatch=hatch, edgecolor=BLACK, linewidth=0.6)
    axes.plot([across(central)] * 2, [at + 0.2, at + 0.56], color=BLACK, linewidth=2, zorder=3)
    for value, side in ((min(swing.low, swing.high), "right"), (max(swing.low, swing.high), "left")):
        gap = -0.06 if side == "right" else 0.06
        axes.text(across(value) + gap, at + 0.38, pounds(value), fontsize=SMALL, ha=side, va="center")


def _alternative(title: str, shown: dict[Measure, tuple[Swing, ...]], estimate: Estimate) -> str:
    known = load_assumptions()
    parts = [f"{title}.", *([] if shown else [_NO_RANGE])]
    for measure, swings in shown.items():
        total = pounds(estimate.results[Case.CENTRAL].total(measure))
        moved = [f"{known[swing.name].label}: {pounds(swing.low)} to {pounds(swing.high)}" for swing in swings]
        parts.append(f"{_WHAT[measure]}, {total} in the central case. {'; '.join(moved)}.")
    return " ".join(parts)
