"""What the checker makes of altered and of paraphrased sentences of the starter library."""

from __future__ import annotations

import pytest

from bot.answering.checking.checker import CHECKS, ClaimChecker
from bot.answering.checking.source import source_of
from evals.claims.alterations import HALVES
from evals.claims.library_sets import judge_altered, judge_paraphrases
from evals.claims.passages import LibraryPassage
from knowledge.embedding import SentenceTransformerEmbedder


@pytest.fixture(scope="module")
def checker(real_embedder: SentenceTransformerEmbedder) -> ClaimChecker:
    """The checker answers pass."""
    return ClaimChecker(real_embedder)


@pytest.mark.real_model
@pytest.mark.parametrize("half", HALVES)
def test_altered_sentences_are_rejected(checker: ClaimChecker, passages: list[LibraryPassage], half: str) -> None:
    report = judge_altered(checker, passages, half)
    assert report.counts.total() == 300
    assert report.right >= 0.99, report.wrong


@pytest.mark.real_model
@pytest.mark.parametrize("half", HALVES)
def test_paraphrases_are_accepted(checker: ClaimChecker, passages: list[LibraryPassage], half: str) -> None:
    report = judge_paraphrases(checker, passages, half)
    assert report.right >= 0.9, report.wrong


def test_no_check_objects_to_a_sentence_of_its_own_passage(passages: list[LibraryPassage]) -> None:
    for passage in passages:
        for sentence in passage.sentences():
            source = source_of(sentence, [passage.evidence])
            assert not any(check(sentence, source) for check in CHECKS.values()), sentence
