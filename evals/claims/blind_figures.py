"""What two readers' blind labels say of the checker: python -m evals.claims.blind_figures FOLDER

FOLDER holds key.jsonl, as `evals.claims.blind_sample` wrote it, and the readers' reader1.jsonl and reader2.jsonl, with
lines `{"id", "supported": true or false, "why"}`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from evals.statistics.intervals import interval_over
from knowledge.errors import InsightsError
from knowledge.text_files import read_text

READERS = ("reader1.jsonl", "reader2.jsonl")
_SEED = 6


@dataclass(frozen=True, slots=True)
class Share:
    """A share (0 to 1) with its 95 % interval."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.1%} ({self.low:.1%} to {self.high:.1%})"


@dataclass(frozen=True, slots=True)
class Sampled:
    """Which sentences of the sample the checker released, and how many of each kind every drawn one stands for."""

    released: np.ndarray
    weights: np.ndarray


def unsupported_released(sample: Sampled, supported: np.ndarray) -> Share:
    """The share of released sentences that are not supported, with Wilson's interval."""
    shown = supported[sample.released]
    return wilson(int((~shown).sum()), len(shown))


def supported_released(sample: Sampled, supported: np.ndarray) -> Share:
    """The share of supported sentences that are released, of all sentences the model wrote.

    Released sentences were drawn more often than refused ones, so each counts for as many as it was drawn from. The
    interval is a bootstrap over sentences.
    """

    def share(drawn: np.ndarray) -> float:
        held = sample.weights[drawn] * supported[drawn]
        return float((held * sample.released[drawn]).sum() / held.sum()) if held.sum() else float("nan")

    every = np.arange(len(supported))
    return Share(share(every), *interval_over(share, every.tolist(), _SEED))


def kappa(one: np.ndarray, other: np.ndarray) -> float:
    """How far two readers agree beyond chance: Cohen, Educational and Psychological Measurement 20, 1960."""
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(one, other))


def wilson(hits: int, of: int) -> Share:
    """A share with Wilson's score interval (Journal of the American Statistical Association 22, 1927)."""
    from scipy.stats import binomtest

    found = binomtest(hits, of).proportion_ci(0.95, method="wilson")
    return Share(hits / of, float(found.low), float(found.high))


def read_sample(folder: Path) -> tuple[Sampled, list[np.ndarray]]:
    """The sample and each reader's labels, in the key's order. Raises InsightsError for a label that is missing."""
    key = read_rows(folder / "key.jsonl")
    kinds = [row["released"] for row in key]
    weights = np.array([row["drawn_from"] / kinds.count(row["released"]) for row in key])
    return Sampled(np.array(kinds), weights), [_labels(folder / name, key) for name in READERS]


def read_rows(path: Path) -> list[dict[str, Any]]:
    """The lines of a JSONL file."""
    return [json.loads(line) for line in read_text(path).splitlines() if line.strip()]


def main() -> None:
    """Print how far the readers agree, and the figures by each, by both and by either."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    sample, (first, second) = read_sample(parser.parse_args().folder)
    print(f"{len(first)} sentences, {int(sample.released.sum())} of them released")
    print(f"readers agree on {float(np.mean(first == second)):.1%}, kappa {kappa(first, second):.2f}")
    says = {"reader 1": first, "reader 2": second, "both readers": first & second, "either reader": first | second}
    for who, supported in says.items():
        print(f"supported as {who} has it: {int(supported.sum())}")
        print(f"    released though unsupported   {unsupported_released(sample, supported)}")
        print(f"    supported and released        {supported_released(sample, supported)}")


def _labels(path: Path, key: Sequence[Mapping[str, Any]]) -> np.ndarray:
    labels = {row["id"]: row["supported"] for row in read_rows(path)}
    missing = [row["id"] for row in key if not isinstance(labels.get(row["id"]), bool)]
    if missing:
        raise InsightsError(f"{path}: no label, true or false, for {', '.join(missing[:5])}")
    return np.array([labels[row["id"]] for row in key])


if __name__ == "__main__":
    main()
