"""The reading order of a PDF page: full-width lines from the top down, columns one after the other between them.

Method: a recursive cut as in Nagy and Seth, "Hierarchical Representation of Optically Scanned Documents", 1984, where a
gutter is a place that few lines cross and that has text of line length on both sides.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median

from knowledge.indexing.loaders.pdf_lines import Segment
from knowledge.indexing.loaders.pdf_tables import Table

Placed = Segment | Table

_SHORTEST_COLUMN = 3
"""Lines on each side of a gutter."""
_SHORTEST_LINE = 18
"""Characters of a usual line of text in a column. Shorter cells stand in a table without rules, read across."""
_DEEPEST = 4
"""Cuts inside cuts: more columns than a page has."""


def in_reading_order(placed: Sequence[Placed], depth: int = 0) -> list[list[Placed]]:
    """Runs of lines and tables in the order they are read; what follows in one run stands below the one before."""
    ordered = sorted(placed, key=lambda item: (item.top, item.left))
    gutter = _gutter(ordered) if depth < _DEEPEST else None
    if gutter is None:
        return [_across(ordered)] if ordered else []
    runs: list[list[Placed]] = []
    for crossing, band in _bands(ordered, gutter):
        left = [item for item in band if item.right <= gutter]
        right = [item for item in band if item.right > gutter]
        if crossing or not left or not right:
            runs.append(_across(band))
        else:
            runs += in_reading_order(left, depth + 1) + in_reading_order(right, depth + 1)
    return runs


def _gutter(placed: Sequence[Placed]) -> float | None:
    """Where the page divides into columns: the place crossed by the fewest lines, None where there is none."""
    found: list[tuple[int, float, float]] = []
    for place in {round(item.right) + 1.5 for item in placed}:
        left = [item for item in placed if item.right <= place]
        right = [item for item in placed if item.left >= place]
        crossing = len(placed) - len(left) - len(right)
        if crossing < min(len(left), len(right)) and _is_column(left) and _is_column(right) and _beside(left, right):
            found.append((crossing, -(min(item.left for item in right) - place), place))
    return min(found)[2] if found else None


def _is_column(items: Sequence[Placed]) -> bool:
    """Whether these are lines of running text, as in a column, or hold a table."""
    lines = [item.text for item in items if isinstance(item, Segment)]
    if len(lines) < _SHORTEST_COLUMN:
        return any(isinstance(item, Table) for item in items) and len(items) >= _SHORTEST_COLUMN
    wordy = sum(character.isalpha() or character.isspace() for line in lines for character in line)
    return median(map(len, lines)) >= _SHORTEST_LINE and wordy >= sum(map(len, lines)) * 0.6


def _beside(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    """Whether the two stand side by side for three lines or more, not one below the other."""
    top = max(min(item.top for item in left), min(item.top for item in right))
    bottom = min(max(item.bottom for item in left), max(item.bottom for item in right))
    height = median(item.bottom - item.top for item in [*left, *right])
    return bottom - top >= height * 2.5


def _bands(placed: Sequence[Placed], gutter: float) -> Iterator[tuple[bool, list[Placed]]]:
    """From the top down: items that cross the gutter, and what stands in columns between them."""
    band: list[Placed] = []
    crossed = False
    for item in placed:
        crosses = item.left < gutter < item.right
        if band and crosses != crossed:
            yield crossed, band
            band = []
        crossed = crosses
        band.append(item)
    if band:
        yield crossed, band


def _across(placed: Sequence[Placed]) -> list[Placed]:
    """Line by line across the width; parts of one line become one again."""
    lines: list[Placed] = []
    for item in sorted(placed, key=lambda item: (item.bottom, item.left)):
        above = lines[-1] if lines else None
        if isinstance(item, Segment) and isinstance(above, Segment) and _on_one_line(above, item):
            lines[-1] = _joined(above, item)
        else:
            lines.append(item)
    return sorted(lines, key=lambda item: item.top)


def _on_one_line(first: Segment, second: Segment) -> bool:
    return abs(first.bottom - second.bottom) <= min(first.size, second.size) * 0.4


def _joined(first: Segment, second: Segment) -> Segment:
    left, right = (first, second) if first.left <= second.left else (second, first)
    return Segment(
        f"{left.text} {right.text}",
        left.left,
        min(left.top, right.top),
        max(left.right, right.right),
        max(left.bottom, right.bottom),
        max(left.size, right.size),
        left.bold and right.bold,
        left.link or right.link,
    )
