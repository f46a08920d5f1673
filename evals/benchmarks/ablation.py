"""What each part of understanding a question earns: python -m evals.benchmarks.ablation SUITE... [--half HALF].

Each part is taken away by itself. Of the questions the library covers: how often the right document is found first and
among the first three, compared question by question (exact sign test), and how often there is an answer. The library is
the one the settings name.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from unittest.mock import patch

import bot.answering.standalone
from bot.answering.assistant import Assistant
from bot.assembly import assistant_for, library_from
from bot.settings import Settings
from evals.case import EvalCase, as_question
from evals.suite import load_suite
from knowledge.retrieval import retriever
from knowledge.retrieval.glossary import SpelledOut
from knowledge.retrieval.wishes import wishes

WITHOUT: dict[str, tuple[object, str, Callable[..., object]]] = {
    "the glossary": (retriever, "spell_out", lambda question: SpelledOut(question, (), ())),
    "councils in short": (retriever, "full_names", lambda question: question),
    "slips of the pen": (retriever, "put_right", lambda question, library, audiences: question),
    "kinds of source": (retriever, "wishes", lambda question, today: wishes("", today)),
    "follow-ups": (bot.answering.standalone, "_leans", lambda text: False),
    "what is replaced": (bot.answering.standalone, "_without_replaced", lambda earlier, later: earlier),
}


def main() -> None:
    """Ask everything with all parts, then with one taken away at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("suites", nargs="+")
    parser.add_argument("--half", choices=("tune", "held_back"), default="tune")
    options = parser.parse_args()
    cases = [case for suite in options.suites for case in load_suite(suite) if case.half == options.half and case.facts]
    settings = Settings()
    assistant = assistant_for(library_from(settings), settings)
    whole = _ask(assistant, cases)
    print(f"{len(cases)} questions, everything   {_shares(whole)}")
    for name, (module, function, instead) in WITHOUT.items():
        with patch.object(module, function, instead):
            less = _ask(assistant, cases)
        print(f"without {name:20} {_shares(less)}  p {_sign_test(whole, less):.3g}")
    with ExitStack() as stack:
        for module, function, instead in WITHOUT.values():
            stack.enter_context(patch.object(module, function, instead))
        less = _ask(assistant, cases)
    print(f"without any of them          {_shares(less)}  p {_sign_test(whole, less):.3g}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """The place of the first right document among those found, a high number where there is none."""

    rank: int
    answered: bool


def _ask(assistant: Assistant, cases: Sequence[EvalCase]) -> list[Outcome]:
    outcomes = []
    for case in cases:
        answer = assistant.answer(as_question(case))
        documents = list(dict.fromkeys(found.document_id for found in answer.retrieved))
        wanted = case.accepted()
        rank = next((place for place, found in enumerate(documents, start=1) if found in wanted), 999)
        outcomes.append(Outcome(rank, bool(answer.claims)))
    return outcomes


def _shares(outcomes: Sequence[Outcome]) -> str:
    hits = [sum(outcome.rank <= depth for outcome in outcomes) / len(outcomes) for depth in (1, 3)]
    answered = sum(outcome.answered for outcome in outcomes) / len(outcomes)
    return f"Hit@1 {hits[0]:.3f}  Hit@3 {hits[1]:.3f}  answered {answered:.3f}"


def _sign_test(whole: Sequence[Outcome], less: Sequence[Outcome]) -> float:
    """The chance that as uneven a split of better and worse places comes about by itself."""
    from scipy.stats import binomtest

    better = sum(one.rank < other.rank for one, other in zip(whole, less, strict=True))
    worse = sum(one.rank > other.rank for one, other in zip(whole, less, strict=True))
    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0


if __name__ == "__main__":
    main()
