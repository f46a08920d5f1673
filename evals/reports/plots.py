"""Plots as SVG, to stand inside a page. The home of matplotlib in reports."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np

from evals.statistics.abstention_curve import CurvePoint
from evals.statistics.calibration import Bin
from evals.statistics.intervals import Estimate

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_INK, _ACCENT, _QUIET, _LINE, _NOW = "#1d2b36", "#0b6e6e", "#7a8791", "#e3e8eb", "#b3261e"
_WIDTH = 6.4
"""Inches; a page scales it."""
_SETTINGS: dict[Any, Any] = {
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.size": 10,
    "text.parse_math": False,  # A tag may hold a dollar sign.
    "text.color": _INK,
    "axes.labelcolor": _INK,
    "axes.edgecolor": _QUIET,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": _INK,
    "ytick.color": _INK,
    "grid.color": _LINE,
}


def interval_plot(rows: Sequence[tuple[str, Estimate]], title: str) -> str:
    """Shares with their intervals, one row each, on a scale from 0 to 100 %."""

    def draw(axes: Axes) -> None:
        for place, (_, estimate) in enumerate(reversed(rows)):
            axes.plot([estimate.low * 100, estimate.high * 100], [place, place], color=_ACCENT, linewidth=2)
            axes.plot([estimate.mean * 100], [place], "o", color=_ACCENT, markersize=6)
        axes.set_yticks(range(len(rows)), [name for name, _ in reversed(rows)])
        axes.set_ylim(-0.7, len(rows) - 0.3)
        axes.set_xlim(-2, 102)
        axes.set_xlabel("%, with 95% interval")
        axes.grid(axis="x")

    return _svg(title, 0.8 + 0.3 * len(rows), draw)


def abstention_plot(curve: Sequence[CurvePoint], now: tuple[float, float] | None, title: str) -> str:
    """Uncovered questions declined against covered ones at every threshold; ``now`` is where the bot stands."""

    def draw(axes: Axes) -> None:
        refused = [point.over_refusal * 100 for point in curve]
        declined = [point.abstention_recall * 100 for point in curve]
        axes.step(refused, declined, where="post", color=_ACCENT, linewidth=2)
        axes.plot([0, 100], [0, 100], color=_QUIET, linewidth=1, linestyle=":")
        if now is not None:
            at = (now[0] * 100, now[1] * 100)
            axes.plot(*at, "o", color=_NOW, markersize=8)
            axes.annotate("now", at, xytext=(8, -14), textcoords="offset points", color=_NOW)
        axes.set_xlabel("covered questions declined, %")
        axes.set_ylabel("uncovered questions declined, %")
        axes.set_xlim(-2, 102)
        axes.set_ylim(-2, 102)
        axes.grid()

    return _svg(title, 3.6, draw)


def calibration_plot(bins: Sequence[Bin], title: str) -> str:
    """What was predicted against what turned out; on the dotted line a probability means what it says."""

    def draw(axes: Axes) -> None:
        axes.plot([0, 100], [0, 100], color=_QUIET, linewidth=1, linestyle=":")
        axes.plot(
            [found.predicted * 100 for found in bins],
            [found.observed * 100 for found in bins],
            "o-",
            color=_ACCENT,
            linewidth=2,
            markersize=6,
        )
        axes.set_xlabel("confidence that the library answers, %")
        axes.set_ylabel("questions it does answer, %")
        axes.set_xlim(-2, 102)
        axes.set_ylim(-2, 102)
        axes.grid()

    return _svg(title, 3.6, draw)


def roc_plot(curves: Sequence[tuple[str, Sequence[tuple[float, float]]]], title: str) -> str:
    """Shares of right cases taken against shares of wrong ones, a line for each named curve, the first one ours."""

    def draw(axes: Axes) -> None:
        for (name, points), style, color in zip(curves, ("-", "--", ":"), (_ACCENT, _INK, _QUIET), strict=False):
            wrong, right = (np.asarray(side) * 100 for side in zip(*points, strict=True))
            axes.plot(wrong, right, style, color=color, linewidth=2, label=name)
        axes.plot([0, 100], [0, 100], color=_LINE, linewidth=1)
        axes.set_xlabel("unsupported claims passed, %")
        axes.set_ylabel("supported claims passed, %")
        axes.set_xlim(-2, 102)
        axes.set_ylim(-2, 102)
        axes.legend(frameon=False, loc="lower right")
        axes.grid()

    return _svg(title, 4.4, draw)


def scores_plot(groups: Sequence[tuple[str, Sequence[float]]], title: str) -> str:
    """How scores between 0 and 1 are spread within each named group, as shares of the group, the first one ours."""

    def draw(axes: Axes) -> None:
        edges = np.linspace(0, 1, 21)
        for (name, scores), color in zip(groups, (_ACCENT, _NOW), strict=False):
            shares = np.histogram(np.asarray(scores), edges)[0] / max(1, len(scores)) * 100
            axes.stairs(shares, edges, fill=True, color=color, alpha=0.45, label=f"{name} ({len(scores)})")
        axes.set_xlabel("score")
        axes.set_ylabel("claims of the group, %")
        axes.set_xlim(0, 1)
        axes.legend(frameon=False)
        axes.grid(axis="y")

    return _svg(title, 3.6, draw)


def latency_plot(milliseconds: Sequence[float], title: str) -> str:
    """The share of questions done within a time, with the median and the 95th percentile."""

    def draw(axes: Axes) -> None:
        times = np.sort(np.asarray(milliseconds, dtype=float))
        axes.step(times, np.arange(1, len(times) + 1) / len(times) * 100, where="post", color=_ACCENT, linewidth=2)
        for percentile, height in ((50, 12), (95, 30)):
            at = float(np.percentile(times, percentile))
            axes.axvline(at, color=_QUIET, linewidth=1, linestyle="--")
            axes.annotate(f"p{percentile}: {at:,.0f} ms", (at, height), xytext=(4, 0), textcoords="offset points")
        axes.set_xlabel("milliseconds")
        axes.set_ylabel("done, %")
        axes.set_ylim(0, 102)
        axes.set_xlim(left=0)
        axes.grid()

    return _svg(title, 3.6, draw)


def _svg(title: str, height: float, draw: Callable[[Axes], None]) -> str:
    """A plot as an element named for those who cannot see it. The same values always give the same text."""
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    written = io.StringIO()
    with rc_context({**_SETTINGS, "svg.hashsalt": title}):
        figure = Figure(figsize=(_WIDTH, height), layout="constrained")
        draw(figure.add_subplot())
        figure.savefig(written, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    element = written.getvalue()
    element = element[element.index("<svg") :]
    return element.replace("<svg", f'<svg role="img" aria-label="{escape(title, quote=True)}"', 1)
