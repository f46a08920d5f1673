"""The review of a map at a glance: each check with its verdict, what is behind it, and its heaviest findings."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.patches import Circle, Rectangle

from knowledge.prevention_map.numbers import pounds
from knowledge.prevention_map.pictures.picture import (
    BLACK,
    GREEN,
    GREY,
    NORMAL,
    PALE,
    SMALL,
    VERMILION,
    WIDTH,
    Picture,
    above,
    finished,
    heading,
    new_figure,
)
from knowledge.prevention_map.query import total_spend
from knowledge.prevention_map.review import Finding, Review, Score, Verdict

_SHOWN = 2
"""Findings of each check that are written out."""
_TEXT, _LINE, _GAP = 0.75, 0.2, 0.28
_LINE_WIDTH = 56
_MARK = 0.17

_SAID: Mapping[Verdict, str] = {
    Verdict.FOUND: "found",
    Verdict.CLEAR: "nothing found",
    Verdict.NOT_STATED: "the map does not state enough",
}


@dataclass(frozen=True, slots=True)
class _Part:
    """One check as it is written: its title, what is behind it, and lines of findings."""

    score: Score
    summary: str
    lines: Sequence[str]

    @property
    def height(self) -> float:
        return 0.28 + 0.24 + _LINE * len(self.lines) + _GAP


def draw_scorecard(review: Review) -> Picture:
    """One part for each check, in the order of the review."""
    parts = [_Part(score, _summary(score), _lines(score)) for score in review.scores]
    title = f"Scorecard: {review.title}"
    found = sum(score.verdict is Verdict.FOUND for score in review.scores)
    reviewed = f"{review.rows:,} interventions, reviewed on {review.day:%-d %B %Y}"
    below = f"{reviewed}. {found} of {len(parts)} checks found something."
    figure, axes = new_figure(above(title, below) + sum(part.height for part in parts) + 0.1)
    at = heading(axes, title, below)
    for part in parts:
        _draw(axes, at, part)
        at += part.height
    return finished(figure, title, _alternative(title, below, parts))


def _heaviest(score: Score) -> list[Finding]:
    return sorted(score.findings, key=lambda finding: (-finding.spend, -len(finding.rows)))


def _summary(score: Score) -> str:
    if score.verdict is not Verdict.FOUND:
        return _SAID[score.verdict].capitalize()
    spend = total_spend(score.rows)
    counts = [_count(len(score.findings), "finding"), _count(len(score.rows), "row")]
    return ", ".join([*counts, *([f"{pounds(float(spend))} a year"] if spend else [])])


def _lines(score: Score) -> list[str]:
    shown = [finding.text for finding in (_heaviest(score) or score.measures)[:_SHOWN]]
    more = len(score.findings) - _SHOWN
    written = [
        line
        for text in shown
        for line in textwrap.wrap(text, _LINE_WIDTH, initial_indent="• ", subsequent_indent="   ")
    ]
    return [*written, *([f"… and {more} more"] if more > 0 else [])]


def _draw(axes: Axes, at: float, part: _Part) -> None:
    axes.plot([0.2, WIDTH - 0.2], [at, at], color=PALE, linewidth=1)
    top = at + 0.14
    _mark(axes, 0.42, top + _MARK, part.score.verdict)
    axes.text(_TEXT, top, part.score.title, fontsize=NORMAL, weight="bold", va="top")
    axes.text(_TEXT, top + 0.26, part.summary, fontsize=SMALL, color=GREY, va="top")
    for number, line in enumerate(part.lines):
        axes.text(_TEXT, top + 0.5 + number * _LINE, line, fontsize=SMALL, va="top")


def _mark(axes: Axes, x: float, y: float, verdict: Verdict) -> None:
    """A square with an exclamation mark, a disc with a tick, or an empty ring: told apart without colour."""
    if verdict is Verdict.FOUND:
        axes.add_patch(Rectangle((x - _MARK, y - _MARK), 2 * _MARK, 2 * _MARK, facecolor=VERMILION, edgecolor=BLACK))
        axes.text(x, y, "!", fontsize=NORMAL + 3, weight="bold", ha="center", va="center_baseline")
    elif verdict is Verdict.CLEAR:
        axes.add_patch(Circle((x, y), _MARK, facecolor=GREEN, edgecolor=BLACK))
        axes.plot([x - 0.08, x - 0.02, x + 0.09], [y, y + 0.07, y - 0.08], color="white", linewidth=3)
    else:
        axes.add_patch(Circle((x, y), _MARK, facecolor="white", edgecolor=GREY, linestyle="--"))
        axes.plot([x - 0.07, x + 0.07], [y, y], color=GREY, linewidth=2)


def _alternative(title: str, below: str, parts: Sequence[_Part]) -> str:
    said = [
        f"{part.score.title} {_SAID[part.score.verdict].capitalize()}{_behind(part)}. {_first(part.score)}".strip()
        for part in parts
    ]
    return f"{title}. {below} {' '.join(said)}"


def _behind(part: _Part) -> str:
    return f": {part.summary}" if part.score.verdict is Verdict.FOUND else ""


def _first(score: Score) -> str:
    return _heaviest(score)[0].text if score.findings else ""


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
