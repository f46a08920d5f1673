"""Fits the confidence model: python -m evals.calibrate SUITE... [--beir FOLDER]... [--over-refusal 0.08] [--out FILE].

Only the tuning halves of suites are used. The library searched is the one the settings name.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import yaml

from bot.answering.finding import look_up
from bot.answering.standalone import standalone
from bot.assembly import library_from
from bot.settings import Settings
from bot.vocabulary import Question
from evals.abstention import auroc
from evals.beir import as_question as beir_question
from evals.beir import index_corpus
from evals.case import as_question
from evals.reports.plots import abstention_plot, calibration_plot
from evals.statistics.abstention_curve import abstention_curve
from evals.statistics.calibration import calibration_bins, calibration_error
from evals.suite import load_suite
from evals.trec import read_jsonl
from knowledge.opening import Library
from knowledge.retrieval.confidence import COEFFICIENTS
from knowledge.retrieval.retriever import Retriever

_FOLDS = 10
_REGULARISATION = 0.3
"""Inverse strength on standardised signals: few hundred questions deserve a strong prior."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A question's signals and whether the library answers it."""

    source: str
    answerable: bool
    signals: dict[str, float]
    share: float
    """Of the probability that remains: see `knowledge.retrieval.support`."""


def main() -> None:
    """Collect signals, cross-validate, report, fit on everything, write the coefficients with their provenance."""
    options = _options()
    labelled = list(_labelled(options.suites, options.beir))
    names = sorted(labelled[0].signals)
    matrix = np.array([[row.signals[name] for name in names] for row in labelled])
    target = np.array([row.answerable for row in labelled])
    sources = np.array([row.source for row in labelled])
    held_out = _cross_validated(matrix, target) * np.array([row.share for row in labelled])
    of_suites = np.isin(sources, options.suites)
    threshold = float(np.quantile(held_out[target & of_suites], options.over_refusal))
    _report(held_out, target, sources, threshold)
    if options.plots:
        _plot(options.plots, held_out[of_suites], target[of_suites], threshold)
    weights, intercept = _fit(matrix, target)
    content = {
        "fitted": str(date.today()),
        "from": {str(source): int((sources == source).sum()) for source in dict.fromkeys(sources)},
        "over_refusal_aimed_at": options.over_refusal,
        "auroc_cross_validated": round(auroc(target.tolist(), held_out.tolist()), 3),
        "threshold": round(threshold, 4),
        "intercept": round(intercept, 4),
        "weights": {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)},
    }
    options.out.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--beir", action="append", type=Path, default=[], metavar="FOLDER")
    parser.add_argument("--over-refusal", type=float, default=0.08)
    parser.add_argument("--out", type=Path, default=COEFFICIENTS)
    parser.add_argument("--plots", type=Path, metavar="FOLDER", help="draw the suites' curve and calibration as SVG")
    return parser.parse_args()


def _labelled(suites: Sequence[str], folders: Sequence[Path]) -> Iterator[Labelled]:
    """The tuning halves of the suites over the library that the settings name, and whole collections over their own."""
    library = library_from(Settings())
    for suite in suites:
        cases = (case for case in load_suite(suite) if case.half == "tune")
        yield from _collect(library, suite, ((as_question(case), case.answerable) for case in cases))
    for folder in folders:
        with tempfile.TemporaryDirectory() as home:
            other = index_corpus(Path(home), folder / "corpus.jsonl", library.embedder)
            rows = read_jsonl(folder / "queries.jsonl")
            asked = ((beir_question(row), bool(row["answerable"])) for row in rows if "answerable" in row)
            yield from _collect(other, folder.name, asked)
            other.close()


def _collect(library: Library, source: str, asked: Iterable[tuple[Question, bool]]) -> Iterator[Labelled]:
    retriever = Retriever(library)
    for question, answerable in asked:
        found = look_up(standalone(question), question.audiences, retriever, library.catalogue, date.today(), {})
        yield Labelled(source, answerable, found.signals, found.share)


def _cross_validated(matrix: np.ndarray, target: np.ndarray) -> np.ndarray:
    """Each question's probability from a model that never saw it."""
    from sklearn.model_selection import StratifiedKFold

    probability = np.zeros(len(target))
    for train, test in StratifiedKFold(_FOLDS, shuffle=True, random_state=0).split(matrix, target):
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


def _report(probability: np.ndarray, target: np.ndarray, sources: np.ndarray, threshold: float) -> None:
    for source in [*dict.fromkeys(sources.tolist()), "all"]:
        chosen = sources == source if source != "all" else np.ones(len(sources), dtype=bool)
        declined = probability[chosen] < threshold
        answerable = target[chosen]
        print(
            f"{source:16} {chosen.sum():4d} questions"
            f"  AUROC {auroc(answerable.tolist(), probability[chosen].tolist()):.3f}"
            f"  over-refusal {_mean(declined[answerable])}  abstention {_mean(declined[~answerable])}"
        )


def _plot(folder: Path, probability: np.ndarray, target: np.ndarray, threshold: float) -> None:
    """Write abstention.svg and calibration.svg, and say how far the probabilities are from the truth."""
    answerable, confidence = target.tolist(), probability.tolist()
    now = (float((probability[target] < threshold).mean()), float((probability[~target] < threshold).mean()))
    bins = calibration_bins(answerable, confidence)
    print(f"calibration error of the suites' questions {calibration_error(bins):.3f}")
    folder.mkdir(parents=True, exist_ok=True)
    curve = abstention_plot(abstention_curve(answerable, confidence), now, "Uncovered against covered declined")
    (folder / "abstention.svg").write_text(curve, encoding="utf-8")
    calibration = calibration_plot(bins, "Confidence against what the library answers")
    (folder / "calibration.svg").write_text(calibration, encoding="utf-8")


def _mean(flags: Sequence[bool] | np.ndarray) -> str:
    return f"{np.mean(flags):.3f}" if len(flags) else "  -  "


if __name__ == "__main__":
    main()
