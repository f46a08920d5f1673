"""Whether a probability means what it says: of the questions given 70 %, do 70 % turn out so?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions given about the same probability: its mean, the share that turned out so, how many they are."""

    predicted: float
    observed: float
    count: int


def calibration_bins(outcome: Sequence[bool], probability: Sequence[float], bins: int = 10) -> list[Bin]:
    """The questions in the order of their probability, divided into ``bins`` of equal number (as far as they go).

    The reliability diagram of Niculescu-Mizil and Caruana, "Predicting good probabilities with supervised learning",
    ICML 2005, with equal numbers in place of equal widths.
    """
    values, happened = np.asarray(probability, dtype=float), np.asarray(outcome, dtype=bool)
    order = np.argsort(values, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [Bin(float(values[part].mean()), float(happened[part].mean()), len(part)) for part in parts]


def calibration_error(bins: Sequence[Bin]) -> float:
    """By how much probability and outcome differ on average, over all questions: 0 is perfect.

    The expected calibration error of Guo et al., "On calibration of modern neural networks", ICML 2017.
    """
    total = sum(found.count for found in bins)
    return sum(found.count * abs(found.predicted - found.observed) for found in bins) / total
