"""What each part of understanding a question earns: python -m evals.benchmarks.ablation SUITE... [--half HALF].

Each part is taken away by itself, and the share of answerable questions whose right document is among the first one and
first three is compared with that of the whole, question by question (exact sign test). The library is the one the
settings name.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from unittest.mock import patch

import bot.answering.standalone
from bot.assembly import library_from
from bot.settings import Settings
from evals.suite import EvalCase, as_question, load_suite
from knowledge.retrieval import retriever
from knowledge.retrieval.glossary import SpelledOut
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.wishes import wishes

_FOUND, _PER_DOCUMENT = 30, 3

WITHOUT: dict[str, tuple[object, str, Callable[..., object]]] = {
    "the glossary": (retriever, "spell_out", lambda question: SpelledOut(question, (), ())),
    "councils in short": (retriever, "full_names", lambda question: question),
    "slips of the pen": (retriever, "put_right", lambda question, library, audiences: question),
    "kinds of source": (retriever, "wishes", lambda question: wishes("")),
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
    search = Retriever(library_from(Settings()))
    whole = _ranks(search, cases)
    print(f"{len(cases)} questions with everything: {_shares(whole)}")
    for name, (module, function, instead) in WITHOUT.items():
        with patch.object(module, function, instead):
            ranks = _ranks(search, cases)
        print(f"without {name:20} {_shares(ranks)}  p {_sign_test(whole, ranks):.3f}")
    with ExitStack() as stack:
        for module, function, instead in WITHOUT.values():
            stack.enter_context(patch.object(module, function, instead))
        ranks = _ranks(search, cases)
    print(f"without any of them          {_shares(ranks)}  p {_sign_test(whole, ranks):.3g}")


def _ranks(search: Retriever, cases: Sequence[EvalCase]) -> list[int]:
    """The place of the first right document for each case; a high number where it is not found."""
    ranks = []
    for case in cases:
        question = as_question(case)
        query = bot.answering.standalone.standalone(question)
        chunks = search.search(query, question.audiences, _FOUND, _PER_DOCUMENT).chunks
        documents = list(dict.fromkeys(scored.chunk.document_id for scored in chunks))
        wanted = case.documents()
        ranks.append(next((place for place, found in enumerate(documents, start=1) if found in wanted), 999))
    return ranks


def _shares(ranks: Sequence[int]) -> str:
    return "  ".join(f"Hit@{depth} {sum(rank <= depth for rank in ranks) / len(ranks):.3f}" for depth in (1, 3))


def _sign_test(whole: Sequence[int], less: Sequence[int]) -> float:
    """The chance that as uneven a split of better and worse places comes about by itself."""
    from scipy.stats import binomtest

    better = sum(one < other for one, other in zip(whole, less, strict=True))
    worse = sum(one > other for one, other in zip(whole, less, strict=True))
    return float(binomtest(better, better + worse).pvalue) if better + worse else 1.0


if __name__ == "__main__":
    main()
