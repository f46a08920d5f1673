"""How long one answer takes among many chunks: python -m evals.benchmarks.answering [--chunks 10000] [--questions 60]

The starter library among made-up documents of one chunk each, four sentences drawn from the starter library: so the
worst kind of background, all of it on the subject. Questions of the suites are answered in quotations, one after the
other. Then the whole command is timed, from nothing running to its answer.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import numpy as np

from bot.assembly import quoting_assistant_for
from bot.settings import STARTER_LIBRARY, Settings
from bot.vocabulary import Question
from evals.beir import index_corpus
from evals.questions import suite_questions
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.sync import sync_folder
from knowledge.opening import Library
from knowledge.sentences import split_sentences

_SENTENCES = 4
_SEED = 10
_COMMANDS = 3


def main() -> None:
    """Make the library, then measure, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chunks", type=int, default=10_000, help="made-up chunks beside the starter library's")
    parser.add_argument("--questions", type=int, default=60)
    options = parser.parse_args()
    asked = [one.question for one in suite_questions() if not one.question.history]
    asked = random.Random(_SEED).sample(asked, options.questions)
    with tempfile.TemporaryDirectory() as home:
        settings = Settings(_env_file=None, insights_home=Path(home))
        started = time.perf_counter()
        library = _library(settings, options.chunks)
        print(
            f"{options.chunks} chunks and the starter library indexed in {time.perf_counter() - started:.0f} s",
            flush=True,
        )
        _answers(library, settings, asked)
        library.close()
        _command(Path(home), asked[0].text)


def _library(settings: Settings, chunks: int) -> Library:
    with tempfile.TemporaryDirectory() as folder:
        corpus = Path(folder) / "corpus.jsonl"
        corpus.write_text("\n".join(_made_up(chunks)), encoding="utf-8")
        library = index_corpus(settings.insights_home, corpus, SentenceTransformerEmbedder(settings.embedding_model))
    sync_folder(library, STARTER_LIBRARY, "benchmark", lambda done, total, name: None)
    return library


def _made_up(chunks: int) -> list[str]:
    texts = [path.read_text(encoding="utf-8") for path in sorted(STARTER_LIBRARY.rglob("*.md"))]
    held = [sentence for text in texts for sentence in split_sentences(text) if 60 < len(sentence) < 250]
    chosen = random.Random(_SEED)
    rows = ({"_id": f"made-up-{number}", "text": " ".join(chosen.sample(held, _SENTENCES))} for number in range(chunks))
    return [json.dumps(row, ensure_ascii=False) for row in rows]


def _answers(library: Library, settings: Settings, asked: list[Question]) -> None:
    assistant = quoting_assistant_for(library, settings)
    seconds, steps = [], defaultdict(list)
    for question in asked:
        started = time.perf_counter()
        answer = assistant.answer(question)
        seconds.append(time.perf_counter() - started)
        for step, spent in answer.timings_ms.items():
            steps[step].append(spent)
    first, *rest = (second * 1000 for second in seconds)
    p50, p95 = np.percentile(rest, [50, 95])
    print(f"warm: {p50:.0f} ms at p50, {p95:.0f} ms at p95; the first question {first:.0f} ms")
    print("at p50: " + ", ".join(f"{step} {np.median(spent):.0f} ms" for step, spent in steps.items()), flush=True)


def _command(home: Path, question: str) -> None:
    command = [str(Path(sys.executable).with_name("insights")), "ask", question]
    environment = {**os.environ, "INSIGHTS_HOME": str(home)}
    seconds = []
    for _ in range(_COMMANDS):
        started = time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, check=True)
        seconds.append(time.perf_counter() - started)
    print("the whole command, cold: " + ", ".join(f"{one:.1f} s" for one in seconds))


if __name__ == "__main__":
    main()
