"""Passages read by the model: one vector each, and their sentences in their places."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.read import passage_text, read_texts
from knowledge.reading import ReadSentence, unpack_sentences
from tests.conftest import WordEmbedder

TITLE = "Falls in Kent"
TEXT = "Telecare did not cut falls. The clinic did, by a tenth!\nNobody knows why it worked."
SENTENCES = ["Telecare did not cut falls.", "The clinic did, by a tenth!", "Nobody knows why it worked."]


def _read(text: str, whole: bool = False, headings: tuple[str, ...] = ()) -> list[ReadSentence]:
    (made,) = read_texts(WordEmbedder(), [passage_text(TITLE, headings, text, whole)])
    return unpack_sentences(made.sentences)


def test_sentences_are_found_where_they_stand() -> None:
    assert [TEXT[one.start : one.end] for one in _read(TEXT, headings=("Results", "Telecare"))] == SENTENCES


@given(st.lists(st.sampled_from([*SENTENCES, "!", "🏠 …", "of the and"]), max_size=6).map(" ".join))
def test_any_text_is_read_in_order_and_no_sentence_is_empty(text: str) -> None:
    kept = _read(text)
    assert all(one.end > one.start and len(one.tokens) for one in kept)
    assert [one.start for one in kept] == sorted(one.start for one in kept)


def test_words_without_meaning_are_not_kept_unless_there_are_no_others() -> None:
    assert len(_read("The clinic of the town.")[0].tokens) == len(["clinic", "town"])
    assert len(_read("Who was it?")[0].tokens) > 0


def test_title_and_headings_are_no_sentences_of_the_text() -> None:
    (sentence,) = _read("The clinic of the town.", headings=("Kent", "Clinics in Dover"))
    assert len(sentence.tokens) == len(["clinic", "town"])


def test_a_row_to_be_quoted_whole_is_one_sentence() -> None:
    (row,) = _read(TEXT, whole=True)
    assert TEXT[row.start : row.end] == TEXT


def test_whether_a_passage_is_quoted_whole_is_part_of_what_is_made_of_it() -> None:
    fingerprints = {passage_text(TITLE, (), TEXT, whole).fingerprint("model") for whole in (True, False)}
    assert len(fingerprints) == 2


@pytest.mark.real_model
def test_a_sentence_is_understood_in_its_place(real_embedder: SentenceTransformerEmbedder) -> None:
    said = "It cut admissions by a tenth."
    asked = real_embedder.embed(["Did reablement cut admissions?"])[0]
    about = {}
    for subject in ("Reablement was tried in Kent.", "A bus timetable was tried in Kent."):
        text = f"{subject} {said}"
        (made,) = read_texts(real_embedder, [passage_text("A trial", (), text, False)])
        about[subject] = unpack_sentences(made.sentences)[1].vector @ asked
    reablement, bus = about.values()
    assert reablement > bus + 0.05


@pytest.mark.real_model
def test_one_reading_gives_the_vector_that_embedding_gives(real_embedder: SentenceTransformerEmbedder) -> None:
    texts = [passage_text(TITLE, (), text, False) for text in (TEXT, " ".join([TEXT] * 30))]
    made = list(read_texts(real_embedder, texts))
    np.testing.assert_allclose(
        [one.vector for one in made], real_embedder.embed([text.text for text in texts]), atol=1e-4
    )
    long = unpack_sentences(made[1].sentences)
    assert texts[1].text[texts[1].lead :][long[-1].start : long[-1].end] == SENTENCES[-1]


def test_nothing_is_made_of_no_texts() -> None:
    assert list(read_texts(WordEmbedder(), [])) == []
