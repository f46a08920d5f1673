"""Two runs of the same cases compared."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from evals.statistics.intervals import Estimate, cluster_sums, estimate

_RESAMPLES = 9999
_FEWEST = 6
"""Groups that differ below which no result can be significant at 0.05: 2 of 2^5 signs are already more than that."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How much a metric changed from one run to another on the same cases.

    ``change`` is new minus old with its interval; ``p`` is two-sided. ``effect`` is the mean change of a group of cases
    in standard deviations of that change (Cohen's d for paired values), None where all change alike.
    """

    change: Estimate
    p: float
    effect: float | None
    higher: int
    lower: int
    same: int


def compare_paired(
    old: Sequence[float], new: Sequence[float], clusters: Sequence[Hashable], seed: int
) -> Difference | None:
    """The change of the mean, tested by swapping old and new of whole ``clusters``. None without values.

    Paired permutation test: Smucker, Allan and Carterette, "A Comparison of Statistical Significance Tests for
    Information Retrieval Evaluation", CIKM 2007. All swaps are tried where that is fewer than 9,999, else that many
    drawn at random.
    """
    changes = np.asarray(new, dtype=float) - np.asarray(old, dtype=float)
    change = estimate(changes.tolist(), clusters, seed)
    if change is None:
        return None
    sums, _ = cluster_sums(changes.tolist(), clusters)
    if 0 < np.count_nonzero(sums) < _FEWEST:
        note = f"groups of cases that differ: {np.count_nonzero(sums)}, too few for any test"
        change = Estimate(change.mean, change.low, change.high, change.cases, change.clusters, (*change.warnings, note))
    spread = float(np.std(sums, ddof=1)) if len(sums) > 1 else 0.0
    return Difference(
        change,
        _p_value(sums, seed),
        float(np.mean(sums)) / spread if spread else None,
        int((changes > 0).sum()),
        int((changes < 0).sum()),
        int((changes == 0).sum()),
    )


def _p_value(sums: np.ndarray, seed: int) -> float:
    from scipy.stats import permutation_test

    moved = sums[sums != 0]  # Swapping equals changes nothing.
    if len(moved) < 2:
        return 1.0
    found = permutation_test(
        (moved, np.zeros_like(moved)),
        lambda one, other, axis: one.sum(axis=axis) - other.sum(axis=axis),
        permutation_type="samples",
        vectorized=True,
        n_resamples=_RESAMPLES,
        rng=np.random.default_rng(seed),
    )
    return float(found.pvalue)


def adjust(p_values: Sequence[float]) -> list[float]:
    """The p-values of several tests at once, so that of those called significant few are so by chance.

    Benjamini and Hochberg, "Controlling the False Discovery Rate", Journal of the Royal Statistical Society B 57, 1995.
    """
    from scipy.stats import false_discovery_control

    return [float(value) for value in false_discovery_control(p_values)] if p_values else []
