"""Sentences of the small model drawn for blind labelling: python -m evals.claims.blind_sample ANSWERS.jsonl FOLDER

Writes sentences.jsonl, which shows no verdict, and key.jsonl, which holds the checker's. Two people label the former,
each into a file of their own; `evals.claims.blind_figures` compares them.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.answering.checking.judgement import Evidence, Judgement
from bot.answering.generate.fit import unfit
from bot.answering.generate.proof import Checker
from bot.assembly import checker_from
from bot.settings import Settings
from bot.vocabulary import Verdict
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.sentences import split_sentences
from knowledge.text_files import read_text

SENTENCES = 200
MOST_RELEASED = 100
_SEED = 6
_FEWEST_WORDS = 4
"""A shorter sentence says nothing that could be labelled."""


@dataclass(frozen=True, slots=True)
class JudgedSentence:
    """A sentence, the question and passages it was written from, and the checker's judgement."""

    sentence: str
    question: str
    passages: Sequence[Mapping[str, Any]]
    judgement: Judgement

    @property
    def is_released(self) -> bool:
        """Whether an officer would have seen it."""
        return self.judgement.verdict is Verdict.SUPPORTED


def judged_sentences(rows: Iterable[Mapping[str, Any]], checker: Checker) -> Iterator[JudgedSentence]:
    """Every sentence of the answers that is one, once, judged against all passages its answer was written from.

    Fragments, questions and the like are refused for their form wherever they come from, and left out.
    """
    seen: set[str] = set()
    for row in rows:
        evidence = [Evidence(passage["text"], passage["about"]) for passage in row["passages"]]
        for sentence in (" ".join(found.split()) for answer in row["answers"] for found in split_sentences(answer)):
            if sentence not in seen and len(sentence.split()) >= _FEWEST_WORDS and not unfit(sentence):
                seen.add(sentence)
                yield JudgedSentence(sentence, row["question"], row["passages"], checker.judge(sentence, evidence))


def drawn(sentences: Sequence[JudgedSentence]) -> list[JudgedSentence]:
    """As many released as refused ones, where there are enough, shuffled with a fixed seed; the rest are refused."""
    dice = random.Random(_SEED)
    released = [sentence for sentence in sentences if sentence.is_released]
    refused = [sentence for sentence in sentences if not sentence.is_released]
    taken = dice.sample(released, min(MOST_RELEASED, len(released)))
    taken += dice.sample(refused, min(SENTENCES - len(taken), len(refused)))
    dice.shuffle(taken)
    return taken


def main() -> None:
    """Judge, draw, and write what readers see apart from what they must not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("answers", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    settings = Settings()
    checker = checker_from(SentenceTransformerEmbedder(settings.embedding_model), settings)
    rows = [json.loads(line) for line in read_text(options.answers).splitlines()]
    sentences = list(judged_sentences(rows, checker))
    sample = drawn(sentences)
    counts = {shown: sum(one.is_released is shown for one in sentences) for shown in (True, False)}
    _write(options.folder / "sentences.jsonl", (_blind(number, one) for number, one in enumerate(sample, 1)))
    _write(
        options.folder / "key.jsonl",
        (_key(number, one, counts[one.is_released]) for number, one in enumerate(sample, 1)),
    )
    print(
        f"{len(rows)} questions, {counts[True]} sentences released and {counts[False]} refused; "
        f"drawn: {sum(one.is_released for one in sample)} of {len(sample)} released"
    )


def _blind(number: int, one: JudgedSentence) -> dict[str, object]:
    shown = ("title", "heading", "kind", "evidence", "publisher", "place", "year", "text")
    passages = [{name: passage[name] for name in shown if name in passage} for passage in one.passages]
    return {"id": _id(number), "claim": one.sentence, "passages": passages}


def _key(number: int, one: JudgedSentence, drawn_from: int) -> dict[str, object]:
    judgement = one.judgement
    return {
        "id": _id(number),
        "released": one.is_released,
        "drawn_from": drawn_from,
        "score": round(judgement.score, 4),
        "reasons": list(judgement.reasons),
        "question": one.question,
    }


def _id(number: int) -> str:
    return f"s{number:03}"


def _write(path: Path, rows: Iterable[Mapping[str, object]]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


if __name__ == "__main__":
    main()
