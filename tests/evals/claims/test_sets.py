"""The two sets a checker of claims is measured with: altered sentences and faithful paraphrases."""

from __future__ import annotations

import re

from evals.claims.alterations import ALTERATIONS, HALVES, altered_sentences
from evals.claims.paraphrases import LATER, paraphrases
from evals.claims.passages import LibraryPassage


def test_three_hundred_sentences_a_half_are_altered_in_every_way(passages: list[LibraryPassage]) -> None:
    for half in HALVES:
        altered = altered_sentences(passages, half, 300)
        assert len(altered) == 300
        counts = [sum(case.kind == kind for case in altered) for kind in ALTERATIONS]
        assert min(counts) >= 30


def test_altered_sentences_are_new_and_the_true_ones_stand_in_their_passage(passages: list[LibraryPassage]) -> None:
    for case in altered_sentences(passages, "tune", 300):
        assert case.true in case.passage.evidence.text
        assert case.false != case.true
        assert case.false not in case.passage.evidence.text
        assert "\\" not in case.false
        changed = len(set(re.findall(r"\S+", case.false)) ^ set(re.findall(r"\S+", case.true)))
        assert changed <= 10


def test_the_halves_share_no_sentence_and_come_out_the_same_each_time(passages: list[LibraryPassage]) -> None:
    tune, held_back = (altered_sentences(passages, half, 300) for half in HALVES)
    assert not {case.true for case in tune} & {case.true for case in held_back}
    assert tune == altered_sentences(passages, "tune", 300)


def test_one_hundred_and_fifty_paraphrases_rest_on_a_sentence_each(passages: list[LibraryPassage]) -> None:
    halves = [paraphrases(passages, half) for half in HALVES]
    every = [case for half in halves for case in half]
    assert len(every) == len({case.claim for case in every}) == 150
    assert min(map(len, halves)) >= 60
    assert len({case.passage.document for case in every}) >= 25


def test_no_paraphrase_copies_its_sentence(passages: list[LibraryPassage]) -> None:
    for case in (case for part in (*HALVES, LATER) for case in paraphrases(passages, part)):
        words = re.findall(r"\w+", case.claim.lower())
        quote = " ".join(re.findall(r"\w+", case.quote.lower()))
        assert not any(" ".join(words[place : place + 17]) in quote for place in range(len(words) - 16))
        assert case.claim not in case.passage.evidence.text
