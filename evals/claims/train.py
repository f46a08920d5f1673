"""Fits the support model: python -m evals.claims.train CLAIMS.jsonl [--out FILE].

Only the training part of the claims is used; `insights evals claims FILE --part held_back` reports on the rest.
"""

from __future__ import annotations

import argparse
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
from knowledge.embedding import SentenceTransformerEmbedder

_FOLDS = 8
_REGULARISATION = 0.05
"""Inverse strength on standardised signals: few hundred claims, labelled by people who disagree, deserve a strong prior."""


def main() -> None:
    """Collect signals, cross-validate by claim, fit on the training part, write the coefficients with their provenance."""
    options = _options()
    claims = [claim for claim in read_claims(options.claims) if claim.label and claim.is_for_training]
    reader = SentenceReader(SentenceTransformerEmbedder())
    signals = [_signals(claim, reader) for claim in claims]
    names = list(signals[0])
    matrix = np.array([[row[name] for name in names] for row in signals])
    target = np.array([claim.label is Verdict.SUPPORTED for claim in claims])
    partly = np.array([claim.label is not Verdict.NOT_SUPPORTED for claim in claims])
    held_out = _cross_validated(matrix, target, [claim.claim for claim in claims])
    weights, intercept = _fit(matrix, target)
    content = {
        "fitted": str(date.today()),
        "from": {options.claims.stem: f"{len(claims)} claims with their evidence, {int(target.sum())} supported"},
        "auroc_cross_validated": round(auroc(target.tolist(), held_out.tolist()), 3),
        "supported": round(best_threshold(held_out, target), 3),
        "partly": round(best_threshold(held_out, partly), 3),
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
    }
    options.out.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    print(yaml.safe_dump(content, sort_keys=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("claims", type=Path)
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    return parser.parse_args()


def _signals(claim: LabelledClaim, reader: SentenceReader) -> dict[str, float]:
    source = source_of(claim.claim, [claim.evidence])
    return claim_signals(claim.claim, source, {name: check(claim.claim, source) for name, check in CHECKS.items()}, reader)


def _cross_validated(matrix: np.ndarray, target: np.ndarray, groups: list[str]) -> np.ndarray:
    """Each claim's probability from a model that never saw it, with this evidence or another."""
    from sklearn.model_selection import GroupKFold

    probability = np.zeros(len(target))
    for train, test in GroupKFold(_FOLDS).split(matrix, target, groups):
        weights, intercept = _fit(matrix[train], target[train])
        probability[test] = 1 / (1 + np.exp(-(matrix[test] @ weights + intercept)))
    return probability


def _fit(matrix: np.ndarray, target: np.ndarray) -> tuple[np.ndarray, float]:
    """Weights on the raw signals and the intercept of a regularised logistic regression."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = matrix.mean(axis=0), matrix.std(axis=0) + 1e-9
    model = LogisticRegression(C=_REGULARISATION, max_iter=1000)
    model.fit((matrix - mean) / spread, target)
    weights = model.coef_[0] / spread
    return weights, float(model.intercept_[0] - weights @ mean)


def best_threshold(scores: np.ndarray, positive: np.ndarray) -> float:
    """The score from which taking claims for positive gives the best F1."""
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(positive, scores)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-9)
    return float(thresholds[int(np.argmax(f1[:-1]))])


if __name__ == "__main__":
    main()
