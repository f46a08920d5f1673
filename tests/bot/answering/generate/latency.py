"""What answering with a model costs in time, beside the model's own: python -m tests.bot.answering.generate.latency

The starter library, the shipped embedding model, and a fake model that writes 50 tokens a second: four sentences quoted
from the first sources. Prints what is not the model's time, and when the first verified sentence could be read.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.assistant import Assistant
from bot.assembly import assistant_for, library_from, migrate_database
from bot.settings import Settings
from bot.vocabulary import ClaimKind, Question
from knowledge.indexing.sync import sync_folder
from knowledge.sentences import split_sentences
from knowledge.text_files import read_text
from tests.fake_model.script import Act, claim, sources_of, writes
from tests.fake_model.server import FakeModel

_RATE = 50.0
_SENTENCES = 4
_SUITE = Path(__file__).parents[4] / "evals" / "suites" / "wording.yaml"


def main(count: int) -> None:
    """Ask so many questions and print the figures."""
    with FakeModel(quoting) as server, tempfile.TemporaryDirectory() as home:
        os.environ |= {"OPENAI_API_KEY": "of-a-test", "OPENAI_BASE_URL": server.url}
        settings = Settings(insights_home=Path(home), model="openai:stub", _env_file=None)
        migrate_database(settings)
        library = library_from(settings)
        sync_folder(library, settings.insights_library, "latency", lambda done, total, name: None)
        report(assistant_for(library, settings), questions()[:count])


def quoting(request: dict[str, Any]) -> Act:
    """A faithful reply: sentences of the sources, each quoting itself."""
    found = [
        (source["source"], sentence)
        for source in sources_of(request)
        if "text" in source
        for sentence in split_sentences(source["text"])
        if 8 <= len(sentence.split()) <= 40
    ]
    return writes(*(claim(sentence, (number, sentence)) for number, sentence in found[:_SENTENCES]), rate=_RATE)


def questions() -> list[str]:
    """Those of the suite on wording."""
    import yaml

    return [str(case["question"]) for case in yaml.safe_load(read_text(_SUITE))]


def report(assistant: Assistant, asked: list[str]) -> None:
    """Milliseconds: median and 95th percentile."""
    overheads, firsts, totals, released = [], [], [], []
    for number, text in enumerate(asked):
        started = time.perf_counter()
        answer = assistant.answer(Question(str(number), text))
        total = (time.perf_counter() - started) * 1000
        if number < 2 or "model" not in answer.timings_ms:
            continue
        overheads.append(total - answer.timings_ms["model"])
        totals.append(total)
        released.append(sum(one.kind is ClaimKind.WRITTEN for one in answer.claims))
        if "first_sentence" in answer.timings_ms:
            firsts.append(answer.timings_ms["first_sentence"])
    sys.stdout.write(f"{len(overheads)} answers by the model, {statistics.mean(released):.1f} sentences each\n")
    for name, found in (("beside the model", overheads), ("first verified sentence", firsts), ("whole", totals)):
        median, high = np.percentile(found, [50, 95])
        sys.stdout.write(f"{name}: median {median:.0f} ms, 95th percentile {high:.0f} ms\n")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 60)
