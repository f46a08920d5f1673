"""How well the checker judges claims, beside what is simplest: shared words, and nearness in meaning."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.answering.checking.checker import ClaimChecker
from bot.answering.checking.judgement import Judgement
from bot.answering.checking.signals import NOTHING
from bot.vocabulary import Verdict
from evals.abstention import auroc
from evals.claims.labelled import LabelledClaim
from evals.statistics.intervals import interval_over

Progress = Callable[[int, int], None]
Figures = dict[str, float | int]
_SEED = 6


@dataclass(frozen=True, slots=True)
class JudgedClaim:
    """A claim with the checker's judgement and the scores (0 to 1) of the two simple methods.

    ``word_overlap`` is the share of its meaningful words that the evidence has, ``embedding_similarity`` its cosine
    similarity to the nearest sentence.
    """

    labelled: LabelledClaim
    judgement: Judgement
    word_overlap: float
    embedding_similarity: float

    def as_json(self) -> dict[str, object]:
        """The line that is written out."""
        label = {"label": self.labelled.label} if self.labelled.label else {}
        return {
            "claim": self.labelled.claim,
            "verdict": self.judgement.verdict,
            "score": round(self.judgement.score, 4),
            "reasons": list(self.judgement.reasons),
            **label,
        }


def judge_claims(claims: Sequence[LabelledClaim], checker: ClaimChecker, progress: Progress) -> list[JudgedClaim]:
    """Every claim judged, in order. ``progress`` is called with the number done and that of all."""
    judged = []
    for done, claim in enumerate(claims, start=1):
        judgement = checker.judge(claim.claim, [claim.evidence])
        simple = checker.signals(claim.claim, [claim.evidence]) if claim.claim.strip() else NOTHING
        judged.append(JudgedClaim(claim, judgement, simple["words"], simple["meaning"]))
        progress(done, len(claims))
    return judged


def claim_figures(judged: Sequence[JudgedClaim]) -> dict[str, Figures]:
    """For the checker and each simple method accuracy, F1 and AUROC of telling supported claims from the rest.

    `f1_low`, `f1_high`, `auroc_low`, `auroc_high` are 95 % intervals: a bootstrap over claims, each with all its lines.
    The checker decides by its own verdict. A simple method has no threshold of its own and gets the one with the best
    F1 on these very claims. Claims without labels are left out; no figures where nothing is labelled.
    """
    labelled = [claim for claim in judged if claim.labelled.label]
    if not labelled:
        return {}
    of = _Truth(
        np.array([claim.labelled.label is Verdict.SUPPORTED for claim in labelled]),
        [claim.labelled.claim for claim in labelled],
    )
    verdicts = np.array([claim.judgement.verdict is Verdict.SUPPORTED for claim in labelled])
    same = [claim.judgement.verdict is claim.labelled.label for claim in labelled]
    own = _figures(of, verdicts, [claim.judgement.score for claim in labelled])
    return {
        "checker": {**own, "accuracy_three_verdicts": float(np.mean(same))},
        "word_overlap": _at_its_best(of, [claim.word_overlap for claim in labelled]),
        "embedding_similarity": _at_its_best(of, [claim.embedding_similarity for claim in labelled]),
    }


def write_judged(judged: Iterable[JudgedClaim], path: Path) -> None:
    """One JSON object a line, in order."""
    lines = (json.dumps(claim.as_json(), ensure_ascii=False) for claim in judged)
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def f1(truth: np.ndarray, taken: np.ndarray) -> float:
    """The harmonic mean of precision and recall; 0 where nothing right was taken."""
    right = int((truth & taken).sum())
    return 2 * right / (int(truth.sum()) + int(taken.sum())) if right else 0.0


@dataclass(frozen=True, slots=True)
class _Truth:
    """Which lines people called supported, and the claim of each."""

    supported: np.ndarray
    claims: Sequence[str]


def _at_its_best(truth: _Truth, scores: Sequence[float]) -> Figures:
    values = np.asarray(scores)
    threshold = max(set(scores), key=lambda score: f1(truth.supported, values >= score))
    return _figures(truth, values >= threshold, scores)


def _figures(truth: _Truth, taken: np.ndarray, scores: Sequence[float]) -> Figures:
    supported, values = truth.supported, np.asarray(scores)
    f1_low, f1_high = interval_over(lambda drawn: f1(supported[drawn], taken[drawn]), truth.claims, _SEED)
    auroc_low, auroc_high = interval_over(lambda drawn: auroc(supported[drawn], values[drawn]), truth.claims, _SEED)
    return {
        "accuracy": float(np.mean(supported == taken)),
        "f1": f1(supported, taken),
        "f1_low": f1_low,
        "f1_high": f1_high,
        "auroc": auroc(supported, values),
        "auroc_low": auroc_low,
        "auroc_high": auroc_high,
    }
