"""Figure accuracy."""

from __future__ import annotations

from evals.case import Figure
from evals.metrics.metric import Metric, Outcome, Score, share
from evals.metrics.quantities import is_given
from evals.metrics.wanted import content_is_due


def _score(outcome: Outcome) -> Score | None:
    figures = outcome.case.figures
    if not figures or not content_is_due(outcome):
        return None
    missing = [
        _written(figure)
        for figure in figures
        if not is_given(figure.value, figure.unit, figure.tolerance, outcome.said)
    ]
    return share(len(figures) - len(missing), len(figures), f"missing: {'; '.join(missing)}" if missing else "")


def _written(figure: Figure) -> str:
    number = f"{figure.value:,.10g}"
    if figure.unit[:1] in {"£", "$", "€"} and figure.unit:
        return f"{figure.unit[0]}{number}{figure.unit[1:]}"
    return f"{number}{figure.unit}" if figure.unit in {"", "%"} else f"{number} {figure.unit}"


FIGURE_ACCURACY = Metric(
    "figure_accuracy",
    "Figures right",
    "Of the figures a case asks for, the share that the answer gives in the same unit, within the case's relative "
    "tolerance. An answer declined though it should have been given gives none.",
    "Numeric answer match with tolerance, as in Masry et al., ChartQA, 2022 (there 5 %; here each case's own).",
    _score,
)
