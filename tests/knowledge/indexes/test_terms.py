"""The words of a text as the keyword index sees them."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.catalogue.entries import IndexEntry
from knowledge.indexes.keyword_index import KeywordIndex
from knowledge.indexes.terms import terms
from knowledge.vocabulary import PUBLIC


def test_words_become_lower_case_stems_in_order() -> None:
    assert terms("Councils PAID for children's homes") == ["council", "paid", "children", "s", "home"]


def test_words_that_carry_no_meaning_are_left_out() -> None:
    assert terms("The cost of the trial and the effect") == ["cost", "trial", "effect"]
    assert terms("of the and") == []
    assert terms("") == []


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text("abcdefghijklmnopqrstuvwxyzABCXYZéß0123456789'-_,.", min_size=1, max_size=20), max_size=20))
def test_every_word_of_an_indexed_text_is_a_word_of_the_index(words: list[str]) -> None:
    text = " ".join(words)
    with tempfile.TemporaryDirectory() as folder:
        index = KeywordIndex(Path(folder))
        index.add(PUBLIC, [IndexEntry("chunk", PUBLIC, "Title", (), text, np.zeros(1, np.float32))])

        rarity = index.rarity([PUBLIC], [*terms(text), "unheard"])

    assert all(rarity[word] < rarity["unheard"] for word in terms(text)), "a word of the only chunk is known"
