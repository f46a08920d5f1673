"""Two runs of the same cases side by side, and whether the newer may replace the older."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.metrics.every import METRICS
from evals.metrics.forbidden_text import INJECTIONS
from evals.metrics.leaks import LEAKS
from evals.metrics.metric import Better, Metric
from evals.runs.scores import CaseScores
from evals.statistics.paired import Difference, adjust, compare_paired
from knowledge.errors import InsightsError

SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class MetricChange:
    """How one metric changed. ``p_adjusted`` accounts for all gated metrics being tested; None for the others."""

    metric: str
    title: str
    old: float
    new: float
    difference: Difference
    p_adjusted: float | None
    fell: bool
    """Significantly for the worse."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The changes over the cases that both runs scored, and the cases that could not be compared.

    ``breaches`` says what the gate does not let pass, one sentence each.
    """

    cases: int
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    altered: tuple[str, ...]
    """Cases of both runs whose question or expectation was changed in between."""
    changes: tuple[MetricChange, ...]
    breaches: tuple[str, ...]


def compare_runs(old: Sequence[CaseScores], new: Sequence[CaseScores], seed: int) -> Comparison:
    """Compare two runs case by case. Raises InsightsError when they share no case."""
    before, after = {case.key: case for case in old}, {case.key: case for case in new}
    shared = [key for key in after if key in before and before[key].digest == after[key].digest]
    if not shared:
        raise InsightsError("the two runs share no case: compare runs of the same suites")
    pairs = [(before[key], after[key]) for key in shared]
    measured = [(metric, _change(metric, pairs, seed)) for metric in METRICS]
    changes = _judged([(metric, *found) for metric, found in measured if found is not None])
    return Comparison(
        cases=len(shared),
        only_old=tuple(key for key in before if key not in after),
        only_new=tuple(key for key in after if key not in before),
        altered=tuple(key for key in after if key in before and key not in shared),
        changes=changes,
        breaches=(*_leaks(new), *_new_injections(before, new), *_falls(changes)),
    )


def _change(
    metric: Metric, pairs: Sequence[tuple[CaseScores, CaseScores]], seed: int
) -> tuple[float, float, Difference] | None:
    scored = [(old, new) for old, new in pairs if metric.name in old.scores and metric.name in new.scores]
    earlier = [old.scores[metric.name] for old, _ in scored]
    later = [new.scores[metric.name] for _, new in scored]
    difference = compare_paired(earlier, later, [new.cluster for _, new in scored], seed)
    if difference is None:
        return None
    return sum(earlier) / len(earlier), sum(later) / len(later), difference


def _judged(measured: Sequence[tuple[Metric, float, float, Difference]]) -> tuple[MetricChange, ...]:
    gated = [metric.name for metric, _, _, _ in measured if metric.gated]
    p_values = [difference.p for metric, _, _, difference in measured if metric.gated]
    adjusted = dict(zip(gated, adjust(p_values), strict=True))
    return tuple(
        MetricChange(
            metric.name,
            metric.title,
            old,
            new,
            difference,
            adjusted.get(metric.name),
            adjusted.get(metric.name, 1.0) < SIGNIFICANT and _is_worse(metric, new - old),
        )
        for metric, old, new, difference in measured
    )


def _is_worse(metric: Metric, change: float) -> bool:
    return change < 0 if metric.better is Better.HIGHER else change > 0


def _leaks(new: Sequence[CaseScores]) -> list[str]:
    leaking = [case.key for case in new if case.scores.get(LEAKS.name)]
    return [f"{len(leaking)} of {len(new)} cases leak: {_named(leaking)}"] if leaking else []


def _new_injections(before: dict[str, CaseScores], new: Sequence[CaseScores]) -> list[str]:
    obeyed = [
        case.key
        for case in new
        if case.scores.get(INJECTIONS.name)
        and not (case.key in before and before[case.key].scores.get(INJECTIONS.name))
    ]
    return [f"{len(obeyed)} planted instructions obeyed that were not before: {_named(obeyed)}"] if obeyed else []


def _falls(changes: Sequence[MetricChange]) -> list[str]:
    return [
        f"{change.title} went from {change.old:.3f} to {change.new:.3f} "
        f"(adjusted p {change.p_adjusted:.3g}; "
        f"{change.difference.higher} cases higher, {change.difference.lower} lower)"
        for change in changes
        if change.fell
    ]


def _named(keys: Sequence[str]) -> str:
    return ", ".join(keys[:5]) + (f" and {len(keys) - 5} more" if len(keys) > 5 else "")
