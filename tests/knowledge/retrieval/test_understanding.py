"""The way officers write: acronyms, other names, councils in short, slips of the pen, and which sources they want."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.embedding import SentenceTransformerEmbedder
from knowledge.opening import Library
from knowledge.retrieval.glossary import spell_out
from knowledge.retrieval.places import full_names
from knowledge.retrieval.retriever import Retriever
from knowledge.retrieval.spelling import put_right
from knowledge.retrieval.wishes import wishes
from knowledge.vocabulary import INTERNAL, PUBLIC, Evidence, Kind
from tests.conftest import Write, sync

TODAY = dt.date(2026, 11, 23)

# -- the glossary ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "long"),
    [
        ("LAC rate highest council", "looked-after child"),
        ("how many cic nationally", "child in care"),
        ("what did Leeds get out of FGCs?", "family group conference"),
        ("How many S47s?", "section 47 enquiry"),
        ("has the % that end NFA after a C&FA gone up", "child and family assessment"),
    ],
)
def test_an_acronym_is_spelled_out_and_kept(question: str, long: str) -> None:
    out = spell_out(question)
    assert long in out.text
    assert all(word in out.text for word in question.replace("?", "").split())


def test_other_names_are_known_both_ways() -> None:
    assert {"CLA", "CiC"} <= set(spell_out("LAC numbers").also)
    assert "FGC" in spell_out("do family group conferences work").also
    assert spell_out("do family group conferences work").text == "do family group conferences work"


@pytest.mark.parametrize("question", ["is it nice so far", "a pep talk", "who is it for", "the plan or as it is", ""])
def test_ordinary_words_are_no_acronyms(question: str) -> None:
    out = spell_out(question)
    assert (out.text, out.short) == (question, ())


def test_a_term_already_spelled_out_is_not_spelled_out_twice() -> None:
    question = "family group conference (FGC) results"
    assert spell_out(question).text == question


@given(st.text(max_size=30) | st.lists(st.sampled_from(["LAC", "fgcs", "the", "(", "S47s?"])).map(" ".join))
def test_spelling_out_only_adds(question: str) -> None:
    rest = iter(spell_out(question).text)
    assert all(letter in rest for letter in question)


def test_documents_that_use_the_acronym_and_those_that_do_not_are_both_found(
    library: Library, write: Write, folder: Path
) -> None:
    write("short", "FGC was offered to every family.")
    write("long", "The family group conference was offered to every family.")
    write("other", "The library van was offered to every street.")
    sync(library, folder)
    for query in ("FGC", "family group conference"):
        found = Retriever(library).search(query, [PUBLIC], 3).chunks
        assert {scored.chunk.document_id for scored in found[:2]} == {"short", "long"}
        assert min(scored.keyword or 0 for scored in found[:2]) > 0


def test_the_words_asked_for_come_before_other_names_for_them(library: Library, write: Write, folder: Path) -> None:
    write("asked", "CIN was counted.")
    write("other", "A section 17 child was counted.")
    sync(library, folder)
    assert Retriever(library).search("CIN", [PUBLIC], 2).chunks[0].chunk.document_id == "asked"


# -- places ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("question", "full"),
    [
        ("what did herts do", "what did Hertfordshire do"),
        ("North Yorks only", "North Yorkshire only"),
        ("milton keynes vs bedford", "Milton Keynes vs Bedford"),
        ("stoke-on-trent rate", "Stoke-on-Trent rate"),
        ("worth reading to bury the myth", "worth reading to bury the myth"),
        ("Reading council", "Reading council"),
        ("hulling and kentish", "hulling and kentish"),
    ],
)
def test_councils_are_written_out(question: str, full: str) -> None:
    assert full_names(question) == full


# -- slips of the pen --------------------------------------------------------------------------------------------


@pytest.fixture
def stocked(library: Library, write: Write, folder: Path) -> Library:
    """A public document and an internal one, and the real model's knowledge of words."""
    write("public", "The reunification programme in Thurrock kept children with their families in Boston.")
    write("internal", "The procurement of sedation.", audience=INTERNAL)
    sync(library, folder)
    return replace(library, embedder=SentenceTransformerEmbedder())


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("the reunificaton programe", "the reunification programme"),
        ("childern and familes", "children and families"),
        ("reunification of children", "reunification of children"),
        ("wombat", "wombat"),
        ("", ""),
    ],
)
def test_a_word_that_no_passage_holds_is_put_right(stocked: Library, asked: str, meant: str) -> None:
    assert put_right(asked, stocked, [PUBLIC]) == meant


@pytest.mark.parametrize("word", ["fostering", "Norman", "rehabilitation", "families"])
def test_a_word_of_its_own_is_never_taken_for_a_slip(stocked: Library, word: str) -> None:
    assert put_right(f"what about {word}", stocked, [PUBLIC]) == f"what about {word}"


def test_a_council_is_never_taken_for_another_place(stocked: Library) -> None:
    assert put_right("Bolton", stocked, [PUBLIC]) == "Bolton"


def test_words_are_not_put_right_with_those_of_documents_the_asker_may_not_see(stocked: Library) -> None:
    assert put_right("procuremnt", stocked, [PUBLIC]) == "procuremnt"
    assert put_right("procuremnt", stocked, [PUBLIC, INTERNAL]) == "procurement"


# -- which sources -----------------------------------------------------------------------------------------------


def test_a_question_that_names_no_sources_wishes_for_none() -> None:
    assert not wishes("How many children were looked after before 2016?", TODAY)


def test_kinds_evidence_and_years_of_sources_are_understood() -> None:
    asked = wishes("only case studies in Essex after 2012", TODAY)
    assert asked.kinds == {Kind.CASE_STUDY}
    assert asked.only
    assert [(period.first_year, period.last_year) for period in asked.periods] == [(2013, None)]
    assert wishes("any RCT evidence on parenting courses", TODAY).evidence == {Evidence.RCT}
    assert not wishes("any RCT evidence on parenting courses", TODAY).only
    assert wishes("latest figures", TODAY).latest


def _documents(library: Library, query: str) -> list[str]:
    return [scored.chunk.document_id for scored in Retriever(library).search(query, [PUBLIC], 9).chunks]


@pytest.fixture
def mixed(library: Library, write: Write, folder: Path) -> Library:
    """The same sentence from sources of several kinds."""
    text = "Telecare in Essex saved money."
    write("old", text, title="Telecare", kind="case_study", year=2010)
    write("new", text, title="Telecare", kind="case_study", year=2020)
    write("trial", text, title="Telecare", kind="report", year=2015, evidence="rct")
    write("view", text, title="Telecare", kind="report", year=2016, evidence="expert_view")
    sync(library, folder)
    return library


def test_only_filters_by_kind_and_years(mixed: Library) -> None:
    assert set(_documents(mixed, "telecare savings, only case studies")) == {"old", "new"}
    assert _documents(mixed, "telecare savings, only case studies after 2012") == ["new"]


def test_a_preference_raises_and_drops_nothing(mixed: Library) -> None:
    found = _documents(mixed, "RCT on telecare savings")
    assert found[0] == "trial"
    assert len(found) == 4
    assert _documents(mixed, "latest on telecare savings")[0] == "new"


def test_a_filter_that_leaves_nothing_is_let_go(mixed: Library) -> None:
    assert len(_documents(mixed, "telecare savings, only guidance")) == 4
