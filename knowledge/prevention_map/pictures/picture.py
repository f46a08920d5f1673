"""A picture as a value, and what all pictures share: size, type and colours.

Pictures are 1,080 pixels wide and their smallest type is 11 points, about 10 pixels on a phone 390 pixels wide. The
colours are Okabe and Ito's (jfly.uni-koeln.de/color), told apart by people who do not see all colours; position,
shape, hatching or a label says the same, so that nothing is lost in grey.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from io import BytesIO

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#6B6B6B", "#E4E4E4"

SMALL, NORMAL, TITLE = 11, 12, 15
"""Sizes of type, in points."""
WIDTH = 6.0
"""Inches."""
_DPI = 180
_TITLE_WIDTH, _LINE_WIDTH = 40, 60
"""Characters."""
_TITLE_LINE, _LINE = 0.29, 0.22
"""Inches."""
_LONGEST = 2000
"""Characters of alternative text that Slack takes."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in two formats, and what it shows in words for whoever does not see it."""

    title: str
    png: bytes
    svg: bytes
    alternative: str


def new_figure(height: float) -> tuple[Figure, Axes]:
    """An empty figure of this height in inches whose only axes fill it and are measured in inches from the top left."""
    figure = Figure(figsize=(WIDTH, height), dpi=_DPI, facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(height, 0)
    axes.set_axis_off()
    return figure, axes


def above(title: str, below: str) -> float:
    """How much room a heading takes, in inches."""
    return 0.4 + _TITLE_LINE * len(textwrap.wrap(title, _TITLE_WIDTH)) + _LINE * len(textwrap.wrap(below, _LINE_WIDTH))


def heading(axes: Axes, title: str, below: str) -> float:
    """Writes a title and what to know of the picture below it; where the rest may begin."""
    at = 0.25
    for line in textwrap.wrap(title, _TITLE_WIDTH):
        axes.text(0.2, at, line, fontsize=TITLE, weight="bold", va="top")
        at += _TITLE_LINE
    for line in textwrap.wrap(below, _LINE_WIDTH):
        axes.text(0.2, at + 0.03, line, fontsize=SMALL, color=GREY, va="top")
        at += _LINE
    return above(title, below)


def finished(figure: Figure, title: str, alternative: str) -> Picture:
    """The figure as PNG and SVG, the same bytes for the same figure."""
    alternative = alternative if len(alternative) <= _LONGEST else alternative[: _LONGEST - 1].rstrip() + "…"
    with rc_context({"svg.hashsalt": "insights", "svg.fonttype": "path"}):
        png, svg = BytesIO(), BytesIO()
        FigureCanvasAgg(figure)
        figure.savefig(png, format="png", metadata={"Title": title, "Description": alternative, "Software": None})
        figure.savefig(svg, format="svg", metadata={"Title": title, "Description": alternative, "Date": None})
    return Picture(title, png.getvalue(), svg.getvalue(), alternative)
