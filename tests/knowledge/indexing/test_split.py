"""Passages are whole sentences of one heading, small enough for the model, and together the whole document."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.indexing.file_reader import FileReader
from knowledge.indexing.files import find_files
from knowledge.indexing.split import Block, split_blocks
from knowledge.indexing.sync import prepare
from knowledge.limits import DEFAULT_LIMITS
from knowledge.reading import embedded_text
from knowledge.vocabulary import Passage

STARTER_LIBRARY = Path(__file__).parents[3] / "knowledge" / "library"
MODEL_READS = 256
HEADINGS = [(), ("Costs",), ("Costs", "Children"), ("What works",), ("Costs", "Sources"), ("References",)]


def count_words(texts: Sequence[str]) -> list[int]:
    """One token a word."""
    return [len(text.split()) for text in texts]


def split(*blocks: Block, max_tokens: int = MODEL_READS) -> list[Passage]:
    """The passages of blocks, a token being a word."""
    return split_blocks(blocks, count_words, max_tokens)


def words(texts: Sequence[str]) -> list[str]:
    """The words of texts, in order."""
    return [word for text in texts for word in text.split()]


WORDS = st.sampled_from(["care", "costs", "children", "families", "in", "homes", "grew", "the"])
FULL_STOPS = st.sampled_from(["£1.2bn", "3.5%", "e.g.", "i.e.", "s. 17", "Dr. Smith", "U.K."])
SENTENCES = st.builds(
    lambda first, middle, last, end: " ".join([first, *middle, last]) + end,
    st.sampled_from(["Councils", "Prevention", "It", "Early help"]),
    st.lists(WORDS | st.builds("{} {}".format, FULL_STOPS, WORDS), max_size=30),
    st.sampled_from(["care", "help", "homes"]),
    st.sampled_from([".", "?", "!"]),
)
"""Sentences whose ends are known because they are made here, with full stops inside that end nothing."""

PARAGRAPHS = st.tuples(st.lists(SENTENCES, min_size=1, max_size=12), st.sampled_from(HEADINGS), st.booleans())


@st.composite
def documents(draw: st.DrawFn) -> tuple[list[Block], list[list[str]]]:
    """Blocks, and the sentences of each; the rows among them count as one sentence."""
    blocks, sentences = [], []
    for number, (made, headings, whole) in enumerate(draw(st.lists(PARAGRAPHS, max_size=8)), start=1):
        text = " ".join(made)
        blocks.append(Block(text, headings, f"paragraph {number}", whole))
        sentences.append([text] if whole else made)
    return blocks, sentences


@settings(deadline=None)
@given(documents())
def test_passages_joined_give_back_every_sentence_verbatim_and_in_order(
    document: tuple[list[Block], list[list[str]]],
) -> None:
    blocks, sentences = document
    # No sentence holds this mark, so one that reached over the end of a passage would not be found.
    joined = "\0".join(passage.text for passage in split(*blocks))
    for sentence in (sentence for made in sentences for sentence in made):
        before, found, joined = joined.partition(sentence)
        assert found
        assert not before.strip("\0\n ")
    assert not joined


ANY_TEXT = st.text(max_size=300).map(lambda text: " ".join(text.split()))
"""White space as the loaders leave it."""

ANY_BLOCKS = st.lists(
    st.builds(Block, ANY_TEXT, st.sampled_from(HEADINGS), st.just("paragraph"), whole=st.booleans()), max_size=6
)


@settings(deadline=None)
@given(ANY_BLOCKS, st.integers(10, 300))
def test_no_letter_of_any_text_is_lost_doubled_or_moved(blocks: list[Block], max_tokens: int) -> None:
    kept = [passage.text for passage in split(*blocks, max_tokens=max_tokens)]
    assert "".join(words(kept)) == "".join(words([block.text for block in blocks]))


@settings(deadline=None)
@given(ANY_TEXT, st.integers(70, 300))
@example("What works?: a review of twelve trials.", MODEL_READS)
def test_a_passage_is_verbatim_what_the_document_says(text: str, max_tokens: int) -> None:
    for passage in split(Block(text, (), "paragraph 1"), max_tokens=max_tokens):
        assert passage.text in text


@settings(deadline=None)
@given(documents(), st.integers(128, 512))
def test_a_passage_and_its_headings_fit_what_the_model_reads(
    document: tuple[list[Block], list[list[str]]], max_tokens: int
) -> None:
    for passage in split(*document[0], max_tokens=max_tokens):
        tokens = count_words([embedded_text("A title of five words", passage.headings, passage.text)])[0]
        assert passage.quoted_whole or tokens <= max_tokens


@settings(deadline=None)
@given(documents())
def test_a_passage_belongs_to_one_heading_and_every_heading_is_kept(
    document: tuple[list[Block], list[list[str]]],
) -> None:
    blocks, _ = document
    by_headings: dict[tuple[str, ...], list[str]] = {}
    for block in blocks:
        by_headings.setdefault(block.headings, []).append(block.text)
    kept: dict[tuple[str, ...], list[str]] = {}
    for passage in split(*blocks):
        kept.setdefault(passage.headings, []).append(passage.text)
    assert {key: words(texts) for key, texts in kept.items()} == {
        key: words(texts) for key, texts in by_headings.items()
    }


@settings(deadline=None)
@given(documents())
def test_a_row_is_a_passage_of_its_own(document: tuple[list[Block], list[list[str]]]) -> None:
    blocks, _ = document
    rows = [(block.text, block.headings, block.locator) for block in blocks if block.whole]
    kept = [passage for passage in split(*blocks) if passage.quoted_whole]
    assert [(passage.text, passage.headings, passage.locator) for passage in kept] == rows


def test_short_neighbours_share_a_passage_each_on_its_own_line() -> None:
    passages = split(
        Block("Three things matter.", ("A",), "paragraph 1"),
        Block("staying at home", ("A",), "paragraph 2"),
        Block("seeing friends", ("A",), "paragraph 3"),
    )
    assert [passage.text for passage in passages] == ["Three things matter.\nstaying at home\nseeing friends"]
    assert passages[0].locator == "paragraph 1–3"


def test_a_long_section_becomes_several_passages_of_a_readable_size() -> None:
    sentences = [f"Sentence {number} has exactly seven words here." for number in range(100)]
    passages = split(Block(" ".join(sentences), ("A",), "paragraph 1"))
    sizes = count_words([passage.text for passage in passages])
    assert len(passages) > 3
    assert max(sizes) <= 120
    # All but the last are as full as whole sentences allow: a passage of one sentence says too little.
    assert min(sizes[:-1]) > 120 - 7


def test_a_model_that_reads_less_gets_smaller_passages() -> None:
    text = " ".join(f"Sentence {number} has exactly seven words here." for number in range(50))
    assert max(count_words([passage.text for passage in split(Block(text, (), "p. 1"), max_tokens=96)])) <= 32


def test_a_passage_is_located_from_where_it_begins_to_where_it_ends() -> None:
    long = " ".join(f"Sentence {number} has exactly seven words here." for number in range(16))
    passages = split(Block(long, (), "paragraph 1"), Block(long, (), "paragraph 2"), Block(long, (), "paragraph 3"))
    assert [passage.locator for passage in passages] == ["paragraph 1–2", "paragraph 2–3", "paragraph 3"]


@pytest.mark.parametrize("heading", ["Sources", "References", "REFERENCES", "Bibliography", " Further reading "])
def test_a_list_of_references_is_kept_but_not_searched(heading: str) -> None:
    passages = split(
        Block("Care costs money.", ("Report",), "paragraph 1"),
        Block("Smith, J. (2014) On care.", ("Report", heading), "paragraph 2"),
        Block("Author: Jones; Year: 2015", ("Report", heading), "paragraph 3", whole=True),
    )
    assert [(passage.text, passage.searched) for passage in passages] == [
        ("Care costs money.", True),
        ("Smith, J. (2014) On care.", False),
        ("Author: Jones; Year: 2015", False),
    ]


def test_the_parts_of_a_list_of_references_are_not_searched_either() -> None:
    passages = split(Block("Smith, J. (2014) On care.", ("Report", "References", "Articles"), "paragraph 1"))
    assert [passage.searched for passage in passages] == [False]


def test_a_section_about_sources_of_something_is_searched() -> None:
    passages = split(Block("Grants pay for most of it.", ("Sources of funding",), "paragraph 1"))
    assert [passage.searched for passage in passages] == [True]


def test_nothing_gives_no_passages() -> None:
    assert split() == []
    assert split(Block("  ", (), "paragraph 1")) == []


def test_a_title_that_is_also_a_heading_is_embedded_once() -> None:
    assert embedded_text("Early help", ("Early help", "Costs"), "It pays.") == "Early help\nCosts\nIt pays."


@pytest.mark.real_model
def test_every_passage_of_the_starter_library_fits_the_real_model(
    real_embedder: SentenceTransformerEmbedder,
) -> None:
    markers = 2
    passages = 0
    with FileReader(DEFAULT_LIMITS) as reader:
        documents = [prepare(file, "", "", real_embedder, reader) for file in find_files(STARTER_LIBRARY).readable]
    for document in documents:
        texts = [
            embedded_text(document.metadata.title, passage.headings, passage.text) for passage in document.passages
        ]
        passages += len(texts)
        assert max(real_embedder.count_tokens(texts)) <= real_embedder.max_tokens - markers
    assert passages > 100


def test_a_footnote_is_no_part_of_the_paragraph_before_it() -> None:
    found = split(
        Block("One.", ("A",), "paragraph 1"),
        Block("Note.", ("A",), "footnote 1"),
        Block("Two.", ("A",), "paragraph 2"),
        Block("Three.", ("A",), "paragraph 3"),
    )
    assert [(passage.locator, passage.text) for passage in found] == [
        ("paragraph 1", "One."),
        ("footnote 1", "Note."),
        ("paragraph 2–3", "Two.\nThree."),
    ]


@pytest.mark.parametrize(
    ("first", "last", "span"),
    [
        ("slide 4, notes", "slide 5, notes", "slide 4–5, notes"),
        ("sheet Map 2, row 3", "sheet Map 2, row 9", "sheet Map 2, row 3–9"),
        ("p. 3–4", "p. 5", "p. 3–5"),
        ("message header", "message header", "message header"),
    ],
)
def test_a_passage_names_where_it_begins_and_ends(first: str, last: str, span: str) -> None:
    (passage,) = split(Block("One.", ("A",), first), Block("Two.", ("A",), last))
    assert passage.locator == span
