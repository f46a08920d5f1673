"""The committed baseline: the record and the scores of a run, without its answers."""

from __future__ import annotations

from pathlib import Path

from evals.runs.record import read_run, write_run
from evals.runs.scores import score_run, write_scores

BASELINE = Path(__file__).parents[1] / "baseline"


def keep_as_baseline(run: Path, folder: Path = BASELINE) -> int:
    """Put a run's record and scores in the baseline's place; returns the number of cases."""
    record, scored = read_run(run), score_run(run)
    folder.mkdir(parents=True, exist_ok=True)
    write_run(folder, record)
    write_scores(folder, scored)
    return len(scored)
