"""Values as people read them."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Unit
from evals.statistics.intervals import Estimate


def written(value: float | None, unit: Unit) -> str:
    """A value of a metric: 81 %, 240 ms, 38 words; a dash where nothing was scored."""
    if value is None:
        return "–"
    if unit is Unit.SHARE:
        return f"{value * 100:.1f}%".replace(".0%", "%")
    if unit is Unit.DOLLARS:
        return f"US${value:.4f}" if value else "US$0"
    return f"{value:,.0f} {unit}"


def change(value: float, unit: Unit) -> str:
    """How much a metric changed, with its sign; shares in percentage points."""
    if value == 0:
        return "no change"
    size = f"{abs(value) * 100:.1f} points" if unit is Unit.SHARE else written(abs(value), unit)
    return f"{'+' if value > 0 else '−'}{size}"


def interval(estimate: Estimate | None, unit: Unit) -> str:
    """The 95 % interval of an estimate; nothing where every case is alike."""
    if estimate is None or estimate.low == estimate.high:
        return ""
    return f"{written(estimate.low, unit)} to {written(estimate.high, unit)}"


def is_best(metric: Metric, value: float) -> bool | None:
    """Whether a case's score is as good as can be; None for what is only measured."""
    if metric.unit is not Unit.SHARE:
        return None
    return value == (0.0 if metric.better is Better.LOWER else 1.0)
