"""The probability that the library answers, and the signals it is made of."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.indexes.terms import terms
from knowledge.opening import Library
from knowledge.retrieval.confidence import (
    ConfidenceModel,
    confidence_signals,
    load_confidence,
)
from knowledge.retrieval.particulars import particulars
from knowledge.retrieval.retriever import Retriever, SearchResult
from knowledge.retrieval.sentences import ScoredSentence, score_sentences
from knowledge.retrieval.support import support
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync
from tests.knowledge.retrieval.conftest import SHELF

SHARES = st.floats(0, 1)
QUESTIONS = st.text(alphabet="aehnrt 0123456789,.?%£-", max_size=60)
"""That any text can be searched for is tested with the retriever."""


ROUNDING = 1e-4
COVERED = "Reablement of older people after a hospital stay in Kent?"
FOREIGN = "Where did the wombats, quokkas and zebras of Perth sleep in 1987?"


def _read(library: Library, question: str) -> tuple[SearchResult, list[ScoredSentence]]:
    result = Retriever(library).search(question, sorted(SHELF), 30)
    return result, score_sentences(result, library.catalogue, 8)


def _signals(library: Library, question: str) -> dict[str, float]:
    result, sentences = _read(library, question)
    return confidence_signals(result, sentences, sentences)


def _found(library: Library, question: str) -> float:
    """The share of the names and years of a question that what was found mentions."""
    result, sentences = _read(library, question)
    return support(question, result, sentences, particulars(result.query)).share


# -- the model ---------------------------------------------------------------------------------------------------


@given(intercept=st.floats(-20, 20), weight=st.floats(-20, 20), signal=SHARES)
def test_a_probability_is_between_nought_and_one(intercept: float, weight: float, signal: float) -> None:
    assert 0 <= ConfidenceModel(intercept, {"a": weight}, 0.5).probability({"a": signal}) <= 1


@given(weight=st.floats(0, 20), low=SHARES, high=SHARES)
def test_more_of_what_speaks_for_an_answer_never_lowers_it(weight: float, low: float, high: float) -> None:
    model = ConfidenceModel(-2.0, {"a": weight}, 0.5)
    low, high = sorted((low, high))
    assert model.probability({"a": low}) <= model.probability({"a": high})


def test_without_evidence_either_way_it_is_even() -> None:
    assert ConfidenceModel(0.0, {"a": 3.0}, 0.5).probability({"a": 0.0}) == 0.5


def test_a_missing_signal_is_not_taken_for_nought() -> None:
    with pytest.raises(KeyError, match="agreement"):
        ConfidenceModel(0.0, {"agreement": 1.0}, 0.5).probability({"margin": 1.0})


def test_the_shipped_model_uses_signals_that_there_are(shelf: Library) -> None:
    model = load_confidence()
    assert set(model.weights) <= set(_signals(shelf, COVERED))
    assert 0 < model.threshold < 1
    assert 0 < model.probability(_signals(shelf, COVERED)) < 1


# -- the signals -------------------------------------------------------------------------------------------------


@given(
    question=QUESTIONS.filter(lambda text: bool(terms(text))) | st.sampled_from([text for _, text in SHELF.values()])
)
def test_signals_are_numbers_of_one_scale_for_any_question(shelf: Library, question: str) -> None:
    found = _signals(shelf, question)
    assert {name: value for name, value in found.items() if not -1 - ROUNDING <= value <= 1 + ROUNDING} == {}


def test_what_speaks_for_an_answer_is_more_where_there_is_one(shelf: Library) -> None:
    covered, foreign = _signals(shelf, COVERED), _signals(shelf, FOREIGN)
    # A margin is a matter of what else was found: this shelf is too small for it.
    for name in {name for name in covered if not name.endswith("_margin")} - {"figure_given"}:
        assert covered[name] > foreign[name], name


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("What was the share in 2019?", 1.0),
        ("What was the share in 2020?", 0.0),
        ("What was the share in 2019 and in 2020?", 0.5),
        ("What was the share in Kent?", 1.0),
        ("What was the share in Rutland?", 0.0),
        ("What was the share in Kent and in Rutland?", 0.5),
        ("What was the share in Kent in 2020?", 0.0),
        ("What was the share in Kent and in Rutland in 2019 and in 2020?", 0.25),
        ("What was the share?", 1.0),
    ],
)
def test_names_and_years_that_nothing_found_mentions_speak_against_an_answer(
    library: Library, write: Write, folder: Path, question: str, share: float
) -> None:
    write("figures", "The share of children in foster care in Kent was 35% in 2019.")
    sync(library, folder)
    assert _found(library, question) == pytest.approx(share)


def test_a_year_counts_only_where_it_can_be_quoted_and_a_name_anywhere_in_the_passage(
    library: Library, write: Write, folder: Path
) -> None:
    write("figures", "Kent 2019.\n\nThe share of children in foster care was 35% then.")
    sync(library, folder)
    assert 0 < _found(library, "What was the share in Kent?") < 1
    assert _found(library, "What was the share in 2019?") == 0


@pytest.mark.parametrize(
    ("question", "share"), [("What share of dads return?", 0.5), ("What share of mums return?", 1.0)]
)
def test_a_sentence_about_others_counts_for_less(
    library: Library, write: Write, folder: Path, question: str, share: float
) -> None:
    write("figures", "The share of mothers who return is 15%.")
    sync(library, folder)
    assert _found(library, question) == share


@pytest.mark.parametrize(
    ("question", "share"),
    [
        ("How many 12-year-olds have telecare?", 0.0),
        ("How many 80-year-olds have telecare?", 1.0),
        ("Does telecare suit 12-year-olds?", 0.5),
        ("Does telecare suit 80-year-olds?", 1.0),
    ],
)
def test_without_the_ages_asked_about_nothing_is_counted_and_the_rest_counts_for_less(
    library: Library, folder: Path, write: Write, question: str, share: float
) -> None:
    write("figures", "Telecare was used by 900 people aged 80 and over, and it suited them.")
    sync(library, folder)
    assert _found(library, question) == share


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("Is telecare worth the money?", ()),
        ("do breakfast clubs pay off", ("breakfast clubs",)),
        ("does equine therapy work?", ("equine therapy",)),
        ("Do breakfast clubs cost more?", ()),
    ],
)
def test_what_is_to_work_or_pay_must_be_what_the_passages_are_about(
    library: Library, write: Write, folder: Path, question: str, missing: tuple[str, ...]
) -> None:
    write("figures", "Telecare is effective, and for every £1 spent it saves and returns £2.")
    sync(library, folder)
    result, sentences = _read(library, question)
    held = support(question, result, sentences, particulars(result.query))
    assert held.unmentioned == missing
    assert (held.share == 0) == bool(missing)


def test_the_best_is_set_against_all_that_was_found_not_only_what_may_be_quoted(shelf: Library) -> None:
    result, sentences = _read(shelf, COVERED)
    alone = confidence_signals(result, sentences[:1], sentences[:1])
    among_all = confidence_signals(result, sentences[:1], sentences)
    assert alone["match_margin"] == 0 < among_all["match_margin"]


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("How many children were in foster care?", 0.0),
        ("What did foster care cost?", 1.0),
        ("What was the rate of foster care?", 0.0),
        ("Did foster care help?", 1.0),
    ],
)
def test_a_question_for_a_figure_wants_one(
    library: Library, write: Write, folder: Path, question: str, given: float
) -> None:
    write("figures", "Foster care came at a cost that nobody counted in Kent.")
    sync(library, folder)
    assert _signals(library, question)["figure_given"] == given


def test_withdrawn_documents_do_not_distort_how_rare_words_are(library: Library, write: Write, folder: Path) -> None:
    # The keyword index counts deleted chunks until its segments are merged.
    paths = [write(f"report-{number}", f"Telecare report {number} from Kent.") for number in range(6)]
    write("other", "Foster carers and telecare.")
    sync(library, folder)
    for path in paths:
        path.unlink()
    sync(library, folder)
    result = Retriever(library).search("telecare from Kent", [PUBLIC], 10)
    assert min(result.rarity.values()) >= 0


def test_an_empty_library_speaks_for_nothing(library: Library) -> None:
    assert set(_signals(library, COVERED).values()) == {0.0}
    assert _found(library, FOREIGN) == 0
