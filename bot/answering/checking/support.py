"""The probability that evidence supports a claim: a logistic model over signals and what the checks found.

Coefficients are in support.yaml, written by `python -m evals.claims.train`, which also says from what.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

COEFFICIENTS = Path(__file__).parent / "support.yaml"


@dataclass(frozen=True, slots=True)
class SupportModel:
    """Weights over signals, and the probabilities from which a claim is supported, or partly."""

    intercept: float
    weights: Mapping[str, float]
    supported: float
    partly: float

    def probability(self, signals: Mapping[str, float]) -> float:
        """The probability of support. Raises KeyError for a missing signal."""
        total = self.intercept + sum(weight * signals[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-total))


def load_support() -> SupportModel:
    """The calibrated model that comes with the installation."""
    import yaml

    fields = yaml.safe_load(COEFFICIENTS.read_text(encoding="utf-8"))
    return SupportModel(fields["intercept"], fields["weights"], fields["supported"], fields["partly"])
