"""Where the money goes: from all spend to what it acts on, and on to whose behaviour it means to change."""

from __future__ import annotations

import textwrap
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from knowledge.prevention_map.numbers import share
from knowledge.prevention_map.pictures.amounts import DIVIDED, Measured, largest_first, measured, parts
from knowledge.prevention_map.pictures.picture import (
    BLACK,
    BLUE,
    PALE,
    SMALL,
    Picture,
    above,
    finished,
    heading,
    new_figure,
)
from knowledge.prevention_map.rows import MapRow, PreventionMap, WhoseBehaviour

_MOST_DRIVERS = 12
_START, _MIDDLE, _END = 0.3, 3.1, 4.4
"""Where the bars of spend, drivers and behaviour stand, in inches."""
_BAR = 0.12
_HEIGHT = 4.0
"""Inches of all amounts together."""
_LINE = 0.19
_PARENTS = WhoseBehaviour.PARENTS.value.capitalize()
_NOBODY = "Nobody named"


@dataclass(frozen=True, slots=True)
class _Node:
    """A bar: what it stands for, its amount, where it begins, and the lines that say so."""

    name: str
    amount: float
    top: float
    size: float
    lines: Sequence[str]


def draw_flow(found: PreventionMap) -> Picture:
    """The drivers with the largest amounts, and all whose behaviour is meant to change; parents' stand out."""
    of = measured(found)
    flows = dict(_flows(of))
    drivers = _amounts(flows, 0)
    shown, called = largest_first(drivers, _MOST_DRIVERS, "other drivers")
    merged: dict[tuple[str, str], float] = defaultdict(float)
    for (driver, whose), amount in flows.items():
        merged[called(driver), whose] += amount
    people = sorted(_amounts(flows, 1), key=lambda name: (name != _PARENTS, -_amounts(flows, 1)[name]))
    parental = _amounts(flows, 1).get(_PARENTS, 0.0)
    title = f"From {'spend' if of.in_pounds else 'interventions'} to behaviour: {found.title}"
    below = f"{of.caption} {_share_of_parents(parental, of)} {DIVIDED}"
    left = _nodes(shown, _amounts(merged, 0), of, 26)
    right = _nodes(people, _amounts(merged, 1), of, 15)
    figure, axes = new_figure(above(title, below) + 0.5 + max(_bottom(left), _bottom(right)))
    at = heading(axes, title, below)
    for x, words in ((_START, "Spend" if of.in_pounds else "All"), (_MIDDLE, "Driver"), (_END, "Whose behaviour")):
        axes.text(x, at, words, fontsize=SMALL, weight="bold", va="top", ha="right" if x == _MIDDLE else "left")
    _draw(axes, at + 0.35, left, right, merged, of)
    return finished(figure, title, _alternative(title, below, shown, people, merged, of))


def _flows(of: Measured) -> Iterator[tuple[tuple[str, str], float]]:
    found: dict[tuple[str, str], float] = defaultdict(float)
    for row in of.rows:
        pairs = [(driver, whose) for driver in parts(row.driver, "Driver not stated") for whose in _people(row)]
        for pair in pairs:
            found[pair] += of.of(row) / len(pairs)
    yield from found.items()


def _people(row: MapRow) -> Sequence[str]:
    return parts((whose.value for whose in row.whose_behaviour if whose is not WhoseBehaviour.NONE), _NOBODY)


def _amounts(flows: Mapping[tuple[str, str], float], end: int) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for pair, amount in flows.items():
        found[pair[end]] += amount
    return found


def _share_of_parents(parental: float, of: Measured) -> str:
    whole = "of it" if of.in_pounds else "of them"
    words = f"{share(parental / of.total)} {whole} ({of.words(parental)})"
    return f"{words}, by equal parts, is meant to change what parents do."


def _nodes(names: Sequence[str], amounts: Mapping[str, float], of: Measured, width: int) -> list[_Node]:
    """Bars one below the other, each with room for its label."""
    total, top, nodes = sum(amounts.values()), 0.0, []
    for name in names:
        lines = [*textwrap.wrap(name, width), of.words(amounts[name])]
        size = amounts[name] / total * _HEIGHT
        nodes.append(_Node(name, amounts[name], top, size, lines))
        top += max(size, _LINE * len(lines)) + 0.12
    return nodes


def _bottom(nodes: Sequence[_Node]) -> float:
    last = nodes[-1]
    return last.top + max(last.size, _LINE * len(last.lines)) + 0.2


def _draw(
    axes: Axes,
    at: float,
    drivers: Sequence[_Node],
    people: Sequence[_Node],
    flows: Mapping[tuple[str, str], float],
    of: Measured,
) -> None:
    inches = _HEIGHT / of.total
    spent = (max(_bottom(drivers), _bottom(people)) - _HEIGHT) / 2
    arrived = {node.name: node.top for node in people}
    axes.add_patch(Rectangle((_START, at + spent), _BAR, _HEIGHT, facecolor=BLACK))
    for driver in drivers:
        _band(axes, _START + _BAR, at + spent, _MIDDLE, at + driver.top, driver.size, PALE)
        spent += driver.size
        left = driver.top
        for whose in people:
            size = flows.get((driver.name, whose.name), 0.0) * inches
            if size:
                colour = BLUE if whose.name == _PARENTS else "#BDBDBD"
                _band(axes, _MIDDLE + _BAR, at + left, _END, at + arrived[whose.name], size, colour)
                left += size
                arrived[whose.name] += size
    for x, nodes in ((_MIDDLE, drivers), (_END, people)):
        for node in nodes:
            axes.add_patch(Rectangle((x, at + node.top), _BAR, node.size, facecolor=BLACK))
            _label(axes, x, at + node.top, node)


def _label(axes: Axes, x: float, at: float, node: _Node) -> None:
    before = x == _MIDDLE
    for number, line in enumerate(node.lines):
        axes.text(
            x - 0.08 if before else x + _BAR + 0.08,
            at + number * _LINE,
            line,
            fontsize=SMALL,
            va="top",
            ha="right" if before else "left",
            weight="bold" if node.name == _PARENTS else "normal",
        )


def _band(axes: Axes, x: float, y: float, to_x: float, to_y: float, size: float, colour: str) -> None:
    """A ribbon of even height from one bar to the next."""
    half = (x + to_x) / 2
    corners = [
        (x, y),
        (half, y),
        (half, to_y),
        (to_x, to_y),
        (to_x, to_y + size),
        (half, to_y + size),
        (half, y + size),
        (x, y + size),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3]
    axes.add_patch(
        PathPatch(Path([*corners, (x, y)], [*codes, Path.CLOSEPOLY]), facecolor=colour, edgecolor="none", alpha=0.75)
    )


def _alternative(
    title: str,
    below: str,
    drivers: Sequence[str],
    people: Sequence[str],
    flows: Mapping[tuple[str, str], float],
    of: Measured,
) -> str:
    lines = []
    for driver in drivers:
        told = {whose: flows.get((driver, whose), 0.0) for whose in people}
        each = ", ".join(f"{whose.lower()} {of.words(amount)}" for whose, amount in told.items() if amount)
        lines.append(f"{driver}: {of.words(sum(told.values()))} ({each}).")
    return f"{title}. {below} {' '.join(lines)}"
