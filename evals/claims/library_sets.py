"""Altered and paraphrased library sentences, judged: python -m evals.claims.library_sets [--part tune]."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.checking.checker import ClaimChecker
from bot.settings import STARTER_LIBRARY
from bot.vocabulary import Verdict
from evals.claims.alterations import HALVES, SEED, altered_sentences
from evals.claims.paraphrases import LATER, paraphrases
from evals.claims.passages import LibraryPassage, library_passages
from knowledge.embedding import SentenceTransformerEmbedder

ALTERED = 300
"""Sentences a part."""
_LATER_SEED = 2026


@dataclass(frozen=True, slots=True)
class Wrong:
    """A claim judged wrongly: what was made of it, and the objections, if any."""

    kind: str
    claim: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SetReport:
    """``counts`` and ``wrong`` by kind of alteration, or 'paraphrase'."""

    counts: Counter[str]
    wrong: tuple[Wrong, ...]

    @property
    def right(self) -> float:
        """The share judged rightly, 0 to 1."""
        return 1 - len(self.wrong) / max(1, self.counts.total())


def judge_altered(checker: ClaimChecker, passages: Sequence[LibraryPassage], part: str) -> SetReport:
    """How many of the part's altered sentences are not called supported by the passage they were made from.

    The part 'later' are sentences of the held-back half, changed otherwise.
    """
    half, seed = (HALVES[1], _LATER_SEED) if part == LATER else (part, SEED)
    cases = altered_sentences(passages, half, ALTERED, seed)
    judged = [(case, checker.judge(case.false, [case.passage.evidence])) for case in cases]
    wrong = (Wrong(case.kind, case.false, ()) for case, found in judged if found.verdict is Verdict.SUPPORTED)
    return SetReport(Counter(case.kind for case in cases), tuple(wrong))


def judge_paraphrases(checker: ClaimChecker, passages: Sequence[LibraryPassage], part: str) -> SetReport:
    """How many of the part's paraphrases are called supported by the passage they rest on."""
    cases = paraphrases(passages, part)
    judged = [(case, checker.judge(case.claim, [case.passage.evidence])) for case in cases]
    wrong = (
        Wrong("paraphrase", case.claim, found.reasons)
        for case, found in judged
        if found.verdict is not Verdict.SUPPORTED
    )
    return SetReport(Counter(paraphrase=len(cases)), tuple(wrong))


def main() -> None:
    """Print the shares, by kind of alteration, and every claim judged wrongly."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", choices=[*HALVES, LATER], default=HALVES[0], help="only tune is for tuning")
    part = parser.parse_args().part
    embedder = SentenceTransformerEmbedder()
    checker = ClaimChecker(embedder)
    passages = list(library_passages(STARTER_LIBRARY, embedder))
    for name, report in (
        ("altered, rejected", judge_altered(checker, passages, part)),
        ("paraphrases, accepted", judge_paraphrases(checker, passages, part)),
    ):
        print(f"{name:24} {report.right:.3f} of {report.counts.total()}")
        missed = Counter(wrong.kind for wrong in report.wrong)
        for kind, count in report.counts.items():
            print(f"    {kind:28} {count - missed[kind]} of {count}")
        for wrong in report.wrong:
            print(f"    wrong: {wrong.claim}  {'; '.join(wrong.reasons)}")


if __name__ == "__main__":
    main()
