"""What the small model answers to library questions: python -m evals.claims.small_answers OUT.jsonl

A line is a question with the passages the bot would give a model, and the answers the small model gave from them. The
installed library is asked (`insights library sync`). Half an hour of one processor.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.answering.finding import confidence, look_up
from bot.answering.generate.passages import NumberedPassage, numbered_passages
from bot.assembly import library_from, migrate_database
from bot.settings import Settings
from evals.claims.small_model import SmallModel
from evals.suite import load_suite
from knowledge.opening import Library
from knowledge.retrieval.confidence import load_confidence
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import PUBLIC

QUESTIONS = 60
ANSWERS = 4
"""Of each question: sentences that pass are rare, and a hundred are wanted."""
_SUITE, _SEED = "wording", 6
_PASSAGES = 2
"""Of each question: more than these the model does not keep in mind."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the chunks of the passages that the model is shown, best first."""

    question: str
    passages: Sequence[NumberedPassage]


def covered_questions(library: Library) -> Iterator[Asked]:
    """Questions of the suite that stand by themselves and the library covers, shuffled with a fixed seed."""
    model, retriever = load_confidence(), Retriever(library)
    cases = [case for case in load_suite(_SUITE) if case.must_be_answered and not case.history]
    random.Random(_SEED).shuffle(cases)
    for case in cases:
        finding = look_up(case.question, frozenset({PUBLIC}), retriever, library.catalogue, dt.date.today(), {})
        if confidence(finding, model) >= model.threshold:
            yield Asked(case.question, numbered_passages([finding], library.catalogue)[:_PASSAGES])


def as_line(asked: Asked, answers: Sequence[str]) -> str:
    """The question, its passages and their metadata as people and the checker read them, and the answers."""
    passages = [{**json.loads(passage.as_source()), **asdict(passage.evidence)} for passage in asked.passages]
    row = {"question": asked.question, "passages": passages, "answers": list(answers)}
    return json.dumps(row, ensure_ascii=False) + "\n"


def main() -> None:
    """Ask, answer, and write a line for each question as soon as it is answered."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out: Path = parser.parse_args().out
    settings = Settings()
    migrate_database(settings)
    model = SmallModel()
    with out.open("w", encoding="utf-8") as lines:
        for number, asked in zip(range(QUESTIONS), covered_questions(library_from(settings)), strict=False):
            texts = [passage.text for passage in asked.passages]
            lines.write(as_line(asked, model.answers(asked.question, texts, ANSWERS, _SEED + number)))
            lines.flush()
            print(f"{number + 1} of {QUESTIONS}", flush=True)


if __name__ == "__main__":
    main()
