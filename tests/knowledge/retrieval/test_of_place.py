"""A sentence about one council does not answer for another."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.opening import Library
from knowledge.retrieval.of_place import about_the_places
from knowledge.retrieval.places import councils
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.sentences import score_sentences
from knowledge.vocabulary import PUBLIC
from tests.conftest import Write, sync

LEEDS = "Referrals in Leeds fell by a third after the training."
ENGLAND = "Referrals of children fell slightly in England in 2019."
KENT = "On its own count the number of referrals fell by half."
TRIAL = "A trial with 78,000 children of five English councils goes on to 2025."
DORSET = "Referrals fell by a tenth in Dorset, which copied it."
EVERYTHING = {LEEDS, ENGLAND, KENT, TRIAL, DORSET}


@pytest.mark.parametrize(
    ("question", "quotable"),
    [
        ("How far did referrals fall in Leeds?", {LEEDS}),
        ("How far did referrals fall in kent?", {KENT}),
        ("How far did referrals fall in Leeds and in Kent?", {LEEDS, KENT}),
        ("How far did referrals fall in dorset?", {DORSET}),
        ("How far did referrals fall in Rutland?", EVERYTHING),
        ("How far did referrals fall?", EVERYTHING),
        ("We are in Leeds: how far did referrals fall?", EVERYTHING),
        ("I work for Leeds City Council, how far did referrals fall in Kent", {KENT}),
        ("Is it working in Leeds and did referrals fall?", {LEEDS}),
        ("What is the average fall of referrals in Leeds?", {LEEDS}),
        ("Did referrals fall further in Leeds than the England average?", EVERYTHING),
        ("How far did referrals for reading fall?", EVERYTHING),
    ],
)
def test_only_sentences_about_a_council_that_is_named_may_be_quoted_where_there_are_any(
    library: Library, write: Write, folder: Path, question: str, quotable: set[str]
) -> None:
    write("north", f"{LEEDS}\n\n{ENGLAND}", title="Referrals")
    write("south", f"{KENT}\n\n{TRIAL}\n\n{DORSET}", title="Referrals in Kent")
    sync(library, folder)
    result = Retriever(library).search(question, [PUBLIC], 10)
    sentences = score_sentences(result, library.catalogue, 8)
    assert {one.text for one in about_the_places(sentences, question)} == quotable


@pytest.mark.parametrize(
    "sentence",
    [
        "Early help was reorganised in three areas at a cost of £1.2m a year.",
        "Of 900 pupils with English as an additional language, 300 got a mentor.",
        "With NHS England the council pays for 14 family coaches.",
        "Two local authorities copied the family coaches.",
    ],
)
def test_the_answer_is_not_lost_because_it_speaks_of_others_too(
    library: Library, write: Write, folder: Path, sentence: str
) -> None:
    write("leeds", f"{sentence}\n\nReferrals in Leeds went down by 4% in 2019.", title="Early help in Leeds")
    sync(library, folder)
    question = f"In Leeds, {sentence[0].lower()}{sentence[1:-1]}?"
    sentences = score_sentences(Retriever(library).search(question, [PUBLIC], 10), library.catalogue, 8)
    assert sentence in {one.text for one in about_the_places(sentences, question)}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("What helps in reading recovery?", set()),
        ("What helps in Reading Recovery?", set()),
        ("Reading helps children in care.", set()),
        ("Training helped. Reading did, too.", set()),
        ("Stoke the fire", set()),
        ("Do not bury it.", set()),
        ("Families moved to Bury St Edmunds.", set()),
        ("how did leeds and herts do", {"Leeds", "Hertfordshire"}),
        ("Fewer children in Reading, in Bury and in Stoke came into care.", {"Reading", "Bury", "Stoke-on-Trent"}),
        ("Reading Borough Council and Stoke council saved money.", {"Reading", "Stoke-on-Trent"}),
        ("Bury's costs fell.", {"Bury"}),
        ("stoke-on-trent rate", {"Stoke-on-Trent"}),
        ("What did MK do?", {"Milton Keynes"}),
        ("Kentish hulls", set()),
    ],
)
def test_a_council_is_known_by_its_name_and_not_by_a_word_that_is_written_alike(text: str, named: set[str]) -> None:
    assert councils(text) == named


@given(st.text(max_size=60))
def test_any_text_names_councils_or_none(text: str) -> None:
    assert councils(f"{text}. leeds") >= {"Leeds"}
