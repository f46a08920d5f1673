"""What the checker as it is now makes of the labelled sentences: python -m evals.claims.blind_again FOLDER

FOLDER is that of `evals.claims.blind_figures`, whose figures are those of the checker that drew the sentences. A later
one was made with the labels in sight: its figures say what was mended, not what to expect.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.checking.judgement import Evidence
from bot.answering.generate.proof import Checker
from bot.assembly import checker_from
from bot.settings import Settings
from bot.vocabulary import Verdict
from evals.claims.blind_figures import read_rows, read_sample, wilson
from knowledge.embedding import SentenceTransformerEmbedder

_SECTIONS = " › "
"""Between the headings of a passage."""


def released_now(folder: Path, checker: Checker) -> np.ndarray:
    """Which sentences ``checker`` releases, in the key's order, each judged against all its passages."""
    sentences = {row["id"]: row for row in read_rows(folder / "sentences.jsonl")}
    drawn = [sentences[row["id"]] for row in read_rows(folder / "key.jsonl")]
    judged = (checker.judge(row["claim"], [_evidence(passage) for passage in row["passages"]]) for row in drawn)
    return np.array([one.verdict is Verdict.SUPPORTED for one in judged])


def main() -> None:
    """Print how many sentences are still released, and how many of them each reader calls unsupported."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder: Path = parser.parse_args().folder
    settings = Settings()
    now = released_now(folder, checker_from(SentenceTransformerEmbedder(settings.embedding_model), settings))
    sample, readers = read_sample(folder)
    still = now & sample.released
    print(f"{still.sum()} of {sample.released.sum()} released ones still are; {(now & ~still).sum()} refused ones are")
    for number, supported in enumerate(readers, 1):
        wrong = int((still & ~supported).sum())
        print(
            f"reader {number}: {wrong} unsupported, {wilson(wrong, int(still.sum()))}; {(still & supported).sum()} not"
        )


def _evidence(passage: Mapping[str, Any]) -> Evidence:
    return Evidence(passage["text"], ", ".join(dict.fromkeys(_known(passage))))


def _known(passage: Mapping[str, Any]) -> Iterator[str]:
    """What is known about a passage, as the checker is told it in use."""
    parts = (passage["title"], *passage.get("heading", "").split(_SECTIONS))
    yield from (part for part in parts if part)
    yield from (str(passage[name]) for name in ("place", "publisher", "evidence", "year") if passage.get(name))


if __name__ == "__main__":
    main()
