"""Latency."""

from __future__ import annotations

from evals.metrics.metric import Better, Metric, Outcome, Score, Unit


def _score(outcome: Outcome) -> Score:
    steps = ", ".join(f"{step} {time:.0f}" for step, time in outcome.answer.timings_ms.items())
    return Score(outcome.milliseconds, f"{outcome.milliseconds:.0f} ms{f' ({steps})' if steps else ''}")


LATENCY = Metric(
    "latency",
    "Time to answer",
    "Milliseconds from question to finished answer, with as many asked at once as the run says. Machines differ, so "
    "the gate leaves it alone.",
    "Wall-clock time; no method of its own.",
    _score,
    better=Better.LOWER,
    unit=Unit.MILLISECONDS,
    gated=False,
)
