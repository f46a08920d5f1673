"""Means with the interval in which they would lie were the cases drawn again."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

_RESAMPLES = 2000
_CONFIDENCE = 0.95
_FEW = 20
"""Independent groups of cases below which a bootstrap interval is known to be too narrow."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over ``cases`` from ``clusters`` independent groups, with its 95 % interval; what to beware of in it."""

    mean: float
    low: float
    high: float
    cases: int
    clusters: int
    warnings: tuple[str, ...] = ()


def estimate(values: Sequence[float], clusters: Sequence[Hashable], seed: int, share: bool = False) -> Estimate | None:
    """The mean of ``values``, resampling whole ``clusters``: cases about one document fail together.

    Percentile bootstrap over clusters: Cameron, Gelbach and Miller, "Bootstrap-Based Improvements for Inference with
    Clustered Errors", Review of Economics and Statistics 90, 2008 (their pairs cluster bootstrap). Where every cluster
    is alike nothing can be resampled: a ``share`` of all or none then gets the exact interval of Clopper and Pearson
    (Biometrika 26, 1934) over clusters; otherwise cases are resampled one by one. None without values.
    """
    if not values:
        return None
    sums, sizes = cluster_sums(values, clusters)
    mean = float(np.sum(sums) / np.sum(sizes))
    warnings = _warnings(len(values), len(sums))
    if np.ptp(sums / sizes) > 0:
        low, high = _bootstrap(sums, sizes, seed)
    elif share and mean in (0.0, 1.0):
        low, high = _exact(round(mean * len(sums)), len(sums))
    elif np.ptp(values) > 0:
        low, high = _bootstrap(np.asarray(values, dtype=float), np.ones(len(values)), seed)
    else:
        low, high = mean, mean
        warnings = (*warnings, "every case has the same value: no interval can be given")
    return Estimate(mean, low, high, len(values), len(sums), warnings)


def cluster_sums(values: Sequence[float], clusters: Sequence[Hashable]) -> tuple[np.ndarray, np.ndarray]:
    """The sum of the values of each cluster, and their number, in the order in which clusters appear."""
    order = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    places = np.array([order[cluster] for cluster in clusters])
    return np.bincount(places, weights=np.asarray(values, dtype=float)), np.bincount(places).astype(float)


def interval_over(
    statistic: Callable[[np.ndarray], float], clusters: Sequence[Hashable], seed: int
) -> tuple[float, float]:
    """The 95 % interval of a figure that is no mean, by the same bootstrap over whole clusters.

    ``statistic`` is given the places of the cases drawn; draws for which it is not a number are left out.
    """
    order = {cluster: number for number, cluster in enumerate(dict.fromkeys(clusters))}
    numbers = np.array([order[cluster] for cluster in clusters])
    members = [np.flatnonzero(numbers == number) for number in range(len(order))]
    dice = np.random.default_rng(seed)
    draws = (dice.integers(len(members), size=len(members)) for _ in range(_RESAMPLES))
    found = np.array([statistic(np.concatenate([members[number] for number in draw])) for draw in draws])
    numbers_found = found[~np.isnan(found)]
    if not len(numbers_found):
        return float("nan"), float("nan")
    low, high = np.percentile(numbers_found, [100 * (1 - _CONFIDENCE) / 2, 100 * (1 + _CONFIDENCE) / 2])
    return float(low), float(high)


def _bootstrap(sums: np.ndarray, sizes: np.ndarray, seed: int) -> tuple[float, float]:
    from scipy.stats import bootstrap

    found = bootstrap(
        (sums, sizes),
        lambda total, number, axis: total.sum(axis=axis) / number.sum(axis=axis),
        n_resamples=_RESAMPLES,
        confidence_level=_CONFIDENCE,
        paired=True,
        vectorized=True,
        method="percentile",
        rng=np.random.default_rng(seed),
    ).confidence_interval
    return float(found.low), float(found.high)


def _exact(hits: int, of: int) -> tuple[float, float]:
    from scipy.stats import binomtest

    found = binomtest(hits, of).proportion_ci(_CONFIDENCE, method="exact")
    return float(found.low), float(found.high)


def _warnings(cases: int, clusters: int) -> tuple[str, ...]:
    if clusters >= _FEW:
        return ()
    documents = "document" if clusters == 1 else "documents"
    counted = "1 case" if cases == 1 else f"{cases} cases"
    about = counted if cases == clusters else f"{counted} about {clusters} {documents}"
    return (f"only {about}: the interval is rough",)
