"""Needs by tier: a bubble for what is spent on, or how many interventions there are for, each need in each tier."""

from __future__ import annotations

import math
import textwrap
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Circle

from knowledge.prevention_map.pictures.amounts import DIVIDED, Measured, largest_first, measured, parts
from knowledge.prevention_map.pictures.picture import (
    BLACK,
    BLUE,
    GREY,
    PALE,
    SKY,
    SMALL,
    VERMILION,
    WIDTH,
    YELLOW,
    Picture,
    above,
    finished,
    heading,
    new_figure,
)
from knowledge.prevention_map.rows import EvidenceDirection, MapRow, PreventionMap, Tier

_MOST_NEEDS = 24
_MOST_COUNTED = 70
"""Where interventions are only counted, no need is larger than the others: all are shown, in lower rows."""
_FIRST_COLUMN, _RIGHT = 2.35, WIDTH - 0.4
_GAP = 0.05
_LARGEST = 0.3
"""Inches of radius."""
_FOR_A_SYMBOL, _SYMBOL = 0.11, 0.14
_LINE = 0.19
_OTHERS = "other needs"
_NOT_STATED = "not stated"

_MARKS: Mapping[EvidenceDirection, tuple[str, str, str]] = {
    EvidenceDirection.POSITIVE: (BLUE, "white", "+"),
    EvidenceDirection.PROMISING: (SKY, BLACK, "p"),
    EvidenceDirection.MIXED: (YELLOW, BLACK, "±"),
    EvidenceDirection.NULL: (VERMILION, BLACK, "0"),
    EvidenceDirection.UNKNOWN: ("white", BLACK, "?"),
}
"""Fill, colour of the symbol, and the symbol that says the same in grey."""
_LEGEND = {
    EvidenceDirection.POSITIVE: "positive",
    EvidenceDirection.PROMISING: "promising",
    EvidenceDirection.MIXED: "mixed or in conflict",
    EvidenceDirection.NULL: "no effect found",
    EvidenceDirection.UNKNOWN: "not known",
}

Cells = Mapping[tuple[str, str], Mapping[EvidenceDirection, float]]
"""The amount of each evidence in each need and tier."""


def draw_needs(found: PreventionMap) -> Picture:
    """The needs with the largest amounts, the tiers that occur, and what evidence the amounts rest on."""
    of = measured(found)
    amounts: dict[str, float] = defaultdict(float)
    for row in of.rows:
        for need in _needs(row):
            amounts[need] += of.of(row) / len(_needs(row))
    needs, called = largest_first(amounts, _MOST_NEEDS if of.in_pounds else _MOST_COUNTED, _OTHERS)
    cells = _cells(of, called)
    tiers = [tier for tier in [*(tier.value for tier in Tier), _NOT_STATED] if any(tier == cell[1] for cell in cells)]
    labels = {need: _label(need, of, sum(_total(cells, need, tier) for tier in tiers)) for need in needs}
    across = (_RIGHT - _FIRST_COLUMN) / max(1, len(tiers))
    scale = _scale(cells, across)
    title = f"Needs by tier: {found.title}"
    below = f"{of.caption} {DIVIDED}"
    heights = {need: _height(need, labels[need], tiers, cells, scale) for need in needs}
    figure, axes = new_figure(above(title, below) + 0.75 + sum(heights.values()) + 1.4)
    at = heading(axes, title, below)
    _tier_names(axes, at, tiers, across)
    at += 0.75
    for need in needs:
        _row(axes, at, heights[need], labels[need])
        for column, tier in enumerate(tiers):
            middle = _FIRST_COLUMN + (column + 0.5) * across
            _bubbles(axes, middle, at + heights[need] / 2, cells.get((need, tier), {}), scale)
        at += heights[need]
    _legend(axes, at + 0.2, of, scale)
    return finished(figure, title, _alternative(title, of, needs, tiers, cells))


def evidence_of(row: MapRow) -> EvidenceDirection:
    """The direction as the picture tells it: conflicting findings are mixed, and a blank is not known."""
    direction = row.evidence_direction or EvidenceDirection.UNKNOWN
    return EvidenceDirection.MIXED if direction is EvidenceDirection.CONFLICTING else direction


def _needs(row: MapRow) -> Sequence[str]:
    return parts(row.need, "Need not stated")


def _tiers(row: MapRow) -> Sequence[str]:
    return [tier.value for tier in row.tier] or [_NOT_STATED]


def _cells(of: Measured, called: Callable[[str], str]) -> Cells:
    cells: dict[tuple[str, str], dict[EvidenceDirection, float]] = defaultdict(lambda: defaultdict(float))
    for row in of.rows:
        places = [(called(need), tier) for need in _needs(row) for tier in _tiers(row)]
        for place in places:
            cells[place][evidence_of(row)] += of.of(row) / len(places)
    return cells


def _total(cells: Cells, need: str, tier: str) -> float:
    return sum(cells.get((need, tier), {}).values())


def _scale(cells: Cells, across: float) -> float:
    """Inches of radius for the root of an amount, so that the fullest cell has room and no bubble is too large."""
    largest = max(math.sqrt(amount) for cell in cells.values() for amount in cell.values())
    widest = max(
        2 * sum(math.sqrt(amount) for amount in cell.values()) / (across - _GAP * (len(cell) + 1))
        for cell in cells.values()
    )
    return min(_LARGEST / largest, 1 / widest)


def _height(need: str, label: Sequence[str], tiers: Sequence[str], cells: Cells, scale: float) -> float:
    radius = max(scale * math.sqrt(amount) for tier in tiers for amount in [0.0, *cells.get((need, tier), {}).values()])
    return max(2 * radius + 0.12, _LINE * len(label) + 0.12)


def _tier_names(axes: Axes, at: float, tiers: Sequence[str], across: float) -> None:
    for column, tier in enumerate(tiers):
        middle = _FIRST_COLUMN + (column + 0.5) * across
        axes.text(
            middle,
            at + 0.7,
            tier,
            fontsize=SMALL,
            weight="bold",
            ha="left",
            va="bottom",
            rotation=35,
            rotation_mode="anchor",
        )


def _label(need: str, of: Measured, amount: float) -> list[str]:
    """The need, and what is spent on it or how many interventions there are if not one."""
    lines = textwrap.wrap(need, 26)
    return lines if amount == 1 and not of.in_pounds else [*lines, of.words(amount)]


def _row(axes: Axes, at: float, height: float, label: Sequence[str]) -> None:
    axes.plot([0.2, _RIGHT], [at, at], color=PALE, linewidth=1)
    top = at + height / 2 - _LINE * len(label) / 2
    for number, line in enumerate(label):
        axes.text(0.2, top + number * _LINE, line, fontsize=SMALL, va="top")


def _bubbles(axes: Axes, middle: float, height: float, cell: Mapping[EvidenceDirection, float], scale: float) -> None:
    radii = {evidence: scale * math.sqrt(cell[evidence]) for evidence in _MARKS if cell.get(evidence)}
    at = middle - sum(map(_width, radii.values())) / 2
    for evidence, radius in radii.items():
        _bubble(axes, at + radius, height, radius, evidence)
        at += _width(radius)


def _width(radius: float) -> float:
    """The room a bubble takes, with its symbol beside it where that does not go inside."""
    return 2 * radius + _GAP + (0 if radius >= _FOR_A_SYMBOL else _SYMBOL)


def _bubble(axes: Axes, x: float, y: float, radius: float, evidence: EvidenceDirection) -> None:
    fill, colour, symbol = _MARKS[evidence]
    axes.add_patch(Circle((x, y), radius, facecolor=fill, edgecolor=BLACK, linewidth=0.8))
    inside = radius >= _FOR_A_SYMBOL
    at, colour = (x, colour) if inside else (x + radius + _SYMBOL / 2, BLACK)
    axes.text(at, y, symbol, fontsize=SMALL, weight="bold", color=colour, ha="center", va="center_baseline")


def _legend(axes: Axes, at: float, of: Measured, scale: float) -> None:
    axes.text(0.2, at, "Evidence, for the United Kingdom first", fontsize=SMALL, weight="bold", va="top")
    places = [(0.35, 0.4), (0.35, 0.7), (2.35, 0.4), (2.35, 0.7), (4.55, 0.4)]
    for (x, down), (evidence, words) in zip(places, _LEGEND.items(), strict=True):
        _bubble(axes, x, at + down, 0.12, evidence)
        axes.text(x + 0.2, at + down, words, fontsize=SMALL, va="center")
    axes.text(
        0.2,
        at + 0.95,
        f"The area of a bubble is its {'spend' if of.in_pounds else 'number'}.",
        fontsize=SMALL,
        color=GREY,
        va="top",
    )


def _alternative(title: str, of: Measured, needs: Sequence[str], tiers: Sequence[str], cells: Cells) -> str:
    lines = []
    for need in needs:
        told = [
            f"{tier} {of.words(amount)} ({_LEGEND[evidence]})"
            for tier in tiers
            for evidence, amount in cells.get((need, tier), {}).items()
        ]
        lines.append(f"{need}: {', '.join(told)}.")
    return f"{title}. {of.caption} {' '.join(lines)}"
