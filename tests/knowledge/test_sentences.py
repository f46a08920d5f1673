"""Where sentences end, and that nothing of a text is lost on the way."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sentences import split_sentences

FRAGMENTS = [
    "The cost rose. ",
    "Why? ",
    "e.g. ",
    "s. 17 ",
    "£1.2bn ",
    "3.5% ",
    "Dr. Smith ",
    "“It works.” ",
    "(see p. 4). ",
    "No. 5 ",
    "...",
    "! ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u00a0",
    "\u2028",
    "• ",
    "1. ",
    "https://example.org/a.b?c=d. ",
    "x" * 700,
]
TEXTS = st.text(max_size=200) | st.lists(st.sampled_from(FRAGMENTS), max_size=15).map("".join)


@pytest.mark.parametrize(
    "sentence",
    [
        "Early help, e.g. a family hub, costs less than care.",
        "Section 17, i.e. help for a child in need, is a duty.",
        "A child may be helped under s. 17 of the Act.",
        "The council spent £1.2bn in 2014.",
        "Demand fell by 3.5% over the year (see p. 4).",
        "Dr. Smith of St. Helens said so.",
        "See fig. 3 and No. 5.",
        "Reablement costs £1,500 p.a. on average.",
        "The U.K. Government published it.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence: str) -> None:
    after = "The next sentence follows."
    assert split_sentences(f"{sentence} {after}") == [sentence, after]


def test_questions_and_exclamations_end_sentences_too() -> None:
    assert split_sentences("Does it work? It does! We measured it.") == [
        "Does it work?",
        "It does!",
        "We measured it.",
    ]


def test_a_line_end_ends_a_sentence() -> None:
    assert split_sentences("first item\nsecond item") == ["first item", "second item"]


def test_nothing_has_no_sentences() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t\n ") == []


@settings(deadline=None)
@given(TEXTS)
def test_sentences_are_verbatim_in_order_and_nothing_but_white_space_is_between_them(text: str) -> None:
    rest = text
    for sentence in split_sentences(text):
        assert sentence
        assert sentence == sentence.strip()
        before, found, rest = rest.partition(sentence)
        assert found
        assert not before.strip()
    assert not rest.strip()


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text("abcdefgh", min_size=1, max_size=40), min_size=100, max_size=200))
def test_an_endless_run_is_divided_between_words(words: list[str]) -> None:
    pieces = split_sentences(" ".join(words))
    assert [word for piece in pieces for word in piece.split()] == words
    assert all(len(piece) <= 1200 for piece in pieces)


def test_an_endless_word_is_divided_too() -> None:
    pieces = split_sentences("x" * 5000)
    assert "".join(pieces) == "x" * 5000
    assert all(len(piece) <= 1200 for piece in pieces)
