"""Which sentences make an answer: few, direct, each adding something, in an order that reads."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.extract import choose_sentences
from knowledge.retrieval.sentences import ScoredSentence
from knowledge.vocabulary import PUBLIC, Chunk, Evidence, Kind, ScoredChunk, chunk_id

DIRECTIONS = 8


def _sentence(
    text: str,
    score: float,
    *,
    document: str = "a",
    ordinal: int = 1,
    position: int = 0,
    direction: int = 0,
    evidence: Evidence = Evidence.EVALUATION,
    kind: Kind = Kind.REPORT,
) -> ScoredSentence:
    """A sentence. Those of different ``direction`` say different things, those of the same one say the same."""
    chunk = Chunk(
        id=chunk_id(document, 1, ordinal),
        document_id=document,
        version=1,
        ordinal=ordinal,
        text=text,
        headings=(),
        locator="paragraph 1",
        quoted_whole=False,
        audience=PUBLIC,
        title=document,
        evidence=evidence,
        kind=kind,
    )
    vector = np.zeros(DIRECTIONS, dtype=np.float32)
    vector[direction] = 1
    return ScoredSentence(
        text=text,
        source=ScoredChunk(chunk, score, score, None),
        position=position,
        meaning=score,
        match=score,
        least=score,
        score=score,
        vector=vector,
    )


def _texts(chosen: list[ScoredSentence]) -> list[str]:
    return [sentence.text for sentence in chosen]


SENTENCES = st.lists(
    st.builds(
        _sentence,
        st.just("A sentence."),
        st.floats(0.01, 1),
        document=st.sampled_from("abc"),
        ordinal=st.integers(1, 3),
        position=st.integers(0, 5),
        direction=st.integers(0, DIRECTIONS - 1),
    ),
    min_size=1,
    max_size=10,
).map(lambda sentences: sorted(sentences, key=lambda sentence: -sentence.score))


@given(sentences=SENTENCES)
def test_an_answer_is_a_few_of_the_sentences_each_once_the_best_first(sentences: list[ScoredSentence]) -> None:
    chosen = choose_sentences(sentences)
    identities = [id(sentence) for sentence in chosen]
    assert chosen[0] is sentences[0]
    assert 1 <= len(chosen) <= 3
    assert len(set(identities)) == len(identities)
    assert set(identities) <= {id(sentence) for sentence in sentences}


@given(sentences=SENTENCES)
def test_no_two_sentences_of_an_answer_say_the_same(sentences: list[ScoredSentence]) -> None:
    meanings = [int(np.argmax(sentence.vector)) for sentence in choose_sentences(sentences)]
    assert len(set(meanings)) == len(meanings)


@given(sentences=SENTENCES)
def test_every_further_sentence_is_nearly_as_good_as_the_best(sentences: list[ScoredSentence]) -> None:
    chosen = choose_sentences(sentences)
    assert all(sentence.score > 0.7 * chosen[0].score for sentence in chosen)


def test_no_sentences_make_no_answer() -> None:
    assert choose_sentences([]) == []


def test_a_repetition_makes_room_for_something_new() -> None:
    chosen = choose_sentences(
        [
            _sentence("Best.", 0.9, direction=0),
            _sentence("Again.", 0.89, direction=0, position=1),
            _sentence("New.", 0.88, direction=1, position=2),
        ]
    )
    assert _texts(chosen) == ["Best.", "New."]


def test_a_sentence_far_worse_than_the_best_is_left_out() -> None:
    assert _texts(choose_sentences([_sentence("Best.", 0.9), _sentence("Weak.", 0.3, direction=1)])) == ["Best."]


def test_a_sentence_that_is_alone_in_being_good_is_an_answer() -> None:
    assert _texts(choose_sentences([_sentence("Only.", 0.2)])) == ["Only."]


def test_sentences_after_the_best_stand_in_the_order_of_their_document() -> None:
    chosen = choose_sentences(
        [
            _sentence("Best.", 0.9, ordinal=2, position=4, direction=0),
            _sentence("Third chunk.", 0.89, ordinal=3, position=0, direction=1),
            _sentence("First chunk.", 0.88, ordinal=1, position=7, direction=2),
        ]
    )
    assert _texts(chosen) == ["Best.", "First chunk.", "Third chunk."]


def test_sentences_of_one_chunk_stand_as_they_are_written() -> None:
    chosen = choose_sentences(
        [
            _sentence("Best.", 0.9, position=5, direction=0),
            _sentence("Later.", 0.89, position=3, direction=1),
            _sentence("Earlier.", 0.88, position=1, direction=2),
        ]
    )
    assert _texts(chosen) == ["Best.", "Earlier.", "Later."]


@pytest.mark.parametrize("other", ["0-earlier-by-name", "z-later-by-name"])
def test_the_document_of_the_best_sentence_is_finished_before_another_begins(other: str) -> None:
    chosen = choose_sentences(
        [
            _sentence("Best.", 0.9, document="m", direction=0),
            _sentence("Another document.", 0.89, document=other, direction=1),
            _sentence("Same document.", 0.88, document="m", position=1, direction=2),
        ]
    )
    assert _texts(chosen) == ["Best.", "Same document.", "Another document."]


def test_an_officer_reads_no_more_than_three_sentences_however_many_are_good() -> None:
    good = [_sentence(f"Sentence {n}.", 0.9 - n / 100, position=n, direction=n) for n in range(5)]
    assert _texts(choose_sentences(good)) == ["Sentence 0.", "Sentence 1.", "Sentence 2."]


def test_among_other_documents_the_one_that_was_found_higher_comes_first() -> None:
    chosen = choose_sentences(
        [
            _sentence("Best.", 0.9, document="m", direction=0),
            _sentence("Found higher.", 0.89, document="z", direction=1),
            _sentence("Found lower.", 0.88, document="a", direction=2),
        ]
    )
    assert _texts(chosen) == ["Best.", "Found higher.", "Found lower."]


@pytest.mark.parametrize("claimed", [Evidence.EXPERT_VIEW, Evidence.SELF_REPORTED])
def test_a_measured_result_leads_where_it_is_as_direct(claimed: Evidence) -> None:
    view = _sentence("A view.", 0.80, direction=0, evidence=claimed)
    trial = _sentence("A result.", 0.76, direction=1, ordinal=2, evidence=Evidence.RCT)
    assert _texts(choose_sentences([view, trial])) == ["A result.", "A view."]


def test_what_was_asked_leads_where_a_result_is_less_direct() -> None:
    view = _sentence("A view.", 0.80, direction=0, evidence=Evidence.EXPERT_VIEW)
    trial = _sentence("A result.", 0.70, direction=1, ordinal=2, evidence=Evidence.RCT)
    assert _texts(choose_sentences([view, trial])) == ["A view.", "A result."]


def _leaning(sentence: ScoredSentence, likeness: float) -> ScoredSentence:
    """The same sentence, so near in meaning to those of direction 0."""
    vector = np.zeros(DIRECTIONS, dtype=np.float32)
    vector[0], vector[1] = likeness, (1 - likeness**2) ** 0.5
    return replace(sentence, vector=vector)


@pytest.mark.parametrize(
    ("document", "text", "likeness", "shown"),
    [
        ("a", "The trial found no effect.", 0.84, True),
        ("b", "The trial found no effect.", 0.84, False),
        ("b", "The trial found no effect.", 0.78, True),
        ("a", "It cost £3,000.", 0.93, True),
        ("b", "It cost £3,000.", 0.93, True),
        ("a", "It cost £600.", 0.93, False),
        ("b", "It cost £3,000.", 0.97, False),
    ],
)
def test_what_only_repeats_is_not_shown_and_another_figure_is_no_repetition(
    document: str, text: str, likeness: float, shown: bool
) -> None:
    further = _leaning(_sentence(text, 0.88, document=document, position=1), likeness)
    chosen = choose_sentences([_sentence("Foster care cost £600.", 0.9), further])
    assert (text in _texts(chosen)) is shown


@pytest.mark.parametrize(("sentence", "expected"), [(0.86, ["A finding."]), (0.70, ["Id: M1; Intervention: A visit"])])
def test_a_row_of_a_map_is_quoted_only_where_no_sentence_is_as_direct(sentence: float, expected: list[str]) -> None:
    row = _sentence("Id: M1; Intervention: A visit", 0.9, kind=Kind.PREVENTION_MAP)
    assert _texts(choose_sentences([row, _sentence("A finding.", sentence, document="b", direction=1)])) == expected
