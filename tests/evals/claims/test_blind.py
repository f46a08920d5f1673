"""Sentences drawn for blind labelling, and what two readers' labels say of the checker."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.answering.checking.judgement import Judgement
from bot.vocabulary import Verdict
from evals.claims.blind_again import released_now
from evals.claims.blind_figures import Sampled, kappa, read_sample, supported_released, unsupported_released, wilson
from evals.claims.blind_sample import JudgedSentence, drawn, judged_sentences
from knowledge.errors import InsightsError
from tests.bot.answering.generate.strict_checker import StrictChecker

PASSAGE = {"title": "Kent", "text": "Telecare in Kent cost £300 a year.", "about": "Kent telecare trial"}


def test_whole_sentences_are_judged_once_against_their_passages() -> None:
    answers = [
        "Telecare in Kent cost £300 a year. It saved a fortune in every town. Does it work in Kent?",
        "Telecare in Kent cost £300 a year. The trial also",
    ]
    found = list(judged_sentences([{"question": "q", "passages": [PASSAGE], "answers": answers}], StrictChecker()))
    assert [(one.sentence, one.is_released) for one in found] == [
        ("Telecare in Kent cost £300 a year.", True),
        ("It saved a fortune in every town.", False),
    ]


def test_labelled_sentences_are_judged_again_in_the_order_of_the_key(tmp_path: Path) -> None:
    said, added = "Telecare in Kent cost £300 a year.", "It saved a fortune in every town."
    passage = {"title": "Telecare", "heading": "Telecare › Kent", "place": "Kent", "year": 2021, "text": said}
    claims = {"s001": added, "s002": said}
    rows(tmp_path / "sentences.jsonl", [{"id": i, "claim": c, "passages": [passage]} for i, c in claims.items()])
    rows(tmp_path / "key.jsonl", [{"id": "s002"}, {"id": "s001"}])
    assert released_now(tmp_path, StrictChecker()).tolist() == [True, False]


def judged(released: int, refused: int) -> list[JudgedSentence]:
    """So many sentences of each kind."""
    kinds = [Verdict.SUPPORTED] * released + [Verdict.NOT_SUPPORTED] * refused
    return [JudgedSentence(f"Sentence {place}.", "q", (), Judgement(kind, 0.5)) for place, kind in enumerate(kinds)]


@pytest.mark.parametrize(("released", "refused", "expected"), [(300, 300, (100, 100)), (40, 300, (40, 160))])
def test_the_sample_is_balanced_as_far_as_it_can_be(released: int, refused: int, expected: tuple[int, int]) -> None:
    sample = drawn(judged(released, refused))
    kinds = [one.is_released for one in sample]
    assert (kinds.count(True), kinds.count(False)) == expected
    assert kinds != sorted(kinds, reverse=True)
    assert sample == drawn(judged(released, refused))


def test_a_sentence_counts_for_as_many_as_it_was_drawn_from() -> None:
    # 10 released and 20 refused, of which 2 and 4 were drawn: half of each is supported.
    sample = Sampled(np.array([True, True, False, False, False, False]), np.array([5.0] * 6))
    supported = np.array([True, False, True, True, False, False])
    assert unsupported_released(sample, supported).value == 0.5
    share = supported_released(sample, supported)
    assert share.value == pytest.approx(5 / 15)
    assert share.low <= share.value <= share.high


def test_figures_known_from_elsewhere() -> None:
    none = wilson(0, 100)
    assert none.value == 0.0
    assert none.low == pytest.approx(0, abs=1e-9)
    assert none.high == pytest.approx(0.0370, abs=1e-4)
    yes, no = [True] * 25, [False] * 25
    one = np.array([*yes, *no])
    other = np.array([*[True] * 20, *[False] * 5, *[True] * 10, *[False] * 15])
    assert kappa(one, other) == pytest.approx(0.4)


def rows(path: Path, lines: list[dict[str, Any]]) -> None:
    """Write them."""
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


def test_labels_are_matched_by_id_and_a_missing_one_is_named(tmp_path: Path) -> None:
    rows(tmp_path / "key.jsonl", [{"id": f"s{place}", "released": place < 2, "drawn_from": 8} for place in range(4)])
    for name in ("reader1.jsonl", "reader2.jsonl"):
        rows(tmp_path / name, [{"id": f"s{place}", "supported": place == 0, "why": ""} for place in (3, 1, 0, 2)])
    sample, (first, _) = read_sample(tmp_path)
    assert first.tolist() == [True, False, False, False]
    assert sample.weights.tolist() == [4.0] * 4
    rows(tmp_path / "reader2.jsonl", [{"id": "s0", "supported": "yes"}])
    with pytest.raises(InsightsError, match=r"reader2\.jsonl: no label, true or false, for s0, s1"):
        read_sample(tmp_path)
