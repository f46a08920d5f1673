"""Fits the support model: python -m evals.claims.train CLAIMS.jsonl [--out FILE].

Only the training part of the claims is used; `insights evals claims FILE --part held_back` reports on the rest.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import yaml

from bot.answering.checking.checker import CHECKS, claim_signals
from bot.answering.checking.signals import SentenceReader
from bot.answering.checking.source import source_of
from bot.answering.checking.support import COEFFICIENTS
from bot.vocabulary import Verdict
from evals.abstention import auroc
from evals.claims.labelled import LabelledClaim, read_claims
from evals.claims.measure import f1
from knowledge.embedding import SentenceTransformerEmbedder

_FOLDS = 8
_REGULARISATION = 0.3
"""Inverse strength on standardised signals: a few hundred claims, labelled by people who disagree, need a prior."""


@dataclass(frozen=True, slots=True)
class Example:
    """A claim with its signals, and whether any check objects to it."""

    claim: str
    signals: dict[str, float]
    verdict: Verdict
    objected: bool


def main() -> None:
    """Collect signals, cross-validate by claim, fit on the training part, write coefficients with their provenance."""
    options = _options()
    reader = SentenceReader(SentenceTransformerEmbedder())
    examples = [
        _example(claim, claim.label, reader)
        for claim in read_claims(options.claims)
        if claim.label and claim.is_for_training
    ]
    names = list(examples[0].signals)
    matrix = np.array([[example.signals[name] for name in names] for example in examples])
    target = np.array([example.verdict is Verdict.SUPPORTED for example in examples])
    partly = np.array([example.verdict is not Verdict.NOT_SUPPORTED for example in examples])
    shown = np.array([not example.objected for example in examples])
    held_out = _cross_validated(matrix, target, [example.claim for example in examples])
    coefficients, intercept = _fit(matrix, target)
    content = {
        "fitted": str(date.today()),
        "from": {options.claims.stem: f"{len(examples)} claims with their evidence, {int(target.sum())} supported"},
        "auroc_cross_validated": round(auroc(target.tolist(), held_out.tolist()), 3),
        "supported": round(_best_f1(held_out, target, shown), 3),
        "partly": round(_best_balance(held_out, partly), 3),
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, coefficients, strict=True)},
    }
    options.out.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    print(yaml.safe_dump(content, sort_keys=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    return parser.parse_args()


def _example(labelled: LabelledClaim, verdict: Verdict, reader: SentenceReader) -> Example:
    source = source_of(labelled.claim, [labelled.evidence])
    faults = {name: check(labelled.claim, source) for name, check in CHECKS.items()}
    signals = claim_signals(labelled.claim, source, faults, reader)
    return Example(labelled.claim, signals, verdict, any(faults.values()))


def _cross_validated(matrix: np.ndarray, target: np.ndarray, claims: list[str]) -> np.ndarray:
    """Each claim's probability from a model that never saw it, with this evidence or another."""
    from sklearn.model_selection import GroupKFold

    probability = np.zeros(len(target))
    for train, test in GroupKFold(_FOLDS).split(matrix, target, claims):
        coefficients, intercept = _fit(matrix[train], target[train])
        probability[test] = 1 / (1 + np.exp(-(matrix[test] @ coefficients + intercept)))
    return probability


def _fit(matrix: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights on the raw signals and the intercept of a regularised logistic regression."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    model = LogisticRegression(C=_REGULARISATION, max_iter=1000)
    model.fit((matrix - mean) / spread, target)
    coefficients = model.coef_[0] / spread
    return coefficients, float(model.intercept_[0] - coefficients @ mean)


def _best_f1(scores: np.ndarray, positive: np.ndarray, shown: np.ndarray) -> float:
    """The score from which calling claims supported that no check objects to gives the best F1."""
    steps = np.linspace(0.05, 0.95, 91)
    return float(max(steps, key=lambda step: f1(positive, (scores >= step) & shown)))


def _best_balance(scores: np.ndarray, positive: np.ndarray) -> float:
    """The score that divides two classes with the fewest mistakes, each class counting the same."""
    from sklearn.metrics import balanced_accuracy_score

    steps = np.linspace(0.05, 0.95, 91)
    return float(max(steps, key=lambda step: balanced_accuracy_score(positive, scores >= step)))


if __name__ == "__main__":
    main()
